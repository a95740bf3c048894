// Package app is the application behind the page: what is on the screen, what a person did to it, and the session that
// both belong to. The page (wasm, wasm/web) carries events in and trees out and decides nothing.
//
// It promises: nothing is drawn before a phrase has opened something; everything typed goes into the session at once and
// is saved as soon as the server takes it; whatever fails is said in words that tell what to do. It knows no browser: it
// runs natively in its tests, against a real server.
//
// All state belongs to the goroutine of Run. What takes time runs beside it (work) and hands its result back as a
// function that Run calls.
package app

import (
	"context"
	"io"
	"time"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/crypto/secret"
	"larkspur/wasm/view"
)

// Config says what an App works with.
type Config struct {
	// Page is the browser.
	Page Page
	// Random is a cryptographic generator.
	Random io.Reader
	// Client is changed by tests: a pace, a clock. Site, Transport, Random and Derive are set by the App.
	Client client.Config
}

// App is one run of the application, from the cover to the cover. Make one with New.
type App struct {
	secret.Guard
	cfg    Config
	page   Page
	random io.Reader
	ctx    context.Context
	posted chan func()

	lang   string
	zone   string // the browser's own time zone
	clocks map[zoneYear]*time.Location
	asked  int // zones that were asked for since the last drawing
	words  *catalog.Words
	places string         // the operator's list of places, as it came
	client *client.Client // nil until the page has said what the deployment is
	door   door
	vault  *vault // nil on the cover, and while a vault is being made

	link   *hosting      // a live link into the plan, or what is left of one; nil: none
	visit  *visiting     // one into the plan of somebody else; nil: none
	stir   chan struct{} // either has something to say
	ticker *time.Ticker  // while there is either
	pulse  <-chan time.Time

	screens []screen // the last one is shown; none: the cover
	serial  int      // counts what was shown, see view.Frame.Serial
	drawn   int      // the serial that was drawn last
	asking  *question
	seq     int
	leaving bool
}

// New returns an App that has done nothing yet.
func New(cfg Config) *App {
	return &App{cfg: cfg, page: cfg.Page, random: cfg.Random, lang: "en", words: catalog.Load("en"), posted: make(chan func(), 16), stir: make(chan struct{}, 1)}
}

// quietFor is how long nothing has to happen before work is done for what may be pressed next.
const quietFor = 300 * time.Millisecond

// Run deals with events until ctx ends. In the browser the program ends with its worker instead.
func (a *App) Run(ctx context.Context, events <-chan Event) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.ctx = ctx
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			a.hear(e)
		case f := <-a.posted:
			f()
		case <-a.stir:
			if !a.look() {
				continue
			}
		case <-a.pulse:
			if !a.look() {
				continue
			}
		case <-quiet:
			a.workAhead()
			quiet = nil
			continue
		}
		a.draw()
		a.sure()
		a.finish()
		quiet = time.After(quietFor)
	}
}

// hear deals with one event.
func (a *App) hear(e Event) {
	switch e.Kind {
	case EventStart:
		a.zone, a.places = e.Zone, e.Places
		a.speak(e.Lang)
		a.connect(e.Site)
	case EventTry:
		a.try(e.Text, e.Lang)
	case EventAction:
		a.seq = e.Seq
		a.do(actionOf(e))
	case EventShown: // and now the rest
	case EventHidden:
		a.saveSoon()
	case EventVisible:
		a.refresh()
	case EventLock:
		a.lock()
	}
}

// connect makes the client of the deployment that the page belongs to, and starts the bursts of the cover.
func (a *App) connect(site string) {
	s, err := client.ParseSite([]byte(site))
	if err != nil || a.client != nil {
		return // the cover goes on as a cover
	}
	c := a.cfg.Client
	c.Site, c.Transport, c.Random, c.Derive = s, transport{a.page}, a.random, a.page.Derive
	a.client = client.New(c)
	go a.client.Cover(a.ctx)
}

// speak takes over a language, in the words of the look that the vault has.
func (a *App) speak(lang string) {
	a.lang, a.words = lang, catalog.Load(lang)
	if a.vault != nil && a.vault.book {
		a.words = a.words.Notebook()
	}
}

// post has Run call f. It may be called from any goroutine.
func (a *App) post(f func()) {
	select {
	case a.posted <- f:
	case <-a.ctx.Done():
	}
}

// work runs f beside the loop; what it returns is called on the loop. nil is fine.
func (a *App) work(f func(ctx context.Context) func()) {
	go func() {
		if then := f(a.ctx); then != nil {
			a.post(then)
		}
	}()
}

// text is the words of a key in the language of now.
func (a *App) text(key string, args ...string) string { return a.words.Text(key, args...) }

// draw sends the tree of what is shown.
func (a *App) draw() {
	if len(a.screens) == 0 || a.leaving {
		return
	}
	a.relook()
	a.whereabouts()
	a.attend()
	a.asked = 0
	top := a.top()
	if a.drawn != a.serial && a.asking == nil {
		a.drawn = a.serial
		tree, all := beginning(a, top)
		if all {
			a.page.Tree(tree, a.seq)
		} else {
			a.page.Beginning(tree, a.seq)
		}
		return
	}
	tree := top.draw(a)
	if a.asking != nil {
		tree.Add(view.Dialog(a.asking.dialog(a)))
	}
	a.page.Tree(tree, a.seq)
}
