package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
	"larkspur/wasm/view"
)

// visiting is a live link into somebody else's plan. It begins behind the cover, and nothing shows before whoever said the code
// has answered it: the form of a code can be guessed, and a page that showed anything for one would say what it is.
type visiting struct {
	secret.Guard
	desk
	table *table.Guest
	call  *call.GuestCall
	stop  context.CancelFunc
	code  link.Code
	lang  string // of the cover
	card  live.Card
	note  string
	sent  bool // the card
	now   visitNow
	drawn visitDrawn
	idle  [2]int // as the page was told it
	guard bool   // as the page was told it

	plan  *plan.Plan // what is shared, as it is typed; nil: nothing came yet
	form  *visitForm // nil: nothing is being suggested
	mine  visitMine
	held  []*held
	last  int // the number of the last of them
	late  lateTyping
	place plan.ID   // the section in which they are
	back  time.Time // see away
	dark  []Action  // what was typed in the moment of a pause
	wrote bool      // anything at all
	said  visitFar  // aloud
	since time.Time
	ended time.Time // when it was seen that it has
}

// visitNow is what the goroutine of the call said last.
type visitNow struct {
	visitMark
	words   []string
	terms   live.Terms
	present []joint.Presence
}

// visitMark is all of it that can be compared.
type visitMark struct {
	there, over, connected, lost, was bool // somebody answered; ...; let in at any time
	stage                             live.Stage
	agreed                            int
	shown                             uint64 // counts what is shared
	far                               visitFar
	unsent                            bool
}

// Idle minutes of a guest: who listens and reads does not touch the page for a while, and what is here is not theirs to lose. The
// host has the end in her hands.
const visitIdle, visitHidden = 20, 10

// What a page has that is told nothing else (Page.Idle).
const homeIdle, homeHidden = 5, 2

// knock tries a code behind the cover, in the place of one that is being tried.
func (a *App) knock(code link.Code, lang string) {
	a.dropVisit()
	ctx, stop := context.WithCancel(a.ctx)
	v := &visiting{stop: stop, code: code, lang: lang}
	// Nothing is wrong with a card that is not there yet.
	v.table, _ = table.Knock(ctx, call.Config{Line: a.page, Realm: a.client.Site().Realm, Random: a.random}, code, live.Card{}, a.stirred)
	v.call = v.table.Call()
	a.visit = v
	a.beats(true)
}

// dropVisit gives up what there is.
func (a *App) dropVisit() {
	if a.visit != nil {
		a.visit.stop()
		a.visit = nil
	}
	a.beats(a.link != nil)
}

// see is that of hosting.
func (v *visiting) see() bool {
	now := visitNow{visitMark: visitMark{was: v.now.was}}
	look := func() {
		now.connected = v.call.Connected()
		if g := v.call.Guest(); g != nil {
			now.there, now.stage, now.agreed = true, g.Stage(), g.Agreed()
			now.lost = g.Quiet(time.Now()) >= quietAfter // a line that breaks and is back at once takes no letter away
			now.words, now.terms = g.Words(), g.Terms()
		}
	}
	if !v.call.Do(look) {
		look()
		now.over = true
	}
	now.was, now.shown, now.present = now.was || now.stage == live.Open, v.now.shown, v.now.present
	if now.stage == live.Open && v.news(&now) {
		now.shown++
	}
	if now.far != v.now.far {
		v.since = time.Now()
	}
	if now.terms.Paused || v.away() && (now.lost || len(v.plan.Sections()) == 0 && (now.terms.Whole || len(now.terms.Parts) > 0)) {
		v.back = time.Now().Add(returning)
	}
	changed := now.visitMark != v.now.visitMark
	v.now = now
	if v.step() >= visitOver && v.ended.IsZero() {
		v.ended = time.Now()
	}
	return changed
}

// lookAtVisit is look for a guest.
func (a *App) lookAtVisit() bool {
	v := a.visit
	changed := v.see()
	a.sayFar()
	if time.Now().After(v.late.until) {
		v.late = lateTyping{} // it has seen what is not shared any more
	}
	if !changed && !v.done() && !(v.away() && time.Now().After(v.back)) {
		return false
	}
	if len(a.screens) == 0 {
		switch {
		case v.now.over: // as if nothing had been entered
			a.dropVisit()
		case v.now.there:
			a.speak(v.lang)
			a.page.Lang(v.lang)
			a.show(&visitScreen{})
		}
	}
	a.idleAtVisit()
	return true
}

