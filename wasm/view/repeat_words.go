package view

import (
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/rrule"
)

// frequencies are the last words of the keys of each.
var frequencies = [...]string{"never", "secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"}

// FormatRule writes a rule in words: "Every 2 weeks, on Monday and Thursday, until June 1, 2026". Where words say less than the
// rule, the rule itself stands behind them.
func FormatRule(w *catalog.Words, r rrule.Rule) string {
	rest := r
	text := w.Text("ui.repeat." + frequencies[r.Freq])
	if r.Interval > 1 {
		text = w.Text("ui.repeat.every."+frequencies[r.Freq], strconv.Itoa(r.Interval))
	}
	if PatternOf(r, Weekdays) == Weekdays {
		text, r.By[rrule.WeekDay] = w.Text("ui.repeat.weekdays"), nil
	}
	var days, nth, dates, months []string
	for _, on := range r.By[rrule.WeekDay] {
		n, d := rrule.Which(on)
		if name := w.Text("ui.day." + DayKey(d)); n == 0 {
			days = append(days, name)
		} else {
			nth = append(nth, counted(w, "ui.repeat.nth.", n, name))
		}
	}
	for _, n := range r.By[rrule.MonthDay] {
		dates = append(dates, counted(w, "ui.repeat.date.", n, ""))
	}
	for _, n := range r.By[rrule.Month] {
		months = append(months, w.Text("ui.month."+strconv.Itoa(n)))
	}
	for i, texts := range [...][]string{days, nth, dates, months} {
		if len(texts) > 0 {
			text = w.Text([...]string{"ui.repeat.on", "ui.repeat.on.nth", "ui.repeat.on.dates", "ui.repeat.in"}[i], text, FormatList(w, texts))
		}
	}
	switch {
	case r.Until != "":
		text = w.Text("ui.repeat.until.on", text, WrittenDay(w, untilDate(r)))
	case r.Count > 0:
		text = w.Text("ui.repeat.times", text, strconv.Itoa(r.Count))
	}
	whole := rest.String()
	if rest.By[rrule.WeekDay], rest.By[rrule.MonthDay], rest.By[rrule.Month] = nil, nil, nil; !plainly(rest) {
		return w.Text("ui.repeat.whole", text, whole)
	}
	return text
}

// counted says the nth of something, or the nth from the end. The first few have words of their own.
func counted(w *catalog.Words, key string, n int, name string) string {
	if n < 0 {
		n, key = -n, key+"last."
	}
	if own := key + strconv.Itoa(n); w.Has(own) {
		return w.Text(own, name)
	}
	return w.Text(key+"n", strconv.Itoa(n), name)
}
