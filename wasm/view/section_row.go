package view

import (
	"slices"
	"strconv"
	"strings"

	"larkspur/client/plan"
)

// row draws an item of a section: its name, what is worth seeing of it, and what can be said of it without opening it.
func (m SectionModel) row(it plan.Item, i, n int) *Node {
	model := ItemModel{Words: m.Words, Plan: m.Plan, ID: it.ID(), Gen: m.Gen, Focus: m.Focus}
	row := El("li", El("div.item#item", itemLabel(model, it))).WithKey(it.ID().String())
	if m.Arrange {
		row.Children[0].Add(moves(m.Words, m.Focus, it.ID().String(), ItemName(m.Words, it), i, n))
		return row
	}
	return row.Add(formOf(model, it).say())
}

func formOf(m ItemModel, it plan.Item) form {
	k, _ := plan.KindOf(it.Kind())
	return form{ItemModel: m, item: it, kind: k, value: valueWords{m.Words, m.Plan, k}}
}

// itemLabel names an item in a list and leads to it: "go ITEM".
func itemLabel(m ItemModel, it plan.Item) *Node {
	id, name := it.ID().String(), ItemName(m.Words, it)
	facts := append([]string{KindLabel(m.Words, it.Kind())}, formOf(m, it).glance(name)...)
	return El("div#name",
		keyed("go", name, "btn quiet", "go "+id).Attr("id", "n-"+id).Focused(m.Focus == "n-"+id), Leaf("div.meta", strings.Join(facts, " · ")),
	)
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

// say draws what can be said of an item in the list; nil: nothing. What is pressed again is taken back.
func (f form) say() *Node {
	_, key := f.kind.Glance()
	field, ok := f.kind.Field(key)
	if !ok {
		return nil
	}
	at := Spot{Field: key, Part: f.ID.String()}
	label := at.ID() + "-label"
	named := "n-" + at.Part + " " + label
	chosen := plan.AsText(f.item.Value(key))
	if field.Type == plan.YesNo {
		check := f.tick(at.ID(), f.Words.Text(f.kind.FieldLabel(key)), f.item.Flag(key), f.act("tick", none, at.Args()))
		check.Children[0].Attr("aria-labelledby", named)
		check.Children[1].Attr("id", label)
		return check
	}
	group := El("div.row[role=group][data-roving=x]#say",
		Leaf("span.meta", f.Words.Text(f.kind.FieldLabel(key))).Attr("id", label),
	).Attr("aria-labelledby", named)
	for _, o := range field.Options {
		next := o
		if o == chosen {
			next = none
		}
		chip := keyed(o, optionWords(f.Words, f.kind, o, key), "chip", f.act("pick", next, at.Args()))
		group.Add(chip.Attr("aria-pressed", strconv.FormatBool(o == chosen)).Attr("data-rove", ""))
	}
	return group
}
