package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client"
	"larkspur/client/httplive"
	"larkspur/client/httppage"
	"larkspur/client/live/call"
	"larkspur/crypto/page"
	"larkspur/crypto/secret"
	"larkspur/server/servertest"
	"larkspur/server/wire"
	"larkspur/wasm/view"
)

// patience is how long a test waits for what has to come. It is long, because machines are slow, and never waited for in
// full by a test that passes; it is less than the two minutes of silence after which a guest gives up by itself.
const patience = time.Minute

// person drives an App as somebody in front of the page would: by what is written on it. The server is a real one over
// loopback; the browser is this type.
type person struct {
	t      *testing.T
	server *servertest.Server
	events chan Event
	stop   context.CancelFunc
	over   <-chan struct{}
	line   *httppage.Transport
	live   *httplive.Line

	mu        sync.Mutex
	changed   chan struct{} // closed and made anew with every change
	tree      *view.Node
	begun     []*view.Node // the beginnings of screens
	treeSeq   int
	seq       int
	covered   bool
	ended     bool // the program that drew what is shown
	printed   int
	saved     [][3]string // name, text, type
	lang      string
	announced []string
	idle      [2]int
	guard     bool // the window asks before it is closed
	guards    int  // how often it began to
	offline   bool
	conns     []call.Conn // all there were
	now       time.Time
	zones     map[string]int // seconds east, by name
}

// newPerson opens the page of a server.
func newPerson(t *testing.T, s *servertest.Server, lang string) *person {
	t.Helper()
	return newPersonAt(t, s, lang, "")
}

