package app

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Dates and times are read as people write them. What was understood is shown in words, so a wrong guess is seen; what is
// not understood stays as it was typed.

// Years that a date may be of. Others are most often half typed.
const (
	firstYear = 1900
	lastYear  = 2199
)

// parseDate reads a date: 2026-03-04, 3/4/2026 (in Spanish 4/3/2026), 3-4-26, March 4, 2026, 4 de marzo de 2026, with the
// day of the week or without. It returns it in plan.DateLayout.
func parseDate(w *catalog.Words, text string) (string, bool) {
	month, numbers, ok := dateParts(w, text)
	switch {
	case !ok:
		return "", false
	case month != 0 && len(numbers) == 2:
		day, year := numbers[0], numbers[1]
		if len(day) == 4 {
			day, year = year, day
		}
		return dateOf(year, month, day)
	case month != 0 || len(numbers) != 3:
		return "", false
	case len(numbers[0]) == 4:
		return dateOf(numbers[0], number(numbers[1]), numbers[2])
	}
	first, second, year := numbers[0], numbers[1], numbers[2]
	if w.Lang() == "es" {
		first, second = second, first
	}
	if date, ok := dateOf(year, number(first), second); ok {
		return date, true
	}
	return dateOf(year, number(second), first) // 31/3 can be read in one way only
}

// dateParts takes a text apart into the month, when it is a word, and the numbers in their order. Words that say nothing of
// the date are left out; with any other word it is no date.
func dateParts(w *catalog.Words, text string) (month int, numbers []string, ok bool) {
	for _, word := range wordsOf(text) {
		if word[0] >= '0' && word[0] <= '9' {
			numbers = append(numbers, strings.TrimRight(word, "abcdefghijklmnopqrstuvwxyz")) // 4th
			continue
		}
		n := monthNamed(w, word)
		if n != 0 && month != 0 || n == 0 && !idle(w, word) {
			return 0, nil, false
		}
		month += n
	}
	return month, numbers, true
}

// wordsOf returns the runs of letters and digits, in lower case.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// monthNamed returns 1 to 12 for the name of a month, whole or short, in either language; else 0.
func monthNamed(w *catalog.Words, word string) int {
	for _, key := range [...]string{"ui.month.", "ui.month.short."} {
		for n := 1; n <= 12; n++ {
			if strings.TrimRight(strings.ToLower(w.Text(key+strconv.Itoa(n))), ".") == word {
				return n
			}
		}
	}
	return 0
}

// idle reports whether a word in a date says nothing: "de", "of", or the day of the week.
func idle(w *catalog.Words, word string) bool {
	if word == "de" || word == "del" || word == "of" || word == "the" || word == "el" {
		return true
	}
	for _, day := range [...]string{"mo", "tu", "we", "th", "fr", "sa", "su"} {
		for _, key := range [...]string{"ui.day.", "ui.day.short."} {
			if strings.TrimRight(strings.ToLower(w.Text(key+day)), ".") == word {
				return true
			}
		}
	}
	return false
}

// dateOf puts a date together; false when there is none like it. Two digits of a year are of this century up to 69.
func dateOf(year string, month int, day string) (string, bool) {
	y, d := number(year), number(day)
	switch {
	case len(day) > 2 || len(year) != 2 && len(year) != 4:
		return "", false
	case len(year) == 2 && y < 70:
		y += 2000
	case len(year) == 2:
		y += 1900
	}
	t := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	if y < firstYear || y > lastYear || int(t.Month()) != month || t.Day() != d {
		return "", false
	}
	return t.Format(plan.DateLayout), true
}

// number reads up to four digits; -1 when they are none.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil && len(s) <= 4 && s[0] >= '0' && s[0] <= '9' {
		return n
	}
	return -1
}

// parseClock reads a time of day: 14:30, 2:30 pm, 2 pm, 14.30, 14h30, 2:30 p. m. A bare "2" could be either half of the day.
// It returns it in plan.ClockLayout.
func parseClock(text string) (string, bool) {
	var numbers []string
	half := ""
	for _, word := range wordsOf(strings.ReplaceAll(strings.ToLower(text), "h", ":")) {
		digits := strings.TrimRight(word, "amp")
		half += word[len(digits):]
		if digits != "" {
			numbers = append(numbers, digits)
		}
	}
	if len(numbers) == 0 || len(numbers) > 2 || len(numbers) == 1 && half == "" {
		return "", false
	}
	hour, minute := number(numbers[0]), 0
	if len(numbers) == 2 {
		if minute = number(numbers[1]); len(numbers[1]) != 2 {
			return "", false
		}
	}
	hour, ok := hourOf(hour, half)
	if !ok || len(numbers[0]) > 2 || minute < 0 || minute > 59 {
		return "", false
	}
	return time.Date(0, 1, 1, hour, minute, 0, 0, time.UTC).Format(plan.ClockLayout), true
}

// hourOf returns an hour of 24 from one with a half of the day, or without.
func hourOf(hour int, half string) (int, bool) {
	switch half {
	case "":
		return hour, hour >= 0 && hour < 24
	case "a", "am":
		return hour % 12, hour >= 1 && hour <= 12
	case "p", "pm":
		if hour > 12 && hour < 24 { // 14:30 pm
			return hour, true
		}
		return hour%12 + 12, hour >= 1 && hour <= 12
	}
	return 0, false
}

// parseNumber reads a whole number of up to six digits. It may carry "min".
func parseNumber(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	for _, unit := range [...]string{"minutes", "minutos", "min.", "min"} {
		if rest, ok := strings.CutSuffix(strings.ToLower(text), unit); ok {
			text = strings.TrimSpace(rest)
			break
		}
	}
	n, err := strconv.ParseUint(text, 10, 32)
	return int64(n), err == nil && len(text) <= 6
}
