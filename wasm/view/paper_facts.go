package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// itemFacts draws all that an item says but its name: a heading and a text for each field, what a newer version wrote and what
// waits to be chosen between included. tag is that of the headings.
func itemFacts(w *catalog.Words, p *plan.Plan, it plan.Item, tag string) (out []*Node) {
	k, _ := plan.KindOf(it.Kind())
	say := valueWords{w, p, k}
	fact := func(key, text string) {
		label := key
		if _, ok := k.Field(key); ok {
			label = w.Text(k.FieldLabel(key))
		}
		out = append(out, Leaf(tag, label), Leaf("p.keep", text))
	}
	of := func(key string, v plan.Value) string {
		if f, ok := k.Field(key); ok {
			if it.Kind() == CardKind && f.Type == plan.Rows && f.Accepts(v) {
				return say.calls(f, v)
			}
			return say.of(f, v, key)
		}
		return say.raw(v)
	}
	name := namedBy(it)
	for _, f := range k.Fields {
		if v := it.Value(f.Key); v != nil && f.Key != name {
			fact(f.Key, of(f.Key, v))
		}
	}
	for _, key := range it.Fields() {
		if _, known := k.Field(key); !known {
			fact(key, of(key, it.Value(key)))
		}
	}
	for _, c := range it.Conflicts() {
		for _, v := range c.Others {
			fact(c.Field, of(c.Field, v))
		}
	}
	return out
}

// namedBy is the field whose text alone is the name of an item, as ItemName has it, and is so not to be said again; "" when
// the name is a shortened one.
func namedBy(it plan.Item) string {
	k, _ := plan.KindOf(it.Kind())
	for _, key := range k.Name {
		text := strings.TrimSpace(it.Text(key))
		if text != "" {
			if shortened(text) != text {
				return ""
			}
			return key
		}
	}
	return ""
}

// calls writes whom to call, a line each: on a card that is read in a hurry, what is a name and what a number is plain.
func (t valueWords) calls(f plan.Field, v plan.Value) string {
	var lines []string
	for _, row := range plan.AsRecords(v) {
		var parts []string
		for _, c := range f.Fields {
			if text := plan.AsText(row[c.Key]); text != "" {
				parts = append(parts, text)
			}
		}
		lines = append(lines, strings.Join(parts, ", "))
	}
	return strings.Join(lines, "\n")
}

// Whole keeps the times of day of a text each on one line.
func Whole(text string) string { return hours.Replace(text) }

// hours are the ends of a time of day in Spanish, which hold together.
var hours = strings.NewReplacer(" a. m.", "\u00a0a.\u00a0m.", " p. m.", "\u00a0p.\u00a0m.")

// unbroken keeps every number on one line: half a telephone number on the next one is misread.
func unbroken(n *Node) {
	for _, c := range n.Children {
		unbroken(c)
	}
	text := hours.Replace(n.Text)
	if n.Tag == "" || !strings.Contains(text, "-") {
		n.Text = text
		return
	}
	const digits = "0123456789"
	var parts []*Node
	for from, to := 0, 0; ; from = to {
		if from = strings.IndexAny(text[to:], digits); from < 0 {
			break
		}
		from += to
		for to = from; to < len(text) && strings.IndexByte(digits+"-", text[to]) >= 0; {
			to++
		}
		if strings.Contains(text[from:to], "-") {
			parts = append(parts, Text(text[:from]), Leaf("span.number", text[from:to]))
			text, to = text[to:], 0
		}
	}
	n.Text, n.Children = "", append(append(parts, Text(text)), n.Children...)
}
