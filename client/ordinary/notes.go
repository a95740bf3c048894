package ordinary

import (
	"strings"
	"time"
)

// section and note are a plan before it is one.
type section struct {
	title string
	notes []note
}

type note struct{ title, text string }

// writer writes one notebook.
type writer struct {
	draws  draws
	words  map[string][]string
	habits habits
	today  time.Time // midnight, UTC

	// Of the note that is being written:
	at, last time.Time // the day it speaks of, and the day after which nothing has happened
	weekly   bool      // its lines are weeks, of which those before this one are done
	done     int       // so many of ten lines are done
	sum      int       // cents
}

// sections writes a whole notebook: shopping and cooking, money or learning or both, and sometimes more. The first four
// entries of the stock are these.
func (w *writer) sections() []section {
	var in []section
	which := 2 + w.draws.below(2)
	for i, entry := range w.words["section"] {
		if i < 2 || i == which || w.draws.below(2) == 0 {
			in = append(in, w.section(entry))
		}
	}
	for i := range in {
		j := w.draws.below(i + 1)
		in[i], in[j] = in[j], in[i]
	}
	return in
}

// section writes an entry "stock of titles > notes; notes".
func (w *writer) section(entry string) section {
	w.at = w.today
	title, parts, _ := strings.Cut(entry, " > ")
	s := section{title: w.habits.title(w.one(title))}
	for _, part := range strings.Split(parts, "; ") {
		for _, entry := range w.several(part) {
			s.notes = append(s.notes, w.note(entry))
		}
	}
	if !w.habits.newest {
		for i, j := 0, len(s.notes)-1; i < j; i, j = i+1, j-1 {
			s.notes[i], s.notes[j] = s.notes[j], s.notes[i]
		}
	}
	return s
}

// note writes an entry "title > line; line". A line begins with what it is: "-" one of a list, "?" one that can be ticked,
// "." one that stands alone, "/" how a recipe is done.
func (w *writer) note(entry string) note {
	w.last, w.weekly, w.done, w.sum = w.today.AddDate(1, 0, 0), false, w.draws.below(10), 0
	known := bound{}
	title, lines, _ := strings.Cut(entry, " > ")
	title = w.habits.title(w.write(title, known))
	var text []string
	ticks := 0
	for _, line := range strings.Split(lines, "; ") {
		mark := line[0]
		for _, entry := range w.several(line[1:]) {
			entry = w.habits.title(w.habits.thing(w.write(entry, known)))
			switch mark {
			case '-':
				entry = w.habits.bullet + entry
			case '?':
				entry = w.habits.ticked(entry, w.isDone())
				ticks++
			case '/':
				if w.habits.steps {
					entry = strings.ReplaceAll(entry, ". ", ".\n")
				}
				entry = "\n" + entry
			}
			text = append(text, entry)
		}
	}
	if !w.weekly && ticks == len(text) {
		w.mix(text)
	}
	return note{title, strings.Join(text, "\n")}
}

// isDone says of the line just written whether it is done.
func (w *writer) isDone() bool {
	if w.weekly {
		return !w.at.After(w.today) // at is the week that follows
	}
	return w.draws.below(10) < w.done
}

// mix moves a few lines of a list elsewhere: nobody thinks of things in the order of the shelves.
func (w *writer) mix(lines []string) {
	for range len(lines) / 3 {
		i, j := w.draws.below(len(lines)), w.draws.below(len(lines))
		lines[i], lines[j] = lines[j], lines[i]
	}
}

// several reads "stock*2-5", so many different entries of a stock, and "stock#4-7", one entry so many times. What is neither
// is an entry itself. There are never more different ones than the stock has.
func (w *writer) several(part string) []string {
	at := strings.IndexAny(part, "*#")
	if at < 0 {
		return []string{part}
	}
	entries := append([]string(nil), w.words[part[:at]]...)
	n, _ := w.number(part[at+1:])
	if part[at] == '#' {
		one := entries[w.draws.below(len(entries))]
		for entries = nil; len(entries) < n; {
			entries = append(entries, one)
		}
		return entries
	}
	n = min(n, len(entries))
	for i := range n {
		j := i + w.draws.below(len(entries)-i)
		entries[i], entries[j] = entries[j], entries[i]
	}
	return entries[:n]
}
