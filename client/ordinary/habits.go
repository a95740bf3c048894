package ordinary

import (
	"strconv"
	"strings"
	"time"
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
	cents    bool // keeps receipts to the cent
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
		cents:    d.below(2) == 0,
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

// entry is one line of a list in which nothing is ticked.
func (h *habits) entry(text string) string { return h.bullet + h.title(text) }

// ticked is one line of a list in which things are ticked.
func (h *habits) ticked(text string, done bool) string {
	text = h.title(text)
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

// thing writes a thing to buy, which a stock keeps as "2 lb~carrots".
func (h *habits) thing(entry string) string {
	amount, name, _ := strings.Cut(entry, "~")
	switch {
	case amount == "1":
		return name
	case h.amounts == amountBefore:
		return amount + " " + name
	case h.amounts == amountBehind:
		return name + " (" + amount + ")"
	}
	return name
}

// money writes an amount of cents. Whole amounts stay whole unless exact.
func (h *habits) money(cents int, exact bool) string {
	text := h.currency + strconv.Itoa(cents/100)
	if exact {
		text += "." + strconv.Itoa(cents/10%10) + strconv.Itoa(cents%10)
	}
	return text
}

// cost is one line of a bill.
func (h *habits) cost(what string, cents int, exact bool) string {
	return h.entry(what) + h.between + h.money(cents, exact)
}

// day writes a date.
func (w *writer) day(t time.Time) string {
	n := strconv.Itoa(t.Day())
	month := strconv.Itoa(int(t.Month()))
	digits, words := month+"/"+n, w.words["mon"][t.Month()-1]+" "+n
	if w.habits.spanish {
		digits, words = n+"/"+month, n+" "+w.words["mon"][t.Month()-1]
	}
	switch w.habits.date {
	case dateDigits:
		return digits
	case dateWeekday:
		return w.short(t) + " " + words
	}
	return words
}

func (w *writer) short(t time.Time) string   { return w.words["dy"][(t.Weekday()+6)%7] }
func (w *writer) weekday(t time.Time) string { return w.words["days"][(t.Weekday()+6)%7] }
func (w *writer) month(t time.Time) string   { return w.words["months"][t.Month()-1] }

// monday is the first day of this week.
func (w *writer) monday() time.Time { return w.today.AddDate(0, 0, -int(w.today.Weekday()+6)%7) }

// titled writes a heading around a date.
func (w *writer) titled(stock string, t time.Time) string {
	return w.habits.title(w.oneWith(stock, bound{
		"date": w.day(t), "weekday": w.weekday(t), "month": w.month(t), "year": strconv.Itoa(t.Year()),
	}))
}
