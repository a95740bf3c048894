package schedule

import (
	"slices"
	"time"

	"larkspur/client/plan"
)

// occurrences returns when an appointment that starts at start takes place by its repeat rule, on the dates from the one to
// the other, in their order. The start itself always counts, as the first. understood is false for a rule beyond plan.Rule:
// then the start is all there is.
func occurrences(repeat string, start moment, from, to day) (out []moment, understood bool) {
	rule, err := plan.ParseRule(repeat)
	for d := max(from, start.day); d <= to; d++ {
		if occurs(rule, start.day, d) {
			out = append(out, moment{d, start.minute})
		}
	}
	return out, err == nil
}

// occurs reports whether an appointment that starts on the day start takes place on d. The start itself always counts, as
// the first, also where the rule would leave it out. The zero Rule is no repeat.
func occurs(r plan.Rule, start, d day) bool {
	if d == start {
		return true
	}
	if d < start || r.Until != "" && d.String() > r.Until {
		return false
	}
	every := max(r.Every, 1)
	switch r.Freq {
	case plan.Daily:
		n := int(d - start)
		return n%every == 0 && within(r, n/every+1)
	case plan.Weekly:
		return weekly(r, every, start, d)
	case plan.Monthly:
		return monthly(r, every, start, d)
	}
	return false
}

// within reports whether the nth occurrence, counted from 1, is one of those that the rule counts.
func within(r plan.Rule, n int) bool { return r.Count == 0 || n <= r.Count }

func weekly(r plan.Rule, every int, start, d day) bool {
	days := r.Days
	if len(days) == 0 {
		days = []time.Weekday{start.weekday()}
	}
	weeks := int(d.monday()-start.monday()) / 7
	if weeks%every != 0 || !slices.Contains(days, d.weekday()) {
		return false
	}
	if r.Count == 0 {
		return true
	}
	n := 1 // the start
	for week := start.monday(); week <= d && n <= r.Count; week = week.addDays(7 * every) {
		for i := range 7 {
			if x := week.addDays(i); x > start && x <= d && slices.Contains(days, x.weekday()) {
				n++
			}
		}
	}
	return n <= r.Count
}

// monthly repeats on the same day of the month and leaves out months that have none (RFC 5545 §3.3.10).
func monthly(r plan.Rule, every int, start, d day) bool {
	first, now := start.utc(), d.utc()
	months := monthsOf(now) - monthsOf(first)
	if now.Day() != first.Day() || months%every != 0 {
		return false
	}
	if r.Count == 0 {
		return true
	}
	n := 0
	for m := 0; m <= months && n <= r.Count; m += every {
		x := time.Date(first.Year(), first.Month()+time.Month(m), first.Day(), 0, 0, 0, 0, time.UTC)
		if x.Day() == first.Day() {
			n++
		}
	}
	return n <= r.Count
}

func monthsOf(t time.Time) int { return 12*t.Year() + int(t.Month()) }
