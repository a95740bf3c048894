package view

import (
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/plan"
)

// The words of a card are those of the record that stays of a link.
var releaseKind, _ = plan.KindOf(ReleaseKind)

// ReleaseKind is the kind of these records.
const ReleaseKind = "rel"

// LinkWait draws that something is under way on the other side, and the way out of it.
func LinkWait(w *catalog.Words, key, quiet string) *Node {
	box := El("div.stack#wait", Say(w, "p#what", key))
	if quiet != "" {
		box.Add(Leaf("p.note#quiet", quiet))
	}
	return box.Add(El("div.row#row", keyed("no", w.Text("ui.live.door.no"), "btn", "refuse")))
}

// Knock draws who asks to come in, before anything is shared. Its actions are "door-go" and "refuse".
func Knock(w *catalog.Words, c live.Card) *Node {
	facts := El("dl.facts#card")
	fact := func(key, text string) {
		facts.Add(Leaf("dt", w.Text(key)).WithKey("t"+key), Leaf("dd.keep", text).WithKey("d"+key))
	}
	fact("ui.live.door.name", c.Name)
	org := c.Org
	if strings.TrimSpace(org) == "" {
		org = w.Text("ui.live.door.org.none")
	}
	fact("ui.live.door.org", org)
	with := c.With
	if strings.TrimSpace(with) == "" {
		with = w.Text("ui.live.door.with.none")
	}
	fact("ui.live.door.with", with)
	fact(releaseKind.FieldLabel("role"), w.Text(releaseKind.OptionLabel(c.Role, "role")))
	fact(releaseKind.FieldLabel("report"), w.Text(releaseKind.OptionLabel(c.Reporter, "report")))
	return El("div.stack#knock",
		Say(w, "p#says", "ui.live.door.says"), facts,
		Say(w, "p.note.strong#report", "ui.live.door.report."+c.Reporter),
		El("div.row#row",
			keyed("go", w.Text("ui.live.door.go"), "btn main", "door-go"),
			keyed("no", w.Text("ui.live.door.no"), "btn", "refuse")),
	)
}

// CheckModel is the check words on the side of the host.
type CheckModel struct {
	Words   *catalog.Words
	Lang    string     // of the words
	Choices [][]string // of which one is heard
}

// Check draws them. Its actions are "word N" and "word none".
func Check(m CheckModel) *Node {
	w := m.Words
	list := El("div.stack.tight[role=group]#choices").Attr("aria-label", w.Text("ui.live.check.pick"))
	for i, words := range m.Choices {
		n := strconv.Itoa(i)
		list.Add(keyed(n, strings.Join(words, " "), "btn wide big", "word "+n).Attr("lang", m.Lang).Attr("translate", "no"))
	}
	list.Add(keyed("none", w.Text("ui.live.check.none"), "btn wide", "word none"))
	return El("div.stack#check", Say(w, "p#what", "ui.live.check.what"), list, Say(w, "p.hint#why", "ui.live.check.why"))
}
