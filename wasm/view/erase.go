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
	box := El("div.stack#erase")
	if m.Working {
		return box.Add(PhraseWorking(w.Text("ui.erase.doing")))
	}
	if m.Trouble != nil {
		box.Add(paragraphs("note strong", m.Trouble).Attr("role", "alert").WithKey("trouble"))
	}
	return box.Add(
		Say(w, "p#what", "ui.erase.what"),
		Say(w, "p.note.strong#law", "ui.erase.law"),
		Say(w, "p#copy", "ui.erase.copy"),
		Say(w, "p#history", "ui.erase.history"),
		El("div.row#row",
			phraseButton(w.Text("ui.erase.no"), "btn main", "back"),
			phraseButton(w.Text("ui.erase.yes"), "btn risk", "erase-go"),
		))
}

// Finished draws that something is done, and the one way on.
func Finished(texts []string, button, action string) *Node {
	return El("div.stack#finished", paragraphs("note", texts), El("div.row", phraseButton(button, "btn main", action)))
}