// idleAtVisit says after how many minutes without a touch the page locks. On her own other device all of her plan is on the screen,
// so it is as at home; when it has ended nothing has to stay.
func (a *App) idleAtVisit() {
	v := a.visit
	if v == nil || len(a.screens) == 0 {
		return
	}
	want := [2]int{visitIdle, visitHidden}
	switch {
	case v.step() >= visitOver:
		want = [2]int{1, 1}
	case v.now.terms.Whole:
		want = [2]int{homeIdle, homeHidden}
		if v.plan != nil {
			if n, ok := plan.AsNumber(v.plan.Setting(settingIdle)); ok && n > 0 && n <= 60 {
				want[0] = int(n)
			}
		}
	}
	if v.idle != want {
		v.idle = want
		a.page.Idle(want[0], want[1])
	}
}

// visitStep is where a guest is.
type visitStep int

const (
	visitCard visitStep = iota
	visitWords
	visitIn
	visitOver // and was in
	visitOut  // and never was
)

func (v *visiting) step() visitStep {
	switch {
	case (v.now.over || v.now.stage == live.Ended) && v.now.was:
		return visitOver
	case v.now.over || v.now.stage == live.Ended:
		return visitOut
	case v.now.stage == live.Open:
		return visitIn
	case v.sent:
		return visitWords
	}
	return visitCard
}

// visitScreen is all that a guest sees.
type visitScreen struct{}

var visitTitles = [...]string{
	visitCard: "ui.live.me.title", visitWords: "ui.live.wait.title", visitIn: "ui.live.guest.title",
	visitOver: "ui.live.guest.over", visitOut: "ui.live.guest.none",
}

func (s *visitScreen) draw(a *App) *view.Node {
	v, w := a.visit, a.words
	f := a.frame(a.text(visitTitles[v.step()]))
	switch v.step() {
	case visitWords:
		return f.Node(view.GuestWords(w, string(v.code.Language()), v.now.words))
	case visitIn:
		m := &view.GuestModel{Words: w, Terms: v.now.terms, Until: a.clock(v.now.terms.Until), Lost: v.now.lost}
		if v.shows() {
			m.Held, m.Shared = v.kept(a, plan.ID{}), v.shared(a)
		}
		return f.Node(view.GuestIn(m))
	case visitOver:
		return f.Node(view.Finished([]string{a.text("ui.live.guest.over.what")}, a.text("ui.close"), "close"))
	case visitOut:
		return f.Node(view.Finished([]string{a.text("ui.live.guest.none.what")}, a.text("ui.close"), "close"))
	}
	return f.Node(view.CardForm(view.CardModel{Words: w, Lang: a.lang, Card: v.card, Wrong: v.note}))
}

func (s *visitScreen) act(a *App, act Action) {
	v := a.visit
	switch v.step() {
	case visitCard:
		v.write(a, act)
	case visitIn:
		v.act(a, act)
	}
}

// write takes what a guest says of themselves.
func (v *visiting) write(a *App, act Action) {
	v.note = ""
	option := act.Arg(0)
	if option == "-" {
		option = ""
	}
	switch act.Verb {
	case "lang":
		a.speak(option)
		a.page.Lang(a.lang)
	case "name":
		v.card.Name = act.Value
	case "org":
		v.card.Org = act.Value
	case "with":
		v.card.With = act.Value
	case "role":
		v.card.Role = option
	case "report":
		v.card.Reporter = option
	case "card-go":
		v.introduce(a)
	}
}

func (v *visiting) introduce(a *App) {
	card := v.card
	card.Name, card.Org, card.With = strings.TrimSpace(card.Name), strings.TrimSpace(card.Org), strings.TrimSpace(card.With)
	err := live.ErrStage
	v.call.With(func(g *live.Guest) { err = g.Introduce(card) })
	v.see()
	switch {
	case errors.Is(err, live.ErrCard):
		v.note = a.text("ui.live.me.bad")
		a.page.Announce(v.note, true)
	case err == nil:
		v.sent = true
	}
}
