package rrule

import (
	"slices"
	"time"
)

// on reports whether a day is one of the rule's.
func (w *walk) on(d int64) bool {
	r := &w.r
	weekday := int(mod(d+3, 7))
	ofWeek := r.By[WeekDay]
	if w.plain {
		return len(ofWeek) == 0 || slices.Contains(ofWeek, weekday)
	}
	if len(ofWeek) > 0 && !slices.ContainsFunc(ofWeek, func(on int) bool { return (on-weekday)%7 == 0 }) {
		return false
	}
	t := unix(d * day)
	year, month, dom := t.Date()
	if !has(r.By[Month], int(month), 12) {
		return false
	}
	ofMonth := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	ofYear := daysOf(year)
	if !has(r.By[MonthDay], dom, ofMonth) || !has(r.By[YearDay], t.YearDay(), ofYear) || !w.week(d) {
		return false
	}
	place, of := dom, ofMonth
	if r.Freq == Yearly && len(r.By[Month]) == 0 {
		place, of = t.YearDay(), ofYear
	}
	return len(ofWeek) == 0 || slices.ContainsFunc(ofWeek, func(on int) bool {
		on -= weekday
		return on == 0 || on == 7*((place-1)/7+1) || on == 7*((place-of)/7-1)
	})
}

// week reports whether the week of a day is one of BYWEEKNO. A week is of the year that has most of its days.
func (w *walk) week(d int64) bool {
	if len(w.r.By[WeekNo]) == 0 {
		return true
	}
	middle := unix((d - int64(w.weekday(d)) + 3) * day)
	n := middle.YearDay()
	return has(w.r.By[WeekNo], (n-1)/7+1, (n-1)/7+1+(daysOf(middle.Year())-n)/7)
}

func daysOf(year int) int { return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay() }

// has reports whether the nth of so many is in a list, counted from either end. An empty list has all.
func has(list []int, n, of int) bool {
	return len(list) == 0 || slices.Contains(list, n) || slices.Contains(list, n-of-1)
}
