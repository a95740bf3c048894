package app

import "larkspur/wasm/view"

// question is a yes-or-no that rests everything else until it is answered. No, Escape and the other button do nothing.
type question struct {
	title, text string // words, not keys
	yes         string // what the button says that does it
	risk        bool   // cannot be taken back
	then        func()
}

// ask asks.
func (a *App) ask(q question) { a.asking = &q }

func (q *question) dialog(a *App) view.DialogModel {
	m := view.DialogModel{Title: q.title, Text: q.text, Yes: q.yes, No: a.text("ui.cancel"), Risk: q.risk}
	if a.link != nil && len(a.link.open()) > 0 {
		m.End = a.text("ui.live.end")
	}
	return m
}

// answer takes the actions of view.Dialog.
func (a *App) answer(act Action) {
	q := a.asking
	switch act.Verb {
	case "link-end":
		a.asking = nil
		a.endLink()
	case "dialog-no":
		a.asking = nil
	case "dialog-yes":
		a.asking = nil
		q.then()
	}
}
