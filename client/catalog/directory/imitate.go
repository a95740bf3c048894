package directory

import (
	"slices"
	"strings"
)

// An operator's list stands beside the lines that come with the program. An entry of it that is called like one of them could send
// somebody who looks for that line to another number: it is left out, and the operator is told. One that has the number of such a
// line under another name is shown, and said to have it (Line).

// names are what an entry is called, made alike: each between two spaces. What stands in brackets is a name of its own.
func (e *Entry) names() (all []string) {
	for _, field := range [...]string{"name", "name.en", "name.es"} {
		for _, name := range strings.FieldsFunc(e.Get(field), func(r rune) bool { return r == '(' || r == ')' }) {
			all = append(all, alike(name))
		}
	}
	return all
}

// alike makes names alike that look alike: it has the words of one, in small letters of ours.
func alike(name string) string {
	return " " + strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff41 && r <= 0xff5a: // wide ones
			r -= 0xff41 - 'a'
		case r >= 0x1d400 && r < 0x1d6a4: // those of formulas, of each kind 26 large and 26 small ones
			r = 'a' + (r-0x1d400)%26
		}
		if i := strings.IndexRune(foreign, r); i >= 0 {
			return rune(looks[len([]rune(foreign[:i]))])
		}
		if r < 0x80 && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return ' '
		}
		return r
	}, Fold(name))), " ") + " "
}

// Letters of other scripts, and digits, that look like a letter of ours, small or large, and which.
const (
	foreign = "авсеіјкмнорѕтухԁһαβεηικμνορτυχ01l"
	looks   = "abceijkmhopstyxdhabehikmnoptyxoii"
)

// lineNames are what the lines are called that come with the program.
func lineNames() (all []string) {
	for _, line := range Bundled() {
		if line.Get("phone") != "" {
			all = append(all, line.names()...)
		}
	}
	return all
}

// imitates reports whether an entry is called like one of the lines, or has the name of one in its own. A name of one word stands in
// many others.
func (e *Entry) imitates(lines []string) bool {
	for _, name := range e.names() {
		for _, line := range lines {
			if name == line || strings.Count(line, " ") > 2 && strings.Contains(name, line) {
				return true
			}
		}
	}
	return false
}

// calls are the numbers of an entry, as digits.
func (e *Entry) calls() (all []string) {
	for _, l := range e.lines {
		number := l.value
		switch l.field {
		case "text":
			_, number = Message(number)
		case "phone", "tty":
		default:
			continue
		}
		all = append(all, strings.TrimPrefix(digits(number[:numberEnd(number)]), "1"))
	}
	return all
}

// Line returns the entry that comes with the program and has a number of e; nil: there is none.
func Line(e *Entry) *Entry {
	for i, line := range Bundled() {
		for _, number := range line.calls() {
			if slices.Contains(e.calls(), number) {
				return &Bundled()[i]
			}
		}
	}
	return nil
}
