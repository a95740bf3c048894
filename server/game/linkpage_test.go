//go:build unix

package game

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"math"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/httppage"
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

// Game h in a real browser: the host is a page with a plan open. In some windows of time somebody types there, scrolls and
// opens screens, in the others nobody does. The view is as in the other game h, for the page at a tap before the server. The guest
// is native, and hears what is typed.

// pageTap is a watcher before the server that notes frames of live links.
type pageTap struct {
	url   string
	links atomic.Int64 // connections that were made for links
	late  atomic.Int64 // a fault: what the page sends is held so long, at most

	mu       sync.Mutex
	up, down *sightings // of the last link
}

func newPageTap(t *testing.T, to string) *pageTap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &pageTap{url: "http://" + ln.Addr().String()}
	var open sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	open.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			open.Go(func() { p.carry(ctx, in, to) })
		}
	})
	t.Cleanup(func() {
		stop()
		ln.Close()
		open.Wait()
	})
	return p
}

func (p *pageTap) carry(ctx context.Context, in net.Conn, to string) {
	out, err := net.Dial("tcp", to)
	if err != nil {
		in.Close()
		return
	}
	end := func() { in.Close(); out.Close() }
	defer context.AfterFunc(ctx, end)()
	up, down := &sightings{}, &sightings{}
	var both sync.WaitGroup
	both.Go(func() { defer end(); p.pass(out, in, up, down, true) })
	both.Go(func() { defer end(); p.pass(in, out, down, nil, false) })
	both.Wait()
}

// pass carries one direction. A request for a link makes its connection the one that is noted.
func (p *pageTap) pass(to, from net.Conn, seen, other *sightings, up bool) {
	b := make([]byte, 64<<10)
	for first := true; ; first = false {
		n, err := from.Read(b)
		if up && n > 0 {
			if first && strings.HasPrefix(string(b[:n]), "GET /v1/live") {
				p.mu.Lock()
				p.up, p.down = seen, other
				p.mu.Unlock()
				p.links.Add(1)
				defer p.links.Add(-1)
			}
			if late := p.late.Load(); late > 0 {
				time.Sleep(time.Duration(mrand.Int64N(late)))
			}
		}
		seen.passes(b[:n], time.Now())
		if _, werr := to.Write(b[:n]); err != nil || werr != nil {
			return
		}
	}
}

func (p *pageTap) from(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up.from(t)
	p.down.from(t)
}

