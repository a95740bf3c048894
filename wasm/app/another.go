package app

import (
	"context"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// anotherScreen says what a further notebook is good for and what not, and makes one: a vault like any other, that opens as
// a notebook (DESIGN §8). Nothing of it is kept here, neither that it was made.
type anotherScreen struct{ empty bool }

func (s *anotherScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.another.title")).Node(view.Another(view.AnotherModel{
		Words: a.words, Book: a.vault.book, Filled: !s.empty,
	}))
}

func (s *anotherScreen) act(a *App, act Action) {
	switch act.Verb {
	case "fill":
		s.empty = act.Arg(0) == "no"
	case "another-go":
		a.replace(s.phrase(a))
	}
}

// phrase is the way of its phrase to paper. The key of the centre that let this vault in lets in the other.
func (s *anotherScreen) phrase(a *App) *newPhrase {
	starter := a.vault.session.StarterKey()
	next := &newPhrase{
		title: "ui.another.phrase", titleBack: "ui.make.back.title",
		before: []string{"ui.make.write"}, strong: []string{"ui.another.apart"}, after: []string{"ui.make.paper"},
		label: "ui.another.go", doing: "ui.recovery.making", failed: "ui.make.failed",
		useStarter: func(key client.StarterKey) { starter = key },
		done:       func(a *App) { a.replace(&doneScreen{title: "ui.another.title", text: "ui.another.done"}) },
	}
	lang, filled := a.lang, !s.empty
	next.run = func(ctx context.Context, p phrase.Phrase) error { return a.makeNotebook(ctx, p, starter, lang, filled) }
	next.paper.draw(a)
	return next
}

// makeNotebook makes a vault under p.
func (a *App) makeNotebook(ctx context.Context, p phrase.Phrase, starter client.StarterKey, lang string, filled bool) error {
	made, err := a.client.New(ctx, p, starter)
	if err != nil {
		return err
	}
	defer made.Close()
	if err := made.Edit(func(p *plan.Plan) error {
		return p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook))
	}); err != nil {
		return err
	}
	return made.Save(ctx)
}
