package app

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// betrays are words, and what a plan of everything holds, that no screen of the notebook shows.
var betrays = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\bplans?\b|safe|appointment|emergenc|section|advocate|partner|overdose|naloxone|911|1-800|hotline|decoy|some text|Aunt Rosa`),
	"es": regexp.MustCompile(`(?i)\bplan(es)?\b|segur|\bcitas?\b|emergenc|secci|pareja|sobredosis|naloxona|911|1-800|señuelo|some text|Aunt Rosa`),
}

// readsBook is look, and reads everything that a notebook shows, and says aloud.
func (w *walker) readsBook() {
	w.t.Helper()
	w.look()
	w.mu.Lock()
	defer w.mu.Unlock()
	text := textOf(w.tree) + strings.Join(w.announced, "\n")
	walk(w.tree, func(n *view.Node) { // a phrase is drawn, and any word may come
		if attrOf(n, "class") == "words" {
			text = strings.ReplaceAll(text, textOf(n), "")
		}
	})
	walk(w.tree, func(n *view.Node) { text += "\n" + attrOf(n, "aria-label") + "\n" + attrOf(n, "title") })
	if hit := betrays[w.catalog.Lang()].FindString(text); hit != "" {
		w.t.Errorf("%s: a screen of the notebook says %q:\n%s", w.catalog.Lang(), hit, text)
	}
}

// bookWays go through every screen that a notebook has.
func bookWays() map[string][]string {
	return map[string][]string{
		"pages":   {"ui.home.order", "ui.home.add", "ui.section.add kind.note", "ui.item.move", "ui.item.remove", "ui.cancel", "ui.back", "ui.section.remove", "ui.cancel"},
		"waiting": {"ui.home.conflicts"},
		"layout":  {"ui.nav.settings", "ui.look.open"},
		"phrase":  {"ui.nav.settings", "ui.phrase.title", "ui.phrase.go", "forbidden list-open", "ui.make.wrote", "check", "ui.back", "ui.make.wrote", "check", "ui.make.back.again"},
		"again":   {"ui.nav.settings", "ui.recovery.title", "submit"},
		"another": {"ui.nav.settings", "ui.another.open", "ui.another.fill.no", "ui.phrase.go", "ui.make.wrote"},
		"erase":   {"ui.nav.settings", "ui.erase.open", "ui.erase.yes", "ui.cancel"},
		"week":    {"forbidden week"},
	}
}

func (w *walker) goes(step string) {
	w.t.Helper()
	key, of, _ := strings.Cut(step, " ")
	switch {
	case step == "submit" || step == "check":
		w.submits()
	case key == "forbidden": // no button says so; whoever says it all the same gets nowhere
		w.act(view.El("button").Click(of), "click", "")
	case key == "ui.home.conflicts":
		w.clickPart(w.catalog.Count(key, 2))
	case of != "":
		w.click(w.word(key, w.word(of)))
	default:
		w.click(w.word(key))
	}
	w.readsBook()
}

func TestNoScreenOfANotebookSaysWhatItIs(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error { return errors.Join(everything(p), book(p)) })
	quarrel(k)
	// Two titles are disputed: one that the notebook shows, and one, with what is in it, that it does not.
	one, err := k.client.Open(t.Context(), k.parsed)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Session.Close()
	rename := func(to string) func(*plan.Plan) error {
		return func(p *plan.Plan) error { return p.RenameSection(view.Pages(p)[1].ID(), to) }
	}
	if err := one.Session.Edit(rename("Yard")); err != nil {
		t.Fatal(err)
	}
	k.elsewhere(rename("Balcony"))
	if err := one.Session.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, lang := range catalog.Languages() {
		for name, way := range bookWays() {
			t.Run(lang+" "+name, func(t *testing.T) {
				alone := *k
				alone.t = t
				w := &walker{person: alone.opensBook(lang), catalog: catalog.Load(lang).Notebook()}
				w.readsBook()
				for _, step := range way {
					w.goes(step)
				}
			})
		}
	}
	if betrays["en"].FindString("Your plan") == "" || betrays["es"].FindString("Tu plan") == "" {
		t.Error("a screen that says it would pass")
	}
}

// Errors, and what is left of a notebook that is gone, say nothing of a plan either.
func TestTroubleInANotebookSaysNothing(t *testing.T) {
	for _, lang := range catalog.Languages() {
		k := keptPlan(t, func(p *plan.Plan) error { return errors.Join(everything(p), book(p)) })
		w := &walker{person: k.opensBook(lang), catalog: catalog.Load(lang).Notebook()}
		w.cut(true)
		w.clickPart("Kitchen")
		w.clickPart("Soup")
		w.fills(w.word("kind.note.field.text"), "leeks")
		w.sees(w.word("ui.offline"))
		w.readsBook()
		opened, err := k.client.Open(t.Context(), k.parsed)
		if err != nil {
			t.Fatal(err)
		}
		if err := opened.Session.Erase(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.cut(false)
		w.click(w.word("ui.retry"))
		w.sees(w.word("ui.trouble.gone"))
		w.goes("ui.more")
		w.goes("ui.trouble.gone.copy")
		w.sees("leeks")
		w.goes("ui.trouble.gone.new")
		words := w.shownWords()
		w.typesBack(w.catalog, words)
		w.sees("Kitchen")
		w.sees(w.word("ui.saved"))
		w.readsBook()
		again := newPerson(t, k.server, lang)
		again.enterIn(lang, strings.Join(words, " "))
		again.sees("Kitchen")
	}
}
