package view

import (
	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/plan"
)

// SharedModel is what a guest sees of a plan.
type SharedModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	Terms live.Terms
	Open  plan.ID           // the item that is being changed; zero: none
	Typed map[string]string // its text fields
	Note  string
}

// SharedFields are the fields of an item that a guest writes in: those of text.
func SharedFields(it plan.Item) (out []plan.Field) {
	k, _ := plan.KindOf(it.Kind())
	for _, f := range k.Fields {
		if f.Type == plan.Line || f.Type == plan.LongText {
			out = append(out, f)
		}
	}
	return out
}

// Shared draws the sections with all that stands in them. Its actions are "shared-open ITEM", "shared-type FIELD" (input),
// "shared-send" (submit) and "shared-close".
func Shared(m SharedModel) *Node {
	box := El("div.stack#sections", Note(m.Note))
	for _, s := range m.Plan.Sections() {
		right := m.Terms.Of(s.ID())
		part := El("section", Leaf("h3", SectionTitle(m.Words, s))).WithKey(s.ID().String())
		for _, it := range s.Items() {
			part.Add(m.item(it, right))
		}
		if len(s.Items()) == 0 {
			part.Add(Say(m.Words, "p.empty", "ui.live.guest.empty"))
		}
		box.Add(part)
	}
	return box
}

func (m SharedModel) item(it plan.Item, right live.Right) *Node {
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
	if m.Open == it.ID() && right >= live.Suggest {
		return El("form.card", head).WithKey(id).Add(m.boxes(it, right)...).Handle("submit", "shared-send")
	}
	n := El("div.topic", head).WithKey(id).Add(itemFacts(w, m.Plan, it, "h5")...)
	if right >= live.Suggest && len(SharedFields(it)) > 0 {
		n.Add(called(keyed("open", w.Text(sharedVerb(right)), "btn", "shared-open "+id), w.Text(sharedVerb(right))+": "+name))
	}
	return n
}

// sharedVerb is the key of what a guest does there.
func sharedVerb(right live.Right) string {
	if right == live.Edit {
		return "ui.live.shared.edit"
	}
	return "ui.live.shared.suggest"
}

func (m SharedModel) boxes(it plan.Item, right live.Right) (out []*Node) {
	w := m.Words
	k, _ := plan.KindOf(it.Kind())
	for _, f := range SharedFields(it) {
		tag := "input[type=text]"
		if f.Type == plan.LongText {
			tag = "textarea"
		}
		out = append(out, textField("shared-type "+f.Key, w.Text(k.FieldLabel(f.Key)), "", tag, m.Typed[f.Key]))
	}
	return append(out, El("div.row#row", Say(w, "button[type=submit].btn.main#send", "ui.live.shared.send"),
		keyed("close", w.Text("ui.live.shared.close"), "btn", "shared-close")))
}
