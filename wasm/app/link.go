package app

import (
	"context"
	"slices"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// hosting is all that there is of live links into the plan that is open, from the first code to what is left of the last. It belongs
// to no screen: it goes on while a person moves among them, and ends with the vault. Nothing of it is in the plan before she
// says so.
type hosting struct {
	secret.Guard
	table   *table.Host
	session interface{ Plan() *plan.Plan }
	plan    *plan.Plan // as it was looked at last; guests change it too
	waiting []joint.Suggestion
	names   map[plan.ID]string    // of what was shared at any time, as they were then
	people  map[joint.Peer]string // who was here at any time
	where   plan.ID               // the section that guests are told she is in

	all   []*invited // in the order of their codes
	at    *invited   // the one that its screen is about
	shown bool       // its screen is
}

// invited is one guest, or the code for one, or what is left of one.
type invited struct {
	secret.Guard
	id    string // tells it from others, in actions
	chair *table.Chair
	call  *call.HostCall
	stop  context.CancelFunc
	made  time.Time // of the code
	spent bool      // somebody else's try ended the code before this one
	read  bool      // who asks to come in was read
	words bool      // the check words were the same
	why   string    // the key of why nobody was let in; "": they went
	share share
	now   linkNow
}

// share is what is being chosen before somebody is let in.
type share struct {
	rights  map[plan.ID]live.Right
	why     string
	minutes int
	note    string
}

// linkNow is what the goroutine of a call said last.
type linkNow struct {
	linkMark
	card    live.Card
	choices [][]string
	terms   live.Terms
	release live.Release
	err     error
}

// linkMark is all of it that can be compared: when it is another, something is to be drawn.
type linkMark struct {
	stage           live.Stage // 0: nobody knew the code yet
	over, connected bool
	quiet           bool // nothing comes from the guest
	released        bool // it was open, and there is a release
	agreed, left    int  // terms; minutes of the code
	where           plan.ID
	reach           reach
}

// reach is how far what stands in the plan has come with a guest.
type reach int

const (
	reachWay    reach = iota // not all of it has arrived
	reachThere               // it is on their device, and was not all on its screen
	reachScreen              // all of it was on the screen
)

const (
	// quietAfter is after what time without a frame, of which four come every second, the other side is said to be quiet. A guest
	// does not see what is shared then: the host may have left in a hurry, which nobody can say any more.
	quietAfter = 5 * time.Second
	// beat is how often a link is looked at, besides when it says that something changed.
	beat = time.Second
)

// invite makes a code and waits at it, in the place of one that nobody used.
func (a *App) invite(spent bool) {
	code, err := link.NewCode(phrase.Language(a.lang), a.random)
	if err != nil {
		panic("app: " + err.Error()) // as in paper.draw
	}
	l := a.link
	if l == nil {
		l = &hosting{names: map[plan.ID]string{}, people: map[joint.Peer]string{}, session: a.vault.session, plan: a.plan()}
		l.table = table.NewHost(a.vault.session, a.stirred)
		a.link = l
		a.vault.guests.Store(l.table)
	}
	for _, i := range slices.Clone(l.all) {
		if step := i.step(); step <= stepOld || i == l.at && step == stepNobody {
			l.forget(i)
		}
	}
	ctx, stop := context.WithCancel(a.ctx)
	i := &invited{stop: stop, made: time.Now(), spent: spent, share: share{rights: map[plan.ID]live.Right{}, minutes: int(live.Hour / time.Minute)}}
	i.chair = l.table.Invite(ctx, call.Config{Line: a.page, Realm: a.client.Site().Realm, Random: a.random}, code)
	i.call = i.chair.Call()
	i.id = code.Number()
	l.all, l.at = append(l.all, i), i
	a.beats(true)
	l.see()
}

// forget ends one link, or takes a code back, and forgets it.
func (l *hosting) forget(i *invited) {
	i.hangUp()
	l.table.Forget(i.chair)
	l.all = slices.DeleteFunc(l.all, func(x *invited) bool { return x == i })
	if l.at == i && len(l.all) > 0 {
		l.at = l.all[len(l.all)-1]
	}
}

// dropLink ends whatever there is, and forgets it.
func (a *App) dropLink() {
	if a.link != nil {
		a.link.end()
		a.link = nil
		if a.vault != nil {
			a.vault.guests.Store(nil)
		}
	}
	a.beats(a.visit != nil)
}

// end ends all of it at once: an open link says so to its guest for a moment, everything else just stops.
func (l *hosting) end() {
	for _, i := range l.all {
		i.hangUp()
	}
	l.table.Close()
	l.see()
}

// hangUp stops a call; one that is open says its end first, which takes a moment.
func (i *invited) hangUp() {
	if i.now.stage != live.Open {
		i.stop()
		return
	}
	go func() {
		<-i.call.Done()
		i.stop()
	}()
}

// see takes over how things are, and reports whether anything is to be drawn anew. How far things have come with a guest changes
// with every letter, and stands on the screen of links alone.
func (l *hosting) see() (changed bool) {
	for _, i := range l.all {
		was := i.now.linkMark
		l.seeOne(i)
		if !l.shown {
			was.reach = i.now.reach
		}
		changed = changed || was != i.now.linkMark
	}
	waiting, now := l.table.Suggestions(), l.session.Plan()
	changed = changed || len(waiting) != len(l.waiting) || now != l.plan
	l.waiting, l.plan = waiting, now
	return changed
}

func (l *hosting) seeOne(i *invited) {
	var now linkNow
	look := func() {
		now.connected = i.call.Connected()
		if h := i.call.Host(); h != nil {
			now.stage, now.agreed, now.quiet = h.Stage(), h.Agreed(), h.Quiet(time.Now()) >= quietAfter
			now.card, now.choices, now.terms = h.Card(), h.Choices(), h.Terms()
			now.release, now.released = h.Release()
		}
	}
	if !i.call.Do(look) {
		look()
		now.over, now.err = true, i.call.Err()
	}
	if now.stage == 0 {
		now.left = max(1, int((call.CodeGood-time.Since(i.made)+time.Minute-1)/time.Minute))
	}
	if seat, in := l.table.Seat(i.chair); in {
		l.people[seat.Peer] = now.card.Name
		if now.where = seat.At; now.terms.Of(seat.At) == 0 {
			now.where = plan.ID{}
		}
		switch {
		case seat.Seen == seat.Made:
			now.reach = reachScreen
		case seat.Have == seat.Made:
			now.reach = reachThere
		}
	}
	i.now = now
}

// open are those who are here.
func (l *hosting) open() (out []*invited) {
	for _, i := range l.all {
		if i.step() == stepHere {
			out = append(out, i)
		}
	}
	return out
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

// together reports whether others write in what is on the screen.
func (a *App) together() bool { return a.visit != nil || a.link != nil && len(a.link.open()) > 0 }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
