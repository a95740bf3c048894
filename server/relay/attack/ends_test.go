package attack

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/httplive"
	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/live/table/tabletest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
)

var ana = live.Card{Name: "Ana", Org: "FJC", Role: "advocate", Reporter: "no"}

// home is a host with a plan at a server.
type home struct {
	t      *testing.T
	ctx    context.Context
	server *servertest.Server
	URL    string // where the host goes
	*tabletest.Home
	host *table.Host
}

// newHome has a host sit at a server; through is where it goes, "" is straight there.
func newHome(t *testing.T, server *servertest.Server, through string) *home {
	t.Helper()
	if through == "" {
		through = server.URL
	}
	made, err := tabletest.NewHome()
	if err != nil {
		t.Fatal(err)
	}
	h := &home{t: t, server: server, URL: through, Home: made}
	ctx, stop := context.WithCancel(t.Context())
	h.ctx = ctx
	h.host = table.NewHost(h.Home, func() {})
	t.Cleanup(func() { h.host.Close(); stop() })
	return h
}

// in is the same home, for a test within the test.
func (h *home) in(t *testing.T) *home {
	c := *h
	c.t = t
	return &c
}

func configAt(t testing.TB, server *servertest.Server, url string) call.Config {
	t.Helper()
	line, err := httplive.New(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return call.Config{Line: line, Realm: server.Realm, Random: rand.Reader, Changed: func() {}, Joint: func([]byte) {}}
}

func newCode(t testing.TB) link.Code {
	t.Helper()
	c, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// guessed is a code for the same room with other words.
func guessed(t testing.TB, c link.Code) link.Code {
	t.Helper()
	for {
		words := append(slices.Clone(c.Words()[:1]), newCode(t).Words()[1:]...)
		g, ok := link.ParseCode(c.Number() + " " + strings.Join(words, " "))
		if !ok {
			t.Fatal("no code")
		}
		if !slices.Equal(g.Words(), c.Words()) {
			return g
		}
	}
}

// within waits for something to be so.
func within(t testing.TB, d time.Duration, what string, is func() bool) {
	t.Helper()
	for begin := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begin) > d {
			t.Fatalf("not within %v: %s", d, what)
		}
	}
}

// patience is for what has to happen, on a machine that others use.
const patience = time.Minute

// soon is how long somebody may wait whom nobody holds up, on such a machine. Who is held up waits for as long as it lasts.
const soon = 40 * time.Second

// invites has the host wait at a code, and returns when it does.
func (h *home) invites(code link.Code) *table.Chair {
	h.t.Helper()
	c := h.host.Invite(h.ctx, configAt(h.t, h.server, h.URL), code)
	within(h.t, patience, "the code is good", func() (on bool) { c.Call().Do(func() { on = c.Call().Connected() }); return on })
	return c
}

// knocks has an honest guest try a code.
func (h *home) knocks(url string, code link.Code) *table.Guest {
	h.t.Helper()
	g, err := table.Knock(h.ctx, configAt(h.t, h.server, url), code, ana, func() {})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(g.Close)
	return g
}

func wordsOf(g *table.Guest) (words []string) {
	g.Call().Do(func() {
		if e := g.Call().Guest(); e != nil {
			words = e.Words()
		}
	})
	return words
}

func stageOf(c *table.Chair) (s live.Stage) {
	c.Call().Do(func() {
		if e := c.Call().Host(); e != nil {
			s = e.Stage()
		}
	})
	return s
}

// chooses has her press what she hears, or none of them when it is not there.
func chooses(c *table.Chair, heard []string) error {
	err := live.ErrStage
	c.Call().Do(func() {
		if e := c.Call().Host(); e != nil {
			err = e.Choose(slices.IndexFunc(e.Choices(), func(w []string) bool { return slices.Equal(w, heard) }))
		}
	})
	return err
}

func (h *home) terms(parts ...live.Part) live.Terms {
	return live.Terms{Purpose: "together", Until: time.Now().Add(live.Hour), Parts: parts}
}

// usual is to edit one section, and look at another.
func (h *home) usual() live.Terms {
	return h.terms(live.Part{Section: h.People, Right: live.Edit}, live.Part{Section: h.Where, Right: live.View})
}

// meets lets an honest guest in, who comes by way of url.
func (h *home) meets(url string, terms live.Terms) (*table.Chair, *table.Guest) {
	h.t.Helper()
	for tries := 1; ; tries++ { // a guest gives up whose host was slower, a few times, than the relay waits for it
		code := newCode(h.t)
		c := h.invites(code)
		g := h.knocks(url, code)
		var words []string
		within(h.t, patience, "the guest has words", func() bool {
			words = wordsOf(g)
			return words != nil || tries < 3 && over(g.Call())
		})
		if words != nil {
			h.admits(c, g, words, terms)
			return c, g
		}
		h.host.Forget(c)
	}
}

// admits lets in whose words she heard.
func (h *home) admits(c *table.Chair, g *table.Guest, words []string, terms live.Terms) {
	h.t.Helper()
	within(h.t, patience, "the host has the card", func() bool { return stageOf(c) == live.Waiting })
	if err := errors.Join(chooses(c, words), c.LetIn(terms)); err != nil {
		h.t.Fatal(err)
	}
	within(h.t, patience, "the guest sees what is shared", func() bool { return len(seen(g).Sections()) == len(terms.Parts) })
}

// seen is what a guest sees.
func seen(g *table.Guest) *plan.Plan {
	p, err := g.Plan()
	if err != nil {
		panic(err)
	}
	return p
}

func textOf(p *plan.Plan, id plan.ID) string {
	it, there := p.Item(id)
	if !there {
		return ""
	}
	return it.Text("text")
}

// types puts words at the end of the note.
func types(g *table.Guest, note plan.ID, words string) (err error) {
	g.Do(func(j *joint.Guest) {
		var p *plan.Plan
		if p, err = j.Plan(); err == nil {
			err = j.SetText(note, "text", textOf(p, note)+words)
		}
	})
	return err
}

// types puts words at the beginning of it.
func (h *home) types(words string) {
	h.t.Helper()
	if err := h.Edit(func(p *plan.Plan) error { return p.SetField(h.Note, "text", plan.Text(words+textOf(p, h.Note))) }); err != nil {
		h.t.Fatal(err)
	}
}

// inStep waits until the host and all guests have the same note, and nothing waits.
func (h *home) inStep(guests ...*table.Guest) string {
	h.t.Helper()
	within(h.t, patience, "all have the same note", func() bool {
		for _, g := range guests {
			var p joint.Progress
			g.Do(func(j *joint.Guest) { p = j.Progress() })
			if p.Waiting+p.Sent > 0 || textOf(seen(g), h.Note) != textOf(h.Plan(), h.Note) {
				return false
			}
		}
		return true
	})
	return textOf(h.Plan(), h.Note)
}

// works shows that a link is as good as it ever was.
func (h *home) works(g *table.Guest) {
	h.t.Helper()
	if err := types(g, h.Note, " Still here."); err != nil {
		h.t.Fatal(err)
	}
	if now := h.inStep(g); !strings.Contains(now, " Still here.") {
		h.t.Errorf("what was typed is not in %q", now)
	}
}

func over(c interface{ Done() <-chan struct{} }) bool {
	select {
	case <-c.Done():
		return true
	default:
		return false
	}
}
