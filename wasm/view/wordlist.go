package view

import (
	"strconv"

	"larkspur/client/catalog"
)

// ListLine is a line of a list. Name stands in round brackets after Text; "" where there is none.
type ListLine struct{ Text, Name string }

// ListModel is a phrase in a list that looks like any other.
type ListModel struct {
	Words *catalog.Words
	// Lang is the language of the list, which is that of the phrase.
	Lang string
	// Cook: it is a recipe, and not a shopping list.
	Cook  bool
	Title string
	Lines []ListLine
	// Steps is what a recipe has below; "" for none.
	Steps string
}

// WordList draws how the list is read, which is on the screen alone, and the list, which alone is on paper. Its actions are
// "list-kind shop", "list-kind cook", "list-again", "list-print" and "list-back".
func WordList(m ListModel) *Node {
	w := m.Words
	options := []settingOption{
		{Label: w.Text("ui.words.kind.shop"), Action: "list-kind shop", On: !m.Cook},
		{Label: w.Text("ui.words.kind.cook"), Action: "list-kind cook", On: m.Cook},
	}
	return El("div.stack#list",
		El("div.note.strong.no-print#rule", Say(w, "p", "ui.words.rule"), Say(w, "p", "ui.words.keep")),
		El("div.no-print#kind", settingChoice("list-kind", w.Text("ui.words.kind"), "", options)),
		m.sheet(),
		El("div.note.no-print#before", Say(w, "p", "ui.words.quick"), Say(w, "p", "ui.words.printer")),
		El("div.row.no-print#row",
			phraseButton(w.Text("ui.print"), "btn", "list-print"), phraseButton(w.Text("ui.words.again"), "btn", "list-again"),
			phraseButton(w.Text("ui.words.back"), "btn main", "list-back"),
		),
	)
}

// sheet is the paper.
func (m ListModel) sheet() *Node {
	list := El("ul.plain-list#lines")
	for i, line := range m.Lines {
		text := line.Text
		if line.Name != "" {
			text += " (" + line.Name + ")"
		}
		list.Add(Leaf("li", text).WithKey(strconv.Itoa(i)))
	}
	n := El("section.paper.slip[translate=no]#sheet", Leaf("h2", m.Title), list).Attr("lang", m.Lang)
	if m.Steps != "" {
		n.Add(Leaf("p", m.Steps))
	}
	return n
}