func (p *pageTap) until(t time.Time) lineTimes {
	p.mu.Lock()
	defer p.mu.Unlock()
	return lineTimes{p.up.until(t), p.down.until(t)}
}

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
	typed int

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
	line, err := httppage.New(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	r, err := http.Get(url + client.SitePath)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	site, err := client.ParseSite(b)
	if err != nil {
		t.Fatal(err)
	}
	ph, err := phrase.Generate(phrase.English, site.Words, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := client.New(client.Config{Site: site, Transport: line, Random: rand.Reader, Pace: -1})
	s, err := c.New(t.Context(), ph, client.StarterKey{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Edit(func(p *plan.Plan) error {
		section = p.Sections()[0].Kind()
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "title", plan.Text(noteTitle))
	})
	if err = errors.Join(err, s.Save(t.Context())); err != nil {
		t.Fatal(err)
	}
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
	p := &linkPage{t: t, section: plan.SectionLabel(section), w: catalog.Load("en"), tap: newPageTap(t, strings.TrimPrefix(server.URL, "http://")), hear: hear}
	p.b = browsertest.New(t, kind, browsertest.Options{Width: 360, Height: 740})
	ctx := t.Context()
	p.do(p.b.Open(ctx, p.tap.url+"/"))
	p.do(p.b.Fill(ctx, browsertest.BySelector("#q"), said))
	p.do(p.b.Press(ctx, "Enter"))
	p.heading("ui.home.title")
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
	for range 5 {
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

// types is what somebody does for a moment.
func (p *linkPage) types() {
	p.t.Helper()
	ctx := p.t.Context()
	for _, word := range []string{"my ", "letter ", "to ", "them "} {
		p.do(p.b.Type(ctx, word))
		time.Sleep(50 * time.Millisecond)
	}
	p.do(p.b.Press(ctx, "PageDown", "PageUp"))
	switch p.typed++; p.typed % 3 {
	case 0:
		p.do(p.b.Press(ctx, "Control+a"))
		p.do(p.b.Type(ctx, "so "))
	case 1:
		p.goes()
	}
}

// window is one stretch of time in which somebody types, or nobody does.
func (p *linkPage) window(busy bool) linkTimes {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if busy {
		p.tap.late.Store(int64(p.late))
		defer p.tap.late.Store(0)
	}
	time.Sleep(700 * time.Millisecond) // what the window before left to do
	begin := time.Now()
	p.tap.from(begin)
	p.line.from(begin)
	for end := begin.Add(p.hear); time.Now().Before(end); {
		if busy {
			p.types()
		} else {
			time.Sleep(time.Until(end))
		}
	}
	end := begin.Add(p.hear)
	return linkTimes{p.tap.until(end), p.line.until(end)}
}

// all are windows for bits.
func (p *linkPage) all(_ *draw, bits []bool) (out []linkTimes, err error) {
	for _, busy := range bits {
		out = append(out, p.window(busy))
	}
	return out, nil
}

// offGrid is how far frames are from the moments of a tick, at the most and in the middle, whatever the phase of the grid.
func offGrid(at []time.Duration) (most, middle time.Duration) {
	if len(at) == 0 {
		return math.MaxInt64, math.MaxInt64
	}
	most = math.MaxInt64
	for _, zero := range at { // the phase that fits best
		var off []time.Duration
		for _, x := range at {
			d := ((x-zero)%call.Tick + call.Tick) % call.Tick
			off = append(off, min(d, call.Tick-d))
		}
		slices.Sort(off)
		if m := off[len(off)-1]; m < most {
			most, middle = m, off[len(off)/2]
		}
	}
	return most, middle
}

// TestGameHInABrowser sees the frames of a page on their grid, while somebody types and while nobody does, and sees them end with
// the page. The long course plays the game as the other one is played, and 120 rounds with a page that is late with its frames
// when somebody types, by 40 ms at the most. It takes two hours and a half in each browser, and with fewer -rounds less.
func TestGameHInABrowser(t *testing.T) {
	for _, kind := range browsertest.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			p := openLinkPage(t, kind, 4*time.Second)
			if *long {
				p.plays()
			} else {
				p.looks()
			}
			if p.tap.up.wrong() || p.tap.down.wrong() {
				t.Error("messages of another size")
			}
			for _, line := range p.b.Console(t.Context()) {
				t.Error(line)
			}
			p.named("Leave")
			for begun := time.Now(); p.tap.links.Load() != 0; time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > 2*time.Second {
					t.Fatal("the link goes on without its page")
				}
			}
		})
	}
}

// plays is the long course. What Firefox shows is measured and not held to anything: see THREATS.md.
func (p *linkPage) plays() {
	g := game[linkTimes]{name: "h, in " + p.b.Name(), world: p.all, together: 5, players: linkPlayers()}
	for _, o := range g.play(p.t, atLeast(0, 1500)) {
		if o.advantage() > 0.1+4/math.Sqrt(float64(o.rounds())) && p.b.Name() == string(browsertest.Chromium) {
			p.t.Errorf("%s: it can be told", o)
		}
	}
	if *rounds != 0 {
		return
	}
	p.late = tooLate
	g.name, g.players = g.name+", with frames that are late", linkPlayers()
	found(p.t, 0.5, "times of frames", g.play(p.t, course{60, 60}))
}

// tooLate is a lateness that has to be noticed.
const tooLate = 40 * time.Millisecond

// looks sees that the frames of a few windows are those that there have to be, near their grid.
func (p *linkPage) looks() {
	p.t.Helper()
	for i := range 4 {
		busy := i%2 == 1
		v := p.window(busy)
		most, middle := offGrid(v.host.sent)
		p.t.Logf("busy %t: %d frames, off the grid by %v, and by %v at the most", busy, len(v.host.sent), middle, most)
		want := int(p.hear / call.Tick)
		if n := len(v.host.sent); n < want-1 || n > want+1 || middle > call.Tick/8 {
			p.t.Errorf("busy %t: %d frames in %v, off the grid by %v: %v", busy, n, p.hear, middle, v.host.sent)
		}
	}
	p.late = tooLate
	if _, middle := offGrid(p.window(true).host.sent); middle < tooLate/10 {
		p.t.Errorf("frames that are late are off the grid by %v only", middle)
	}
}
