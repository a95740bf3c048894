package ordinary

import "strings"

// shopping writes one to three lists of the last weeks. What was bought is ticked, but for what was forgotten; on the newest
// some is still to be bought.
func (w *writer) shopping() []note {
	var notes []note
	ago := w.draws.between(0, 4)
	for range w.draws.between(1, 3) {
		var things []string
		for _, from := range []struct {
			stock  string
			lo, hi int
		}{{"fresh", 2, 5}, {"cold", 1, 3}, {"dry", 2, 5}, {"house", 0, 2}} {
			for _, entry := range w.some(from.stock, w.draws.between(from.lo, from.hi)) {
				things = append(things, w.habits.thing(w.write(entry, bound{})))
			}
		}
		done := 8 // of 10
		if len(notes) == 0 {
			done = w.draws.between(0, 8)
		}
		notes = append(notes, note{w.titled("shop.title", w.today.AddDate(0, 0, -ago)), w.ticking(w.mixed(things), done)})
		ago += w.draws.between(3, 8)
	}
	if !w.habits.newest {
		for i, j := 0, len(notes)-1; i < j; i, j = i+1, j-1 {
			notes[i], notes[j] = notes[j], notes[i]
		}
	}
	return notes
}

// mixed moves a few lines of a list elsewhere: nobody thinks of things in the order of the shelves.
func (w *writer) mixed(lines []string) []string {
	for range len(lines) / 3 {
		i, j := w.draws.below(len(lines)), w.draws.below(len(lines))
		lines[i], lines[j] = lines[j], lines[i]
	}
	return lines
}

// ticking writes a list of which about so many of ten are done.
func (w *writer) ticking(lines []string, done int) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = w.habits.ticked(line, w.chance(done, 10))
	}
	return strings.Join(out, "\n")
}

// home writes what is to do and what to eat this week, or one of both.
func (w *writer) home() []note {
	var notes []note
	which := w.draws.below(3)
	if which != 0 {
		day := w.today.AddDate(0, 0, -w.draws.between(0, 6))
		notes = append(notes, note{w.titled("tasks.title", day), w.ticking(w.some("task", w.draws.between(5, 9)), w.draws.between(1, 7))})
	}
	if which != 1 {
		day := w.monday()
		title := w.titled("meals.title", day)
		var lines []string
		for _, meal := range w.some("meal", w.draws.between(5, 7)) {
			lines = append(lines, w.habits.title(w.short(day))+": "+w.write(meal, bound{}))
			day = day.AddDate(0, 0, 1)
		}
		notes = append(notes, note{title, strings.Join(lines, "\n")})
	}
	return notes
}

func (w *writer) books() note {
	return note{w.titled("books.title", w.today), w.ticking(w.some("title", w.draws.between(4, 8)), w.draws.between(0, 5))}
}

// recipes writes two to five recipes.
func (w *writer) recipes() []note {
	var notes []note
	for _, entry := range w.some("recipe", w.draws.between(2, 5)) {
		parts := strings.Split(w.write(entry, bound{}), " > ")
		var lines []string
		for _, thing := range strings.Split(parts[1], "; ") {
			lines = append(lines, w.habits.entry(thing))
		}
		steps := parts[2]
		if w.habits.steps {
			steps = strings.ReplaceAll(steps, ". ", ".\n")
		}
		notes = append(notes, note{w.habits.title(parts[0]), strings.Join(lines, "\n") + "\n\n" + steps})
	}
	return notes
}
