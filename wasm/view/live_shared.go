package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// SharedModel is what a guest sees of a plan.
type SharedModel struct {
	Words   *catalog.Words
	Plan    *plan.Plan
	Terms   live.Terms
	Present []joint.Presence
	// Waiting is what the guest suggested, or everybody did to one that sees all; Settled what became of others.
	Waiting []joint.Suggestion
	Settled []Settled
	// Item is the item for which a change is being suggested; or else Section is where something new is, and Kind what it is. Zero: none.
	Item    plan.ID
	Section plan.ID
	Kind    string
	Typed   map[string]string // the texts of it
	Note    string
}

// Written reports whether a field is written in words, so that a text can be suggested for it.
func Written(f *plan.Field) bool {
	return f.Type == plan.Line || f.Type == plan.LongText || f.Type == plan.Exact || f.Type == plan.Phone || f.Type == plan.Lines
}

// SharedFields are the fields of a kind that are written in words.
func SharedFields(kind string) (out []*plan.Field) {
	k, _ := plan.KindOf(kind)
	for i := range k.Fields {
		if Written(&k.Fields[i]) {
			out = append(out, &k.Fields[i])
		}
	}
	return out
}

// WrittenText is the value of such a field as one text, WrittenValue the value of a text: of a list, a line is an entry.
func WrittenText(f *plan.Field, v plan.Value) string {
	if f.Type == plan.Lines {
		return strings.Join(plan.AsTexts(v), "\n")
	}
	return plan.AsText(v)
}

// WrittenValue is described at WrittenText.
func WrittenValue(f *plan.Field, text string) plan.Value {
	if f.Type == plan.Lines {
		return plan.Tidy(plan.Texts(strings.Split(text, "\n")...))
	}
	return plan.Tidy(plan.Text(text))
}

// Shared draws the sections with all that stands in them. Its actions are "go ITEM" and "section SECTION", which lead to where one
// writes in place; "shared-open ITEM", "shared-new SECTION KIND", "shared-out ITEM", "shared-type FIELD" (input), "shared-send"
// (submit) and "shared-close" of what is suggested; and "unsay ID", of one that sees all "take ID" and "leave-it ID".
func Shared(m *SharedModel) *Node {
	box := El("div.stack#sections", Note(m.Note))
	if m.Terms.Whole {
		return box.Add(m.whole(), HereModel{ShareModel: ShareModel{Words: m.Words, Plan: m.Plan}, Waiting: m.Waiting}.waiting())
	}
	for _, s := range m.Plan.Sections() {
		box.Add(m.section(s))
	}
	return box
}

// whole lists the sections for one that sees all: it goes in and out of them as at home.
func (m *SharedModel) whole() *Node {
	list := El("ul.list#list")
	for _, s := range m.Plan.Sections() {
		id := s.ID().String()
		list.Add(El("li", keyed("section", SectionTitle(m.Words, s), "btn quiet wide", "section "+id), presentIn(m.Words, m.Present, s.ID())).WithKey(id))
	}
	return list
}

func (m *SharedModel) section(s plan.Section) *Node {
	w, right := m.Words, m.Terms.Of(s.ID())
	id, title := s.ID().String(), SectionTitle(w, s)
	part := El("section.stack", Leaf("h3", title).Add(Leaf("span.small", " · "+RightWord(w, right))), presentIn(w, m.Present, s.ID())).WithKey(id)
	for _, it := range s.Items() {
		part.Add(m.item(it, right))
	}
	if len(s.Items()) == 0 {
		part.Add(Say(w, "p.empty", "ui.live.guest.empty"))
	}
	part.Add(m.mine(s.ID(), plan.ID{}), m.settled(s.ID()))
	switch {
	case right == live.Edit:
		part.Add(does(w, "ui.live.shared.in", "section "+id, title))
	case right != live.Suggest:
	case m.Section == s.ID() && m.Kind != "":
		part.Add(m.form(Leaf("h4", KindLabel(w, m.Kind)), m.Kind).WithKey("new"))
	default:
		row := El("div.row#new")
		kinds := []string{NoteKind}
		if k, ok := plan.SectionKindOf(s.Kind()); ok {
			kinds = k.Kinds
		}
		for _, kind := range kinds {
			if kind == ReleaseKind { // they are hers
				continue
			}
			text := w.Text("ui.live.shared.new", KindLabel(w, kind))
			row.Add(called(keyed(kind, text, "btn", "shared-new "+id+" "+kind), text+": "+title))
		}
		part.Add(row)
	}
	return part
}

func (m *SharedModel) item(it plan.Item, right live.Right) *Node {
	w, id := m.Words, it.ID().String()
	kind := KindLabel(w, it.Kind())
	name := kind
	if it.Name() != "" {
		name = ItemName(w, it)
	}
	head := Leaf("h4", name)
	if name != kind {
		head.Add(Leaf("span.small", " · "+kind))
	}
	if m.Item == it.ID() && right == live.Suggest {
		return m.form(head, it.Kind()).WithKey(id)
	}
	n := El("div.topic", head).WithKey(id).Add(itemFacts(w, m.Plan, it, "h5")...)
	switch right {
	case live.Edit:
		n.Add(does(w, "ui.live.shared.edit", "go "+id, name))
	case live.Suggest:
		n.Add(El("div.row#row", does(w, "ui.live.shared.suggest", "shared-open "+id, name), does(w, "ui.live.shared.out", "shared-out "+id, name)))
	}
	return n.Add(m.mine(it.Section(), it.ID()))
}

// form draws the boxes of what is being suggested.
func (m *SharedModel) form(head *Node, kind string) *Node {
	w := m.Words
	k, _ := plan.KindOf(kind)
	n := El("form.card", head)
	for _, f := range SharedFields(kind) {
		tag := "input[type=text]"
		if f.Type == plan.LongText || f.Type == plan.Lines {
			tag = "textarea"
		}
		n.Add(textField("shared-type "+f.Key, w.Text(k.FieldLabel(f.Key)), "", tag, m.Typed[f.Key]))
	}
	return n.Add(El("div.row#row", Say(w, "button[type=submit].btn.main#send", "ui.live.shared.send"),
		keyed("close", w.Text("ui.live.shared.close"), "btn", "shared-close"))).Handle("submit", "shared-send")
}
