package app

import (
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// visitDrawn is what a guest was shown last.
type visitDrawn struct {
	step   visitStep
	shows  bool
	here   bool // and where they were
	agreed int
}

// returning is how long a guest is not taken back to where they were in a pause while that is not here again: what is shared comes
// in portions.
const returning = 10 * time.Second

// away reports whether there was a pause, and the guest is not yet back where they were. What they were in waits: it is not shown,
// and left when it is not theirs any more.
func (v *visiting) away() bool { return !v.back.IsZero() }

// returns takes a guest back to where they were, with what was typed in the moment of the pause, if they may write there and it is
// here; and decides that they will not be.
func (a *App) returns() {
	v := a.visit
	here, comes := true, false
	at := func(id plan.ID, right live.Right) {
		now := v.right(id)
		here, comes = here && now == right, comes || now == 0
	}
	if v.form != nil {
		at(v.form.place(), live.Suggest)
	}
	for _, s := range a.screens[1:] {
		at(aboutOf(s), live.Edit)
	}
	if comes && v.now.terms.Of(v.place) != 0 && time.Now().Before(v.back) {
		return
	}
	v.back = time.Time{}
	if here {
		for _, act := range v.dark {
			a.hiddenTyping(act)
		}
		v.dark = nil
	}
}

// shows reports whether what is shared may be seen: not during a pause, not while the host is lost, and not after the end.
func (v *visiting) shows() bool {
	return v.step() == visitIn && !v.now.lost && !v.now.terms.Paused && v.plan != nil
}

// right is what the guest may do in a section, or in that of an item; 0: nothing, or it is not there.
func (v *visiting) right(id plan.ID) live.Right {
	if v.plan == nil {
		return 0
	}
	if it, ok := v.plan.Item(id); ok {
		return v.now.terms.Of(it.Section())
	}
	if _, ok := v.plan.Section(id); ok {
		return v.now.terms.Of(id)
	}
	return 0
}

// edit is App.edit for a guest. What it may not do, and what is gone, is ErrNotFound.
func (v *visiting) edit(a *App, change func(*plan.Plan) error) error {
	err := v.table.Edit(a.random, change)
	v.wrote = v.wrote || err == nil
	v.see()
	switch err {
	case joint.ErrScope:
		return plan.ErrNotFound
	case joint.ErrFull:
		return plan.ErrTooLarge
	}
	return err
}

// attend has the screens of a guest follow what is shared now, before they are drawn: who has lost the right to write
// somewhere is not there any more, whatever was unfolded.
func (a *App) attend() {
	v := a.visit
	if v == nil || a.vault != nil {
		return
	}
	now := visitDrawn{step: v.step(), shows: v.shows(), agreed: v.now.agreed}
	if now.step > visitIn {
		v.forget()
		a.keepScreens(1)
	}
	if v.drawn.shows && (!now.shows || now.agreed != v.drawn.agreed) {
		a.page.Announce("", false) // what was said last stands in the page, and may name what is not to be seen now
	}
	if now.step == visitIn && !v.now.lost && !v.now.terms.Paused {
		if v.away() {
			a.returns()
		}
		if !v.away() {
			a.keepPlace()
		}
	}
	now.here = now.shows && !v.away()
	if now.step != v.drawn.step || now.here != v.drawn.here && len(a.screens) > 1 {
		a.turned() // and a question, which may say what something is called, is not asked any more
	}
	v.drawn = now
	for _, s := range v.mine.fresh {
		if now.shows {
			a.page.Announce(view.SettledText(a.words, v.plan, s), false)
		}
	}
	v.mine.fresh = nil
	place := a.placed()
	if now.here {
		v.place = place
	}
	v.table.Do(func(g *joint.Guest) { g.Show(place) })
	// Her own other device is as her page at home (Page.Unsent).
	if guard := a.unsent() && !v.now.terms.Whole; guard != v.guard {
		v.guard = guard
		a.page.Unsent(guard)
	}
}

// unsent reports whether a guest wrote something that goes when the page goes: it is on its way, or was not sent, or is held.
func (a *App) unsent() bool {
	v := a.visit
	if v.step() != visitIn {
		return false
	}
	s, writes := a.screens[len(a.screens)-1].(*itemScreen)
	return v.now.unsent || len(v.dark) > 0 || len(v.held) > 0 || v.form != nil && v.form.changed() || writes && s.halfTyped()
}

// aboutOf is what a screen of a guest is about: a section or an item.
func aboutOf(s screen) plan.ID {
	switch s := s.(type) {
	case *itemScreen:
		return s.id
	case *sectionScreen:
		return s.id
	}
	return plan.ID{}
}

// keepPlace closes what may not be written in any more, and holds what was typed there.
func (a *App) keepPlace() {
	v := a.visit
	less := false
	if f := v.form; f != nil && v.right(f.place()) != live.Suggest {
		v.late = lateTyping{form: f, until: time.Now().Add(lateFor)}
		v.form = nil
		f.hold(v)
		less = true
	}
	for i, s := range a.screens {
		if i == 0 || a.may(aboutOf(s)) {
			continue
		}
		for _, s := range a.screens[i:] {
			if s, ok := s.(*itemScreen); ok {
				v.late = lateTyping{item: s, until: time.Now().Add(lateFor)}
				s.hold(v)
				delete(v.editing, s.id)
			}
		}
		a.keepScreens(i)
		a.turned()
		less = true
		break
	}
	for _, act := range v.dark {
		v.lately(act)
	}
	v.dark = nil
	if less {
		v.note = a.text("ui.live.shared.less")
		a.page.Announce(v.note, true)
	}
}

// placed is the section in which a guest is.
func (a *App) placed() plan.ID {
	v := a.visit
	if !v.shows() || v.away() {
		return plan.ID{}
	}
	at := aboutOf(a.top())
	if v.form != nil {
		at = v.form.place()
	}
	if it, ok := v.plan.Item(at); ok {
		return it.Section()
	}
	return at
}

// frame adds to a frame what a guest sees on every screen: how far what they wrote has come, who is where they are, and the
// way out.
func (v *visiting) frame(a *App, f *view.Frame) {
	if step := v.step(); step == visitWords || step == visitIn {
		far := v.far()
		f.Status = view.Status{Kind: farKinds[far], Still: true}
		if far > farNothing {
			f.Status.Text = a.text(farWords[far])
		}
		out := "ui.live.guest.leave"
		if step == visitWords {
			out = "ui.live.wait.leave" // nobody is to think that it means: I have said them
		}
		f.Visit = view.VisitBar(a.words, out, v.now.present, a.placed())
		if s, is := a.top().(*itemScreen); is {
			f.Held = v.kept(a, s.id)
		}
	}
}

// leaveVisit is the way out of a guest. It is asked once when something that was written would be lost.
func (a *App) leaveVisit() {
	v := a.visit
	if step := v.step(); step != visitWords && step != visitIn {
		return
	}
	v.see()
	if !a.unsent() {
		v.leave()
		return
	}
	a.ask(question{
		title: a.text("ui.live.leave.ask"), text: a.text("ui.live.leave.text"), yes: a.text("ui.live.leave.yes"), risk: true,
		then: v.leave,
	})
}

// leave says that the guest goes.
func (v *visiting) leave() {
	v.call.With((*live.Guest).Leave)
	v.see()
}

// done reports whether it has ended and nothing is left to be told. That a guest went is told the host for as long as it takes her
// page to say that nothing comes any more.
func (v *visiting) done() bool {
	return !v.ended.IsZero() && (v.now.over || time.Since(v.ended) >= quietAfter)
}

// finish ends the program of a guest once it has drawn the end: what was shared is in its memory, which is wiped by that alone.
func (a *App) finish() {
	if v := a.visit; v != nil && len(a.screens) > 0 && !a.leaving && v.drawn.step > visitIn && v.done() {
		a.leaving = true
		a.screens = nil
		a.dropVisit()
		a.page.Over()
	}
}

// forget gives up all that was shared, and what was typed.
func (v *visiting) forget() {
	v.editing, v.plan, v.form, v.mine, v.held, v.late, v.dark = nil, nil, nil, visitMine{}, nil, lateTyping{}, nil
}
