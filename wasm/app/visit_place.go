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
	agreed int
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
	now := visitDrawn{v.step(), v.shows(), v.now.agreed}
	if now.step > visitIn {
		v.forget()
		a.keepScreens(1)
	}
	if v.drawn.shows && (!now.shows || now.agreed != v.drawn.agreed) {
		a.page.Announce("", false) // what was said last stands in the page, and may name what is not to be seen now
	}
	if now.step == visitIn && !v.now.lost {
		a.keepPlace()
	}
	if now.step != v.drawn.step || now.shows != v.drawn.shows && len(a.screens) > 1 {
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
	s, writes := a.top().(*itemScreen)
	return v.now.unsent || len(v.held) > 0 || v.form != nil && v.form.changed() || writes && s.halfTyped()
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
	if f := v.form; f != nil && v.right(f.place()) != live.Suggest {
		v.late = lateTyping{form: f, until: time.Now().Add(lateFor)}
		v.form = nil
		f.hold(v)
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
		a.screens = a.screens[:i]
		a.turned()
		a.page.Announce(a.text("ui.live.shared.less"), true)
		return
	}
}

// placed is the section in which a guest is.
func (a *App) placed() plan.ID {
	v := a.visit
	if !v.shows() {
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
	v.editing, v.plan, v.form, v.mine, v.held, v.late = nil, nil, nil, visitMine{}, nil, lateTyping{}
}
