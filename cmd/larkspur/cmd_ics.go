package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/client/schedule/ics"
)

// icsMeans is said with every file.
const icsMeans = `The file has dates, times and the names that others may read, in clear text. A calendar that takes it may be shared, copied to
other devices, and show reminders.`

func cmdICS(std streams) *cli.Command {
	return &cli.Command{
		Name:        "ics",
		Usage:       "write visits as a calendar file on standard output, with cover titles only",
		Description: "Nothing is written but what --appointment names: the beginning of an id, as larkspur stagger lists them. " + icsMeans,
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagPlanLang(), flagFrom(),
			&cli.StringFlag{Name: "to", Usage: "the last `DATE` (default: four weeks)"},
			&cli.StringSliceFlag{Name: "appointment", Usage: "`ITEM`; may be given more than once"}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() || len(c.StringSlice("appointment")) == 0 {
				return usagef("name what goes into the file with --appointment ITEM; larkspur stagger lists the appointments")
			}
			from, err := fromDate(c)
			if err != nil {
				return err
			}
			first, _ := time.Parse(plan.DateLayout, from)
			to, err := dateFlag(c, "to", first.AddDate(0, 0, 4*7-1).Format(plan.DateLayout))
			if err != nil {
				return err
			}
			return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
				p := s.Plan()
				w, err := wordsOf(c, p)
				if err != nil {
					return err
				}
				chosen := map[plan.ID]bool{}
				for _, text := range c.StringSlice("appointment") {
					it, err := findAppointment(p, text)
					if err != nil {
						return err
					}
					chosen[it.ID()] = true
				}
				var visits []schedule.Visit
				for _, v := range schedule.Between(p, from, to, zones()) {
					if chosen[v.Item] {
						visits = append(visits, v)
					}
				}
				text, err := ics.Write(p, visits, w.Text("kind.appt"), rand.Reader)
				if err != nil {
					return err
				}
				if text == "" {
					return usagef("there are no visits from %s to %s", from, to)
				}
				fmt.Fprintln(std.err, icsMeans)
				_, err = io.WriteString(std.out, text)
				return err
			})
		},
	}
}
