package view

import (
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"larkspur/client/rrule"
)

// nameRoom is how many letters of a name are shown: whatever was pasted into it, lists stay lists.
const nameRoom = 120

// SectionTitle is the survivor's own title of a section, or the usual one.
func SectionTitle(w *catalog.Words, s plan.Section) string {
	if own := s.Title(); own != "" {
		return shortened(own)
	}
	if label := plan.SectionLabel(s.Kind()); s.Kind() != plan.Own && w.Has(label) {
		return w.Text(label)
	}
	return w.Text("ui.section.untitled")
}

// KindLabel is what sort of thing an item of a kind is.
func KindLabel(w *catalog.Words, kind string) string {
	if k, ok := plan.KindOf(kind); ok {
		return w.Text(k.Label())
	}
	return w.Text("ui.item.unknown")
}

// ItemName is the name of an item in one line, or words for its having none.
func ItemName(w *catalog.Words, it plan.Item) string {
	if name := ownName(w, it); name != "" {
		return name
	}
	return w.Text("ui.item.untitled", KindLabel(w, it.Kind()))
}

// ItemTitle heads what is said of an item alone: its name, or else its kind.
func ItemTitle(w *catalog.Words, it plan.Item) string {
	if name := ownName(w, it); name != "" {
		return name
	}
	return KindLabel(w, it.Kind())
}

// ownName is the name of an item, or "".
func ownName(w *catalog.Words, it plan.Item) string {
	k, ok := plan.KindOf(it.Kind())
	if !ok {
		return w.Text("ui.item.unknown")
	}
	for _, key := range k.Name {
		text := it.Text(key)
		if f, _ := k.Field(key); f.Type == plan.Choice {
			text = optionWords(w, k, text, key)
		}
		if text = strings.TrimSpace(text); text != "" {
			return shortened(text)
		}
	}
	return ""
}

func shortened(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if runes := []rune(s); len(runes) > nameRoom {
		return string(runes[:nameRoom]) + "…"
	}
	return s
}

// optionWords is an option in words; one of a newer version stays as it is.
func optionWords(w *catalog.Words, k plan.Kind, option string, path ...string) string {
	if label := k.OptionLabel(option, path...); w.Has(label) {
		return w.Text(label)
	}
	return option
}

// valueWords writes values in words.
type valueWords struct {
	words *catalog.Words
	plan  *plan.Plan
	kind  plan.Kind
}

// of says what a value of a field is. path is the field, or a field and a column. Whatever does not fit its field is shown
// as it is.
func (t valueWords) of(f plan.Field, v plan.Value, path ...string) string {
	if v == nil {
		return t.words.Text("ui.conflict.empty")
	}
	if !f.Accepts(v) {
		if f.Type == plan.Repeat {
			return t.words.Text("ui.repeat.other", plan.AsText(v))
		}
		return t.raw(v)
	}
	switch f.Type {
	case plan.Choice:
		return optionWords(t.words, t.kind, plan.AsText(v), path...)
	case plan.Minutes:
		n, _ := plan.AsNumber(v)
		return FormatMinutes(t.words, int(n))
	case plan.Date:
		return WrittenDate(t.words, plan.AsText(v))
	case plan.Clock:
		return WrittenClock(t.words, plan.AsText(v))
	case plan.Moment:
		return WrittenMoment(t.words, plan.AsText(v))
	case plan.Repeat:
		r, _ := rrule.Parse(plan.AsText(v))
		return FormatRule(t.words, r)
	case plan.Choices, plan.Dates, plan.Clocks:
		return t.each(f, plan.AsTexts(v), path...)
	case plan.Rows:
		return t.rows(f, v, path...)
	}
	return t.raw(v)
}

func (t valueWords) each(f plan.Field, texts []string, path ...string) string {
	entry := plan.Field{Type: plan.Date}
	switch f.Type {
	case plan.Choices:
		entry = plan.Field{Type: plan.Choice, Options: f.Options}
	case plan.Clocks:
		entry.Type = plan.Clock
	}
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = t.of(entry, plan.Text(text), path...)
	}
	return strings.Join(out, "\n")
}

func (t valueWords) rows(f plan.Field, v plan.Value, path ...string) string {
	var lines []string
	for i, row := range plan.AsRecords(v) {
		for _, c := range f.Fields {
			if row[c.Key] != nil {
				at := []string{path[0], c.Key}
				lines = append(lines, strconv.Itoa(i+1)+". "+t.words.Text(t.kind.FieldLabel(at...))+": "+t.of(c, row[c.Key], at...))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// raw shows a value of which nothing is known.
func (t valueWords) raw(v plan.Value) string {
	switch v := v.(type) {
	case cbor.Text:
		return string(v)
	case cbor.Int:
		return strconv.FormatInt(int64(v), 10)
	case cbor.Bool:
		return t.words.Text("ui.yes")
	case cbor.Bytes:
		if id, ok := plan.AsRef(v); ok {
			if it, ok := t.plan.Item(id); ok {
				return ItemName(t.words, it)
			}
		}
		return t.words.Text("ui.field.ref.gone")
	case cbor.Array:
		out := make([]string, len(v))
		for i, e := range v {
			out[i] = t.raw(e)
		}
		return strings.Join(out, "\n")
	case cbor.Map:
		out := make([]string, len(v))
		for i, e := range v {
			out[i] = t.raw(e.Key) + ": " + t.raw(e.Value)
		}
		return strings.Join(out, "; ")
	}
	return ""
}

// The values of a plan's dates and times are written in words where they are right, and as they are where they are not.

func WrittenDate(w *catalog.Words, date string) string {
	t, err := plan.ParseDate(date)
	if err != nil {
		return date
	}
	return FormatDateYear(w, t)
}

func WrittenClock(w *catalog.Words, clock string) string {
	t, err := plan.ParseClock(clock)
	if err != nil {
		return clock
	}
	return FormatTime(w, t)
}

func WrittenMoment(w *catalog.Words, moment string) string {
	t, err := plan.ParseMoment(moment)
	if err != nil {
		return moment
	}
	return FormatMoment(w, t)
}

// WrittenDay is WrittenDate without the day of the week.
func WrittenDay(w *catalog.Words, date string) string {
	t, err := plan.ParseDate(date)
	if err != nil {
		return date
	}
	return FormatDayYear(w, t)
}
