package ordinary

import (
	"sort"
	"strings"
	"time"
)

// money writes a budget for this month, and sometimes what was spent or what something would cost.
func (w *writer) money() []note {
	notes := []note{w.budget()}
	if w.chance(1, 2) {
		notes = append(notes, w.tally())
	}
	if w.chance(1, 2) {
		notes = append(notes, w.project())
	}
	return notes
}

func (w *writer) budget() note {
	return note{w.titled("budget.title", w.today), w.bill(w.some("cost", w.draws.between(5, 9)), 50)}
}

// project is a budget for one thing: a stock entry "balcony > soil 12-30/2; ..." has its name and its costs.
func (w *writer) project() note {
	entries := w.some("project", 1)
	name, costs, _ := strings.Cut(entries[0], " > ")
	all := strings.Split(costs, "; ")
	return note{w.habits.title(name), w.bill(w.mixed(all)[:w.draws.between(4, len(all))], 20)}
}

// bill writes costs, their total, and sometimes what is put aside, in whole steps above it, and what is left of that.
func (w *writer) bill(costs []string, step int) string {
	var lines []string
	total := 0
	for _, c := range costs {
		what, cents := w.cost(c)
		lines = append(lines, w.habits.cost(what, cents, false))
		total += cents
	}
	lines = append(lines, w.sum("total", total, false))
	if w.chance(1, 2) {
		aside := (total/100/step + w.draws.between(1, 3)) * step * 100
		lines = append(lines, w.sum("aside", aside, false), w.sum("left", aside-total, false))
	}
	return strings.Join(lines, "\n")
}

// cost draws the price in a stock entry "soil 12-30/2", in cents.
func (w *writer) cost(entry string) (what string, cents int) {
	at := strings.LastIndexByte(entry, ' ')
	n, _ := w.number(entry[at+1:])
	return entry[:at], n * 100
}

func (w *writer) sum(stock string, cents int, exact bool) string {
	return w.habits.title(w.one(stock)) + w.habits.between + w.habits.money(cents, exact)
}

// tally writes what was spent this month so far, or in the last one while this one is young.
func (w *writer) tally() note {
	last, title := w.today, "tally.now"
	if last.Day() < 8 {
		last, title = last.AddDate(0, 0, -last.Day()), "tally.title"
	}
	costs := w.some("spent", w.draws.between(4, 9))
	days := make([]int, len(costs))
	for i := range days {
		days[i] = w.draws.between(1, last.Day())
	}
	sort.Ints(days)
	var lines []string
	total := 0
	for i, c := range costs {
		what, cents := w.cost(c)
		if w.habits.cents {
			cents += w.draws.below(20) * 5
		}
		day := time.Date(last.Year(), last.Month(), days[i], 0, 0, 0, 0, time.UTC)
		lines = append(lines, w.habits.bullet+w.day(day)+" "+what+w.habits.between+w.habits.money(cents, w.habits.cents))
		total += cents
	}
	return note{w.titled(title, last), strings.Join(append(lines, w.sum("total", total, w.habits.cents)), "\n")}
}
