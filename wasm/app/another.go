package app

import (
	"context"

	"larkspur/client"
	"larkspur/client/ordinary"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// anotherScreen says what a further notebook is good for and what not, and makes one: a vault like any other, that opens as
// a notebook. Nothing of it is kept here, neither that it was made.
type anotherScreen struct {
	empty bool
	note  string
}

func (s *anotherScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.another.title")).Node(view.Note(s.note), view.Another(view.AnotherModel{
		Words: a.words, Book: a.vault.book, Filled: !s.empty,
	}))
}

func (s *anotherScreen) act(a *App, act Action) {
	switch act.Verb {
	case "fill":
		s.empty = act.Arg(0) == "no"
	case "another-go":
		doc, err := s.content(a)
		if s.note = a.complaint(err); err == nil {
			a.replace(anotherPhrase(a, doc))
		}
	}
}

// content is what the notebook holds at first.
func (s *anotherScreen) content(a *App) (*plan.Plan, error) {
	if s.empty {
		return ordinary.Blank(a.lang, a.random)
	}
	return ordinary.Fill(a.lang, a.today(), a.random)
}

// anotherPhrase is the way of its phrase to paper, and then the making, in the one burst in which any vault is made. The key
// of the center that let this vault in lets in the other; a current one is kept by the other alone.
func anotherPhrase(a *App, doc *plan.Plan) *newPhrase {
	starter := a.vault.session.StarterKey()
	s := &newPhrase{
		title: "ui.another.phrase", titleBack: "ui.make.back.title",
		before: []string{"ui.make.write"}, strong: []string{"ui.another.apart"}, after: []string{"ui.make.paper"},
		label: "ui.another.go", doing: "ui.recovery.making", failed: "ui.make.failed",
		useStarter: func(key client.StarterKey) { starter = key },
		done:       func(a *App) { a.replace(&doneScreen{title: "ui.another.title", text: "ui.another.done"}) },
	}
	s.run = func(ctx context.Context, p phrase.Phrase) error {
		made, err := a.client.NewWith(ctx, p, starter, doc)
		if err == nil {
			made.Close()
		}
		return err
	}
	s.paper.draw(a)
	return s
}
