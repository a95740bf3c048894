package view

import "larkspur/client/catalog"

// EraseModel is what is said before a plan is erased.
type EraseModel struct {
	Words *catalog.Words
	// Working: it is under way. Trouble is what went wrong the last time.
	Working bool
	Trouble []string
}

// Erase draws it. Its actions are "erase-go" and "back".
func Erase(m EraseModel) *Node {
	w := m.Words
	box := El("div").Class("stack").WithKey("erase")
	if m.Working {
		return box.Add(PhraseWorking(w.Text("ui.erase.doing")))
	}
	if m.Trouble != nil {
		box.Add(paragraphs("note strong", m.Trouble).Attr("role", "alert").WithKey("trouble"))
	}
	return box.Add(
		Leaf("p", w.Text("ui.erase.what")).WithKey("what"),
		Leaf("p", w.Text("ui.erase.law")).Class("note strong").WithKey("law"),
		Leaf("p", w.Text("ui.erase.copy")).WithKey("copy"),
		Leaf("p", w.Text("ui.erase.history")).WithKey("history"),
		El("div",
			phraseButton(w.Text("ui.erase.no"), "btn main", "back"),
			phraseButton(w.Text("ui.erase.yes"), "btn risk", "erase-go"),
		).Class("row").WithKey("row"))
}

// Finished draws that something is done, and the one way on.
func Finished(texts []string, button, action string) *Node {
	return El("div", paragraphs("note", texts), El("div", phraseButton(button, "btn main", action)).Class("row")).
		Class("stack").WithKey("finished")
}
