package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// LetterKind is the kind of letters.
const LetterKind = "letter"

// LetterWords is a letter of a type in our words, or "" when there are none for it. What only the survivor knows is left to be
// written behind a colon.
func LetterWords(w *catalog.Words, about string) string {
	at := "paper.letter." + about + "."
	if !w.Has(at + "1") {
		return ""
	}
	out := []string{w.Text("paper.letter.date"), w.Text("paper.letter.hello")}
	for i := byte('1'); w.Has(at + string(i)); i++ {
		out = append(out, w.Text(at+string(i)))
	}
	for _, key := range [...]string{"close", "reach", "name"} {
		out = append(out, w.Text("paper.letter."+key))
	}
	return strings.Join(out, "\n\n")
}

// letter is what can be done with the text of a letter beside writing it, nil for another field. In which language our words are is asked,
// as a provider may not read hers.
func (f form) letter(field plan.Field) *Node {
	if f.kind.Key != LetterKind || field.Key != "body" {
		return nil
	}
	w := f.Words
	row := El("div.row")
	box := El("div.field#letter", row)
	if LetterWords(w, f.item.Text("type")) != "" {
		for _, lang := range catalog.Languages() {
			row.Add(keyed(lang, w.Text("paper.letter.words", w.Text("paper.letter.words."+lang)), "btn", f.act("words", lang)))
		}
		box.Add(Say(w, "p.hint", "paper.letter.words.hint"))
	}
	if f.May == nil {
		row.Add(keyed("print", w.Text("paper.letter.print"), "btn", "paper"))
	}
	return box
}
