//go:build unix

package story

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/browsertest"
)

// linked is one of two people at a live link: by keyboard, and with a look at every screen on the way.
type linked struct {
	*visitor
	skip bool // does not look at screens on the way
}

func sitAt(t *testing.T, kind browsertest.Kind, lang, full string, width int) linked {
	t.Helper()
	b := browsertest.New(t, kind, browsertest.Options{Lang: full, Width: width, Height: 740})
	return linked{visitor: newVisitor(&someone{t: t, b: b, w: catalog.Load(lang)})}
}

// on waits for a screen, and looks at it: axe, the edge of the screen, a picture.
func (l linked) on(key, text string) {
	l.t.Helper()
	l.title(key)
	l.sees(text)
	l.passes()
}

// passes looks at a screen on the way, once for each kind of it: axe, the edge of the screen, a picture.
func (l linked) passes() {
	l.t.Helper()
	if l.skip {
		return
	}
	l.way = []string{l.w.Lang()}
	l.do(l.b.Eval(l.t.Context(), settled, nil))
	l.visitor.look()
}

// arrows moves in a group of choices to what is so many to the right.
func (l linked) arrows(n int) {
	l.t.Helper()
	for range n {
		l.do(l.b.Press(l.t.Context(), "ArrowRight"))
	}
}

// Letting an advocate in by telephone, and the advocate joining (stories 4 and 5): the survivor on a phone of 320 pixels in
// Chromium, in English; the advocate in Firefox, in Spanish, with nothing but the code that was said. Both by keyboard alone.
func TestAnAdvocateIsLetInByTelephone(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	k := keep(t, server.URL, "en", func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "title", plan.Text("blue suitcase"))
	})
	host := sitAt(t, browsertest.Chromium, "en", "en-US", 320)
	guest := sitAt(t, browsertest.Firefox, "es", "es-MX", 320)
	guest.closed = true // no plan is open there
	h, g := host.w.Text, guest.w.Text

	host.open(server.URL)
	guest.open(server.URL)
	host.says(k.phrase.Expose())
	host.title("ui.home.title")
	host.key("ui.live.open")
	host.on("ui.live.mean.title", h("ui.live.mean.watch"))
	host.key("ui.live.mean.go")
	host.do(host.b.WaitGone(t.Context(), h("ui.live.code.off")))
	host.on("ui.live.open", h("ui.live.code.say"))
	code := strings.Join(append(host.texts(".code"), host.texts("ol.words li")...), " ")

	guest.says(code)
	guest.on("ui.live.me.title", g("ui.live.me.what"))
	host.on("ui.live.door.title", h("ui.live.door.wait"))
	guest.at(g("ui.live.me.name"))
	guest.types("Rosa Núñez")
	guest.at(g("ui.live.me.org"))
	guest.types("Centro de Justicia")
	guest.at(g("ui.live.me.with"))
	guest.types("Una intérprete")
	for range 2 { // role and reporter: the first answer of each
		guest.do(guest.b.Press(t.Context(), "Tab", "Home"))
	}
	guest.key("ui.live.me.go")
	guest.on("ui.live.wait.title", g("ui.live.wait.what"))
	words := strings.Join(guest.texts("ol.words li"), " ")

	host.on("ui.live.door.title", h("ui.live.door.report.yes"))
	host.sees("Rosa Núñez")
	host.sees("Una intérprete")
	host.key("ui.live.door.go")
	host.on("ui.live.check.title", h("ui.live.check.none"))
	host.at(words)
	host.do(host.b.Press(t.Context(), "Enter"))
	host.on("ui.live.share.title", h("ui.live.share.what"))
	host.at(h("ui.live.share.none"))
	for n := range 3 { // to look at, to suggest in, to edit
		host.arrows(n + 1)
		host.do(host.b.Press(t.Context(), "Tab"))
	}
	host.at(h("ui.live.share.why"))
	host.types("The letter to the clinic")
	host.key("ui.live.share.go", "Rosa Núñez")
	host.on("ui.live.here.title", h("ui.live.here.why", "The letter to the clinic"))
	guest.on("ui.live.guest.title", g("ui.live.here.why", "The letter to the clinic"))
	for _, right := range []string{"view", "suggest", "edit"} {
		guest.sees(guest.w.Count("ui.live.guest."+right, 1))
	}
	guest.sees("blue suitcase")
	host.at(h("ui.live.here.pause"))
	begun := time.Now()
	host.do(host.b.Press(t.Context(), "Enter"))
	guest.sees(g("ui.live.guest.paused"))
	travel := time.Since(begun) // of a word to the guest's page, as of a letter
	host.on("ui.live.here.title", h("ui.live.here.paused"))
	guest.on("ui.live.guest.title", g("ui.live.guest.paused"))
	guest.do(guest.b.WaitGone(t.Context(), "blue suitcase"))
	host.key("ui.live.here.on")
	guest.on("ui.live.guest.title", "blue suitcase")

	host.key("ui.nav.settings")
	host.on("ui.settings.title", host.w.Count("ui.live.count", 3))
	host.at(h("ui.live.end"))
	pressed := time.Now()
	host.do(host.b.Press(t.Context(), "Enter"))
	guest.sees(g("ui.live.guest.over.what"))
	within(t, "from the press until the guest's page was empty", time.Since(pressed), emptyWithin, travel)
	guest.on("ui.live.guest.over", g("ui.live.guest.over.what"))
	if left := guest.reads(); strings.Contains(left, "clinic") || strings.Contains(left, "suitcase") {
		t.Errorf("after the end the guest reads %s", left)
	}
	host.key("ui.live.bar.what")
	host.on("ui.live.ended.title", h("ui.live.ended.keep"))
	host.key("ui.live.ended.keep.yes")
	host.on("ui.live.ended.title", h("ui.live.ended.kept"))
	host.saved()
	host.runs()
	guest.key("ui.close")
	guest.do(guest.b.WaitFor(t.Context(), browsertest.BySelector("#q")))
	if n := len(k.opens(t).Plan().Items("rel")); n != 1 {
		t.Errorf("there are %d releases in the plan", n)
	}
	host.quiet()
	guest.quiet()
}
