package rrule_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"larkspur/client/rrule"

	other "github.com/teambition/rrule-go"
)

// draw makes a rule at random of what RFC 5545 §3.3.10 lets stand together.
func draw(rng *rand.Rand) string {
	freqs := []string{"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
	f := rng.IntN(len(freqs))
	if f < 3 && rng.IntN(2) == 0 {
		f += 4
	}
	daily, weekly, monthly, yearly := f == 3, f == 4, f == 5, f == 6
	s := "FREQ=" + freqs[f]
	if rng.IntN(2) == 0 {
		s += ";INTERVAL=" + strconv.Itoa(1+rng.IntN(5))
	}
	by := 0
	list := func(one int, name string, n, low, high int) {
		if rng.IntN(one) != 0 {
			return
		}
		by++
		var texts []string
		for range 1 + rng.IntN(n) {
			k := low + rng.IntN(high-low+1)
			if k == 0 && low < 0 {
				k = 1
			}
			if text := strconv.Itoa(k); !slices.Contains(texts, text) { // twice in a list is twice there
				texts = append(texts, text)
			}
		}
		s += ";" + name + "=" + strings.Join(texts, ",")
	}
	list(4, "BYMONTH", 3, 1, 12)
	if yearly {
		list(6, "BYWEEKNO", 3, -53, 53)
	}
	if !daily && !weekly && !monthly {
		list(8, "BYYEARDAY", 5, -366, 366)
	}
	if !weekly {
		list(5, "BYMONTHDAY", 4, -31, 31)
	}
	if rng.IntN(2) == 0 {
		by++
		var days []string
		// Numbered and plain days in one list are drawn nowhere: the other takes what is in both, where the RFC lists both. See
		// TestDaysWithAndWithoutNumbers.
		numbered := (monthly || yearly) && !strings.Contains(s, "BYWEEKNO") && rng.IntN(2) == 0
		for range 1 + rng.IntN(4) {
			day := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}[rng.IntN(7)]
			if numbered {
				day = strconv.Itoa([]int{1, 2, 3, 4, 5, -1, -2, -3, -4, -5}[rng.IntN(10)]) + day
			}
			if !slices.Contains(days, day) {
				days = append(days, day)
			}
		}
		s += ";BYDAY=" + strings.Join(days, ",")
	}
	list(6, "BYHOUR", 3, 0, 23)
	list(8, "BYMINUTE", 3, 0, 59)
	list(10, "BYSECOND", 3, 0, 59)
	if by > 0 {
		list(4, "BYSETPOS", 3, -5, 5)
	}
	if rng.IntN(3) == 0 {
		s += ";WKST=SU"
	}
	switch rng.IntN(4) {
	case 0:
		s += ";COUNT=" + strconv.Itoa(1+rng.IntN(20))
	case 1:
		s += ";UNTIL=" + time.Unix(1e9+rng.Int64N(1e8), 0).UTC().Format("20060102T150405")
	}
	return s
}

// horizon is the year up to which rules are compared; the other knows no more than about 290 years from the start.
const horizon = 2200

// theirs are up to n occurrences of the other implementation, with what it means differently put right:
//
//   - a start that the rule leaves out, or that is after UNTIL, is none there, and neither shown nor counted;
//   - BYWEEKNO without a day means all days of the week there; RFC 5545 §3.3.10 has what is not said derived from the start.
func theirs(t *testing.T, rule string, start time.Time, n int) (out []time.Time, foreign, weeks bool) {
	build := func(rule string) *other.RRule {
		opt, err := other.StrToROption(rule)
		if err != nil {
			t.Fatalf("%q: %v", rule, err)
		}
		opt.Dtstart = start
		r, err := other.NewRRule(*opt)
		if err != nil {
			t.Fatalf("%q: %v", rule, err)
		}
		return r
	}
	if weeks = strings.Contains(rule, "BYWEEKNO") && !strings.Contains(rule, "DAY="); weeks {
		rule += ";BYDAY=" + strings.ToUpper(start.Weekday().String()[:2])
	}
	first, ok := build(rule).Iterator()()
	if foreign = !ok || !first.Equal(start); foreign {
		out = append(out, start)
		if count := numberOf(rule, "COUNT="); count > 0 {
			if count == 1 {
				return out, foreign, weeks
			}
			rule = strip(rule) + ";COUNT=" + strconv.Itoa(count-1)
		}
	}
	next := build(rule).Iterator()
	for len(out) < n {
		o, ok := next()
		if !ok || o.Year() >= horizon {
			break
		}
		out = append(out, o)
	}
	return out, foreign, weeks
}

// strip takes COUNT and UNTIL from a rule.
func strip(rule string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(rule, ";"), func(s string) bool {
		return strings.HasPrefix(s, "COUNT=") || strings.HasPrefix(s, "UNTIL=")
	}), ";")
}

func numberOf(rule, name string) int {
	_, rest, _ := strings.Cut(rule, name)
	rest, _, _ = strings.Cut(rest, ";")
	n, _ := strconv.Atoi(rest)
	return n
}

func TestAnotherImplementationAgreesOnDrawnRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(5545, 3))
	rules, n := 800, 30
	if runtime.GOARCH == "wasm" {
		rules = 150 // the same first ones, and many times slower
	}
	foreign, weeks, none, unasked, moved := 0, 0, 0, 0, 0
	for range rules {
		rule := draw(rng)
		start := time.Unix(8e8+rng.Int64N(3e8), 0).UTC()
		if r := parse(t, rule); r.Freq == rrule.Weekly && len(r.By[rrule.SetPos]) > 0 {
			// The other counts the days of the first week from the start; RFC 5545 has the set begin where the week does.
			back := int(start.Weekday()+6)%7 - r.WeekFrom
			start = start.AddDate(0, 0, -(back+7)%7)
			moved++
		}
		// Where a rule brings nothing, the other walks through the years to 9999, and when it is of less than a day, without end.
		if r := parse(t, strip(rule)); len(firsts(r, start, 2)) == 1 {
			if none++; none > 10 || r.Freq < rrule.Daily {
				unasked++
				continue
			}
		}
		want, f, w := theirs(t, rule, start, n)
		got := slices.DeleteFunc(firsts(parse(t, rule), start, n), func(o time.Time) bool { return o.Year() >= horizon })
		if !slices.Equal(got, want) {
			t.Errorf("%s from %s\n got %v\nwant %v", rule, start.Format(time.RFC1123), got, want)
			continue
		}
		if len(got) > 3 { // and a stretch of it, without what was before
			low, high := got[1+rng.IntN(len(got)-2)], got[len(got)-1]
			i, j := slices.IndexFunc(got, low.Equal), len(got)-1
			if part := slices.Collect(parse(t, rule).Between(start, low, high)); !slices.Equal(part, got[i:j]) {
				t.Errorf("%s from %s, between %v and %v: %v", rule, start.Format(time.RFC1123), low, high, part)
			}
		}
		if f {
			foreign++
		}
		if w {
			weeks++
		}
	}
	t.Logf("%d rules, of which %d bring the start alone and %d of these were not asked for; the start was added for %d and moved for %d, "+
		"the day of the week added for %d", rules, none, unasked, foreign, moved, weeks)
	if none > rules/6 {
		t.Errorf("the rules say little: %d bring nothing", none)
	}
}

// firsts are up to n occurrences.
func firsts(r rrule.Rule, start time.Time, n int) (out []time.Time) {
	for o := range r.All(start) {
		if out = append(out, o); len(out) == n {
			break
		}
	}
	return out
}
