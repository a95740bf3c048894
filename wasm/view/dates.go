package view

import (
	"strconv"
	"strings"
	"time"

	"larkspur/client/catalog"
)

// Dates and times are written with the patterns of the catalogue: which words there are, and in what order they stand, is a
// matter of the language. All of these read the calendar and the clock of t's own location.

// FormatDate writes a date with the day of the week: "Monday, March 2", "lunes, 2 de marzo".
func FormatDate(words *catalog.Words, t time.Time) string {
	return words.Text("ui.date.long", dayOfWeek(words, t), monthOf(words, t), strconv.Itoa(t.Day()))
}

// FormatDateYear is FormatDate with the year: "Monday, March 2, 2026".
func FormatDateYear(words *catalog.Words, t time.Time) string {
	return words.Text("ui.date.year", dayOfWeek(words, t), monthOf(words, t), strconv.Itoa(t.Day()), strconv.Itoa(t.Year()))
}

// FormatDayYear writes a date without the day of the week: "March 2, 2026".
func FormatDayYear(words *catalog.Words, t time.Time) string {
	return words.Text("ui.date.day.year", monthOf(words, t), strconv.Itoa(t.Day()), strconv.Itoa(t.Year()))
}

// FormatTime writes a time of day: "8:30 am".
func FormatTime(words *catalog.Words, t time.Time) string {
	half := "ui.time.am"
	if t.Hour() >= 12 {
		half = "ui.time.pm"
	}
	minute := strconv.Itoa(t.Minute())
	if len(minute) < 2 {
		minute = "0" + minute
	}
	return words.Text("ui.time.clock", strconv.Itoa((t.Hour()+11)%12+1), minute, words.Text(half))
}

// FormatMoment writes a date and a time of day: "Monday, March 2, 2026, 8:30 am".
func FormatMoment(words *catalog.Words, t time.Time) string {
	return FormatDateYear(words, t) + ", " + FormatTime(words, t)
}

// FormatMinutes writes a length of time in whole minutes: "1 h 30 min".
func FormatMinutes(words *catalog.Words, minutes int) string {
	h, m := strconv.Itoa(minutes/60), strconv.Itoa(minutes%60)
	switch {
	case minutes < 60:
		return words.Text("ui.time.minutes", m)
	case minutes%60 == 0:
		return words.Text("ui.time.hours", h)
	}
	return words.Text("ui.time.both", h, m)
}

// FormatList joins texts: "a, b and c".
func FormatList(words *catalog.Words, texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return words.Text("ui.date.list", strings.Join(texts[:last], ", "), texts[last])
}

// DayKey is the key of a day of the week in the catalogue ("ui.day." before it), and the option of the plan's fields.
func DayKey(d time.Weekday) string {
	return [...]string{"su", "mo", "tu", "we", "th", "fr", "sa"}[d]
}

func dayOfWeek(words *catalog.Words, t time.Time) string {
	return words.Text("ui.day." + DayKey(t.Weekday()))
}

func monthOf(words *catalog.Words, t time.Time) string {
	return words.Text("ui.month." + strconv.Itoa(int(t.Month())))
}