// newPersonAt opens the page of a server that answers with a list of places.
func newPersonAt(t *testing.T, s *servertest.Server, lang, places string) *person {
	t.Helper()
	line, err := httppage.New(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	live, err := httplive.New(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{
		t: t, server: s, events: make(chan Event), line: line, live: live, changed: make(chan struct{}),
		now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC), zones: map[string]int{"UTC": 0},
	}
	ctx, stop := context.WithCancel(context.Background())
	p.stop, p.over = stop, ctx.Done()
	done := make(chan struct{})
	a := New(Config{Page: p, Random: rand.Reader, Client: client.Config{Pace: -1}})
	go func() { defer close(done); a.Run(ctx, p.events) }()
	t.Cleanup(func() { stop(); <-done; line.Close() })
	p.events <- Event{Kind: EventStart, Lang: lang, Zone: "UTC", Site: siteOf(t, s), Places: places}
	return p
}

func siteOf(t *testing.T, s *servertest.Server) string {
	t.Helper()
	r, err := http.Get(s.URL + client.SitePath)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The methods of Page.

func (p *person) Tree(n *view.Node, seq int) {
	p.change(func() {
		if p.ended {
			p.t.Error("something is drawn after the end")
		}
		p.tree, p.treeSeq = n, seq
	})
}

// Beginning is kept apart: what is looked for on a screen is looked for on the whole.
func (p *person) Beginning(n *view.Node, _ int) {
	walk(n, func(n *view.Node) {
		if class := attrOf(n, "class"); strings.HasPrefix(class, "paper ") {
			p.t.Errorf("a %s is drawn in parts, and would be printed so", class)
		}
	})
	p.change(func() { p.begun = append(p.begun, n) })
	go func() {
		select {
		case p.events <- Event{Kind: EventShown}:
		case <-p.over:
		}
	}()
}

func (p *person) Cover() { p.change(func() { p.covered, p.tree = true, nil }) }
func (p *person) Over()  { p.change(func() { p.ended = true }) }
func (p *person) Print() { p.change(func() { p.printed++ }) }
func (p *person) Save(name, text, kind string) {
	p.change(func() { p.saved = append(p.saved, [3]string{name, text, kind}) })
}
func (p *person) Lang(lang string)      { p.change(func() { p.lang = lang }) }
func (p *person) Idle(idle, hidden int) { p.change(func() { p.idle = [2]int{idle, hidden} }) }
func (p *person) Unsent(is bool) {
	p.change(func() {
		if p.guard = is; is {
			p.guards++
		}
	})
}
func (p *person) Now() time.Time { p.mu.Lock(); defer p.mu.Unlock(); return p.now }

func (p *person) Announce(text string, _ bool) {
	p.change(func() { p.announced = append(p.announced, text) })
}

func (p *person) Fetch(ctx context.Context, request []byte) ([]byte, error) {
	p.mu.Lock()
	offline := p.offline
	p.mu.Unlock()
	if offline {
		return nil, errors.New("the test cut the line")
	}
	return p.line.Page(ctx, request)
}

// Dial is cut with the line.
func (p *person) Dial(ctx context.Context, join wire.Join) (call.Conn, error) {
	p.mu.Lock()
	offline := p.offline
	p.mu.Unlock()
	if offline {
		return nil, errors.New("the test cut the line")
	}
	conn, err := p.live.Dial(ctx, join)
	if err == nil {
		p.mu.Lock()
		p.conns = append(p.conns, conn)
		p.mu.Unlock()
	}
	return conn, err
}

// Derive is quick: what Argon2id makes of a phrase is not the matter here.
func (p *person) Derive(_ context.Context, canonical []byte, realm string) (page.Root, error) {
	sum := sha256.Sum256(append([]byte(realm+"|"), canonical...))
	return page.Root{Key: secret.NewKey(sum[:])}, nil
}

func (p *person) Offset(zone string, _ time.Time) (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	seconds, ok := p.zones[zone]
	return seconds, ok
}

func (p *person) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	close(p.changed)
	p.changed = make(chan struct{})
}

// until waits until f holds; f runs with the lock held.
func (p *person) until(what string, f func() bool) {
	p.t.Helper()
	late := time.After(patience)
	for {
		p.mu.Lock()
		if f() {
			p.mu.Unlock()
			return
		}
		changed := p.changed
		p.mu.Unlock()
		select {
		case <-changed:
		case <-late:
			p.mu.Lock()
			defer p.mu.Unlock()
			p.t.Fatalf("waited in vain for %s; the page reads\n%s", what, textOf(p.tree))
		}
	}
}

// enter types into the box of the cover.
func (p *person) enter(text string) {
	p.events <- Event{Kind: EventTry, Text: text, Lang: "en"}
}

func (p *person) enterIn(lang, text string) {
	p.events <- Event{Kind: EventTry, Text: text, Lang: lang}
}

func (p *person) tell(kind EventKind) { p.events <- Event{Kind: kind} }

// cut cuts the line, of what is open too, or mends it.
func (p *person) cut(offline bool) {
	p.mu.Lock()
	conns := p.conns
	p.mu.Unlock()
	p.change(func() { p.offline = offline })
	for _, conn := range conns {
		conn.Close()
	}
}

// sees waits until a text is on the page.
func (p *person) sees(text string) {
	p.t.Helper()
	p.until("the text "+text, func() bool { return p.tree != nil && strings.Contains(textOf(p.tree), text) })
}

// seesNot waits until a text is not on the page.
func (p *person) seesNot(text string) {
	p.t.Helper()
	p.until("the end of "+text, func() bool { return p.tree != nil && !strings.Contains(textOf(p.tree), text) })
}

// guarded waits until the window asks before it is closed, or does not.
func (p *person) guarded(is bool) {
	p.t.Helper()
	p.until(fmt.Sprintf("a window that asks: %v", is), func() bool { return p.guard == is })
}

// reads returns the text of the page.
func (p *person) reads() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return textOf(p.tree)
}

// click presses the first button, or other thing that takes clicks, of a name (its aria-label, or its text).
func (p *person) click(name string) {
	p.t.Helper()
	n := p.find("something to press named "+name, func(n *view.Node) bool { return handlerOf(n, "click") != "" && nameOf(n) == name })
	p.act(n, "click", attrOf(n, "data-value"))
}

// clickPart is click for the first whose name holds a part.
func (p *person) clickPart(part string) {
	p.t.Helper()
	n := p.find("something to press that holds "+part, func(n *view.Node) bool {
		return handlerOf(n, "click") != "" && strings.Contains(nameOf(n), part)
	})
	p.act(n, "click", attrOf(n, "data-value"))
}

