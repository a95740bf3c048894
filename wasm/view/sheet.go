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
		return []*Node{Leaf("p", w.Text("ui.item.empty")).Class("empty").WithKey("empty"), edit}
	}
	names := make([]string, len(rows))
	head := El("tr", Leaf("td", "").Attr("role", "cell")).Attr("role", "row")
	first := field.Fields[0]
	for i, row := range rows {
		if names[i] = plan.AsText(row[first.Key]); names[i] == "" {
			names[i] = w.Text("ui.item.untitled", w.Text(f.kind.FieldLabel(sheetField, first.Key)))
		}
		head.Add(Leaf("th", names[i]).Attr("scope", "col").Attr("role", "columnheader"))
	}
	body := El("tbody").Attr("role", "rowgroup")
	for _, c := range field.Fields[1:] {
		tr := El("tr", Leaf("th", w.Text(f.kind.FieldLabel(sheetField, c.Key))).Attr("scope", "row").Attr("role", "rowheader")).Attr("role", "row")
		for i, row := range rows {
			td := El("td").Attr("role", "cell").Attr("data-of", names[i]+": ").Class("keep")
			if v := row[c.Key]; v != nil {
				td.Text = f.value.of(c, v, sheetField, c.Key)
			} else {
				td.Text = "–"
			}
			tr.Add(td.Add(f.fact(c.Key, plan.AsText(row[c.Key]))))
		}
		body.Add(tr)
	}
	table := El("table", Leaf("caption", w.Text(f.kind.FieldLabel(sheetField))).Class("sr"), El("thead", head).Attr("role", "rowgroup"), body).
		Class("sheet").Attr("role", "table").WithKey("sheet")
	out := []*Node{table}
	if note := it.Text("note"); note != "" {
		out = append(out, Leaf("p", note).Class("keep").WithKey("note"))
	}
	return append(out, edit)
}

// fact is what is known of an option in general, and no advice; nil: nothing.
func (f form) fact(field, option string) *Node {
	key := "ui.fact." + field + "."
	if option == "" || !f.Words.Has(key+option) {
		return nil
	}
	return Leaf("p", f.Words.Text(key+option)+" "+f.Words.Text(key+"ask")).Class("hint").WithKey("fact")
}
