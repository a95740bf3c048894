package app

import (
	"context"
	"errors"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// newPhrase is a screen on which a phrase is made, written down, typed back, and then used: for a vault, for a change of
// phrase, for a recovery phrase. What differs is in its fields, which are keys.
type newPhrase struct {
	paper
	title, titleBack      string
	before, strong, after []string
	label                 string // of the button that uses it
	doing, failed         string
	run                   func(ctx context.Context, p phrase.Phrase) error
	done                  func(a *App)
	starter               starterBox
	useStarter            func(client.StarterKey) // where a current starter phrase can help; nil: nowhere
	working               bool
	err                   error
}

func (s *newPhrase) draw(a *App) *view.Node {
	title := s.title
	switch {
	case s.list != nil:
		title = "ui.words.title"
	case s.typing:
		title = s.titleBack
	}
	f := a.frame(a.text(title))
	switch {
	case s.working:
		return f.Node(view.PhraseWorking(a.text(s.doing)))
	case s.err != nil:
		texts := []string{a.text(troubleKey(s.err)), a.text(s.failed)}
		if errors.Is(s.err, client.ErrAdmission) && s.useStarter != nil {
			return f.Node(view.PhraseFailed(a.words, texts, s.starter.node(a)))
		}
		return f.Node(view.PhraseFailed(a.words, texts))
	}
	return f.Node(s.node(a, a.texts(s.before), a.texts(s.strong), a.texts(s.after), a.text(s.label)))
}

// stepBack goes from the list, and from typing back, to the phrase: what is on paper already is not thrown away by one press.
func (s *newPhrase) stepBack(a *App) bool {
	switch {
	case s.working || s.err != nil:
		return false
	case s.list != nil:
		s.paper.act(a, Action{Verb: "list-back"})
		return true
	case s.typing:
		s.paper.act(a, Action{Verb: "again"})
		return true
	}
	return false
}

func (s *newPhrase) act(a *App, act Action) {
	switch {
	case s.working:
	case s.err != nil && act.Verb == "once-more":
		s.start(a)
	case s.err != nil:
		s.starter.act(a, act, func(key client.StarterKey) {
			s.useStarter(key)
			s.start(a)
		})
	case s.paper.act(a, act):
		s.start(a)
	}
}

// start uses the phrase. A phrase under which something is kept already is thrown away for another.
func (s *newPhrase) start(a *App) {
	s.working, s.err = true, nil
	a.turned()
	p := s.phrase
	a.work(func(ctx context.Context) func() {
		err := s.run(ctx, p)
		return func() {
			s.working = false
			if !a.shown(s) {
				return
			}
			a.turned()
			switch {
			case err == nil:
				s.done(a)
			case errors.Is(err, client.ErrTaken):
				s.paper.draw(a)
				a.page.Announce(a.text("ui.trouble.taken"), true)
			default:
				s.err = err
			}
		}
	})
}

// texts are the words of keys.
func (a *App) texts(keys []string) []string {
	out := make([]string, 0, len(keys))
	for _, k := range keys {
		out = append(out, a.text(k))
	}
	return out
}
