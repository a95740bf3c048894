package rrule

import "time"

const untilLayout = "20060102T150405Z"

// until returns the last second of an UNTIL.
func (r *Rule) until() (t time.Time, ok bool) {
	n := len(r.Until)
	if n != 8 && n != 15 && n != 16 {
		return t, false
	}
	// By hand: time.Parse weighs more than this whole package.
	var numbers [6]int
	which := -1
	for i := range n {
		c, digit := r.Until[i], untilLayout[i] >= '0' && untilLayout[i] <= '9'
		if digit != (c >= '0' && c <= '9') || !digit && c != untilLayout[i] {
			return t, false
		}
		if i == 0 || i == 4 || i == 6 || i == 9 || i == 11 || i == 13 {
			which++
		}
		if digit {
			numbers[which] = 10*numbers[which] + int(c-'0')
		}
	}
	year, month, date, hour, minute, second := numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]
	t = time.Date(year, time.Month(month), date, hour, minute, second, 0, time.UTC)
	right := year > 0 && int(t.Month()) == month && t.Day() == date && hour < 24 && minute < 60 && second < 60
	if n == 8 {
		t = t.Add(day*time.Second - 1)
	}
	return t, right
}

// In returns the rule with an UNTIL that is in UTC put on the wall clock of a zone. Without it, the walk takes that UNTIL for
// the wall's.
func (r Rule) In(zone *time.Location) Rule {
	if t, ok := r.until(); ok && len(r.Until) == len(untilLayout) {
		r.Until = t.In(zone).Format(untilLayout[:15])
	}
	return r
}
