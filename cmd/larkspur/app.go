package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"larkspur/client/plantext"
)

// streams are what a verb reads and writes.
type streams struct {
	in       *os.File
	out, err io.Writer
}

// run runs one command line and returns its exit status.
func run(ctx context.Context, args []string, std streams) int {
	app := &cli.App{
		Name:            "larkspur",
		Usage:           "keep a plan behind a phrase",
		HideVersion:     true,
		HideHelpCommand: true,
		Reader:          std.in,
		Writer:          std.out,
		ErrWriter:       std.err,
		Commands: []*cli.Command{
			cmdNew(std), cmdOpen(std), cmdShow(std), cmdSchedule(std), cmdStagger(std), cmdICS(std), cmdEdit(std), cmdExport(std), cmdImport(std), cmdPhrase(std), cmdErase(std),
			cmdRecovery(std), cmdPrint(std), cmdDirectory(std), cmdDecoy(std), cmdStarter(std), cmdLive(std), cmdBench(std),
		},
		ExitErrHandler: func(*cli.Context, error) {}, // status decides; nothing exits on its own
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			return usageError{err}
		},
		CommandNotFound: func(c *cli.Context, name string) {},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command %q; see larkspur --help", c.Args().First())
			}
			_ = cli.ShowAppHelp(c)
			return usagef("name a command")
		},
	}
	for _, c := range app.Commands {
		onUsage(c)
	}
	err := app.RunContext(ctx, args)
	if err == nil {
		return statusDone
	}
	text, status := explain(err)
	if text != "" {
		fmt.Fprintln(std.err, "larkspur: "+plantext.Visible(text)) // it may quote what somebody wrote
	}
	return status
}

// onUsage makes every command report its usage errors as such.
func onUsage(c *cli.Command) {
	c.OnUsageError = func(_ *cli.Context, err error, _ bool) error { return usageError{err} }
	c.HideHelpCommand = true
	for _, sub := range c.Subcommands {
		onUsage(sub)
	}
}
