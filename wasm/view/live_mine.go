package view

import (
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// VisitBar is what a guest has on every screen, below the heading: who else is in the section that is shown, and the way out. Its
// action is "leave".
func VisitBar(w *catalog.Words, present []joint.Presence, at plan.ID) *Node {
	return El("div.row#visit", El("div[role=status]#with", presentIn(w, present, at)),
		keyed("leave", w.Text("ui.live.guest.leave"), "btn", "leave"))
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
	About   joint.Suggestion
	Outcome joint.Outcome
}

var settledKeys = map[joint.Outcome]string{joint.Accepted: "ui.live.mine.taken", joint.Declined: "ui.live.mine.left", joint.FellAway: "ui.live.mine.gone"}

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
func (m SharedModel) settled(section plan.ID) *Node {
	list := El("ul.list#settled")
	for _, s := range m.Settled {
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
func (m SharedModel) mine(section, item plan.ID) *Node {
	w := m.Words
	list := El("ul.list#mine")
	for _, s := range m.Waiting {
		if s.Section != section || s.Item != item {
			continue
		}
		text := suggestionText(w, m.Plan, s)
		list.Add(El("li", Leaf("p.keep", w.Text("ui.live.mine.waits", text)),
			called(keyed("unsay", w.Text("ui.live.mine.back"), "btn", "unsay "+s.ID.String()), w.Text("ui.live.mine.back")+": "+text),
		).WithKey(s.ID.String()))
	}
	if len(list.Children) == 0 {
		return nil
	}
	return list
}

// HeldModel is what a guest wrote and that has no place in what is shared.
type HeldModel struct {
	Words *catalog.Words
	Held  []HeldText
}

// HeldText is one of them. Of where it was only the kind of thing and of field are said.
type HeldText struct {
	N           int // to name it by
	Kind, Field string
	Text        string
	Fits        bool // it can be put back
}

// Held draws it, each text in a box to be read and copied. Its actions are "held-put N" and "held-drop N".
func Held(m HeldModel) *Node {
	if len(m.Held) == 0 {
		return nil
	}
	w := m.Words
	box := El("section.card#held", Say(w, "h2", "ui.live.held.title"), Say(w, "p", "ui.live.held.what"))
	for _, h := range m.Held {
		n := strconv.Itoa(h.N)
		k, _ := plan.KindOf(h.Kind)
		label := KindLabel(w, h.Kind)
		if _, ok := k.Field(h.Field); ok {
			label += ", " + w.Text(k.FieldLabel(h.Field))
		}
		id := "held-" + n
		row := El("div.row#row")
		if h.Fits {
			row.Add(called(keyed("put", w.Text("ui.live.held.put"), "btn", "held-put "+n), w.Text("ui.live.held.put")+": "+label))
		}
		row.Add(called(keyed("drop", w.Text("ui.live.held.drop"), "btn", "held-drop "+n), w.Text("ui.live.held.drop")+": "+label))
		box.Add(El("div.field", Leaf("label", label).Attr("for", id), El("textarea[readonly]#box").Attr("id", id).Val(h.Text), row).WithKey(id))
	}
	return box
}
