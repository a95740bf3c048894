package app

import (
	"errors"
	"slices"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/plan"
)

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

func (i *invited) step() linkStep {
	switch {
	case i.now.stage == 0 && errors.Is(i.now.err, call.ErrOld):
		return stepOld
	case i.now.stage == 0 && i.now.over:
		return stepNobody
	case i.now.stage == 0:
		return stepCode
	case i.now.released:
		return stepEnded
	case i.now.stage == live.Ended || i.now.over:
		return stepNobody
	case i.now.stage == live.Open:
		return stepHere
	case i.now.stage == live.Checking:
		return stepDoor
	case !i.read:
		return stepKnock
	case !i.words:
		return stepCheck
	}
	return stepShare
}

// linkStep is the step of the link that its screen is about.
func (a *App) linkStep() linkStep {
	if a.link == nil {
		return stepNone
	}
	return a.link.at.step()
}

// stirred has the loop look at what a call has to say. It may be called from any goroutine, and does not wait.
func (a *App) stirred() {
	select {
	case a.stir <- struct{}{}:
	default: // it is about to look
	}
}

// look looks at what there is of links, and says what a person has to know of it, wherever they are. It reports whether anything is
// to be drawn.
func (a *App) look() bool {
	switch {
	case a.leaving:
		return false
	case a.visit != nil:
		return a.lookAtVisit()
	case a.link == nil:
		return false
	}
	l := a.link
	before, was := l.steps(), l.plan
	if !l.see() {
		return false
	}
	if l.plan != was {
		a.saveSoon() // whoever changed it
	}
	for _, i := range slices.Clone(l.all) {
		if i.now.stage == 0 && errors.Is(i.now.err, call.ErrSpent) {
			at := l.at
			l.forget(i)
			a.invite(true) // a new one is there before anybody has to ask
			if at != i {
				l.at = at
			}
			a.page.Announce(a.text("ui.live.code.spent"), true)
			return true
		}
	}
	a.stepped(before)
	return true
}

// steps are those of all links.
func (l *hosting) steps() map[*invited]linkStep {
	out := map[*invited]linkStep{}
	for _, i := range l.all {
		out[i] = i.step()
	}
	return out
}

// stepped says what the steps of now are, where they are others.
func (a *App) stepped(before map[*invited]linkStep) {
	for _, i := range a.link.all {
		now := i.step()
		if now == before[i] {
			continue
		}
		switch now {
		case stepDoor:
			a.page.Announce(a.text("ui.live.door.wait"), true)
		case stepKnock:
			a.page.Announce(a.text("ui.live.bar.door"), true)
		case stepEnded:
			a.page.Announce(a.text("ui.live.bar.ended", i.now.card.Name), true)
		}
		if a.onLink() && i == a.link.at {
			a.turned()
		}
	}
}

// onLink reports whether the screen of links is shown.
func (a *App) onLink() bool {
	_, is := a.screens[len(a.screens)-1].(*linkScreen)
	return is
}

// whereabouts tells guests in which section she is. They learn it of sections that they see, and of no others (package joint).
func (a *App) whereabouts() {
	if a.link == nil || a.vault == nil {
		return
	}
	a.link.shown = a.onLink()
	var at plan.ID
	switch s := a.screens[len(a.screens)-1].(type) {
	case *sectionScreen:
		at = s.id
	case *itemScreen:
		if it, ok := a.plan().Item(s.id); ok {
			at = it.Section()
		}
	}
	if a.link.where != at {
		a.link.where = at
		a.link.table.Show(at)
	}
}

const (
	// parting is how long the end of a link is given to leave, when the page closes; leaving is how often that is looked at.
	parting = 4 * call.Tick
	// A frame leaves up to 80 ms after it is made (SPEC §13.3).
	leaving = 120 * time.Millisecond
)

// part ends what there is of links, and returns what waits until the other sides have been told; nil: there is nobody to tell.
func (a *App) part() (wait func()) {
	var told func() bool
	switch v, l := a.visit, a.link; {
	case v != nil && v.now.there && !v.now.over:
		v.leave()
		told = func() (is bool) { return !v.call.With(func(g *live.Guest) { is = g.Waiting() == 0 }) || is }
	case l != nil && len(l.open()) > 0:
		open := l.open()
		l.end()
		told = func() bool {
			return !slices.ContainsFunc(open, func(i *invited) bool {
				is := false
				return i.call.With(func(h *live.Host) { is = h.Told() }) && !is
			})
		}
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
