package view

// DialogModel is a question that rests everything else.
type DialogModel struct {
	Title, Text string
	Yes, No     string // labels
	Risk        bool   // cannot be taken back
}

// Dialog draws a question. Its actions are "dialog-yes" and "dialog-no"; Escape is a no. The focus goes to the no.
func Dialog(d DialogModel) *Node {
	yes := "btn main"
	if d.Risk {
		yes = "btn risk"
	}
	return El("div.cover-all#ask", El("div.dialog[role=dialog][aria-modal=true][aria-labelledby=ask]",
		Leaf("h2[id=ask]", d.Title),
		Leaf("p.keep", d.Text),
		El("div.row.end",
			Leaf("button[type=button].btn#no", d.No).Click("dialog-no").Focused(true),
			Leaf("button[type=button]#yes", d.Yes).Class(yes).Click("dialog-yes"),
		),
	).Handle("escape", "dialog-no"),
	)
}
