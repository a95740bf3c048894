package main

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata" // where a machine has no zones, appointments would be at the wrong hour

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// zones are the time zones of this machine.
func zones() schedule.Zones {
	return schedule.Zones{Here: time.Local, Named: func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			return nil
		}
		return loc
	}}
}

func flagFrom() cli.Flag {
	return &cli.StringFlag{Name: "from", Usage: "`DATE` as 2026-03-04 (default: today)"}
}

func flagCover() cli.Flag {
	return &cli.BoolFlag{Name: "cover", Usage: "show the names that others may read, and nothing of places and worries"}
}

func flagPlanLang() cli.Flag {
	return &cli.StringFlag{Name: "lang", Usage: "`LANGUAGE` of the labels: en or es (default: that of the plan)"}
}

// fromDate reads --from.
func fromDate(c *cli.Context) (string, error) { return dateFlag(c, "from", schedule.Today(time.Now())) }

func dateFlag(c *cli.Context, name, otherwise string) (string, error) {
	date := c.String(name)
	if date == "" {
		return otherwise, nil
	}
	if t, err := time.Parse(plan.DateLayout, date); err != nil || t.Year() < 1970 || t.Year() > 2199 {
		return "", usagef("--%s is a date as 2026-03-04", name)
	}
	return date, nil
}

// wordsOf are the words in which a plan is shown.
func wordsOf(c *cli.Context, p *plan.Plan) (*catalog.Words, error) {
	if l := c.String("lang"); l != "" && l != "en" && l != "es" {
		return nil, usagef("--lang is en or es")
	}
	return catalog.Load(langOfPlan(c, p)), nil
}

func cmdSchedule(std streams) *cli.Command {
	return &cli.Command{
		Name:  "schedule",
		Usage: "show a week of appointments, a month, or the coming weeks as a list",
		Description: "With what overlaps, when to leave and to be back, and which visits of the four weeks from --from on someone could name who\n" +
			"watched the four before. Times are those of each place; other zones are said. What is shown stays in the terminal's memory.",
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagPlanLang(), flagJSON(), flagFrom(), flagCover(),
			&cli.BoolFlag{Name: "month", Usage: "the month of --from"},
			&cli.BoolFlag{Name: "list", Usage: "the weeks from --from on, days with nothing on them left out"},
			&cli.IntFlag{Name: "weeks", Value: 4, Usage: "`NUMBER` of weeks that --list shows"}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("schedule takes no arguments")
			}
			s, err := stretchOf(c)
			if err != nil {
				return err
			}
			return withSession(c, std, func(_ context.Context, _ *client.Client, session *client.Session) error {
				p := session.Plan()
				w, err := wordsOf(c, p)
				if err != nil {
					return err
				}
				date, _ := fromDate(c) // it was read before
				agenda := view.Tell(w, p, s.Stretch)
				outlook := schedule.Foresee(p, date, s.Zones)
				if c.Bool("json") {
					return writeJSON(std.out, scheduleJSON(p, s.Stretch, agenda, outlook))
				}
				page := lines{out: std.out}
				page.line(0, s.title(w))
				page.agenda(w, agenda, c.Bool("list"))
				page.outlook(w, view.TellOutlook(w, p, outlook, s.Zones, s.Cover))
				return page.err
			})
		},
	}
}

// shown is what the flags ask for.
type shown struct {
	view.Stretch
	title func(*catalog.Words) string
}

func stretchOf(c *cli.Context) (shown, error) {
	date, err := fromDate(c)
	if err != nil {
		return shown{}, err
	}
	if c.Bool("month") && c.Bool("list") || c.IsSet("weeks") && !c.Bool("list") {
		return shown{}, usagef("give --month, or --list with --weeks, or neither")
	}
	m := view.ScheduleModel{Look: view.WeekLook, Date: date}
	first, last := m.First(), m.Last()
	switch {
	case c.Bool("month"):
		m.Look = view.MonthLook
		first, last = m.First(), m.Last()
	case c.Bool("list"):
		const most = 104
		n := c.Int("weeks")
		if n < 1 || n > most {
			return shown{}, usagef("--weeks is a number from 1 to %d", most)
		}
		first, _ = time.Parse(plan.DateLayout, date)
		last = first.AddDate(0, 0, 7*n-1)
	}
	s := shown{view.Stretch{From: first.Format(plan.DateLayout), To: last.Format(plan.DateLayout), Zones: zones(), Cover: c.Bool("cover")}, m.Title}
	if c.Bool("list") {
		s.title = func(w *catalog.Words) string {
			return fmt.Sprintf("%s – %s", view.FormatDayYear(w, first), view.FormatDayYear(w, last))
		}
	}
	return s, nil
}
