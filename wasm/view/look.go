package view

import "larkspur/client/catalog"

// Look draws what changing how a plan opens does. book is the look of now. Its action is "look-go".
func Look(w *catalog.Words, book bool) *Node {
	keys := []string{"ui.look.now", "ui.look.what"}
	if !book {
		keys = append(keys, "ui.look.quick", "ui.look.back")
	}
	box := El("div.stack#look")
	for _, key := range keys {
		box.Add(Leaf("p", w.Text(key)).WithKey(key))
	}
	class := "btn main"
	if book { // nothing invites there
		class = "btn"
	}
	return box.Add(El("div.row#row", phraseButton(w.Text("ui.look.go"), class, "look-go")))
}

// AnotherModel is what is said before a further notebook is made.
type AnotherModel struct {
	Words *catalog.Words
	// Book is the look of now. A notebook says of another what a notebook would say; why one would be shown to somebody is
	// said by a plan alone, as every vault that opens as a notebook was made, or changed, by way of that.
	Book bool
	// Filled: it gets ordinary things to begin with.
	Filled bool
}

// Another draws it. Its actions are "fill yes", "fill no" and "another-go".
func Another(m AnotherModel) *Node {
	w := m.Words
	box := El("div.stack#another", Say(w, "p#what", "ui.another.what"))
	if !m.Book {
		list := El("ul.plain-list")
		for _, key := range [...]string{"ui.another.helps", "ui.another.knows", "ui.another.worse", "ui.another.look", "ui.another.use"} {
			list.Add(Leaf("li", w.Text(key)))
		}
		box.Add(El("div.note.strong#warning", list))
	}
	options := []settingOption{
		{Label: w.Text("ui.another.fill.yes"), Action: "fill yes", On: m.Filled},
		{Label: w.Text("ui.another.fill.no"), Action: "fill no", On: !m.Filled},
	}
	return box.Add(
		Say(w, "p#link", "ui.another.link"),
		settingChoice("fill", w.Text("ui.another.fill"), w.Text("ui.another.fill.hint"), options),
		El("div.row#row", phraseButton(w.Text("ui.phrase.go"), "btn main", "another-go")))
}
