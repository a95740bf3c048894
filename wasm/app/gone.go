package app

import (
	"context"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// goneScreen is what can be done when the plan is not there any more: copy what is on this device, or keep it as a new plan.
type goneScreen struct{ all bool }

func (s *goneScreen) draw(a *App) *view.Node {
	m := view.GoneModel{Words: a.words}
	if s.all {
		// The notebook has its notes; who wants the rest of a plan changes the look first.
		m.All = view.CopyText(a.words, a.plan(), a.vault.book)
	}
	return a.frame(a.text("ui.trouble.gone.why")).Node(view.Gone(m))
}

func (s *goneScreen) act(a *App, act Action) {
	switch act.Verb {
	case "gone-copy":
		s.all = true
	case "gone-new":
		a.push(keepAsNew(a))
	}
}

// keepAsNew makes another vault and puts what is typed here into it. The vault that is gone is not touched.
func keepAsNew(a *App) *newPhrase {
	old := a.vault.session
	doc, starter := old.Plan(), old.StarterKey()
	s := makeScreen(a, starter)
	var made *client.Session
	s.run = func(ctx context.Context, p phrase.Phrase) (err error) {
		made, err = a.client.New(ctx, p, starter)
		return err
	}
	s.useStarter = func(key client.StarterKey) { starter = key }
	s.done = func(a *App) {
		a.vault.stop()
		a.enter(made, a.lang)
		// The new vault saves it from here on, as it saves everything; the old session is closed only now.
		if err := a.edit(func(p *plan.Plan) error { *p = *doc.Clone(); return nil }); err == nil {
			old.Close()
		}
	}
	return s
}
