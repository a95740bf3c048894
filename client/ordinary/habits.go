package ordinary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// habits are how one person writes. They are drawn once for a notebook: lists that were each written by another hand would
// look made up.
type habits struct {
	spanish  bool
	capital  bool   // begins entries with a capital
	bullet   string // before an entry
	tick     int    // how what is done is marked
	amounts  int    // of things to buy: before, behind, not at all
	date     int    // how a date is written
	between  string // a thing and what it costs
	currency string
	newest   bool // puts the newest on top
	steps    bool // writes a recipe line by line
}

// How a tick looks.
const (
	tickBox    = iota // [x] done, [ ] open
	tickCross         // x done
	tickBehind        // done ✓
	tickNone          // nothing is ever ticked
	tickKinds
)

// Where an amount stands.
const (
	amountBefore = iota
	amountBehind
	amountNone
	amountKinds
)

// How a date is written.
const (
	dateWords   = iota // Nov 25, 25 nov
	dateDigits         // 11/25, 25/11
	dateWeekday        // Wed Nov 25, mié 25 nov
	dateKinds
)

func drawHabits(d *draws, lang string) habits {
	return habits{
		spanish:  lang == "es",
		capital:  d.below(2) == 0,
		bullet:   [...]string{"", "- ", "* ", "• "}[d.below(4)],
		tick:     d.below(tickKinds),
		amounts:  d.below(amountKinds),
		date:     d.below(dateKinds),
		between:  [...]string{" ", ": ", " - "}[d.below(3)],
		currency: [...]string{"", "$"}[d.below(2)],
		newest:   d.below(2) == 0,
		steps:    d.below(2) == 0,
	}
}

// title is the heading of something.
func (h *habits) title(text string) string {
	if h.capital {
		return capital(text)
	}
	return text
}

func capital(text string) string {
	r, width := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[width:]
}

// ticked is one line of a list in which things are ticked.
func (h *habits) ticked(text string, done bool) string {
	switch {
	case h.tick == tickBox && done:
		return "[x] " + text
	case h.tick == tickBox:
		return "[ ] " + text
	case h.tick == tickCross && done:
		return "x " + text
	case h.tick == tickBehind && done:
		return h.bullet + text + " ✓"
	}
	return h.bullet + text
}

// thing writes a thing to buy, which a stock keeps as "2 lb~carrots"; other text stays as it is.
func (h *habits) thing(entry string) string {
	amount, name, found := strings.Cut(entry, "~")
	switch {
	case !found:
		return entry
	case amount == "1":
		return name
	case h.amounts == amountBefore:
		return amount + " " + name
	case h.amounts == amountBehind:
		return name + " (" + amount + ")"
	}
	return name
}
