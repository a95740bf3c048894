package view

import (
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// ConflictModel is one field of which devices wrote different things.
type ConflictModel struct {
	Words *catalog.Words
	// Action is what the buttons do: KeepThis, KeepBoth or the number of one of Others is added, after a space.
	Action string
	// ID sets this apart from others in the tree. Label says what it is about.
	ID, Label string
	// This is what stands in the field, Others what other devices wrote; all in words.
	This   string
	Others []string
	// Both offers to join them.
	Both bool
}

// What a button of Conflict says that is to be kept, beside the number of another.
const (
	KeepThis = "this"
	KeepBoth = "both"
)

// Conflict draws what waits to be chosen between.
func Conflict(m ConflictModel) *Node {
	w := m.Words
	id := "c-" + m.ID
	n := El("div.note[role=group]",
		Leaf("p.label", w.Text("ui.conflict.title")+": "+m.Label).Attr("id", id), Say(w, "p", "ui.conflict.text"),
	).Attr("aria-labelledby", id).WithKey(id)
	one := func(key, title, text, button, which string) {
		at := id + "-" + key
		n.Add(El("div",
			Leaf("p.label", title),
			Leaf("p.keep", text).Attr("id", at),
			keyed("keep", button, "btn", m.Action+" "+which).Attr("aria-describedby", at),
		).WithKey(key))
	}
	one("this", w.Text("ui.conflict.this"), m.This, w.Text("ui.conflict.keep.this"), KeepThis)
	for i, other := range m.Others {
		key := strconv.Itoa(i)
		one(key, w.Text("ui.conflict.other"), other, w.Text("ui.conflict.keep.other"), key)
	}
	if m.Both {
		n.Add(El("div.row#both", keyed("both", w.Text("ui.conflict.keep.both"), "btn", m.Action+" "+KeepBoth)))
	}
	return n
}

// Joins reports whether two values of a type can stand in one field together. Of what is right only as a whole, as a dose or
// a code word is, they cannot.
func Joins(t plan.Type) bool {
	switch t {
	case plan.Line, plan.LongText, plan.Phone, plan.Choices, plan.ItemRefs, plan.Lines, plan.Dates, plan.Clocks, plan.Rows:
		return true
	}
	return false
}

// conflict draws the marks beside a field; nil: there are none.
func (f form) conflict(c cell) *Node {
	for _, conflict := range f.item.Conflicts() {
		if conflict.Field == c.f.Key {
			return f.marks(c, conflict)
		}
	}
	return nil
}

func (f form) marks(c cell, conflict plan.Conflict) *Node {
	m := ConflictModel{
		Words: f.Words, ID: f.ID.String() + "-" + c.f.Key, Label: c.label, Both: Joins(c.f.Type),
		Action: f.act("keep", f.ID.String(), c.f.Key), This: f.value.of(c.f, c.v, c.path...),
	}
	for _, other := range conflict.Others {
		m.Others = append(m.Others, f.value.of(c.f, other, c.path...))
	}
	return Conflict(m)
}

// ConflictsModel is everything that waits to be chosen between.
type ConflictsModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	Gen   int // as in ItemModel
	Note  string
	// Book is the notebook look: what it does not show waits until the look is changed.
	Book bool
}

// NoOwner stands for a section or an item in a "keep" action of a setting.
const NoOwner = "-"

// Conflicts draws it, with "go ITEM" leading to items. Its other action is "keep G OWNER FIELD WHICH".
func Conflicts(m ConflictsModel) []*Node {
	out := []*Node{Note(m.Note)}
	sections, left := m.Plan.Sections(), m.Plan.Conflicts()
	if m.Book {
		sections, left = Pages(m.Plan), NotebookConflicts(m.Plan)
	}
	for _, s := range sections {
		if n := sectionConflicts(m.Words, m.Plan, s, m.Gen); n != nil {
			out = append(out, El("section.card", Leaf("h2", SectionTitle(m.Words, s)), n).WithKey(s.ID().String()))
		}
		items := s.Items()
		if m.Book {
			items = Notes(s)
		}
		for _, it := range items {
			out = append(out, m.item(it))
		}
	}
	settings := El("section.card#settings", Say(m.Words, "h2", "ui.settings.title"))
	for _, c := range m.Plan.SettingConflicts() {
		settings.Add(m.setting(c))
	}
	if len(settings.Children) > 1 {
		out = append(out, settings)
	}
	if left == 0 {
		out = append(out, Say(m.Words, "p.empty#none", "ui.conflict.none"))
	}
	return out
}

func (m ConflictsModel) item(it plan.Item) *Node {
	conflicts := it.Conflicts()
	if len(conflicts) == 0 {
		return nil
	}
	f := form{ItemModel: ItemModel{Words: m.Words, Plan: m.Plan, ID: it.ID(), Gen: m.Gen}, item: it}
	f.kind, _ = plan.KindOf(it.Kind())
	f.value = valueWords{m.Words, m.Plan, f.kind}
	name := ItemName(m.Words, it)
	n := El("section.card", Leaf("h2", name)).WithKey(it.ID().String())
	for _, c := range conflicts {
		field, known := f.kind.Field(c.Field)
		label := c.Field
		if known {
			label = m.Words.Text(f.kind.FieldLabel(c.Field))
		}
		field.Key = c.Field
		n.Add(f.marks(cell{field, []string{c.Field}, Spot{Field: c.Field}, label, it.Value(c.Field)}, c))
	}
	return n.Add(keyed("go", m.Words.Text("ui.item.edit.of", name), "btn", "go "+it.ID().String()))
}

func (m ConflictsModel) setting(c plan.Conflict) *Node {
	t := valueWords{words: m.Words, plan: m.Plan}
	label := c.Field
	if key := "ui.settings." + c.Field; m.Words.Has(key) {
		label = m.Words.Text(key)
	}
	say := func(v plan.Value) string {
		if key := "ui.settings." + c.Field + "." + plan.AsText(v); v != nil && m.Words.Has(key) {
			return m.Words.Text(key)
		}
		if v == nil {
			return m.Words.Text("ui.conflict.empty")
		}
		return t.raw(v)
	}
	model := ConflictModel{
		Words: m.Words, ID: "setting-" + c.Field, Label: label, This: say(m.Plan.Setting(c.Field)),
		Action: "keep " + strconv.Itoa(m.Gen) + " " + NoOwner + " " + c.Field,
	}
	for _, other := range c.Others {
		model.Others = append(model.Others, say(other))
	}
	return Conflict(model)
}

// sectionConflicts draws the marks on a section itself; nil: there are none.
func sectionConflicts(w *catalog.Words, p *plan.Plan, s plan.Section, gen int) *Node {
	conflicts := s.Conflicts()
	if len(conflicts) == 0 {
		return nil
	}
	t := valueWords{words: w, plan: p}
	box := El("div#conflicts")
	for _, c := range conflicts {
		m := ConflictModel{
			Words: w, ID: s.ID().String() + "-" + c.Field, Label: c.Field, This: w.Text("ui.conflict.empty"),
			Action: "keep " + strconv.Itoa(gen) + " " + s.ID().String() + " " + c.Field,
		}
		if c.Field == "title" {
			m.Label, m.Both = w.Text("ui.section.name"), s.Title() != ""
			m.This = SectionTitle(w, s)
		}
		for _, other := range c.Others {
			m.Others = append(m.Others, t.raw(other))
		}
		box.Add(Conflict(m))
	}
	return box
}
