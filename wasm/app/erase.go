package app

import (
	"context"

	"larkspur/wasm/view"
)

// eraseScreen says what erasing means, and erases. Nothing of it hurries.
type eraseScreen struct {
	working bool
	err     error
}

func (s *eraseScreen) draw(a *App) *view.Node {
	m := view.EraseModel{Words: a.words, Working: s.working}
	if s.err != nil {
		m.Trouble = []string{a.text(troubleKey(s.err)), a.text("ui.erase.failed")}
	}
	return a.frame(a.text("ui.erase.title")).Node(view.Erase(m))
}

func (s *eraseScreen) act(a *App, act Action) {
	if act.Verb == "erase-go" && !s.working {
		a.ask(question{title: a.text("ui.erase.ask"), text: a.text("ui.erase.what"), yes: a.text("ui.erase.yes"), risk: true, then: func() { s.erase(a) }})
	}
}

func (s *eraseScreen) erase(a *App) {
	s.working, s.err = true, nil
	a.dropLink()
	v := a.vault
	a.work(func(ctx context.Context) func() {
		err := v.session.Erase(ctx)
		return func() {
			s.working, s.err = false, err
			if err != nil {
				return
			}
			v.stop()
			v.session.Close()
			a.vault = nil
			a.show(&erasedScreen{})
		}
	})
}

// erasedScreen is the end: nothing is left but to close.
type erasedScreen struct{}

func (s *erasedScreen) draw(a *App) *view.Node {
	texts := []string{a.text("ui.erase.done"), a.text("ui.erase.history")}
	return a.frame(a.text("ui.erase.title")).Node(view.Finished(texts, a.text("ui.close"), "close"))
}

func (s *erasedScreen) act(*App, Action) {}
