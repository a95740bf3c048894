package app

import (
	"context"

	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// changeScreen says what changing the phrase does, before a new one is shown.
type changeScreen struct{}

func (s *changeScreen) draw(a *App) *view.Node {
	texts := a.texts([]string{"ui.phrase.what", "ui.phrase.recovery", "ui.phrase.copy", "ui.phrase.others"})
	return a.frame(a.text("ui.phrase.title")).Node(view.Finished(texts, a.text("ui.phrase.go"), "go"))
}

func (s *changeScreen) act(a *App, act Action) {
	if act.Verb != "go" {
		return
	}
	next := movedPhrase(a)
	next.run = func(ctx context.Context, p phrase.Phrase) error { return a.vault.session.ChangePhrase(ctx, p) }
	a.replace(next)
}

// movedPhrase is a new first phrase for the plan that is open; how it becomes one is left to the caller.
func movedPhrase(a *App) *newPhrase {
	s := &newPhrase{
		title: "ui.phrase.new", titleBack: "ui.make.back.title",
		before: []string{"ui.make.write"}, strong: []string{"ui.make.lost", "ui.make.who"}, after: []string{"ui.make.paper"},
		label: "ui.phrase.confirm", doing: "ui.phrase.doing", failed: "ui.phrase.failed",
		useStarter: a.vault.session.UseStarter,
		done:       func(a *App) { a.replace(&doneScreen{title: "ui.phrase.title", text: "ui.phrase.done"}) },
	}
	s.paper.draw(a)
	return s
}

// doneScreen says that something is done, and leads back.
type doneScreen struct{ title, text string }

func (s *doneScreen) draw(a *App) *view.Node {
	return a.frame(a.text(s.title)).Node(view.Finished([]string{a.text(s.text)}, a.text("ui.ok"), "back"))
}

func (s *doneScreen) act(*App, Action) {}
