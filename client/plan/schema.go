package plan

import (
	"slices"
	"strings"

	"larkspur/client/plan/cbor"
	"larkspur/client/rrule"
)

// Type says what a field holds and how a screen lets it be edited.
type Type uint8

// The types. "Merges" says what a merge does when two devices changed the field.
const (
	Line     Type = iota + 1 // a line of text; merges by words
	LongText                 // text of several lines; merges by words
	Exact                    // a line that is right only as a whole: an address, a dose, a code word, a repeat rule
	Phone                    // a telephone number, kept as typed
	Choice                   // one of Options; text
	Choices                  // several of Options; a list of texts, merges by entry
	YesNo                    // true or absent
	Count                    // a whole number
	Minutes                  // a length of time in whole minutes
	Date                     // text "2006-01-02"
	Clock                    // text "15:04", the wall clock
	Moment                   // text "2006-01-02T15:04", the wall clock of the item's zone
	Zone                     // text, an IANA time zone name
	Repeat                   // text, the value of an RFC 5545 RRULE; see package rrule
	ItemRef                  // a reference to an item of one of the kinds Of
	ItemRefs                 // a list of such references, merges by entry
	Lines                    // a list of lines, merges by entry
	Dates                    // a list of dates, merges by entry
	Clocks                   // a list of times of day, merges by entry
	Rows                     // a list of records with the fields Fields, merges by entry
)

// Field describes one field of a kind, or one column of a field of type Rows.
type Field struct {
	Key     string
	Type    Type
	Options []string // of Choice and Choices, in the order in which a screen offers them
	Of      []string // of ItemRef and ItemRefs: the kinds referred to
	Fields  []Field  // of Rows
}

// Kind describes one kind of item.
type Kind struct {
	Key    string
	Name   []string // the fields that name an item of this kind; the first that has a text does
	Fields []Field  // in the order in which a screen shows them
}

// SectionKind describes one standard section and the kinds that it offers first. Any section may hold any kind.
type SectionKind struct {
	Key   string
	Kinds []string
}

// Own is the kind of a section that the survivor made.
const Own = "own"

// KindOf returns the description of a kind. The second result is false for a kind that this version does not know.
func KindOf(key string) (Kind, bool) {
	for _, group := range kinds {
		for _, k := range group {
			if k.Key == key {
				return k, true
			}
		}
	}
	return Kind{}, false
}

// Kinds returns all kinds in the order of the rows of client/catalog/README.md. The caller may change the outer slice only.
func Kinds() []Kind { return slices.Concat(kinds[:]...) }

// StandardSections returns the standard sections in their order. The caller may change the outer slice only.
func StandardSections() []SectionKind { return slices.Clone(standard) }

// SectionKindOf returns the description of a standard section.
func SectionKindOf(key string) (SectionKind, bool) {
	for _, s := range standard {
		if s.Key == key {
			return s, true
		}
	}
	return SectionKind{}, false
}

// Field returns the description of a field by its key.
func (k Kind) Field(key string) (Field, bool) { return findField(k.Fields, key) }

func findField(fields []Field, key string) (Field, bool) {
	for _, f := range fields {
		if f.Key == key {
			return f, true
		}
	}
	return Field{}, false
}

// Labels of the catalogue. A section "comm" is "section.comm", a kind "chan" is "kind.chan", its field "state" is
// "kind.chan.field.state", the option "safe" of that "kind.chan.field.state.safe", and the column "who" of the rows
// "asked" of the kind "xfer" is "kind.xfer.field.asked.who".

// SectionLabel returns the label key of a standard section.
func SectionLabel(kind string) string { return "section." + kind }

// Label returns the label key of the kind.
func (k Kind) Label() string { return "kind." + k.Key }

// FieldLabel returns the label key of a field: one key, or a field and a column.
func (k Kind) FieldLabel(path ...string) string {
	return k.Label() + ".field." + strings.Join(path, ".")
}

// OptionLabel returns the label key of an option of a field, which is given as in FieldLabel.
func (k Kind) OptionLabel(option string, path ...string) string {
	return k.FieldLabel(path...) + "." + option
}

// Accepts reports whether v, once tidied, is a value of the field. Nil and what is empty are accepted by every field.
func (f Field) Accepts(v Value) bool {
	if v = Tidy(v); v == nil {
		return true
	}
	switch f.Type {
	case YesNo:
		_, ok := v.(cbor.Bool)
		return ok
	case Count, Minutes:
		n, ok := v.(cbor.Int)
		return ok && n >= 0
	case ItemRef:
		_, ok := AsRef(v)
		return ok
	case ItemRefs:
		return every(v, Field{Type: ItemRef})
	case Choices:
		return every(v, Field{Type: Choice, Options: f.Options})
	case Lines:
		return every(v, Field{Type: Line})
	case Dates:
		return every(v, Field{Type: Date})
	case Clocks:
		return every(v, Field{Type: Clock})
	case Rows:
		return f.acceptsRows(v)
	}
	t, ok := v.(cbor.Text)
	return ok && f.acceptsText(string(t))
}

func (f Field) acceptsText(t string) bool {
	switch f.Type {
	case Choice:
		return slices.Contains(f.Options, t)
	case Date:
		return validDate(t)
	case Clock:
		return validClock(t)
	case Moment:
		return len(t) == len("2006-01-02T15:04") && t[10] == 'T' && validDate(t[:10]) && validClock(t[11:])
	case Repeat:
		_, err := rrule.Parse(t)
		return err == nil
	}
	return true
}

func every(v Value, f Field) bool {
	a, ok := v.(cbor.Array)
	return ok && !slices.ContainsFunc(a, func(e Value) bool { return !f.Accepts(e) })
}

// acceptsRows checks the columns it knows and lets others pass.
func (f Field) acceptsRows(v Value) bool {
	a, ok := v.(cbor.Array)
	if !ok {
		return false
	}
	for _, row := range a {
		m, ok := row.(cbor.Map)
		if !ok {
			return false
		}
		for _, e := range m {
			key, _ := e.Key.(cbor.Text)
			if c, ok := findField(f.Fields, string(key)); ok && !c.Accepts(e.Value) {
				return false
			}
		}
	}
	return true
}
