package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// waiting draws what guests suggest. Its actions are "take ID" and "leave-it ID".
func (m HereModel) waiting() *Node {
	w := m.Words
	if len(m.Waiting) == 0 {
		return nil
	}
	list := El("ul.list#list")
	for i := range m.Waiting {
		s := &m.Waiting[i]
		text, id := suggestionText(w, m.Plan, s), s.ID.String()
		if who := m.Who[s.By]; who != "" {
			text = who + ": " + text
		}
		row := El("div.row#row", does(w, "ui.live.suggest.yes", "take "+id, text), does(w, "ui.live.suggest.no", "leave-it "+id, text))
		list.Add(El("li", Leaf("p.keep", text), row).WithKey(id))
	}
	return El("section#waiting", Say(w, "h2", "ui.live.suggest.title"), list)
}

func suggestionText(w *catalog.Words, p *plan.Plan, s *joint.Suggestion) string {
	k, _ := plan.KindOf(s.Kind)
	name := KindLabel(w, s.Kind)
	if it, ok := p.Item(s.Item); ok && it.Name() != "" {
		name = ItemName(w, it)
	}
	switch {
	case s.Remove:
		return w.Text("ui.live.suggest.out", name)
	case s.Item == plan.ID{}:
		return newText(valueWords{w, p, k}, s.Section, s.Fields)
	}
	text := s.Text
	if f, _ := k.Field(s.Field); text == "" { // another value than a text, or none
		text = valueWords{w, p, k}.of(f, s.Value, s.Field)
	}
	return w.Text("ui.live.suggest.text", name, w.Text(k.FieldLabel(s.Field)), text)
}

// newText says all that stands in a new item: she says yes to all of it.
func newText(say valueWords, in plan.ID, fields plan.Record) string {
	w, k, first := say.words, say.kind, firstText(fields)
	section, _ := say.plan.Section(in)
	lines := []string{w.Text("ui.live.suggest.add", KindLabel(w, k.Key), first, SectionTitle(w, section))}
	for _, f := range k.Fields {
		if v := fields[f.Key]; v != nil && (first == "" || plan.AsText(v) != first) {
			lines = append(lines, w.Text(k.FieldLabel(f.Key))+": "+say.of(f, v, f.Key))
		}
	}
	return strings.Join(lines, "\n")
}

// firstText is a text among fields, to tell a new item by.
func firstText(fields plan.Record) string {
	for _, key := range [...]string{"name", "title", "text", "what"} {
		if t := plan.AsText(fields[key]); t != "" {
			return t
		}
	}
	return ""
}
