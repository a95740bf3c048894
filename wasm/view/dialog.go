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
	return El("div", El("div",
		Leaf("h2", d.Title).Attr("id", "ask"),
		Leaf("p", d.Text).Class("keep"),
		El("div",
			Leaf("button", d.No).Attr("type", "button").Class("btn").WithKey("no").Click("dialog-no").Focused(true),
			Leaf("button", d.Yes).Attr("type", "button").Class(yes).WithKey("yes").Click("dialog-yes"),
		).Class("row end"),
	).Class("dialog").Attr("role", "dialog").Attr("aria-modal", "true").Attr("aria-labelledby", "ask").Handle("escape", "dialog-no"),
	).Class("cover-all").WithKey("ask")
}
