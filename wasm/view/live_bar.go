package view

import "larkspur/client/catalog"

// LinkBar is what every screen of a plan says of a live link, while there is one.
type LinkBar struct {
	Text string // who is here, what they can see, until when
	More string // what is not as it was: no connection, a pause; or ""
	Go   string // the label of the button that leads to it; "": it is on the screen
	End  bool   // it can be ended: at one press, from anywhere
}

// node draws it. Its actions are "link" and "link-end".
func (b *LinkBar) node(w *catalog.Words) *Node {
	if b == nil {
		return nil
	}
	n := El("section.live.no-print#live", Leaf("p#text", b.Text)).Attr("aria-label", w.Text("ui.live.bar"))
	if b.More != "" {
		n.Add(El("p#more", Leaf("strong", b.More)))
	}
	row := El("div.row#row")
	if b.Go != "" {
		row.Add(keyed("link", b.Go, "btn", "link"))
	}
	if b.End {
		row.Add(keyed("end", w.Text("ui.live.end"), "btn risk", "link-end"))
	}
	return n.Add(row)
}
