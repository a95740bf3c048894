package app

import (
	"context"
	"errors"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/wasm/view"
)

// hosting is a live link into the plan that is open, from the code to what is left of it. It belongs to no screen: it goes on
// while a person moves among them, and ends with the vault. Nothing of it is in the plan before she says so.
type hosting struct {
	secret.Guard
	table   *table.Host
	chair   *table.Chair
	call    *call.HostCall
	stop    context.CancelFunc
	saved   joint.Mark // the plan that is being saved
	session interface{ Plan() *plan.Plan }
	made    time.Time // of the code
	spent   bool      // somebody else's try ended the code before this one
	read    bool      // who asks to come in was read
	words   bool      // the check words were the same
	why     string    // the key of why nobody was let in; "": they went
	share   share
	names   map[plan.ID]string // of what was shared at any time, as they were then
	now     linkNow
}

// share is what is being chosen before somebody is let in.
type share struct {
	rights  map[plan.ID]live.Right
	why     string
	minutes int
	note    string
}

// linkNow is what the goroutine of the call said last.
type linkNow struct {
	linkMark
	card    live.Card
	choices [][]string
	terms   live.Terms
	release live.Release
	waiting []joint.Suggestion
	err     error
}

// linkMark is all of it that can be compared: when it is another, something is to be drawn.
type linkMark struct {
	stage           live.Stage // 0: nobody knew the code yet
	over, connected bool
	quiet           bool // nothing comes from the guest
	released        bool // it was open, and there is a release
	agreed, left    int  // terms; minutes of the code
	suggested       int
	plan            *plan.Plan // of the session, which guests change too
}

const (
	// quietAfter is after what time without a frame, of which four come every second, the other side is said to be quiet. A guest
	// does not see what is shared then: the host may have left in a hurry, which nobody can say any more.
	quietAfter = 5 * time.Second
	// beat is how often a link is looked at, besides when it says that something changed.
	beat = time.Second
	// parting is how long the end of a link is given to leave, when the page closes; leaving is how often that is looked at.
	parting = 4 * call.Tick
	leaving = 50 * time.Millisecond
)

// invite makes a code and waits at it.
func (a *App) invite(spent bool) {
	a.dropLink()
	code, err := link.NewCode(phrase.Language(a.lang), a.random)
	if err != nil {
		panic("app: " + err.Error()) // as in paper.draw
	}
	ctx, stop := context.WithCancel(a.ctx)
	l := &hosting{stop: stop, made: time.Now(), spent: spent, names: map[plan.ID]string{},
		share: share{rights: map[plan.ID]live.Right{}, minutes: int(live.Hour / time.Minute)}}
	l.table = table.NewHost(a.vault.session, a.stirred)
	l.chair = l.table.Invite(ctx, call.Config{Line: a.page, Realm: a.client.Site().Realm, Random: a.random}, code)
	l.call = l.chair.Call()
	l.session, l.now.plan = a.vault.session, a.plan()
	a.link = l
	a.beats(true)
	l.see()
}

// dropLink ends whatever there is, and forgets it.
func (a *App) dropLink() {
	if a.link != nil {
		a.link.end()
		a.link = nil
	}
	a.beats(a.visit != nil)
}

// end ends it at once: an open link says so to the guest for a moment, everything else just stops.
func (l *hosting) end() {
	if l.now.stage != live.Open {
		l.stop()
	}
	l.table.Close()
	l.see()
}

// do runs f on the goroutine of the call, which takes no time, and looks what came of it. live.ErrStage: the call is over.
func (l *hosting) do(f func(h *live.Host) error) error {
	err := live.ErrStage
	l.call.Do(func() {
		if h := l.call.Host(); h != nil {
			err = f(h)
		}
	})
	l.see()
	return err
}

// see takes over how things are, and reports whether anything is to be drawn anew.
func (l *hosting) see() bool {
	var now linkNow
	look := func() {
		now.connected = l.call.Connected()
		if h := l.call.Host(); h != nil {
			now.stage, now.agreed, now.quiet = h.Stage(), h.Agreed(), h.Quiet(time.Now()) >= quietAfter
			now.card, now.choices, now.terms = h.Card(), h.Choices(), h.Terms()
			now.release, now.released = h.Release()
		}
	}
	if !l.call.Do(look) {
		look()
		now.over, now.err = true, l.call.Err()
	}
	if now.stage == 0 {
		now.left = max(1, int((call.CodeGood-time.Since(l.made)+time.Minute-1)/time.Minute))
	}
	now.waiting, now.plan = l.table.Suggestions(), l.session.Plan()
	now.suggested = len(now.waiting)
	changed := now.linkMark != l.now.linkMark
	l.now = now
	return changed
}

// linkStep is what is to be done about a link.
type linkStep int

const (
	stepNone   linkStep = iota
	stepCode            // a code is said, and nobody has come
	stepOld             // nobody came in time
	stepDoor            // somebody knew the code, and writes who they are
	stepKnock           // who it is is read
	stepCheck           // the check words
	stepShare           // the terms
	stepHere            // it is open
	stepEnded           // it is over, and there is a release
	stepNobody          // it is over, and nobody was let in
)

func (a *App) linkStep() linkStep {
	l := a.link
	switch {
	case l == nil:
		return stepNone
	case l.now.stage == 0 && errors.Is(l.now.err, call.ErrOld):
		return stepOld
	case l.now.stage == 0 && l.now.over:
		return stepNobody
	case l.now.stage == 0:
		return stepCode
	case l.now.released:
		return stepEnded
	case l.now.stage == live.Ended || l.now.over:
		return stepNobody
	case l.now.stage == live.Open:
		return stepHere
	case l.now.stage == live.Checking:
		return stepDoor
	case !l.read:
		return stepKnock
	case !l.words:
		return stepCheck
	}
	return stepShare
}

