package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/server/relay/load"
)

func cmdBench(std streams) *cli.Command {
	return &cli.Command{
		Name:  "bench",
		Usage: "measures a server on this machine",
		Subcommands: []*cli.Command{{
			Name:  "relay",
			Usage: "puts load on the relay of a server on this machine: frames carried, how long one takes, memory",
			Description: "Start a server with --calls-per-second 100000 and give its address and process id. With --other, the\n" +
				"senders are on the one node and the receivers on the other. Nothing is sent anywhere but to this\n" +
				"machine, and it ends by itself. The figures are of this machine and this moment, with the generator on\n" +
				"the same cores: compare runs of one time.",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "address", Required: true, Usage: "`URL` of the relay's server, ws://127.0.0.1:PORT"},
				&cli.StringFlag{Name: "other", Usage: "`URL` of another node"},
				&cli.IntFlag{Name: "pid", Usage: "process `ID` of the server; 0 measures no memory"},
				&cli.IntFlag{Name: "other-pid", Usage: "process `ID` of the other node"},
				&cli.IntFlag{Name: "pairs", Value: 250, Usage: "rooms of two in which frames are sent"},
				&cli.IntFlag{Name: "frames", Value: 5000, Usage: "frames a second, all together; a relay takes 40 from one connection"},
				&cli.DurationFlag{Name: "for", Value: 10 * time.Second, Usage: "how long"},
				&cli.IntFlag{Name: "idle", Value: 1000, Usage: "rooms of two in which nothing is sent, for the memory; 0 leaves it out"},
			},
			Action: func(c *cli.Context) error { return benchRelay(c, std) },
		}},
	}
}

func benchRelay(c *cli.Context, std streams) error {
	a, err := load.WebSocket("relay", c.String("address"), load.Larkspur(), c.Int("pid"))
	if err != nil {
		return usageError{err}
	}
	b := a
	if c.IsSet("other") {
		if b, err = load.WebSocket("other", c.String("other"), load.Larkspur(), c.Int("other-pid")); err != nil {
			return usageError{err}
		}
	}
	if c.Int("frames") > 40*c.Int("pairs") || c.Int("pairs") < 1 || c.Int("frames") < 1 {
		return usagef("%d frames a second need at least %d pairs", c.Int("frames"), (c.Int("frames")+39)/40)
	}
	r, err := load.Carry(c.Context, a, b, c.Int("pairs"), c.Int("frames"), c.Duration("for"))
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "offered   %10.0f frames a second\ncarried   %10.0f frames a second\nhalf      %10v at most from sending to receiving\n99 in 100 %10v at most\n",
		r.Offered, r.Carried, r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond))
	if a.PID != 0 {
		fmt.Fprintf(std.out, "time      %10v of the process for 1,000 frames\n", r.CPU.Round(time.Microsecond))
	}
	if n := c.Int("idle"); n > 0 && a.PID != 0 {
		bytes, err := load.Idle(c.Context, a, n)
		if err != nil {
			return err
		}
		fmt.Fprintf(std.out, "memory    %10.1f KB for a connection that says nothing, of %d\n", bytes/1024, 2*n)
	}
	return nil
}
