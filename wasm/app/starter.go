package app

import (
	"context"
	"errors"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// starterBox takes a current starter phrase, where the server wants one before it keeps anything new.
type starterBox struct {
	typed string
	wrong bool
	busy  bool
	err   error
}

func (b *starterBox) node(a *App) *view.Node {
	m := view.StarterModel{Words: a.words, Typed: b.typed, Busy: b.busy}
	switch {
	case b.wrong:
		m.Wrong = a.text("ui.trouble.admission.wrong")
	case b.err != nil:
		m.Wrong = a.text(troubleKey(b.err))
	}
	return view.StarterBox(m)
}

// act takes the actions of the box; use is called with the key that the phrase led to.
func (b *starterBox) act(a *App, act Action, use func(client.StarterKey)) {
	switch act.Verb {
	case "starter-typed":
		b.typed = act.Value
	case "starter-use":
		if !b.busy {
			b.open(a, use)
		}
	}
}

func (b *starterBox) open(a *App, use func(client.StarterKey)) {
	p, err := phrase.Parse(b.typed, a.client.Site().Words)
	if err != nil {
		b.wrong, b.err = true, nil
		return
	}
	b.busy, b.wrong, b.err = true, false, nil
	a.work(func(ctx context.Context) func() {
		opened, err := a.client.Open(ctx, p)
		return func() {
			b.busy = false
			switch {
			case opened.Session != nil:
				opened.Session.Close() // somebody's own phrase is no starter
				b.wrong = true
			case errors.Is(err, client.ErrNothing):
				b.wrong = true
			case err != nil:
				b.err = err
			default:
				b.typed = ""
				use(opened.Starter)
			}
		}
	})
}

// admissionScreen is where a plan that has grown gets a current starter key.
type admissionScreen struct{ box starterBox }

func (s *admissionScreen) draw(a *App) *view.Node {
	f := a.frame(a.text("ui.trouble.admission.label"))
	return f.Node(view.Finished([]string{a.text("ui.trouble.admission")}, a.text("ui.back"), "back"), s.box.node(a))
}

func (s *admissionScreen) act(a *App, act Action) {
	s.box.act(a, act, func(key client.StarterKey) {
		a.vault.session.UseStarter(key)
		a.refresh()
		if a.shown(s) {
			a.back()
		}
	})
}
