package ordinary

import "strconv"

// move goes so many days on or back, or writes an amount and adds it up.
func (w *writer) move(mark byte, n int) string {
	switch mark {
	case '<':
		w.at = w.at.AddDate(0, 0, -n)
	case '>':
		if w.at = w.at.AddDate(0, 0, n); w.at.After(w.last) {
			w.at = w.last
		}
	case '$':
		n *= 100
		w.sum += n
		return w.money(n)
	}
	return ""
}

// bill knows the brace of sums: {total}.
func (w *writer) bill(brace string) (string, bool) {
	switch brace {
	case "total":
		return w.money(w.sum), true
	}
	return "", false
}

// money writes an amount of cents behind what it is for.
func (w *writer) money(cents int) string {
	return w.habits.between + w.habits.currency + strconv.Itoa(cents/100)
}

// day knows the braces of days: {date}, {weekday}, {month}, {year}, {dy}, which goes on to the next day, and {monday}, which
// goes back to the first day of this week.
func (w *writer) day(brace string) (string, bool) {
	t := w.at
	n, name := strconv.Itoa(t.Day()), w.words["mon"][t.Month()-1]
	weekday := (t.Weekday() + 6) % 7
	short := w.words["dy"][weekday]
	switch brace {
	case ".":
		return "", true
	case "weekday":
		return w.words["days"][weekday], true
	case "month":
		return w.words["months"][t.Month()-1], true
	case "year":
		return strconv.Itoa(t.Year()), true
	case "dy":
		w.at = t.AddDate(0, 0, 1)
		return short + ": ", true
	case "monday":
		w.weekly = true
		w.at = w.today.AddDate(0, 0, -int(w.today.Weekday()+6)%7)
		return "", true
	case "date":
	default:
		return "", false
	}
	first, second, space := name, n, " "
	if w.habits.date == dateDigits {
		first, space = strconv.Itoa(int(t.Month())), "/"
	}
	if w.habits.spanish {
		first, second = second, first
	}
	text := first + space + second
	if w.habits.date == dateWeekday {
		text = short + " " + text
	}
	return text, true
}