// fills puts a text into the first control of a label.
func (p *person) fills(label, text string) {
	p.t.Helper()
	n := p.control(label)
	p.act(n, "input", text)
	if handlerOf(n, "change") != "" {
		p.act(n, "change", text)
	}
	if handlerOf(n, "focusout") != "" {
		p.act(n, "focusout", text)
	}
}

// ticks sets the first checkbox of a label.
func (p *person) ticks(label string, on bool) {
	p.t.Helper()
	value := map[bool]string{true: "true", false: "false"}[on]
	n := p.control(label)
	for _, event := range []string{"change", "click", "input"} {
		if handlerOf(n, event) != "" {
			p.act(n, event, value)
			return
		}
	}
	p.t.Fatalf("%s takes no tick", label)
}

// submits sends the first form.
func (p *person) submits() {
	p.t.Helper()
	n := p.find("a form", func(n *view.Node) bool { return handlerOf(n, "submit") != "" })
	p.act(n, "submit", "")
}

// holds waits until the control of a label has a value.
func (p *person) holds(label, value string) {
	p.t.Helper()
	p.until(label+" to hold "+value, func() bool { n := controlIn(p.tree, label); return n != nil && n.Value == value })
}

// control waits for the control of a label (label for, aria-label, or a label around it).
func (p *person) control(label string) *view.Node {
	p.t.Helper()
	var n *view.Node
	p.until("a control labelled "+label, func() bool { n = controlIn(p.tree, label); return n != nil })
	return n
}

func (p *person) find(what string, f func(*view.Node) bool) *view.Node {
	p.t.Helper()
	var found *view.Node
	p.until(what, func() bool {
		found = nil
		walk(p.tree, func(n *view.Node) {
			if found == nil && f(n) {
				found = n
			}
		})
		return found != nil
	})
	return found
}

// act tells the App what happened to a node, and waits for the tree that knows of it.
func (p *person) act(n *view.Node, on, value string) {
	p.t.Helper()
	action := handlerOf(n, on)
	if action == "" {
		p.t.Fatalf("%q takes no %s", nameOf(n), on)
	}
	p.mu.Lock()
	p.seq++
	seq := p.seq
	p.mu.Unlock()
	p.events <- Event{Kind: EventAction, Seq: seq, ID: action, On: on, Value: value}
	p.change(func() { // as the page does by itself
		if p.ended && on == "click" {
			p.covered, p.tree = true, nil
		}
	})
	p.until("an answer to "+action, func() bool { return p.treeSeq >= seq || p.covered })
}

func walk(n *view.Node, f func(*view.Node)) {
	if n == nil {
		return
	}
	f(n)
	for _, c := range n.Children {
		walk(c, f)
	}
}

func textOf(n *view.Node) string {
	var b strings.Builder
	walk(n, func(n *view.Node) {
		for _, s := range []string{n.Text, n.Value} {
			if s != "" {
				b.WriteString(s + "\n")
			}
		}
	})
	return b.String()
}

func attrOf(n *view.Node, name string) string {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func handlerOf(n *view.Node, event string) string {
	for _, h := range n.On {
		if h.Event == event {
			return h.Action
		}
	}
	return ""
}

func nameOf(n *view.Node) string {
	if label := attrOf(n, "aria-label"); label != "" {
		return label
	}
	return strings.TrimSpace(strings.ReplaceAll(textOf(n), "\n", " "))
}

func controlIn(tree *view.Node, label string) *view.Node {
	var id string
	var found *view.Node
	walk(tree, func(n *view.Node) {
		if n.Tag != "label" || nameOf(n) != label {
			return
		}
		if id == "" {
			id = attrOf(n, "for")
		}
		walk(n, func(in *view.Node) {
			if found == nil && (in.Tag == "input" || in.Tag == "textarea") {
				found = in
			}
		})
	})
	walk(tree, func(n *view.Node) {
		if found == nil && (n.Tag == "input" || n.Tag == "textarea") && (id != "" && attrOf(n, "id") == id || attrOf(n, "aria-label") == label) {
			found = n
		}
	})
	return found
}
