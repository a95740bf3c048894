package app

import (
	"strings"

	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/wasm/view"
)

// paper is a new phrase on its way to paper: shown, then typed back. It counts only when every word was typed as it is: a
// slip here may be a slip on the paper.
type paper struct {
	secret.Guard
	phrase phrase.Phrase
	typing bool
	typed  []string
	slips  []view.Slip
	focus  int             // the box that asks for the focus; -1: none
	list   *view.ListModel // the list that the words stand in, while it is shown
}

// draw draws a new phrase in the language of now. It panics when the generator fails, as nothing can go on then.
func (p *paper) draw(a *App) {
	next, err := phrase.Generate(phrase.Language(a.lang), a.client.Site().Words, a.random)
	if err != nil {
		panic("app: " + err.Error())
	}
	*p = paper{phrase: next, focus: -1}
}

// words are the list words.
func (p *paper) words() []string { return strings.Fields(p.phrase.Expose()) }

// node draws the step that is shown. before, strong and after are texts around the phrase, label is what the last button says.
func (p *paper) node(a *App, before, strong, after []string, label string) *view.Node {
	if p.list != nil {
		m := *p.list
		m.Words = a.words
		return view.WordList(m)
	}
	if !p.typing {
		return view.PhraseShown(view.PhraseModel{
			Words: a.words, Lang: string(p.phrase.Language()), List: p.words(), Before: before, Strong: strong, After: after,
			Book: a.vault != nil && a.vault.book,
		})
	}
	return view.PhraseTyped(view.TypedModel{Words: a.words, Typed: p.typed, Slips: p.slips, Focus: p.focus, Go: label})
}

// act takes the actions of both steps. done says that all was typed back as it is.
func (p *paper) act(a *App, act Action) (done bool) {
	switch act.Verb {
	case "list-open":
		if a.vault == nil || !a.vault.book {
			p.hide(a, false)
			a.turned()
		}
	case "list-again":
		p.hide(a, p.list != nil && p.list.Cook)
	case "list-kind":
		p.hide(a, act.Arg(0) == "cook")
	case "list-back":
		p.list = nil
		a.turned()
	case "list-print":
		a.page.Print()
	case "another":
		p.draw(a)
		a.turned()
	case "wrote":
		n := len(p.words())
		p.typing, p.typed, p.slips, p.focus = true, make([]string, n), make([]view.Slip, n), 0
		a.turned()
	case "again":
		p.typing, p.typed, p.slips, p.focus = false, nil, nil, -1
		a.turned()
	case "typed":
		if i := index(act.Arg(0)); p.typing && i < len(p.typed) {
			p.typed[i] = act.Value
			p.focus = -1
		}
	case "check":
		return p.typing && p.check()
	}
	return false
}

// check looks at all boxes, and leads to the first that differs.
func (p *paper) check() bool {
	right := true
	p.focus = -1
	for i, word := range p.words() {
		same, slip := phrase.Typed(p.typed[i], word)
		switch {
		case same:
			p.slips[i] = view.SlipNone
			continue
		case strings.TrimSpace(p.typed[i]) == "":
			p.slips[i] = view.SlipEmpty
		case slip:
			p.slips[i] = view.SlipNear
		default:
			p.slips[i] = view.SlipOther
		}
		if right {
			p.focus = i
		}
		right = false
	}
	return right
}

// index reads a small number; what is none is large, so that it lies outside of everything.
func index(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 1000 {
			return 1 << 20
		}
		n = 10*n + int(c-'0')
	}
	if s == "" {
		return 1 << 20
	}
	return n
}
