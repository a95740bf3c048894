package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// What is shared is there, and can be changed or suggested in; what is not is nowhere; and the plan at rest has what was written.
func TestTwoPagesWriteTogether(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			other := map[string]string{"en": "es", "es": "en"}[lang]
			k := keptPlan(t, func(p *plan.Plan) error {
				for i, text := range []string{"to look at", "to suggest in", "to edit", "the marker sentence"} {
					id, err := p.AddItem(rand.Reader, p.Sections()[i].ID(), "note")
					if err == nil {
						err = p.SetField(id, "text", plan.Text(text))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			x := &two{k: k, before: plan.Encode(k.reads())}
			x.host = &walker{person: k.opens(lang), catalog: catalog.Load(lang)}
			x.guest = &walker{person: newPerson(t, k.server, other), catalog: catalog.Load(other)}
			x.opens()

			for _, text := range []string{"to look at", "to suggest in", "to edit"} {
				x.guest.sees(text)
			}
			x.guest.look()
			x.guest.seesNot("the marker sentence")
			items := k.reads()
			id := func(n int) string { return items.Sections()[n].Items()[0].ID().String() }
			for n, verb := range []string{"", "shared-open ", "go "} {
				for _, other := range []string{"shared-open ", "go "} {
					if got := x.guest.offers(other + id(n)); got != (other == verb) {
						t.Errorf("section %d: %sis offered: %v", n, other, got)
					}
				}
			}

			// Written in place, and in the plan as it is typed.
			x.guest.does("go " + id(2))
			x.guest.fills(x.guest.label("note", "text"), "to edit, with Ana")
			x.guest.seesKey("ui.live.far.saved")
			x.guest.press("ui.back")
			x.guest.sees("to edit, with Ana")
			x.host.press("ui.nav.home")
			x.host.until("the text in the plan", func() bool {
				it, _ := k.reads().Item(k.reads().Sections()[2].Items()[0].ID())
				return it.Text("text") == "to edit, with Ana"
			})

			// Suggested: it waits for the host's yes.
			x.guest.does("shared-open " + id(1))
			x.guest.fills(x.guest.label("note", "text"), "to suggest in, on Monday")
			x.guest.submits()
			x.host.press("ui.live.bar.go")
			x.host.seesKey("ui.live.suggest.title")
			x.host.sees("to suggest in, on Monday")
			x.guest.seesKey("ui.live.mine.back")
			if got := k.reads().Sections()[1].Items()[0].Text("text"); got != "to suggest in" {
				t.Errorf("before the yes it says %q", got)
			}
			x.host.act(x.host.find("a yes", func(n *view.Node) bool { return strings.HasPrefix(handlerOf(n, "click"), "take ") }), "click", "")
			x.guest.seesNot(x.guest.word("ui.live.mine.back"))
			x.guest.sees("to suggest in, on Monday")
			x.host.seesNot(x.host.word("ui.live.suggest.title"))

			// Less at once.
			x.guest.does("go " + id(2))
			x.host.does("part " + x.section(2) + " 0")
			x.guest.seesNot("to edit, with Ana")
			x.guest.seesKey("ui.live.guest.title")
			x.host.does("link-end")
			x.guest.seesKey("ui.live.guest.over")
			for _, text := range []string{"to look at", "to suggest in"} {
				x.guest.seesNot(text)
			}
			x.host.settles()
			at := k.reads()
			for n, want := range []string{"to look at", "to suggest in, on Monday", "to edit, with Ana", "the marker sentence"} {
				if got := at.Sections()[n].Items()[0].Text("text"); got != want {
					t.Errorf("section %d says %q", n, got)
				}
			}
		})
	}
}

// offers reports whether something has an action.
func (w *walker) offers(action string) (is bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	walk(w.tree, func(n *view.Node) { is = is || handlerOf(n, "click") == action })
	return is
}

// label is that of a field.
func (w *walker) label(kind, field string) string {
	k, _ := plan.KindOf(kind)
	return w.catalog.Text(k.FieldLabel(field))
}
