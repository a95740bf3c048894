// Package rrule reads, writes and expands the recurrence rules of RFC 5545 §3.3.10, in full: from FREQ=SECONDLY to YEARLY, with
// every BY part, BYSETPOS, WKST, COUNT and UNTIL.
//
// It works on the wall clock: a time.Time in UTC stands for what a calendar and a clock on a wall show, and what a zone makes of
// that is for the caller. Only an UNTIL in UTC speaks of instants; see Rule.In. Days that are not in the calendar are left out,
// the start always counts as the first, and every walk ends, whatever the rule says.
//
// The whole of it adds 63,000 bytes to the core of the page, 7,200 to 12,300 once compressed (brotli varies by that much). The
// library that is well known for this, teambition/rrule-go v1.8.2, adds 175,000 in the same place, 26,700 compressed: it is what
// the tests compare with, and stays out of the page.
package rrule

import (
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ErrSyntax is returned for what is no rule, or one that RFC 5545 §3.3.10 forbids.
var ErrSyntax = errors.New("rrule: not a recurrence rule")

// Freq is how long the period is that a rule repeats by.
type Freq uint8

// The frequencies. The zero Freq is no repeat.
const (
	Never Freq = iota
	Secondly
	Minutely
	Hourly
	Daily
	Weekly
	Monthly
	Yearly
)

// Part is one of the parts of a rule that are lists of numbers.
type Part uint8

// The parts, in the order in which a rule is written.
const (
	Month Part = iota
	WeekNo
	YearDay
	MonthDay
	WeekDay // see On
	Hour
	Minute
	Second
	SetPos
	parts
)

// Rule is a recurrence rule. The zero Rule does not repeat.
type Rule struct {
	Freq     Freq
	Interval int // 1 or 0 is every one
	By       [parts][]int
	WeekFrom int    // WKST, in days after Monday
	Until    string // as it is written: a date that counts whole, or a date and time, with Z when it is in UTC
	Count    int    // how many in all, the start among them, or 0

	// Effort, where it is not nil, is what walks may cost: about so many days or shorter periods looked at, longer lists counted
	// as more. Every walk lowers it, and ends before its time when it is used up: then it is below 0.
	Effort *int
}

// On is an entry of BYDAY: the nth of that weekday in the month or the year, -1 for the last; 0 is every one.
func On(n int, weekday time.Weekday) int { return 7*n + monday(weekday) }

// Which is what an entry of BYDAY says; see On.
func Which(on int) (n int, weekday time.Weekday) {
	d := (on%7 + 7) % 7
	return (on - d) / 7, time.Weekday((d + 1) % 7)
}

// monday is how many days after Monday a weekday is.
func monday(d time.Weekday) int { return int(d+6) % 7 }

var frequencies = [...]string{"", "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}

// weekdays is Monday first, as the week is here.
var weekdays = [...]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// ranges are what the numbers of a part may be. A low of 0 or 1 is that of a part whose numbers have no sign.
var ranges = [parts]struct {
	name      string
	low, high int
}{
	{"BYMONTH", 1, 12}, {"BYWEEKNO", -53, 53}, {"BYYEARDAY", -366, 366}, {"BYMONTHDAY", -31, 31},
	{"BYDAY", -53, 53}, {"BYHOUR", 0, 23}, {"BYMINUTE", 0, 59}, {"BYSECOND", 0, 60}, {"BYSETPOS", -366, 366},
}

// many is the largest INTERVAL and COUNT. It bounds what a rule can cost.
const many = 99999

// Parse reads the value of an RRULE, its parts in any order. "" is the zero Rule.
func Parse(s string) (Rule, error) {
	var r Rule
	if s == "" {
		return r, nil
	}
	var seen []string
	for part := range strings.SplitSeq(strings.ToUpper(s), ";") {
		name, value, _ := strings.Cut(part, "=")
		if slices.Contains(seen, name) || !r.set(name, value) {
			return Rule{}, ErrSyntax
		}
		seen = append(seen, name)
	}
	if !r.valid() {
		return Rule{}, ErrSyntax
	}
	r.tidy()
	return r, nil
}

func (r *Rule) set(name, value string) (ok bool) {
	switch name {
	case "FREQ":
		i := slices.Index(frequencies[:], value)
		r.Freq = Freq(max(i, 0))
		return i > 0
	case "INTERVAL":
		r.Interval, ok = number(value, 1, many)
	case "COUNT":
		r.Count, ok = number(value, 1, many)
	case "UNTIL":
		r.Until = value
		_, ok = r.until()
	case "WKST":
		r.WeekFrom = slices.Index(weekdays[:], value)
		ok = r.WeekFrom >= 0
	}
	for i, p := range ranges {
		if p.name == name {
			ok = true
			for text := range strings.SplitSeq(value, ",") {
				n, fits := entry(Part(i), text)
				r.By[i] = append(r.By[i], n)
				ok = ok && fits
			}
		}
	}
	return ok
}

// entry reads one entry of a list.
func entry(p Part, text string) (n int, ok bool) {
	low, high := ranges[p].low, ranges[p].high
	if p != WeekDay {
		return number(text, low, high)
	}
	at := max(len(text)-2, 0)
	d := slices.Index(weekdays[:], text[at:])
	ok = true
	if at > 0 {
		n, ok = number(text[:at], low, high)
	}
	return 7*n + d, ok && d >= 0
}

// number reads a whole number. One that may be less than 0 may have a sign and is not 0.
func number(s string, low, high int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= low && n <= high && (low >= 0 && s[0] >= '0' || low < 0 && n != 0)
}

// valid reports whether the parts of a rule may be together.
func (r *Rule) valid() bool {
	switch {
	case r.Freq == Never,
		r.Until != "" && r.Count > 0,
		r.By[WeekNo] != nil && r.Freq != Yearly,
		r.By[YearDay] != nil && r.Freq >= Daily && r.Freq != Yearly,
		r.By[MonthDay] != nil && r.Freq == Weekly,
		r.numbered() && (r.Freq < Monthly || r.By[WeekNo] != nil):
		return false
	}
	by := 0
	for _, list := range r.By[:SetPos] {
		by += len(list)
	}
	return r.By[SetPos] == nil || by > 0
}

// numbered reports whether there is a weekday with a number.
func (r *Rule) numbered() bool {
	return slices.ContainsFunc(r.By[WeekDay], func(on int) bool { return on < 0 || on >= 7 })
}

// tidy gives equal rules one form.
func (r *Rule) tidy() {
	for i, list := range r.By {
		list = slices.Clone(list)
		sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
		r.By[i] = slices.Compact(list)
	}
}

// String returns the value of an RRULE, "" for Never. Equal rules give equal texts, and Parse reads them back.
func (r Rule) String() string {
	if r.Freq == Never {
		return ""
	}
	r.tidy()
	s := "FREQ=" + frequencies[r.Freq]
	if r.Interval > 1 {
		s += ";INTERVAL=" + strconv.Itoa(r.Interval)
	}
	for i, list := range r.By {
		entries := make([]string, len(list)) // joined once: a list that somebody made long is not copied for each entry
		for k, n := range list {
			if Part(i) == WeekDay {
				of, d := Which(n)
				entries[k] = weekdays[monday(d)]
				if n = of; n == 0 {
					continue
				}
			}
			entries[k] = strconv.Itoa(n) + entries[k]
		}
		if len(entries) > 0 {
			s += ";" + ranges[i].name + "=" + strings.Join(entries, ",")
		}
	}
	if r.WeekFrom > 0 {
		s += ";WKST=" + weekdays[r.WeekFrom]
	}
	switch {
	case r.Until != "":
		s += ";UNTIL=" + r.Until
	case r.Count > 0:
		s += ";COUNT=" + strconv.Itoa(r.Count)
	}
	return s
}
