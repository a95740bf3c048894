package app

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/server/servertest"
	"larkspur/wasm/view"
)

// makesAnother makes a notebook to show and returns its phrase. w are the words of the look that the person sees.
func (p *person) makesAnother(w *catalog.Words, filled bool) string {
	p.t.Helper()
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.another.open"))
	if !filled {
		p.click(w.Text("ui.another.fill.no"))
	}
	p.click(w.Text("ui.phrase.go"))
	words := p.shownWords()
	p.typesBack(w, words)
	p.sees(w.Text("ui.another.done"))
	p.click(w.Text("ui.ok"))
	return strings.Join(words, " ")
}

// shape is a screen but for the names that nodes have among themselves.
func shape(n *view.Node) string {
	var b strings.Builder
	walk(n, func(n *view.Node) {
		b.WriteString(n.Tag + " " + n.Text + " " + n.Value)
		for _, a := range n.Attrs {
			b.WriteString(" " + a.Name + "=" + a.Value)
		}
		for _, h := range n.On {
			verb, _, _ := strings.Cut(h.Action, " ")
			b.WriteString(" " + h.Event + ":" + verb)
		}
		b.WriteString("\n")
	})
	return b.String()
}

// tours looks at every screen of an open notebook that shows nothing of what was written into it, then at the plan.
func (p *person) tours(w *catalog.Words) []string {
	p.t.Helper()
	var seen []string
	look := func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		seen = append(seen, shape(p.tree))
	}
	for _, way := range []string{"ui.look.open", "ui.phrase.title", "ui.recovery.title", "ui.another.open", "ui.erase.open"} {
		p.click(w.Notebook().Text("ui.nav.settings"))
		look()
		p.click(w.Notebook().Text(way))
		look()
	}
	p.click(w.Notebook().Text("ui.nav.settings"))
	p.click(w.Notebook().Text("ui.look.open"))
	p.click(w.Notebook().Text("ui.look.go"))
	p.sees(w.Text("ui.home.title"))
	p.sees(w.Text("ui.saved"))
	look()
	return append(seen[:len(seen)-1], standardSections(seen[len(seen)-1]))
}

// standardSections are the first lines of the list of sections, in full: those that no notebook can have made. A page may be
// called as one of them is, and comes later.
func standardSections(home string) string {
	standard := plan.StandardSections()
	var out []string
	for line := range strings.Lines(home) {
		if strings.Contains(line, "click:go") {
			out = append(out, line)
		}
	}
	return strings.Join(out[:min(len(out), len(standard))], "")
}

func TestANotebookToShowIsAVaultLikeAnyOther(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		s := servertest.Start(t, servertest.Options{})
		p := newPerson(t, s, lang)
		p.makes(lang)
		shown := p.makesAnother(w, true)
		open := func(words string) *person {
			p := newPerson(t, s, lang)
			p.enterIn(lang, words)
			p.sees(w.Notebook().Text("ui.home.title"))
			return p
		}

		// Somebody else has a vault that she likes plain, and writes a page.
		other := newPerson(t, s, lang)
		plain := other.makes(lang)
		other.click(w.Text("ui.nav.settings"))
		other.click(w.Text("ui.look.open"))
		other.click(w.Text("ui.look.go"))
		other.click(w.Notebook().Text("ui.home.add"))
		other.fills(w.Notebook().Text("ui.section.name"), "x")
		other.click(w.Text("ui.section.add", w.Text("kind.note")))
		other.sees(w.Text("ui.saved"))

		decoy, vault := open(shown).tours(w), open(plain).tours(w)
		if !slices.Equal(decoy, vault) {
			for i := range decoy {
				if decoy[i] != vault[i] {
					t.Errorf("%s: a notebook to show is told from a vault:\n%s\n---\n%s", lang, decoy[i], vault[i])
				}
			}
		}
		for _, d := range decoy {
			if len(d) < 500 {
				t.Errorf("hardly anything was looked at: %s", d)
			}
		}
	}
}

