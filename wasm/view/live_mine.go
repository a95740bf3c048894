package view

import (
	"larkspur/client/catalog"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// VisitBar is what a guest has on every screen, below the heading: who else is in the section that is shown, and the way out, which
// a key names. Its action is "leave".
func VisitBar(w *catalog.Words, out string, present []joint.Presence, at plan.ID) *Node {
	return El("div.row#visit", El("div[role=status]#with", presentIn(w, present, at)),
		keyed("leave", w.Text(out), "btn", "leave"))
}

// presentIn says who is in a section; nil: nobody else.
func presentIn(w *catalog.Words, present []joint.Presence, at plan.ID) *Node {
	key := ""
	for _, p := range present {
		switch {
		case p.At != at:
		case p.Peer == joint.HostPeer:
			key = "ui.live.with.host"
		case key == "":
			key = "ui.live.with.other"
		}
	}
	if key == "" {
		return nil
	}
	return Say(w, "p.meta#with", key)
}

// Settled is a suggestion and what became of it.
type Settled struct {
	About   *joint.Suggestion
	Outcome joint.Outcome
}

var settledKeys = [...]string{joint.Accepted: "ui.live.mine.taken", joint.Declined: "ui.live.mine.left", joint.FellAway: "ui.live.mine.gone"}

// SettledText says what became of a suggestion, in a line. What it was about is named as it is called now, if it is there.
func SettledText(w *catalog.Words, p *plan.Plan, s Settled) string {
	about := s.About
	k, _ := plan.KindOf(about.Kind)
	text := KindLabel(w, about.Kind)
	if it, ok := p.Item(about.Item); ok && it.Name() != "" {
		text = ItemName(w, it)
	} else if first := firstText(about.Fields); first != "" {
		text = first
	}
	if about.Field != "" {
		text += ", " + w.Text(k.FieldLabel(about.Field))
	}
	return w.Text(settledKeys[s.Outcome], text)
}

// settled draws what became of suggestions in a section; nil: there were none.
func (m *SharedModel) settled(section plan.ID) *Node {
	list := El("ul.list#settled")
	for _, s := range m.Settled { // few
		if s.About.Section == section {
			list.Add(Leaf("li.small", SettledText(m.Words, m.Plan, s)).WithKey(s.About.ID.String()))
		}
	}
	if len(list.Children) == 0 {
		return nil
	}
	return list
}

// mine draws what the guest suggests for an item and what waits; for the zero item, what is new in a section. nil: nothing.
func (m *SharedModel) mine(section, item plan.ID) *Node {
	w := m.Words
	list := El("ul.list#mine")
	for i := range m.Waiting {
		s := &m.Waiting[i]
		if s.Section != section || s.Item != item {
			continue
		}
		text, id := suggestionText(w, m.Plan, s), s.ID.String()
		list.Add(El("li", Leaf("p.keep", w.Text("ui.live.mine.waits", text)), does(w, "ui.live.mine.back", "unsay "+id, text)).WithKey(id))
	}
	if len(list.Children) == 0 {
		return nil
	}
	return list
}

// HeldText is a text that a guest wrote and that has no place in what is shared. Of where it was only the kind of thing and of field are said.
type HeldText struct {
	N           string // to name it by
	Kind, Field string
	Text        string
	Fits        bool // it can be put back
}

// Held draws it, each text in a box to be read and copied. Its actions are "held-put N" and "held-drop N".
func Held(w *catalog.Words, all []HeldText) *Node {
	if len(all) == 0 {
		return nil
	}
	box := El("section.card#held", Say(w, "h2", "ui.live.held.title"), Say(w, "p", "ui.live.held.what"))
	for i := range all {
		h := &all[i]
		k, _ := plan.KindOf(h.Kind)
		label := KindLabel(w, h.Kind)
		if _, ok := k.Field(h.Field); ok {
			label += ", " + w.Text(k.FieldLabel(h.Field))
		}
		id := "held-" + h.N
		row := El("div.row#row")
		if h.Fits {
			row.Add(does(w, "ui.live.held.put", "held-put "+h.N, label))
		}
		row.Add(does(w, "ui.live.held.drop", "held-drop "+h.N, label))
		box.Add(El("div.field", Leaf("label", label).Attr("for", id), El("textarea[readonly]#box").Attr("id", id).Val(h.Text), row).WithKey(id))
	}
	return box
}
