package view

import (
	"strconv"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// list draws a list of lines, dates or times of day: a box each.
func (f form) list(c cell) *Node {
	entry := plan.Field{Type: map[plan.Type]plan.Type{plan.Lines: plan.Line, plan.Dates: plan.Date, plan.Clocks: plan.Clock}[c.f.Type]}
	n := f.group(c)
	for i, slot := range f.Lists[c.f.Key] {
		e := cell{f: entry, at: Spot{Field: c.f.Key, Row: slot.Key}, label: f.numbered(c, i), v: slot.Value}
		row := El("div").WithKey(strconv.Itoa(slot.Key))
		if entry.Accepts(slot.Value) {
			row.Add(f.box(f.boxOf(e)))
		} else {
			row.Add(f.beyond(e))
		}
		n.Add(row.Add(El("div.row#ways", f.slotButton("drop", c, slot, "ui.field.entry.remove", e.label))))
	}
	return n.Add(f.addButton(c, "ui.field.entry.add"))
}

// numbered is the label of an entry.
func (f form) numbered(c cell, i int) string {
	return f.Words.Text("ui.field.row", c.label, strconv.Itoa(i+1))
}

// rows draws a list of small groups of boxes.
func (f form) rows(c cell) *Node {
	n := f.group(c)
	slots := f.Lists[c.f.Key]
	for i, slot := range slots {
		name := f.numbered(c, i)
		row := El("fieldset.card", Leaf("legend", name)).WithKey(strconv.Itoa(slot.Key))
		values, _ := slot.Value.(cbor.Map)
		for _, column := range c.f.Fields {
			path := []string{c.f.Key, column.Key}
			row.Add(f.cell(cell{
				f: column, path: path, at: Spot{Field: c.f.Key, Row: slot.Key, Col: column.Key},
				label: f.Words.Text(f.kind.FieldLabel(path...)), v: values.Get(column.Key),
			}))
		}
		for _, e := range values {
			if key, ok := e.Key.(cbor.Text); ok && !hasColumn(c.f, string(key)) {
				row.Add(Leaf("p.keep", f.value.raw(e.Key)+": "+f.value.raw(e.Value)).WithKey("newer-" + string(key)))
			}
		}
		ways := El("div.row#ways")
		if i > 0 {
			ways.Add(f.slotButton("up", c, slot, "ui.item.up.of", name))
		}
		if i < len(slots)-1 {
			ways.Add(f.slotButton("down", c, slot, "ui.item.down.of", name))
		}
		n.Add(row.Add(ways.Add(f.slotButton("drop", c, slot, "ui.field.entry.remove", name))))
	}
	return n.Add(f.addButton(c, "ui.field.row.add"))
}

func hasColumn(f plan.Field, key string) bool {
	for _, c := range f.Fields {
		if c.Key == key {
			return true
		}
	}
	return false
}

// slotButton draws a button that does something to an entry.
func (f form) slotButton(verb string, c cell, slot Slot, key, name string) *Node {
	n := keyed(verb, f.Words.Text(key, name), "btn quiet", f.act(verb, c.at.Field, strconv.Itoa(slot.Key)))
	return f.focused(n, Spot{Field: c.at.Field, Row: slot.Key, Part: verb}.ID())
}

// addButton draws the button that adds an entry.
func (f form) addButton(c cell, key string) *Node {
	text := f.Words.Text(key)
	n := called(keyed("add", text, "btn", f.act("add", c.at.Field)), text+": "+c.label)
	return f.focused(n, c.at.with("add").ID())
}
