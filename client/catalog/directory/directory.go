// Package directory is the list of places and lines that may help: what it is made of, the part that comes with
// the program, the reader of both parts, and how one searches in it. All of it works without the network.
//
// It is in the page and in the server, so it imports next to nothing; and it is pure data, so the server, which only
// checks an operator's file with it, learns nothing of plans. Words for its keys are in client/catalog (dir.*).
//
// One format serves the bundled list and an operator's file: lines of "field: value", a blank line between entries, and
// comment lines that begin with #.
//
//	name: Harbor Clinic                  what it is called; name.es: where it has a Spanish name
//	group: treatment                     one of Groups
//	phone: 555-0100 nights               a number, then a short remark if one helps; up to four lines
//	tty: 555-0101                        the same, for a TTY
//	text: START 88788                    what to text, if anything, and the number
//	address: 12 Main Street
//	web: example.org                     shown as text, never as a link
//	hours: always                        or words: hours.en: Monday to Friday, 9 to 5
//	langs: en es asl                     see Languages
//	offers: outpatient mar               see Filters
//	for: women deaf                      the same keys: for whom it is meant
//	not: residential                     what it does not offer, or for whom it is not
//	tier: collaborative                  one of Tiers; partners of a center only
//	checked: 2026-11-26                  when somebody last compared this with something
//	with: call                           with what, one of Sources; left out when nobody remembers
//	about.en: What it is, in a sentence or two.
//	about.es: Qué es, en una o dos frases.
//
// An operator's entry has a name of its own: one that is called like a line that comes with the program is a problem.
//
// Name, group and checked are in every entry, and so is a way to reach it or a text about it. Name, hours and about can end
// in .en or .es, or in neither: then the text stands in both languages.
//
// What an entry does not say about a filter is neither yes nor no. Such an entry is never shown as a match and never
// dropped: Find lists it apart, as not stated.
package directory

import (
	_ "embed"
	"slices"
	"sync"
)

// Limits of a file, each far above what is of use on a screen. They bound what an answer of a server can do to a page.
const (
	MaxSize    = 128 << 10 // bytes
	MaxEntries = 300

	maxLine    = 1000 // bytes of one line
	maxName    = 140  // characters
	maxText    = 500
	maxShort   = 200
	maxNumbers = 4 // of a kind, in one entry
)

// Entry is one place, line or paper, as the lines of its fields.
type Entry struct {
	// Local says that the operator of the site wrote it.
	Local bool
	lines []line
}

type line struct{ field, value string }

// Get returns the value of a field, the first one where there are several; "" without one.
func (e *Entry) Get(field string) string {
	for _, l := range e.lines {
		if l.field == field {
			return l.value
		}
	}
	return ""
}

// All returns all values of a field.
func (e *Entry) All(field string) (all []string) {
	for _, l := range e.lines {
		if l.field == field {
			all = append(all, l.value)
		}
	}
	return all
}

// Words returns the words of a field that has words (langs, offers, for, not).
func (e *Entry) Words(field string) []string { return wordsOf(e.Get(field)) }

// Text returns name, about or hours for a language ("en" or "es"), and the language that it is in, "" when it was written
// for both. Where there is none for the language, the other one stands in.
func (e *Entry) Text(field, lang string) (text, in string) {
	for _, in := range [...]string{lang, "", "en", "es"} {
		at := field
		if in != "" {
			at += "." + in
		}
		if text := e.Get(at); text != "" {
			return text, in
		}
	}
	return "", ""
}

// Always is the value of hours of what is open all day, every day.
const Always = "always"

// Answer is what an entry says about a filter.
type Answer uint8

// The answers.
const (
	NotStated Answer = iota
	Yes
	No
)

// Says returns what the entry says about a filter.
func (e *Entry) Says(filter string) Answer {
	for _, l := range e.lines {
		if answer := answerOf(l.field); answer != NotStated && slices.Contains(wordsOf(l.value), filter) {
			return answer
		}
	}
	return NotStated
}

// answerOf is what an entry says about the filters in a field.
func answerOf(field string) Answer {
	switch field {
	case "offers", "for":
		return Yes
	case "not":
		return No
	}
	return NotStated
}

//go:embed bundled.txt
var bundled string

// Bundled returns the entries that come with the program, in the order of their source. They are shared: do not change
// them.
var Bundled = sync.OnceValue(func() []Entry {
	entries, problems := read(bundled, nil)
	if len(problems) > 0 {
		panic("directory: the bundled list has a problem") // a part of the program; its tests read it first
	}
	return entries
})

// Local reads what a server sent, or an operator's file. It never fails: what is wrong with an entry leaves that entry out,
// so that no wrong number is shown, and the rest stands.
func Local(text string) []Entry {
	entries, _ := read(text, lineNames())
	for i := range entries {
		entries[i].Local = true
	}
	return entries
}

// With returns local entries and then the bundled ones.
func With(local []Entry) []Entry { return append(local[:len(local):len(local)], Bundled()...) }
