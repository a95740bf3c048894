package view

// DialogModel is a question that rests everything else.
type DialogModel struct {
	Title, Text string
	Yes, No     string // labels
	Risk        bool   // cannot be taken back
	End         string // the label of what ends a live link, while one is on; ""
}

// Dialog draws a question. Its actions are "dialog-yes" and "dialog-no"; Escape is a no. The focus goes to the no.
func Dialog(d DialogModel) *Node {
	yes := "btn main"
	if d.Risk {
		yes = "btn risk"
	}
	var end *Node
	if d.End != "" { // from every screen at one press, and so from a question too
		end = keyed("end", d.End, "btn risk", "link-end")
	}
	return El("div.cover-all#ask", El("div.dialog[role=dialog][aria-modal=true][aria-labelledby=ask]",
		Leaf("h2[id=ask]", d.Title),
		Leaf("p.keep", d.Text),
		El("div.row.end",
			Leaf("button[type=button].btn#no", d.No).Click("dialog-no").Focused(true),
			Leaf("button[type=button]#yes", d.Yes).Class(yes).Click("dialog-yes"),
			end,
		),
	).Handle("escape", "dialog-no"),
	)
}
