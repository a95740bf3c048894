package view

import (
	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// CardKind is the kind of the overdose and missed-dose card (D6).
const CardKind = "card"

// Card draws the overdose and missed-dose cards of a plan to be read, and the emergency lines. Its actions are
// "edit ITEM", "make" and "print".
func Card(w *catalog.Words, p *plan.Plan, note string) []*Node {
	out := []*Node{Note(note), Say(w, "p.big#911", "ui.card.911")}
	cards := p.Items(CardKind)
	if len(cards) == 0 {
		out = append(out, El("div.empty#empty",
			Say(w, "p", "ui.card.empty"), keyed("make", w.Text("ui.card.make"), "btn main", "make"),
		))
	}
	for _, it := range cards {
		out = append(out, card(w, p, it))
	}
	out = append(out, Say(w, "p#signs", "ui.card.signs"), EmergencyLines(w), Say(w, "p.small#info", "ui.card.info"))
	if len(cards) > 0 {
		out = append(out, keyed("print", w.Text("ui.card.print"), "btn", "print"))
	}
	return out
}

func card(w *catalog.Words, p *plan.Plan, it plan.Item) *Node {
	id, name := it.ID().String(), ItemTitle(w, it)
	n, heads, head := El("section.card").WithKey(id), "h2", 0
	if ownName(w, it) != "" { // what has no name is headed by the screen, which is called so
		n.Add(Leaf("h2", name))
		heads, head = "h3", 1
	}
	n.Add(itemFacts(w, p, it, heads)...)
	if len(n.Children) == head {
		n.Add(Say(w, "p#empty", "ui.item.empty"))
	}
	return n.Add(called(keyed("edit", w.Text("ui.card.edit"), "btn", "edit "+id), w.Text("ui.card.edit")+": "+name))
}
