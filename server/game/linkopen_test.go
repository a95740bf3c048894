//go:build unix

package game

import (
	"context"
	"crypto/rand"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/httppage/pagetest"
	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/view"
)

// linkPage is a page whose link is open, with a guest in it.
type linkPage struct {
	t     *testing.T
	b     browsertest.Browser
	w     *catalog.Words
	tap   *pageTap
	guest *table.Guest
	line  *seenLine
	hear  time.Duration
	late  time.Duration // see pageTap
	mu    sync.Mutex    // one window at a time

	zero    time.Time                // in the middle of what is drawn after a moment
	overdue map[bool][]time.Duration // how late frames were, while somebody typed and while nobody did

	section string // what the section of the note is called, by its key
}

func (p *linkPage) do(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *linkPage) press(key string, args ...string) { p.t.Helper(); p.named(p.w.Text(key, args...)) }

func (p *linkPage) named(name string) {
	p.t.Helper()
	p.do(p.b.Click(p.t.Context(), browsertest.ByRole("button", name)))
}

func (p *linkPage) heading(key string) {
	p.t.Helper()
	p.do(p.b.WaitFor(p.t.Context(), browsertest.ByRole("heading", p.w.Text(key))))
}

func (p *linkPage) texts(selector string) (out []string) {
	p.t.Helper()
	p.do(p.b.Eval(p.t.Context(), "[...document.querySelectorAll('"+selector+"')].map((el) => el.textContent)", &out))
	return out
}

// noteTitle is what the note of the plan is called.
const noteTitle = "The letter"

// keepPlan makes a plan with a note on a server, and returns its phrase and the kind of the section.
func keepPlan(t *testing.T, url string) (said, section string) {
	t.Helper()
	_, ph := pagetest.Keep(t, url, phrase.English, func(p *plan.Plan) error {
		section = p.Sections()[0].Kind()
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "title", plan.Text(noteTitle))
	})
	return ph.Expose(), section
}

// openLinkPage goes the whole way to a page that has let a guest in. LARKSPUR_CLIENT names a client that wasm/build wrote, else
// the server makes it.
func openLinkPage(t *testing.T, kind browsertest.Kind, hear time.Duration) *linkPage {
	t.Helper()
	made := "built"
	if dir := os.Getenv("LARKSPUR_CLIENT"); dir != "" {
		made = dir
	}
	server := servertest.StartProcess(t, servertest.ProcessOptions{Client: made, Ready: 10 * time.Minute})
	said, section := keepPlan(t, server.URL)
	p := &linkPage{t: t, section: plan.SectionLabel(section), w: catalog.Load("en"), tap: newPageTap(t, strings.TrimPrefix(server.URL, "http://")), hear: hear, overdue: map[bool][]time.Duration{}}
	p.b = browsertest.New(t, kind, browsertest.Options{Width: 360, Height: 740})
	ctx := t.Context()
	p.do(p.b.Open(ctx, p.tap.url+"/"))
	p.do(p.b.Fill(ctx, browsertest.BySelector("#q"), said))
	p.do(p.b.Press(ctx, "Enter"))
	p.heading("ui.home.title")
	p.do(p.b.Eval(ctx, listens, nil))
	p.press("ui.live.open")
	p.press("ui.live.mean.go")
	p.do(p.b.WaitFor(ctx, browsertest.BySelector(".code")))
	p.do(p.b.WaitGone(ctx, p.w.Text("ui.live.code.off")))
	code, ok := link.ParseCode(strings.Join(append(p.texts(".code"), p.texts("ol.words li")...), " "))
	if !ok {
		t.Fatal("the page shows no code")
	}
	var err error
	p.line, err = watch(server.URL, net.IPv4(127, 0, 0, 1))
	p.do(err)
	cfg := call.Config{Line: p.line, Realm: server.Realm, Random: rand.Reader}
	leave, stop := context.WithCancel(context.Background())
	p.guest, err = table.Knock(leave, cfg, code, live.Card{Name: "A", Role: "peer", Reporter: "no"}, func() {})
	p.do(err)
	t.Cleanup(func() {
		p.guest.Close()
		stop()
		<-p.guest.Call().Done()
	})
	var words []string
	p.do(until(ctx, func() bool {
		p.guest.Call().With(func(g *live.Guest) { words = g.Words() })
		return words != nil
	}))
	p.heading("ui.live.door.title")
	p.press("ui.live.door.go")
	p.heading("ui.live.check.title")
	p.named(strings.Join(words, " "))
	p.heading("ui.live.share.title")
	release, _ := plan.KindOf(view.ReleaseKind)
	p.do(p.b.Click(ctx, browsertest.ByRole("radio", p.w.Text(release.OptionLabel("edit", "rights"))).
		In(browsertest.ByRole("radiogroup", p.w.Text(p.section)))))
	p.do(p.b.Fill(ctx, browsertest.ByLabel(p.w.Text("ui.live.share.why")), "The letter"))
	p.press("ui.live.share.go", "A")
	p.heading("ui.live.here.title")
	p.goes()
	time.Sleep(8 * time.Second) // the opening, which looks the same whatever is done
	return p
}

func (p *linkPage) text() browsertest.Target {
	k, _ := plan.KindOf("note")
	return browsertest.ByLabel(p.w.Text(k.FieldLabel("text")))
}

// goes opens the note from the first screen. What is drawn anew between the two halves of a press does not hear it, so that it
// presses again.
func (p *linkPage) goes() {
	p.t.Helper()
	ctx := p.t.Context()
	p.press("ui.nav.home")
	p.heading("ui.home.title")
	p.until(browsertest.ByRole("button", p.w.Text(p.section)), browsertest.ByRole("button", noteTitle))
	p.until(browsertest.ByRole("button", noteTitle), p.text())
	p.do(p.b.Focus(ctx, p.text()))
}

// until presses something until something else is there.
func (p *linkPage) until(button, there browsertest.Target) {
	p.t.Helper()
	ctx := p.t.Context()
	for range 15 {
		if n, err := p.b.Count(ctx, button); err == nil && n == 1 {
			p.do(p.b.Click(ctx, button))
		}
		for begun := time.Now(); time.Since(begun) < 2*time.Second; time.Sleep(50 * time.Millisecond) {
			if n, err := p.b.Count(ctx, there); err == nil && n == 1 {
				return
			}
		}
	}
	p.t.Fatalf("%s does not lead to %s", button, there)
}