// The first vault keeps nothing of the notebook, and the notebook does what any vault does.
func TestNothingIsKeptOfANotebookToShow(t *testing.T) {
	k := keptPlan(t, everything)
	before := plan.Encode(k.reads())
	p := k.opens("en")
	w := catalog.Load("en")
	for _, filled := range []bool{true, false} {
		shown := p.makesAnother(w, filled)
		p.settles()
		if !bytes.Equal(plan.Encode(k.reads()), before) {
			t.Error("the plan has changed")
		}
		book := newPerson(t, k.server, "en")
		book.enter(shown)
		book.sees("Notebook")
		if blank := strings.Contains(book.reads(), w.Text("ui.section.count.none")); blank == filled {
			t.Errorf("filled %t, and the notebook reads %s", filled, book.reads())
		}
		another := book.makesAnother(w.Notebook(), false)
		book.click("Settings")
		book.click(w.Text("ui.phrase.title"))
		book.click(w.Text("ui.phrase.go"))
		next := book.shownWords()
		book.typesBack(w.Notebook(), next)
		book.sees(w.Notebook().Text("ui.phrase.done"))
		newPerson(t, k.server, "en").opensNothing(shown)
		again := newPerson(t, k.server, "en")
		again.enter(strings.Join(next, " "))
		again.sees("Notebook")
		again.click("Settings")
		again.click(w.Text("ui.erase.open"))
		again.click(w.Text("ui.erase.yes"))
		again.act(again.find("the yes of the question", isYes), "click", "")
		again.sees(w.Notebook().Text("ui.erase.done"))
		newPerson(t, k.server, "en").opensNothing(strings.Join(next, " "))
		last := newPerson(t, k.server, "en")
		last.enter(another)
		last.sees("Notebook")
	}
}

func TestWhatADecoyCannotDoIsSaidBefore(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p := newPerson(t, servertest.Start(t, servertest.Options{}), lang)
		p.enterIn(lang, phrase.Begin(phrase.Language(lang)))
		p.click(w.Text("ui.warn.go"))
		p.typesBack(w, p.shownWords())
		why := []string{"ui.another.helps", "ui.another.knows", "ui.another.worse", "ui.another.look", "ui.another.use"}
		p.click(w.Text("ui.nav.settings"))
		p.click(w.Text("ui.another.open"))
		for _, key := range append(why, "ui.another.link") {
			p.sees(w.Text(key))
		}
		p.click(w.Text("ui.nav.settings"))
		p.click(w.Text("ui.look.open"))
		p.sees(w.Text("ui.look.quick"))
		p.sees(w.Text("ui.look.back"))
		p.click(w.Text("ui.look.go"))
		book := w.Notebook()
		p.click(book.Text("ui.nav.settings"))
		p.click(book.Text("ui.another.open"))
		p.sees(book.Text("ui.another.link"))
		for _, key := range why {
			p.seesNot(w.Text(key))
		}
	}
}

// Where a center lets people in by starter phrases, another notebook is made at home with the phrase of the first alone.
func TestANotebookToShowIsMadeAtHome(t *testing.T) {
	s := servertest.Start(t, servertest.Options{Starters: []string{strings.Repeat("5a", 32)}})
	site, err := client.ParseSite([]byte(siteOf(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	starter, err := phrase.Generate(phrase.Spanish, site.Words, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	center := newPerson(t, s, "es")
	c := client.New(client.Config{Site: site, Transport: center.line, Random: rand.Reader, Derive: center.Derive, Pace: -1})
	key := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{0x5a}, 32))}
	if err := c.MakeStarter(t.Context(), starter, key); err != nil {
		t.Fatal(err)
	}
	w := catalog.Load("es")
	p := newPerson(t, s, "es")
	p.enterIn("es", starter.Expose())
	p.click(w.Text("ui.warn.go"))
	first := p.shownWords()
	p.typesBack(w, first)
	p.sees(w.Text("ui.home.title"))

	home := newPerson(t, s, "es")
	home.enterIn("es", strings.Join(first, " "))
	home.sees(w.Text("ui.home.title"))
	shown := home.makesAnother(w, true)
	book := newPerson(t, s, "es")
	book.enterIn("es", shown)
	book.sees(w.Notebook().Text("ui.home.title"))
	// And from there another one, as from any.
	book.makesAnother(w.Notebook(), false)
}
