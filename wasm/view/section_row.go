package view

import (
	"slices"
	"strings"

	"larkspur/client/plan"
)

// row draws an item of a section: its name, what is worth seeing of it, and what can be said of it without opening it.
func (m SectionModel) row(it plan.Item, i, n int) *Node {
	k, _ := plan.KindOf(it.Kind())
	f := form{ItemModel: ItemModel{Words: m.Words, Plan: m.Plan, ID: it.ID(), Gen: m.Gen}, item: it, kind: k, value: valueWords{m.Words, m.Plan, k}}
	id, name := it.ID().String(), ItemName(m.Words, it)
	label := El("div", keyed("go", name, "btn quiet", "go "+id).Attr("id", "n-"+id)).WithKey("name")
	label.Add(Leaf("div", strings.Join(append([]string{KindLabel(m.Words, it.Kind())}, f.glance(name)...), " · ")).Class("meta"))
	row := El("li", El("div", label).Class("item").WithKey("item")).WithKey(id)
	if m.Arrange {
		row.Children[0].Add(moves(m.Words, m.Focus, id, name, i, n))
		return row
	}
	return row.Add(f.say())
}

// glance writes what plan.Kind.Glance names, as far as it is there. What the name says already is left out.
func (f form) glance(name string) []string {
	var out []string
	shown, _ := f.kind.Glance()
	for _, path := range shown {
		field, _ := f.kind.Field(path[0])
		text := f.glanceAt(field, path)
		label := f.Words.Text(f.kind.FieldLabel(path...))
		switch {
		case text == "" || text == name:
		case field.Type == plan.YesNo:
			out = append(out, label)
		case field.Type == plan.Choice && slices.Contains(f.kind.Name, path[0]):
			out = append(out, text)
		default:
			out = append(out, label+": "+text)
		}
	}
	return out
}

// glanceAt is a value in one line, or "". Of rows see plan.Kind.Glance.
func (f form) glanceAt(field plan.Field, path []string) string {
	v := f.item.Value(path[0])
	if len(path) < 2 {
		if v == nil {
			return ""
		}
		text := f.value.of(field, v, path...)
		if field.Type != plan.LongText {
			text = strings.ReplaceAll(text, "\n", ", ")
		}
		return shortened(text)
	}
	var texts []string
	for _, c := range field.Fields {
		for _, row := range plan.AsRecords(v) {
			if c.Key != path[1] || row[c.Key] == nil {
				continue
			}
			if c.Type != plan.Line {
				texts = nil
			}
			texts = append(texts, f.value.of(c, row[c.Key], path...))
		}
	}
	return shortened(strings.Join(texts, ", "))
}

// say draws what can be said of an item in the list; nil: nothing.
func (f form) say() *Node {
	_, key := f.kind.Glance()
	field, ok := f.kind.Field(key)
	if !ok {
		return nil
	}
	id := f.ID.String()
	c := cell{field, []string{key}, Spot{Field: key, Part: id}, f.Words.Text(f.kind.FieldLabel(key)), f.item.Value(key)}
	if field.Type == plan.YesNo {
		check := f.tick(c.at.ID(), c.label, plan.AsFlag(c.v), f.act("tick", none, c.at.Args()))
		check.Children[0].Attr("aria-labelledby", "n-"+id+" "+c.at.ID()+"-label")
		check.Children[1].Attr("id", c.at.ID()+"-label")
		return check
	}
	n := f.choice(c)
	n.Children[1].Attr("aria-labelledby", "n-"+id+" "+c.at.ID()+"-label")
	return n
}
