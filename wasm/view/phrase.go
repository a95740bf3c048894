package view

import (
	"strconv"

	"larkspur/client/catalog"
)

// PhraseModel is a phrase on show, to be written down.
type PhraseModel struct {
	Words *catalog.Words
	// Lang is the language of the list words, and List the words in their order.
	Lang string
	List []string
	// Book is the notebook look, in which a list to hide the words in is not offered: who was shown a notebook would learn from it
	// how to read a list that lies in a drawer.
	Book bool
	// Before is said above the words, After below them, and Strong where nobody overlooks it. All are texts.
	Before, After, Strong []string
}

// PhraseShown draws a phrase. Its actions are "wrote", "another" and "list-open".
//
// The words carry translate="no": a browser that translates pages would send them to a translator, and then show others.
func PhraseShown(m PhraseModel) *Node {
	list := El("ol.words[translate=no]#words").Attr("lang", m.Lang)
	for i, w := range m.List {
		list.Add(Leaf("li", w).WithKey(strconv.Itoa(i) + w))
	}
	row := El("div.row", phraseButton(m.Words.Text("ui.make.wrote"), "btn main", "wrote"))
	if !m.Book {
		row.Add(phraseButton(m.Words.Text("ui.words.open"), "btn", "list-open"))
	}
	row.Add(phraseButton(m.Words.Text("ui.make.another"), "btn", "another"))
	return El("div.stack#shown",
		paragraphs("", m.Before),
		list,
		paragraphs("note strong", m.Strong),
		paragraphs("", m.After),
		row,
	)
}

// Slip says what is to be said of one word that was typed back.
type Slip uint8

// The kinds of slips.
const (
	SlipNone  Slip = iota
	SlipEmpty      // not typed yet
	SlipOther      // another word
	SlipNear       // off by one letter: the paper may be
)

// TypedModel is a phrase being typed back. What is right is not in it.
type TypedModel struct {
	Words *catalog.Words
	// Typed has what stands in the boxes, Slips what the last look at them found; both have one entry a word.
	Typed []string
	Slips []Slip
	// Focus is the box that asks for the focus; -1: none.
	Focus int
	// Go is the label of the button that goes on.
	Go string
}

// PhraseTyped draws the boxes, one a word, so that a slip has a place of its own. Its actions are "typed N" (input), "check"
// (submit) and "again".
func PhraseTyped(m TypedModel) *Node {
	w := m.Words
	form := El("form.stack#typed", Say(w, "p#hint", "ui.make.back.hint")).Handle("submit", "check")
	form.Add(slipSummary(w, m.Slips))
	boxes := El("ol.words.typed[role=list]#boxes")
	for i := range m.Typed {
		boxes.Add(phraseBox(m, i))
	}
	return form.Add(boxes, El("div.row#row",
		Leaf("button[type=submit].btn.main#go", m.Go),
		phraseButton(w.Text("ui.make.back.again"), "btn", "again"),
	))
}

func phraseBox(m TypedModel, i int) *Node {
	id := "word" + strconv.Itoa(i+1)
	hint := "next"
	if i == len(m.Typed)-1 {
		hint = "done"
	}
	box := El("input[type=text][autocapitalize=none][translate=no]").Attr("id", id).Attr("enterkeyhint", hint).Val(m.Typed[i]).
		Handle("input", "typed "+strconv.Itoa(i)).Focused(i == m.Focus)
	row := El("div.field", Say(m.Words, "label", "ui.make.back.word", strconv.Itoa(i+1)).Attr("for", id), box)
	if key := m.Slips[i].key(); key != "" {
		box.Attr("aria-invalid", "true").Attr("aria-describedby", id+"-slip")
		row.Add(Leaf("p.error", m.Words.Text(key)).Attr("id", id+"-slip"))
	}
	return El("li", row).WithKey(id)
}

func (s Slip) key() string {
	return [...]string{SlipNone: "", SlipEmpty: "ui.make.back.empty", SlipOther: "ui.make.back.other", SlipNear: "ui.make.back.near"}[s]
}

// slipSummary says by number, and never by word, what differs.
func slipSummary(w *catalog.Words, slips []Slip) *Node {
	var wrong, empty []string
	for i, s := range slips {
		switch s {
		case SlipEmpty:
			empty = append(empty, strconv.Itoa(i+1))
		case SlipOther, SlipNear:
			wrong = append(wrong, strconv.Itoa(i+1))
		}
	}
	box := El("div[role=alert]#slips")
	if wrong != nil {
		box.Add(Say(w, "p.error", "ui.make.back.wrong", FormatList(w, wrong)), Say(w, "p", "ui.make.back.look"))
	}
	if empty != nil {
		box.Add(Say(w, "p.error", "ui.make.back.missing", FormatList(w, empty)))
	}
	return box
}

// PhraseWorking draws what is said while something takes its time.
func PhraseWorking(text string) *Node {
	return Leaf("p.big[role=status]#working", text)
}

// PhraseFailed draws what went wrong and what can be done: trying again ("once-more"), and whatever else is given.
func PhraseFailed(words *catalog.Words, texts []string, more ...*Node) *Node {
	return El("div.stack#failed", paragraphs("note strong", texts)).Add(more...).Add(
		El("div.row", phraseButton(words.Text("ui.retry"), "btn main", "once-more")))
}

// StarterModel is a box for a current starter phrase.
type StarterModel struct {
	Words *catalog.Words
	Typed string
	// Wrong is what was wrong with what was typed; empty: nothing.
	Wrong string
	Busy  bool
}

// StarterBox draws the box. Its actions are "starter-typed" (input) and "starter-use" (submit).
func StarterBox(m StarterModel) *Node {
	box := El("input[id=starter][type=text][autocapitalize=none][translate=no]").
		Flag("readonly", m.Busy).Val(m.Typed).Handle("input", "starter-typed")
	form := El("form.card#starter", El("div.field",
		Say(m.Words, "label[for=starter]", "ui.trouble.admission.label"), box,
	)).Handle("submit", "starter-use")
	if m.Wrong != "" {
		box.Attr("aria-invalid", "true").Attr("aria-describedby", "starter-wrong").Focused(true)
		form.Add(Leaf("p.error[id=starter-wrong][role=alert]", m.Wrong))
	}
	if m.Busy {
		return form.Add(PhraseWorking(m.Words.Text("ui.wait")))
	}
	return form.Add(Say(m.Words, "button[type=submit].btn.main", "ui.trouble.admission.go"))
}

func phraseButton(text, class, action string) *Node {
	return Leaf("button[type=button]", text).Class(class).WithKey(action).Click(action)
}

// paragraphs puts texts under each other; nil when there are none.
func paragraphs(class string, texts []string) *Node {
	if len(texts) == 0 {
		return nil
	}
	box := El("div")
	if class != "" {
		box.Class(class)
	}
	for _, t := range texts {
		box.Add(Leaf("p", t))
	}
	return box
}
