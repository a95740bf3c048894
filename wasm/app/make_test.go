package app

import (
	"strconv"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/wasm/view"
)

// shownWords are the words of the phrase on the screen.
func (p *person) shownWords() []string {
	p.t.Helper()
	list := p.find("the words of a phrase", func(n *view.Node) bool { return n.Tag == "ol" && attrOf(n, "class") == "words" })
	var out []string
	for _, li := range list.Children {
		out = append(out, li.Text)
	}
	return out
}

// typesBack writes the phrase down and types it back.
func (p *person) typesBack(w *catalog.Words, words []string) {
	p.t.Helper()
	p.click(w.Text("ui.make.wrote"))
	for i, word := range words {
		p.fills(w.Text("ui.make.back.word", strconv.Itoa(i+1)), word)
	}
	p.submits()
}

// makes goes from the cover to a new plan and returns its phrase.
func (p *person) makes(lang string) string {
	p.t.Helper()
	w := catalog.Load(lang)
	p.enterIn(lang, phrase.Begin(phrase.Language(lang)))
	p.click(w.Text("ui.warn.go"))
	words := p.shownWords()
	p.typesBack(w, words)
	p.sees(w.Text("ui.home.title"))
	return strings.Join(words, " ")
}

// opens opens the plan of a phrase from the cover.
func (p *person) opens(words string) {
	p.t.Helper()
	p.enter(words)
	p.sees(catalog.Load("en").Text("ui.home.title"))
}

// opensNothing enters a phrase and then another that opens, and sees that only that did.
func (p *person) opensNothing(words string) {
	p.t.Helper()
	p.enter(words)
	p.enter(phrase.Begin(phrase.English)) // the events are dealt with in order, so the first had its chance
	p.sees(catalog.Load("en").Text("ui.warn.title"))
}

func TestAVaultIsMadeOnlyWhenThePhraseWasTypedBack(t *testing.T) {
	for _, lang := range catalog.Languages() {
		s := servertest.Start(t, servertest.Options{})
		w := catalog.Load(lang)
		p := newPerson(t, s, lang)
		p.enterIn(lang, "soup with garlic")
		p.enterIn(lang, strings.ToUpper(phrase.Begin(phrase.Language(lang))))
		p.sees(w.Text("ui.warn.device"))
		p.sees(w.Text("ui.warn.cannot.watch"))
		p.click(w.Text("ui.warn.go"))
		first := p.shownWords()
		p.click(w.Text("ui.make.another"))
		words := p.shownWords()
		if strings.Join(first, " ") == strings.Join(words, " ") || len(words) != phrase.DefaultWords {
			t.Fatalf("%d words, or the same again", len(words))
		}
		wrong := append([]string{}, words...)
		wrong[1], wrong[3], wrong[5] = "", wrong[3]+"x", "qqqq"
		p.typesBack(w, wrong)
		p.sees(w.Text("ui.make.back.wrong", view.FormatList(w, []string{"4", "6"})))
		p.sees(w.Text("ui.make.back.near"))
		p.sees(w.Text("ui.make.back.empty"))
		p.click(w.Text("ui.make.back.again"))
		if strings.Join(p.shownWords(), " ") != strings.Join(words, " ") {
			t.Error("another phrase is shown again")
		}
		p.typesBack(w, words)
		p.sees(w.Text("ui.home.title"))
		other := newPerson(t, s, lang)
		other.enterIn(lang, strings.Join(words, ", "))
		other.sees(w.Text("ui.home.title"))
		p.mu.Lock()
		said := strings.Join(p.announced, " ")
		p.mu.Unlock()
		for _, word := range words {
			if strings.Contains(said, word) {
				t.Error("a word of the phrase was said aloud by the page")
			}
		}
	}
}

func TestWithoutALineThePaperStaysGood(t *testing.T) {
	w := catalog.Load("en")
	p := newPerson(t, servertest.Start(t, servertest.Options{}), "en")
	p.enter(phrase.Begin(phrase.English))
	p.click(w.Text("ui.warn.go"))
	words := p.shownWords()
	p.cut(true)
	p.typesBack(w, words)
	p.sees(w.Text("ui.make.failed"))
	p.sees(w.Text("ui.offline"))
	p.cut(false)
	p.click(w.Text("ui.retry"))
	p.sees(w.Text("ui.home.title"))
	newPerson(t, p.server, "en").opens(strings.Join(words, " "))
}

func TestOnAServerWithStartersTheEntryOpensNothing(t *testing.T) {
	s := servertest.Start(t, servertest.Options{Starters: []string{strings.Repeat("5a", 32)}})
	p := newPerson(t, s, "en")
	p.enter(phrase.Begin(phrase.English))
	p.tell(EventVisible) // dealt with after the entry
	p.tell(EventVisible)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tree != nil {
		t.Error("the creation entry opens something where a starter phrase is wanted")
	}
}

// isYes finds the button of an open question that does it.
func isYes(n *view.Node) bool { return handlerOf(n, "click") == "dialog-yes" }
