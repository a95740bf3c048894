package app

import (
	"context"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// warningScreen is what is said before anything is entered.
type warningScreen struct {
	starter client.StarterKey
}

func (s *warningScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.warn.title")).Node(view.Warning(a.words, a.lang))
}

func (s *warningScreen) act(a *App, act Action) {
	switch act.Verb {
	case "lang":
		a.speak(act.Arg(0))
		a.page.Lang(a.lang)
	case "warn-go":
		a.push(makeScreen(a, s.starter))
	case "warn-stop":
		a.lock()
	}
}

// makeScreen makes a vault.
func makeScreen(a *App, starter client.StarterKey) *newPhrase {
	var made *client.Session
	s := &newPhrase{
		title: "ui.make.title", titleBack: "ui.make.back.title",
		before: []string{"ui.make.made", "ui.make.write"}, strong: []string{"ui.make.lost", "ui.make.who"},
		after: []string{"ui.make.paper", "ui.make.recovery"},
		label: "ui.make.back.go", doing: "ui.make.making", failed: "ui.make.failed",
		useStarter: func(key client.StarterKey) { starter = key },
	}
	s.run = func(ctx context.Context, p phrase.Phrase) (err error) {
		made, err = a.client.New(ctx, p, starter)
		return err
	}
	s.done = func(a *App) {
		a.enter(made, a.lang)
		a.page.Announce(a.text("ui.make.done"), false)
	}
	s.paper.draw(a)
	return s
}