// stirred has the loop look at what a call has to say. It may be called from any goroutine, and does not wait.
func (a *App) stirred() {
	select {
	case a.stir <- struct{}{}:
	default: // it is about to look
	}
}

// beats turns the looking at a link every second on or off.
func (a *App) beats(on bool) {
	switch {
	case on && a.ticker == nil:
		a.ticker = time.NewTicker(beat)
		a.pulse = a.ticker.C
	case !on && a.ticker != nil:
		a.ticker.Stop()
		a.ticker, a.pulse = nil, nil
	}
}

// look looks at a link, and says what a person has to know of it, wherever they are. It reports whether anything is to be drawn.
func (a *App) look() bool {
	if a.leaving {
		return false
	}
	if a.visit != nil {
		return a.lookAtVisit()
	}
	if a.link == nil {
		return false
	}
	before, was := a.linkStep(), a.link.now.plan
	if !a.link.see() {
		return false
	}
	if a.link.now.plan != was {
		a.saveSoon() // whoever changed it
	}
	if a.link.now.stage == 0 && errors.Is(a.link.now.err, call.ErrSpent) {
		a.invite(true) // a new one is there before anybody has to ask
		a.page.Announce(a.text("ui.live.code.spent"), true)
		return true
	}
	a.stepped(before)
	return true
}

// stepped says what the step of now is, when it is another one.
func (a *App) stepped(before linkStep) {
	now := a.linkStep()
	if now == before {
		return
	}
	switch now {
	case stepDoor:
		a.page.Announce(a.text("ui.live.door.wait"), true)
	case stepKnock:
		a.page.Announce(a.text("ui.live.bar.door"), true)
	case stepEnded:
		a.page.Announce(a.text("ui.live.bar.ended", a.link.now.card.Name), true)
	}
	if _, here := a.screens[len(a.screens)-1].(*linkScreen); here {
		a.turned()
	}
}

// linkBar is what every screen says of a link.
func (a *App) linkBar() *view.LinkBar {
	b := &view.LinkBar{Go: a.text("ui.live.bar.go"), End: true}
	_, here := a.screens[len(a.screens)-1].(*linkScreen)
	switch a.linkStep() {
	case stepCode:
		b.Text = a.text("ui.live.bar.code")
		if a.link.spent {
			b.More = a.text("ui.live.code.spent")
		}
	case stepDoor, stepKnock, stepCheck, stepShare:
		b.Text = a.text("ui.live.bar.door")
	case stepHere:
		b.Text, b.More = a.hereText(), a.hereState()
		if here {
			b.Go = ""
		}
		return b
	case stepEnded:
		b.Text, b.Go, b.End = a.text("ui.live.bar.ended", a.link.now.card.Name), a.text("ui.live.bar.what"), false
	default:
		return nil
	}
	if here { // it says all that itself
		return nil
	}
	return b
}

// sightsNamed is how many sections are named in the bar; of more their number is said.
const sightsNamed = 2

// hereText says who is here, until when, and what they see.
func (a *App) hereText() string {
	l := a.link
	sees := a.text("ui.live.here.sees.none")
	if n := len(l.now.terms.Parts); n > 0 && !l.now.terms.Paused {
		what := a.words.Count("ui.live.count", n)
		if n <= sightsNamed {
			var names []string
			for _, p := range l.now.terms.Parts {
				names = append(names, l.names[p.Section])
			}
			what = view.FormatList(a.words, names)
		}
		sees = a.text("ui.live.here.sees", what)
	}
	return a.text("ui.live.here.until", l.now.card.Name, a.clock(l.now.terms.Until)) + " " + sees
}

// hereState says what is not as it was, or "".
func (a *App) hereState() string {
	switch now := a.link.now; {
	case !now.connected:
		return a.text("ui.live.here.off")
	case now.quiet:
		return a.text("ui.live.here.quiet", now.card.Name)
	case now.terms.Paused:
		return a.text("ui.live.here.paused")
	}
	return ""
}

// clock writes a time of day as the clock here shows it.
func (a *App) clock(t time.Time) string { return view.FormatTime(a.words, t.In(a.here())) }

// here is the zone of this device, UTC when the browser does not know it.
func (a *App) here() *time.Location {
	if loc := a.zonesAround(time.Now()).Here; loc != nil {
		return loc
	}
	return time.UTC
}

// part ends what there is of a link, and returns what waits until the other side has been told; nil: there is nobody to tell.
func (a *App) part() (wait func()) {
	var told func() bool
	switch v, l := a.visit, a.link; {
	case v != nil && v.now.there && !v.now.over:
		v.leave()
		told = func() (is bool) { return !v.call.Do(func() { is = v.call.Guest().Waiting() == 0 }) || is }
	case l != nil && a.linkStep() == stepHere:
		l.end()
		told = func() (is bool) { return !l.call.Do(func() { is = l.call.Host().Told() }) || is }
	default:
		a.dropLink()
		a.dropVisit()
		return nil
	}
	late := time.Now().Add(parting)
	return func() {
		for !told() && time.Now().Before(late) {
			time.Sleep(leaving)
		}
		time.Sleep(leaving) // and then it is on the line
	}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// together reports whether others write in what is on the screen.
func (a *App) together() bool { return a.linkStep() == stepHere || a.visit != nil }
