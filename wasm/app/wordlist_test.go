package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/wasm/view"
)

// readOff reads a list by the rule that the screen says: the names in round brackets, from top to bottom.
func readOff(tree *view.Node) (words, lines []string) {
	walk(tree, func(n *view.Node) {
		if n.Tag != "section" || attrOf(n, "class") != "paper slip" {
			return
		}
		walk(n, func(li *view.Node) {
			if li.Tag != "li" {
				return
			}
			lines = append(lines, li.Text)
			if _, name, ok := strings.Cut(li.Text, "("); ok {
				words = append(words, strings.TrimSuffix(name, ")"))
			}
		})
	})
	return words, lines
}

func TestAPhraseIsReadOffItsList(t *testing.T) {
	for _, lang := range catalog.Languages() {
		for _, words := range []int{7, 8} {
			for i := range 40 {
				p, err := phrase.Generate(phrase.Language(lang), words, rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				m := wordList(catalog.Load(lang), strings.Fields(p.Expose()), i%2 == 0, rand.Reader)
				m.Words = catalog.Load(lang)
				read, lines := readOff(view.WordList(m))
				again, err := phrase.Parse(strings.Join(read, " "), words)
				if err != nil || again.Expose() != p.Expose() {
					t.Fatalf("%q is read off as %q", p.Expose(), read)
				}
				seen := map[string]bool{}
				for _, line := range lines {
					if seen[line] || line == "" || strings.Contains(line, "[") {
						t.Errorf("a line is there twice, or is none: %q", line)
					}
					seen[line] = true
				}
				if len(lines) != words+plainLines || m.Title == "" || strings.Contains(m.Title, "[") || (m.Steps != "") != m.Cook {
					t.Errorf("the list is %q, %q, %q", m.Title, lines, m.Steps)
				}
			}
		}
	}
}

// The paper has the list and nothing else: no rule, no name of a product, no address.
func TestOnlyTheListIsPrinted(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p := newPerson(t, servertest.Start(t, servertest.Options{}), lang)
		p.enterIn(lang, phrase.Begin(phrase.Language(lang)))
		p.click(w.Text("ui.warn.go"))
		words := p.shownWords()
		p.click(w.Text("ui.words.open"))
		p.sees(w.Text("ui.words.rule"))
		for _, kind := range []string{"ui.words.kind.cook", "ui.words.kind.shop"} {
			p.click(w.Text(kind))
			p.click(w.Text("ui.print"))
			p.mu.Lock()
			printed := view.El("div")
			walk(p.tree, func(n *view.Node) {
				for _, c := range n.Children {
					if n.Tag == "div" && attrOf(n, "class") == "stack" && !strings.Contains(attrOf(c, "class"), "no-print") {
						printed.Add(c)
					}
				}
			})
			read, _ := readOff(p.tree)
			text := strings.ToLower(textOf(printed))
			p.mu.Unlock()
			if strings.ToLower(strings.Join(read, " ")) != strings.Join(words, " ") || len(printed.Children) != 1 {
				t.Errorf("%d parts are printed, and read %q for %q", len(printed.Children), read, words)
			}
			for _, word := range words { // any may be drawn: airplane, phrase
				text = strings.ReplaceAll(text, "("+word+")", "")
			}
			for _, none := range []string{"larkspur", "phrase", "frase", "http", "plan", w.Text("ui.words.rule")} {
				if strings.Contains(text, strings.ToLower(none)) {
					t.Errorf("the paper says %q: %s", none, text)
				}
			}
		}
		if p.printed != 2 {
			t.Errorf("%d lists were printed", p.printed)
		}
		p.click(w.Text("ui.words.back"))
		p.typesBack(w, words)
		p.sees(w.Text("ui.home.title"))
	}
}

// Every way by which a phrase is shown offers the list.
func TestEveryNewPhraseCanStandInAList(t *testing.T) {
	w := catalog.Load("en")
	p := newPerson(t, servertest.Start(t, servertest.Options{}), "en")
	p.makes("en")
	for _, way := range [][]string{
		{"ui.phrase.title", "ui.phrase.go"}, {"ui.recovery.title", "submit"}, {"ui.another.open", "ui.phrase.go"},
	} {
		p.click(w.Text("ui.nav.settings"))
		for _, step := range way {
			if step == "submit" {
				p.fills(w.Text("ui.recovery.name"), "x")
				p.submits()
				continue
			}
			p.click(w.Text(step))
		}
		words := p.shownWords()
		p.click(w.Text("ui.words.open"))
		p.sees(w.Text("ui.words.rule"))
		p.mu.Lock()
		read, _ := readOff(p.tree)
		p.mu.Unlock()
		if strings.ToLower(strings.Join(read, " ")) != strings.Join(words, " ") {
			t.Errorf("%v: read %q for %q", way, read, words)
		}
	}
}
