package plan

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Frequency is how an appointment repeats.
type Frequency uint8

// The frequencies. The zero Frequency is no repeat.
const (
	Never Frequency = iota
	Daily
	Weekly
	Monthly
)

// Rule is the simple part of an RFC 5545 recurrence rule that this version builds and understands: FREQ daily, weekly or
// monthly with INTERVAL, BYDAY (weekly, days without a number), UNTIL (a date) or COUNT, and WKST, which is kept as Monday.
// The field keeps the text, so a fuller rule of a newer version survives.
type Rule struct {
	Freq  Frequency
	Every int            // INTERVAL: 1 or 0 is every one
	Days  []time.Weekday // BYDAY: of Weekly, none means the day of the start
	Until string         // the last date, DateLayout, or ""
	Count int            // how many in all, or 0
}

var frequencies = [...]string{Daily: "DAILY", Weekly: "WEEKLY", Monthly: "MONTHLY"}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// dayOrder is Monday first, as the week is here.
var dayOrder = [...]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// String returns the value of an RRULE, "" for Never. Equal rules give equal texts.
func (r Rule) String() string {
	if r.Freq == Never || r.Freq > Monthly {
		return ""
	}
	s := "FREQ=" + frequencies[r.Freq]
	if r.Every > 1 {
		s += ";INTERVAL=" + strconv.Itoa(r.Every)
	}
	if r.Freq == Weekly && len(r.Days) > 0 {
		var days []string
		for _, d := range dayOrder {
			if slices.Contains(r.Days, d) {
				days = append(days, weekdays[d])
			}
		}
		s += ";BYDAY=" + strings.Join(days, ",")
	}
	switch {
	case r.Until != "":
		s += ";UNTIL=" + strings.ReplaceAll(r.Until, "-", "")
	case r.Count > 0:
		s += ";COUNT=" + strconv.Itoa(r.Count)
	}
	return s
}

// ParseRule reads the value of an RRULE. "" is Never. It returns ErrValue for what lies outside of Rule, and for what RFC
// 5545 §3.3.10 forbids: a part twice, UNTIL with COUNT, no FREQ. Of an UNTIL with a time of day it keeps the date.
func ParseRule(s string) (Rule, error) {
	var r Rule
	if s == "" {
		return r, nil
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(s, ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || seen[name] || !r.set(name, value) {
			return Rule{}, ErrValue
		}
		seen[name] = true
	}
	if r.Freq == Never || r.Until != "" && r.Count > 0 || len(r.Days) > 0 && r.Freq != Weekly {
		return Rule{}, ErrValue
	}
	return r, nil
}

func (r *Rule) set(name, value string) bool {
	switch name {
	case "FREQ":
		i := slices.Index(frequencies[:], value)
		r.Freq = Frequency(max(i, 0))
		return i > 0
	case "INTERVAL":
		r.Every = positive(value)
		return r.Every > 0
	case "COUNT":
		r.Count = positive(value)
		return r.Count > 0
	case "UNTIL":
		return r.setUntil(value)
	case "BYDAY":
		for day := range strings.SplitSeq(value, ",") {
			i := slices.Index(weekdays[:], day)
			if i < 0 {
				return false
			}
			r.Days = append(r.Days, time.Weekday(i))
		}
		return true
	case "WKST":
		return value == "MO"
	}
	return false
}

func (r *Rule) setUntil(value string) bool {
	date, clock, timed := strings.Cut(value, "T")
	if timed {
		if _, err := time.Parse("150405", strings.TrimSuffix(clock, "Z")); err != nil {
			return false
		}
	}
	day, err := time.Parse("20060102", date)
	if err != nil {
		return false
	}
	r.Until = day.Format(DateLayout)
	return true
}

// positive reads a whole number from 1 to 9999; anything else is 0.
func positive(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 9999 || s[0] == '+' {
		return 0
	}
	return n
}
