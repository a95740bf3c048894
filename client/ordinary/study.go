package ordinary

import (
	"strconv"
	"strings"
)

// studies writes a plan for one course, week by week, that began two weeks ago at the earliest.
func (w *writer) studies() []note {
	week := w.monday().AddDate(0, 0, -7*w.draws.below(3))
	unit, page := w.draws.between(1, 4), w.draws.between(3, 40)
	known := bound{"unit": w.one("unit")} // one book, one name for its parts
	line := w.some("study.line", 1)[0]
	var lines []string
	if w.chance(1, 2) {
		workdays := w.words["days"][:5]
		first := w.draws.below(4)
		second := first + w.draws.between(1, 4-first)
		lines = append(lines, w.habits.title(w.oneWith("study.when", bound{"dayone": workdays[first], "daytwo": workdays[second]})))
	}
	for range w.draws.between(4, 7) {
		to := page + w.draws.between(7, 19)
		known["n"], known["a"], known["b"] = strconv.Itoa(unit), strconv.Itoa(page), strconv.Itoa(to)
		text := w.day(week) + " " + w.write(line, known)
		if w.chance(1, 3) {
			text += ", " + w.oneWith("study.more", known)
		}
		lines = append(lines, w.habits.ticked(text, week.AddDate(0, 0, 6).Before(w.today)))
		unit, page, week = unit+1, to+1, week.AddDate(0, 0, 7)
	}
	if w.chance(2, 3) {
		day := week.AddDate(0, 0, w.draws.below(5))
		lines = append(lines, w.habits.title(w.oneWith("study.test", bound{"date": w.day(day)})))
	}
	title := w.habits.title(w.oneWith("study.title", bound{"course": w.one("course")}))
	return []note{{title, strings.Join(lines, "\n")}}
}
