package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/server/servertest/cputime"
)

// Whoever has a phrase, and later whoever is let in, can write anything that a plan can hold. What is asked of it at every
// opening ends soon all the same: a page that stands still is one that its owner cannot open again.

// soon is how much of the processor one question may take, as WebAssembly too. Before there were bounds, most of these took
// minutes, or all memory.
const soon = 4 * time.Second

func repeated(t *testing.T, n int, f fields) func(p *plan.Plan) {
	return func(p *plan.Plan) {
		for range n {
			add(t, p, "appt", f)
		}
	}
}

func rows(n int, row func(i int) plan.Record) plan.Value {
	var all []plan.Record
	for i := range n {
		all = append(all, row(i))
	}
	return plan.Records(all...)
}

func numbers(from, to int) string {
	var all []string
	for n := from; n <= to; n++ {
		if n != 0 {
			all = append(all, fmt.Sprint(n))
		}
	}
	return strings.Join(all, ",")
}

func hostilePlans(t *testing.T) map[string]func(p *plan.Plan) {
	text, number := plan.Text, plan.Number
	week := number(7 * 24 * 60)
	anyHour := plan.Record{"from": text("00:00"), "to": text("23:59")}
	return map[string]func(p *plan.Plan){
		"visits on top of each other, every half hour": repeated(t, 600, fields{"start": text("2026-01-01T00:00"), "len": week, "travel": week,
			"repeat": text("FREQ=MINUTELY;INTERVAL=30")}),
		"rules counted from long ago": repeated(t, 600, fields{"start": text("1970-01-01T03:00"), "len": number(30),
			"repeat": text("FREQ=SECONDLY;BYHOUR=3;BYMINUTE=0,1;BYSECOND=0;COUNT=99999")}),
		"rules that leave out nearly every second": repeated(t, 600, fields{"start": text("2026-01-01T03:00"),
			"repeat": text("FREQ=SECONDLY;BYMINUTE=1,2;BYSECOND=7")}),
		"rules that never come": repeated(t, 600, fields{"start": text("1970-01-01T03:00"), "repeat": text("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=99999")}),
		"rules of long lists": repeated(t, 200, fields{"start": text("1970-01-01T03:00"),
			"repeat": text("FREQ=MINUTELY;INTERVAL=30;COUNT=99999;BYYEARDAY=" + numbers(-366, 366) + ";BYSETPOS=" + numbers(-366, 366))}),
		"dates beside the rule": repeated(t, 25, fields{"start": text("2026-03-04T03:00"), "len": week, "travel": week,
			"also": rows(1800, func(i int) plan.Record {
				return plan.Record{"start": text(fmt.Sprintf("2026-03-04T%02d:%02d", i/60%24, i%60))}
			})}),
		"dates left out": repeated(t, 25, fields{"start": text("2026-01-01T00:00"), "repeat": text("FREQ=MINUTELY;INTERVAL=30"),
			"skip": func() plan.Value {
				var all []string
				for i := range 5000 {
					all = append(all, time.Date(2030, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(plan.DateLayout))
				}
				return plan.Texts(all...)
			}()}),
		"windows on top of each other": func(p *plan.Plan) {
			repeated(t, 50, fields{"start": text("2026-01-01T00:00"), "len": week, "travel": week, "repeat": text("FREQ=MINUTELY;INTERVAL=30")})(p)
			for range 2000 {
				add(t, p, "win", fields{"state": text("less"), "days": plan.Texts("mo", "tu", "we", "th", "fr", "sa", "su")})
			}
			for range 25 {
				add(t, p, "win", fields{"state": text("unsure"), "except": rows(2500, func(int) plan.Record { return plan.Record{"date": text("2026-03-04")} })})
			}
		},
		"opening hours without end": repeated(t, 1, fields{"start": text("2026-01-01T00:00"), "repeat": text("FREQ=DAILY"),
			"allow": rows(2500, func(int) plan.Record { return anyHour }),
			"alts":  rows(1500, func(i int) plan.Record { return plan.Record{"how": text("phone"), "len": number(int64(i))} })}),
		"a million visits a week": repeated(t, 1, fields{"start": text("2026-01-01T00:00"), "repeat": text("FREQ=DAILY"),
			"allow": plan.Records(anyHour), "perweek": number(1_000_000)}),
		"more visits than days": repeated(t, 1, fields{"start": text("2026-01-01T00:00"), "repeat": text("FREQ=MINUTELY;INTERVAL=30"),
			"allow": plan.Records(anyHour), "gapmax": number(400_000), "gapmin": number(400_000)}),
		"the end of time": repeated(t, 500, fields{"start": text("9999-12-31T23:59"), "len": week, "repeat": text("FREQ=YEARLY;INTERVAL=99999")}),
	}
}

func TestAHostilePlanIsAnsweredSoon(t *testing.T) {
	const today = "2026-03-04"
	z := zones(t, "America/New_York")
	for name, fill := range hostilePlans(t) {
		t.Run(name, func(t *testing.T) {
			p := newPlan(t)
			fill(p)
			for _, q := range []struct {
				name string
				ask  func()
			}{
				{"today", func() { schedule.Between(p, today, today, z) }},
				{"a month", func() {
					visits := schedule.Between(p, "2026-02-22", "2026-04-06", z)
					windows := schedule.WindowsBetween(p, "2026-02-22", "2026-04-06", z)
					schedule.Clashes(visits, windows)
				}},
				{"a year", func() { schedule.Between(p, today, "2027-03-04", z) }},
				{"foresee", func() { schedule.Foresee(p, today, z) }},
				{"stagger", func() { schedule.Stagger(p, p.Items("appt")[0].ID(), today, z) }},
				{"undated", func() { schedule.Undated(p) }},
			} {
				done, begun := make(chan struct{}), cputime.Used()
				go func() { defer close(done); q.ask() }()
				for answered := false; !answered; {
					select {
					case <-done:
						answered = true
					case <-time.After(20 * time.Millisecond):
					}
					if d := cputime.Used() - begun; d > soon { // before it has all memory
						panic(name + ": " + q.name + " is not answered soon")
					} else if answered && d > soon/10 {
						t.Logf("%s: %v", q.name, d)
					}
				}
			}
		})
	}
}
