package view

import (
	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// sheetField is the field whose rows stand side by side, of the kinds that have one.
const sheetField = "rows"

// Sheet draws the rows of an item side by side: what is compared across, in what respect down. On a narrow screen each
// respect is a block, with the names of what is compared in it. Its action is "edit".
func Sheet(w *catalog.Words, p *plan.Plan, id plan.ID) []*Node {
	it, _ := p.Item(id)
	f := formOf(ItemModel{Words: w, Plan: p, ID: id}, it)
	field, _ := f.kind.Field(sheetField)
	rows := plan.AsRecords(it.Value(sheetField))
	edit := keyed("edit", w.Text("ui.sheet.edit"), "btn", "edit")
	if len(rows) == 0 || len(field.Fields) == 0 {
		return []*Node{Say(w, "p.empty#empty", "ui.item.empty"), edit}
	}
	names := make([]string, len(rows))
	// The roles are those of the elements: some browsers forget them where a table is drawn as blocks.
	part := func(into *Node, tag, role, text string) *Node {
		n := Leaf(tag, text).Attr("role", role)
		into.Add(n)
		return n
	}
	table := El("table.sheet[role=table]#sheet").Attr("aria-label", w.Text(f.kind.FieldLabel(sheetField)))
	for at, c := range field.Fields {
		tr := part(table, "tr", "row", "")
		if at == 0 {
			part(tr, "td", "cell", "")
		} else {
			part(tr, "th", "rowheader", w.Text(f.kind.FieldLabel(sheetField, c.Key))).Attr("scope", "row")
		}
		for i, row := range rows {
			v := row[c.Key]
			text := "–"
			if v != nil {
				text = f.value.of(c, v, sheetField, c.Key)
			}
			if at > 0 {
				part(tr, "td", "cell", text).Class("keep").Attr("data-of", names[i]+": ").Add(f.fact(c.Key, plan.AsText(v)))
				continue
			}
			if names[i] = text; v == nil {
				names[i] = w.Text("ui.item.untitled", w.Text(f.kind.FieldLabel(sheetField, c.Key)))
			}
			part(tr, "th", "columnheader", names[i]).Attr("scope", "col")
		}
	}
	out := []*Node{table}
	if note := it.Text("note"); note != "" {
		out = append(out, Leaf("p.keep#note", note))
	}
	return append(out, edit)
}

// fact is what is known of an option in general, and no advice; nil: nothing.
func (f form) fact(field, option string) *Node {
	key := "ui.fact." + field + "."
	if option == "" || !f.Words.Has(key+option) {
		return nil
	}
	return Leaf("p.hint#fact", f.Words.Text(key+option)+" "+f.Words.Text(key+"ask"))
}
