//go:build unix

package story

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/view"
)

// A guest writes in place, suggests, has taken back what was shared, and leaves: by keyboard alone, on a screen of 320 pixels, in both
// languages. Every screen is looked at.
func TestAGuestWritesByKeyboard(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	for guestLang, full := range map[string]string{"en": "en-US", "es": "es-MX"} {
		t.Run(guestLang, func(t *testing.T) {
			t.Parallel()
			k := keep(t, server.URL, "en", func(p *plan.Plan) error {
				for n := range 3 {
					id, err := p.AddItem(rand.Reader, p.Sections()[n].ID(), "note")
					if err == nil {
						err = p.SetField(id, "title", plan.Text("blue suitcase"))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			host := sitAt(t, browsertest.Chromium, "en", "en-US", 800)
			guest := sitAt(t, browsertest.Firefox, guestLang, full, 320)
			guest.closed = true
			meetAt(t, server.URL, k, host, guest)
			g, sections := guest.w, k.opens(t).Plan().Sections()
			name := func(key, of string) string { return g.Text(key) + ": " + of }
			note := func(field string) string {
				k, _ := plan.KindOf("note")
				return g.Text(k.FieldLabel(field))
			}
			guest.on("ui.live.guest.title", "blue suitcase")

			// In place: something is added where one may edit.
			guest.at(name("ui.live.shared.in", view.SectionTitle(g, sections[2])))
			guest.do(guest.b.Press(t.Context(), "Enter"))
			guest.heading(view.SectionTitle(g, sections[2]))
			looksAt(guest)
			kinds, _ := plan.SectionKindOf(sections[2].Kind())
			kind, _ := plan.KindOf(kinds.Kinds[0])
			guest.key("ui.section.add", g.Text(kind.Label()))
			guest.at(g.Text(kind.FieldLabel("name")))
			guest.types("library")
			guest.sees(g.Text("ui.live.far.saved"))
			looksAt(guest)
			enters(guest, g.Text("ui.back"))
			guest.heading(view.SectionTitle(g, sections[2]))
			enters(guest, g.Text("ui.back"))

			// A suggestion, half of one, and the way out that asks.
			guest.on("ui.live.guest.title", "library")
			guest.at(name("ui.live.shared.suggest", "blue suitcase"))
			guest.do(guest.b.Press(t.Context(), "Enter"))
			guest.at(note("text"))
			guest.types("by the door")
			looksAt(guest)
			guest.key("ui.live.shared.send")
			guest.sees(g.Text("ui.live.mine.back"))
			looksAt(guest)
			guest.at(name("ui.live.shared.suggest", "blue suitcase"))
			guest.do(guest.b.Press(t.Context(), "Enter"))
			guest.at(note("title"))
			guest.types("half")
			enters(guest, g.Text("ui.live.guest.leave"))
			guest.heading(g.Text("ui.live.leave.ask"))
			looksAt(guest)
			guest.do(guest.b.Press(t.Context(), "Escape"))

			// What was shared is taken back: what was typed is held.
			label := view.SectionTitle(host.w, sections[1])
			host.do(host.b.Click(t.Context(), browsertest.ByRole("radio", host.w.Text("ui.live.share.none")).In(browsertest.ByRole("radiogroup", label))))
			guest.sees(g.Text("ui.live.held.title"))
			looksAt(guest)
			if text := guest.reads(); strings.Contains(text, "by the door") {
				t.Errorf("the guest reads %s", text)
			}
			enters(guest, g.Text("ui.live.guest.leave"))
			for range 100 { // what is still on its way would be lost, and is asked about
				text := guest.reads()
				if strings.Contains(text, g.Text("ui.live.leave.ask")) {
					enters(guest, g.Text("ui.live.leave.yes"))
				} else if strings.Contains(text, g.Text("ui.live.guest.over.what")) {
					break
				}
				guest.do(guest.b.Eval(t.Context(), "new Promise((done) => setTimeout(done, 100))", nil))
			}
			guest.on("ui.live.guest.over", g.Text("ui.live.guest.over.what"))
			guest.quiet()
			for _, it := range k.opens(t).Plan().Sections()[2].Items() {
				if it.Kind() == kind.Key && it.Text("name") == "library" {
					return
				}
			}
			t.Error("what was added is not in the plan")
		})
	}
}

// enters presses Enter at a button that stands before what has the focus. (Behind the last control Tab leads into the browser first.)
func enters(l linked, name string) {
	l.t.Helper()
	l.do(l.b.Focus(l.t.Context(), browsertest.ByRole("button", name)))
	l.do(l.b.Press(l.t.Context(), "Enter"))
}

// looksAt looks at the screen that is shown.
func looksAt(l linked) {
	l.t.Helper()
	l.way = []string{l.w.Lang()}
	l.do(l.b.Eval(l.t.Context(), settled, nil))
	l.visitor.look()
}

// meetAt has a guest let in, with the first section to look at, the second to suggest in and the third to edit.
func meetAt(t *testing.T, url string, k *kept, host, guest linked) {
	t.Helper()
	host.open(url)
	guest.open(url)
	host.says(k.phrase.Expose())
	host.title("ui.home.title")
	host.press("ui.live.open")
	host.press("ui.live.mean.go")
	host.title("ui.live.open")
	host.do(host.b.WaitFor(t.Context(), browsertest.BySelector(".code")))
	host.do(host.b.WaitGone(t.Context(), host.w.Text("ui.live.code.off")))
	guest.says(strings.Join(append(host.texts(".code"), host.texts("ol.words li")...), " "))
	guest.title("ui.live.me.title")
	guest.fill(guest.w.Text("ui.live.me.name"), "Rosa")
	kind, _ := plan.KindOf(view.ReleaseKind)
	for _, field := range []string{"role", "report"} {
		f, _ := kind.Field(field)
		group := browsertest.ByRole("radiogroup", guest.w.Text("ui.live.me."+field))
		guest.do(guest.b.Click(t.Context(), browsertest.ByRole("radio", guest.w.Text(kind.OptionLabel(f.Options[0], field))).In(group)))
	}
	guest.press("ui.live.me.go")
	guest.do(guest.b.WaitFor(t.Context(), browsertest.BySelector("ol.words")))
	words := strings.Join(guest.texts("ol.words li"), " ")
	host.title("ui.live.door.title")
	host.press("ui.live.door.go")
	host.title("ui.live.check.title")
	host.pressNamed(words)
	host.title("ui.live.share.title")
	sections := k.opens(t).Plan().Sections()
	for n, right := range []string{"view", "suggest", "edit"} {
		group := browsertest.ByRole("radiogroup", view.SectionTitle(host.w, sections[n]))
		host.do(host.b.Click(t.Context(), browsertest.ByRole("radio", host.w.Text(kind.OptionLabel(right, "rights"))).In(group)))
	}
	host.press("ui.live.share.go", "Rosa")
	host.title("ui.live.here.title")
	guest.title("ui.live.guest.title")
}
