// Package plantext writes a plan as lines for a person to read, in one language. It is for the command line.
//
// It promises that every value is shown, what a newer version wrote and what waits to be chosen between included, and that
// nothing in a plan can steer a terminal: control characters are left out. What it writes is the plan in clear text.
package plantext

import (
	"io"
	"strconv"
	"strings"
	"unicode"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// indent is one step to the right.
const indent = "  "

// Write writes p to w in the words of a language. The error is that of w.
func Write(w io.Writer, p *plan.Plan, words *catalog.Words) error {
	return writeTo(w, &text{plan: p, words: words})
}

// WriteNames is Write with the names by which a script calls things (client/planscript) in brackets: of sections and items the
// beginning of the id and the kind, of fields and columns the key. Empty sections are there too.
func WriteNames(w io.Writer, p *plan.Plan, words *catalog.Words) error {
	return writeTo(w, &text{plan: p, words: words, names: true})
}

func writeTo(w io.Writer, t *text) error {
	p := t.plan
	for _, s := range p.Sections() {
		t.section(s)
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

type text struct {
	plan  *plan.Plan
	words *catalog.Words
	names bool
	out   strings.Builder
}

// idRoom is how many digits of an id are shown: enough to name one among all of a plan.
const idRoom = 8

// name is what a script calls something, in brackets, or nothing.
func (t *text) name(names ...string) string {
	if !t.names {
		return ""
	}
	return " [" + strings.Join(names, " ") + "]"
}

// line writes one line; line ends inside it go on under its beginning.
func (t *text) line(depth int, label, value string) {
	margin := strings.Repeat(indent, depth)
	if label != "" {
		label += ": "
	}
	value = strings.ReplaceAll(Visible(value), "\n", "\n"+margin+indent)
	t.out.WriteString(strings.TrimRight(margin+Visible(label)+value, " ") + "\n")
}

func (t *text) section(s plan.Section) {
	items := s.Items()
	title := t.sectionTitle(s)
	if len(items) == 0 && s.Title() == "" && len(s.Conflicts()) == 0 && !t.names {
		return // a standard section with nothing in it
	}
	t.line(0, "", strings.ToUpper(title)+t.name(s.ID().String()[:idRoom], s.Kind()))
	if s.Hidden() {
		t.line(1, "", t.words.Text("ui.section.hidden"))
	}
	for _, c := range s.Conflicts() {
		t.conflict(1, t.words.Text("ui.section.name"), c, func(v plan.Value) string { return plan.AsText(v) })
	}
	for _, it := range items {
		t.item(it)
	}
	t.out.WriteString("\n")
}

func (t *text) sectionTitle(s plan.Section) string {
	if own := s.Title(); own != "" {
		return own
	}
	if label := plan.SectionLabel(s.Kind()); t.words.Has(label) {
		return t.words.Text(label)
	}
	return s.Kind()
}

func (t *text) item(it plan.Item) {
	k, known := plan.KindOf(it.Kind())
	kind := t.kind(it)
	name := it.Name()
	if known && len(k.Name) > 0 && name != "" {
		name = t.named(k, it)
	}
	called := t.name(it.ID().String()[:idRoom], it.Kind())
	if name == "" {
		t.line(1, "", t.words.Text("ui.item.untitled", kind)+called)
	} else {
		t.line(1, kind+called, name)
	}
	shown := map[string]bool{}
	for _, f := range k.Fields {
		shown[f.Key] = true
		t.field(2, k, f, it.Value(f.Key))
	}
	for _, key := range it.Fields() {
		if !shown[key] {
			t.line(2, key, t.raw(it.Value(key)))
		}
	}
	for _, c := range it.Conflicts() {
		label, write := c.Field, t.raw
		if f, ok := k.Field(c.Field); ok {
			label = t.words.Text(k.FieldLabel(f.Key))
			write = func(v plan.Value) string { return t.value(k, f, v, f.Key) }
		}
		t.conflict(2, label, c, write)
	}
}

// kind is what sort of thing an item is.
func (t *text) kind(it plan.Item) string {
	if k, ok := plan.KindOf(it.Kind()); ok {
		return t.words.Text(k.Label())
	}
	return it.Kind() // of a newer version
}

// named is the name of an item; one that is a choice is told in words.
func (t *text) named(k plan.Kind, it plan.Item) string {
	for _, key := range k.Name {
		if it.Text(key) == "" {
			continue
		}
		if f, ok := k.Field(key); ok {
			return t.value(k, f, it.Value(key), key)
		}
		return it.Text(key)
	}
	return ""
}

func (t *text) conflict(depth int, label string, c plan.Conflict, write func(plan.Value) string) {
	for _, other := range c.Others {
		t.line(depth, label+" ("+t.words.Text("ui.conflict.other")+")", write(other))
	}
}

func (t *text) field(depth int, k plan.Kind, f plan.Field, v plan.Value) {
	if v == nil {
		return
	}
	label := t.words.Text(k.FieldLabel(f.Key)) + t.name(f.Key)
	if f.Type != plan.Rows {
		t.line(depth, label, t.value(k, f, v, f.Key))
		return
	}
	t.line(depth, label, "")
	for i, row := range plan.AsRecords(v) {
		t.line(depth+1, "", strconv.Itoa(i+1)+".")
		known := map[string]bool{}
		for _, c := range f.Fields {
			known[c.Key] = true
			if row[c.Key] != nil {
				t.line(depth+2, t.words.Text(k.FieldLabel(f.Key, c.Key))+t.name(c.Key), t.value(k, c, row[c.Key], f.Key, c.Key))
			}
		}
		for key, v := range row {
			if !known[key] {
				t.line(depth+2, key, t.raw(v))
			}
		}
	}
}

// value is what a field says, in words. path is the field, or a field and a column.
func (t *text) value(k plan.Kind, f plan.Field, v plan.Value, path ...string) string {
	switch f.Type {
	case plan.Choice:
		return t.option(k, plan.AsText(v), path)
	case plan.Choices:
		var out []string
		for _, o := range plan.AsTexts(v) {
			out = append(out, t.option(k, o, path))
		}
		return strings.Join(out, ", ")
	case plan.YesNo:
		return t.words.Text("ui.yes")
	case plan.Minutes:
		n, _ := plan.AsNumber(v)
		return t.words.Text("ui.time.minutes", strconv.FormatInt(n, 10))
	case plan.Moment:
		return strings.Replace(plan.AsText(v), "T", " ", 1)
	case plan.ItemRef:
		return t.ref(v)
	case plan.ItemRefs:
		var out []string
		for _, id := range plan.AsRefs(v) {
			out = append(out, t.ref(plan.Ref(id)))
		}
		return strings.Join(out, ", ")
	}
	return t.raw(v)
}

func (t *text) option(k plan.Kind, option string, path []string) string {
	if label := k.OptionLabel(option, path...); t.words.Has(label) {
		return t.words.Text(label)
	}
	return option // of a newer version
}

func (t *text) ref(v plan.Value) string {
	id, ok := plan.AsRef(v)
	if !ok {
		return t.raw(v)
	}
	it, ok := t.plan.Item(id)
	if !ok {
		return t.words.Text("ui.field.ref.gone")
	}
	k, _ := plan.KindOf(it.Kind())
	if name := t.named(k, it); name != "" {
		return name
	}
	return t.words.Text("ui.item.untitled", t.kind(it))
}

// raw shows a value of which nothing is known.
func (t *text) raw(v plan.Value) string {
	switch v := v.(type) {
	case cbor.Text:
		return string(v)
	case cbor.Int:
		return strconv.FormatInt(int64(v), 10)
	case cbor.Bool:
		return t.words.Text("ui.yes")
	case cbor.Bytes:
		return t.ref(v)
	case cbor.Array:
		var out []string
		for _, e := range v {
			out = append(out, t.raw(e))
		}
		return strings.Join(out, ", ")
	case cbor.Map:
		var out []string
		for _, e := range v {
			out = append(out, t.raw(e.Key)+": "+t.raw(e.Value))
		}
		return strings.Join(out, "; ")
	}
	return ""
}

// Visible leaves out what a terminal would obey instead of show.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' {
			return -1
		}
		return r
	}, s)
}
