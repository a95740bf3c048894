package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// pauses has the host pause, and sees that nothing of what is shared is on the guest's page.
func (x *two) pauses() {
	x.k.t.Helper()
	x.host.press("ui.live.here.pause")
	x.guest.seesKey("ui.live.guest.paused")
	for _, text := range sharedTexts {
		if read := x.guest.reads(); strings.Contains(read, text) {
			x.k.t.Errorf("during a pause the guest reads %s", read)
		}
	}
}

// A pause hides everything, and after it a guest is where they were: in an item, with what they typed in the moment of the pause.
func TestAfterAPauseAGuestIsWhereTheyWere(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, map[string]string{"en": "es", "es": "en"}[lang], lang)
			g, h := x.guest, x.host
			label := g.label("note", "text")
			g.does("go " + x.note(2))
			g.fills(label, "to edit quietly")
			x.rests(2, "to edit quietly")
			box := g.control(label)
			x.pauses()
			if text := g.reads(); strings.Contains(text, "quietly") {
				t.Errorf("during a pause the guest reads %s", text)
			}
			g.act(box, "input", "to edit quietly, and on") // the page had not told it yet
			if text := g.reads(); strings.Contains(text, "quietly") {
				t.Errorf("during a pause the guest reads %s", text)
			}
			g.guarded(true)
			x.k.elsewhere(func(p *plan.Plan) error {
				return p.SetField(p.Sections()[2].Items()[0].ID(), "text", plan.Text("Not to edit quietly"))
			})
			h.tell(EventVisible)
			h.press("ui.live.here.on")
			g.holds(label, "Not to edit quietly, and on")
			x.rests(2, "Not to edit quietly, and on")
			g.guarded(false)
			g.press("ui.back")
			g.seesKey("ui.live.guest.title")
			g.seesNot(g.word("ui.live.held.title"))

			// In a suggestion.
			g.does("shared-open " + x.note(1))
			g.fills(label, "to suggest in the dark")
			x.pauses()
			h.press("ui.live.here.on")
			g.holds(label, "to suggest in the dark")
			g.submits()
			g.seesKey("ui.live.shared.sent")
			x.host.seesKey("ui.live.suggest.title")

			// In a section, of which more is shared than comes at once.
			x.k.elsewhere(func(p *plan.Plan) error {
				for range 9 {
					id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
					if err == nil {
						err = p.SetField(id, "text", plan.Text(strings.Repeat("long ", 1500)))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			h.tell(EventVisible)
			g.does("section " + x.section(2))
			x.pauses()
			h.press("ui.live.here.on")
			g.press("ui.back") // which the list has not
			g.sees("long long")
		})
	}
}

// What a guest was in and that is not shared with them after the pause, or is gone, is left for the list, and it is said why.
func TestAfterAPauseAGuestLeavesWhatIsNotTheirs(t *testing.T) {
	for name, less := range map[string]func(x *two){
		"not shared": func(x *two) { x.host.does("part " + x.section(2) + " 0") },
		"suggest":    func(x *two) { x.host.does("part " + x.section(2) + " 2") },
		"gone": func(x *two) {
			x.k.elsewhere(func(p *plan.Plan) error { return p.RemoveItem(p.Sections()[2].Items()[0].ID()) })
			x.host.tell(EventVisible)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, "en", "es")
			g := x.guest
			label := g.label("note", "text")
			g.does("go " + x.note(2))
			box := g.control(label)
			x.pauses()
			g.act(box, "input", "to edit too late")
			less(x)
			x.host.press("ui.live.here.on")
			g.seesKey("ui.live.shared.less")
			g.seesKey("ui.live.guest.title")
			g.sees("to look at")
			g.seesKey("ui.live.held.title")
			if text := g.reads(); !strings.Contains(text, "too late") || strings.Contains(text, "to edit too late") {
				t.Errorf("the guest reads %s", text)
			}
			if n := g.find("the words", func(n *view.Node) bool { return n.Tag == "textarea" }); !strings.Contains(n.Value, "too late") {
				t.Errorf("what is held is %q", n.Value)
			}
		})
	}
}
