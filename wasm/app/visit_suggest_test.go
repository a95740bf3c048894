package app

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// presses presses the first thing whose action begins so, and looks.
func (w *walker) presses(action string) {
	w.t.Helper()
	n := w.find("something that does "+action, func(n *view.Node) bool { return strings.HasPrefix(handlerOf(n, "click"), action) })
	w.act(n, "click", "")
	w.look()
}

// What a guest suggests waits beside what it is about, can be taken back, and it is said what became of it: of texts that merge
// and others, of something new, and of a removal.
func TestWhatAGuestSuggests(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, map[string]string{"en": "es", "es": "en"}[lang], lang)
			g, h := x.guest, x.host

			// Nothing is no suggestion.
			g.does("shared-open " + x.note(1))
			g.submits()
			g.seesKey("ui.live.shared.none")
			g.press("ui.live.shared.close")
			g.guarded(false)

			// Taken back before anybody said anything.
			g.does("shared-out " + x.note(1))
			h.seesKey("ui.live.suggest.title")
			g.presses("unsay ")
			h.seesNot(h.word("ui.live.suggest.title"))
			g.seesNot(g.word("ui.live.mine.back"))

			// Something new, with a list of several lines; it is taken.
			k, _ := plan.SectionKindOf(x.k.reads().Sections()[1].Kind())
			kind := ""
			var list *plan.Field
			for _, key := range k.Kinds {
				for _, f := range view.SharedFields(key) {
					if f.Type == plan.Exact || f.Type == plan.Lines || f.Type == plan.Phone {
						kind, list = key, f
					}
				}
			}
			if kind == "" {
				t.Fatal("no kind of the section has other texts")
			}
			g.does("shared-new " + x.section(1) + " " + kind)
			first := view.SharedFields(kind)[0]
			g.fills(g.label(kind, first.Key), "the side door")
			g.fills(g.label(kind, list.Key), "one\ntwo")
			g.submits()
			g.seesKey("ui.live.shared.sent")
			h.sees("the side door")
			h.presses("take ")
			x.until("what was suggested in the plan", func(p *plan.Plan) bool {
				items := p.Sections()[1].Items()
				return len(items) == 2 && items[1].Text(first.Key) == "the side door" &&
					view.WrittenText(list, items[1].Value(list.Key)) == "one\ntwo"
			})
			g.sees(g.catalog.Text("ui.live.mine.taken", "")[:12])

			// A removal, which is not taken.
			g.does("shared-out " + x.note(1))
			h.presses("leave-it ")
			g.sees(g.catalog.Text("ui.live.mine.left", "")[:12])
			g.mu.Lock()
			said := strings.Join(g.announced, "\n")
			g.mu.Unlock()
			for _, key := range []string{"ui.live.mine.taken", "ui.live.mine.left"} {
				if n := strings.Count(said, strings.TrimSuffix(g.word(key, ""), " ")); n != 1 {
					t.Errorf("%s was said %d times: %q", key, n, said)
				}
			}
			if len(x.k.reads().Sections()[1].Items()) != 2 {
				t.Error("it is gone although it was not taken")
			}

			// Half written, and the right goes: their own words are held. And leaving would lose what is written.
			g.does("shared-open " + x.note(1))
			g.fills(g.label("note", "text"), "to suggest quietly in")
			g.guarded(true)
			g.does("leave")
			g.seesKey("ui.live.leave.ask")
			g.press("ui.cancel")
			h.does("part " + x.section(1) + " 0")
			g.seesKey("ui.live.held.title")
			if text := g.reads(); !strings.Contains(text, "quietly") || strings.Contains(text, "to suggest") {
				t.Errorf("the guest reads %s", text)
			}
			// What is held is only here, and no line says otherwise; leaving is asked, and so is closing the window.
			g.seesKey("ui.live.far.here")
			g.guarded(true)
			g.does("leave")
			g.seesKey("ui.live.leave.ask")
			g.press("ui.live.leave.yes")
			g.seesKey("ui.live.guest.over.what")
			g.guarded(false)
			if text := g.reads(); strings.Contains(text, "quietly") {
				t.Errorf("after the end the guest reads %s", text)
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			if last := g.announced[len(g.announced)-1]; last != "" {
				t.Errorf("after the end %q stands where it was said", last)
			}
		})
	}
}

// Nothing holds up a quick exit, whatever was not sent.
func TestTheQuickExitOfAGuestIsNotHeldUp(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "es")
	g := x.guest
	g.does("shared-open " + x.note(1))
	g.fills(g.label("note", "text"), "half a word")
	g.tell(EventLock)
	g.until("the cover", func() bool { return g.covered })
	x.host.seesKey("ui.live.ended.keep")
}

// Each sees in which section the other is, as far as both see the section.
func TestAGuestSeesWhereTheHostIs(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "es")
	g, h := x.guest, x.host
	h.press("ui.nav.home")
	h.does("go " + x.section(3)) // not shared
	g.seesNot(g.word("ui.live.with.host"))
	h.press("ui.back")
	h.does("go " + x.section(2))
	g.seesKey("ui.live.with.host")
	g.does("go " + x.note(2))
	g.seesKey("ui.live.with.host")
	h.press("ui.back")
	g.seesNot(g.word("ui.live.with.host"))
}

// Her own second device goes in and out of all sections with all rights; the settings and the ways out of the plan are not there.
func TestHerOtherDeviceWritesEverywhere(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.meets(x.invites())
	x.host.press("ui.live.share.me")
	x.host.press("ui.live.share.me.yes")
	g := x.guest
	g.seesKey("ui.live.guest.whole")
	g.does("section " + x.section(6))
	g.does("about")
	g.fills(g.word("ui.section.name"), "Packed")
	g.does("all")
	g.does("add place")
	g.fills(g.label("place", "name"), "The library")
	g.press("ui.back")
	g.does("go " + x.k.reads().Sections()[6].Items()[0].ID().String())
	g.fills(g.label("note", "title"), "green suitcase")
	x.until("all of it in the plan", func(p *plan.Plan) bool {
		s := p.Sections()[6]
		return s.Title() == "Packed" && len(s.Items()) == 2 && s.Items()[0].Text("title") == "green suitcase" && s.Items()[1].Text("name") == "The library"
	})
	g.look()
	for _, action := range []string{"settings", "week", "home", "hours", "paper"} {
		if g.offers(action) {
			t.Errorf("%s is offered", action)
		}
	}
	x.host.press("ui.live.end")
	g.seesKey("ui.live.guest.over.what")
	if text := g.reads(); strings.Contains(text, "suitcase") || strings.Contains(text, "Packed") {
		t.Errorf("after the end it reads %s", text)
	}
}
