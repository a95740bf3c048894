package app

import (
	"errors"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// visitForm is what a guest suggests and has not sent: other texts for an item, or a new one.
type visitForm struct {
	item    plan.ID           // zero: a new one
	section plan.ID           // of a new one
	kind    string            // of either
	base    map[string]string // its texts, as they were when it was opened
	typed   map[string]string
}

// place is what it is about.
func (f *visitForm) place() plan.ID {
	if f.item == (plan.ID{}) {
		return f.section
	}
	return f.item
}

// opens opens a form: for an item, or for something new of a kind in a section. What was written in another one is held.
func (v *visiting) opens(item, section plan.ID, kind string) {
	if v.form != nil {
		if v.form.item == item && v.form.section == section && v.form.kind == kind {
			return
		}
		v.form.hold(v)
	}
	f := &visitForm{item: item, section: section, kind: kind, base: map[string]string{}, typed: map[string]string{}}
	it, is := v.plan.Item(item)
	for _, field := range view.SharedFields(kind) {
		text := ""
		if is {
			text = view.WrittenText(field, it.Value(field.Key))
		}
		f.base[field.Key], f.typed[field.Key] = text, text
	}
	v.form = f
}

func (f *visitForm) set(act Action) {
	if _, ok := f.base[act.Arg(0)]; ok {
		f.typed[act.Arg(0)] = act.Value
	}
}

// changed reports whether anything is written in it.
func (f *visitForm) changed() bool {
	for key, text := range f.typed {
		if text != f.base[key] {
			return true
		}
	}
	return false
}

// hold keeps what was typed into it.
func (f *visitForm) hold(v *visiting) {
	for _, field := range view.SharedFields(f.kind) {
		v.keep(heldIn(f.section, f.item, f.kind, field.Key, f.base[field.Key], f.typed[field.Key]))
	}
}

// put does to a plan what is suggested. Where somebody wrote in a text meanwhile, both are kept.
func (f *visitForm) put(a *App, p *plan.Plan) error {
	item := f.item
	if item == (plan.ID{}) {
		var err error
		if item, err = p.AddItem(a.random, f.section, f.kind); err != nil {
			return err
		}
	}
	it, ok := p.Item(item)
	if !ok {
		return plan.ErrNotFound
	}
	for _, field := range view.SharedFields(f.kind) {
		text, base := f.typed[field.Key], f.base[field.Key]
		if text == base {
			continue
		}
		if field.Type == plan.Line || field.Type == plan.LongText {
			text = joint.Together(base, text, it.Text(field.Key))
		}
		if err := p.SetField(item, field.Key, view.WrittenValue(field, text)); err != nil {
			return err
		}
	}
	return nil
}

// news takes over what is shared now, and reports whether it is another plan than before, or something else of it is.
func (v *visiting) news(now *visitNow) (is bool) {
	if p, err := v.table.Plan(); err == nil && (v.plan == nil || !plan.Equal(p, v.plan)) {
		v.plan, is = p, true
	}
	v.table.Do(func(g *joint.Guest) {
		if !now.lost && !now.terms.Paused {
			g.Saw()
		}
		p := g.Progress()
		now.far, now.unsent = v.farOf(p, now.lost || !now.connected), p.Waiting+p.Sent > 0
		all := g.Held()
		for range all {
			g.Forget(0)
		}
		v.take(all)
		present := g.Present()
		is = is || len(all) > 0 || !samePlaces(present, now.present)
		now.present = present
		is = v.mine.see(g) || is
	})
	return is
}

func samePlaces(a, b []joint.Presence) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// shared draws what is shared with a guest. It is asked for only while it may be seen.
func (v *visiting) shared(a *App) *view.Node {
	if len(v.plan.Sections()) == 0 {
		return nil
	}
	m := &view.SharedModel{
		Words: a.words, Plan: v.plan, Terms: v.now.terms, Note: v.note, Present: v.now.present,
		Waiting: v.mine.waiting, Settled: v.mine.settled,
	}
	if f := v.form; f != nil {
		m.Item, m.Section, m.Kind, m.Typed = f.item, f.section, f.kind, f.typed
	}
	return view.Shared(m)
}

// act takes what a guest does with what is shared. What is written in place is written on other screens, which only those reach
// who may edit.
func (v *visiting) act(a *App, act Action) {
	v.lately(act)
	if !v.shows() || v.away() {
		if a.hiddenTyping(act) || !v.shows() {
			return
		}
		v.back = time.Time{} // they go elsewhere
		a.keepPlace()
	}
	v.note = ""
	id := act.PlanID(0)
	switch act.Verb {
	case "go":
		a.open(id)
	case "section":
		if _, ok := v.plan.Section(id); ok && a.may(id) {
			a.push(&sectionScreen{id: id})
		}
	case "take", "leave-it", "unsay":
		v.decide(a, act.Verb, id)
	case "shared-type":
		if v.form != nil {
			v.form.set(act)
		}
	case "shared-close":
		v.form = nil
	case "shared-send":
		v.send(a)
	default:
		if v.right(id) == live.Suggest {
			v.begin(a, act, id)
		}
	}
}

// begin takes what begins a suggestion.
func (v *visiting) begin(a *App, act Action, id plan.ID) {
	switch act.Verb {
	case "shared-open":
		if it, ok := v.plan.Item(id); ok {
			v.opens(id, plan.ID{}, it.Kind())
		}
	case "shared-new":
		_, isSection := v.plan.Section(id)
		if _, ok := plan.KindOf(act.Arg(1)); ok && isSection {
			v.opens(plan.ID{}, id, act.Arg(1))
		}
	case "shared-out":
		v.suggest(a, func(p *plan.Plan) error { return p.RemoveItem(id) })
	}
}

// hiddenTyping takes what was being typed when what is shared was hidden: it is kept where it was, and is there again when that is. It
// reports whether act is that.
func (a *App) hiddenTyping(act Action) bool {
	v := a.visit
	top, ok := a.screens[len(a.screens)-1].(*itemScreen)
	switch {
	case act.Verb == "shared-type" && v.form != nil:
		v.form.set(act)
	case act.Verb != "set" || !ok:
		return false
	case a.may(top.id):
		top.act(a, act)
	case len(v.dark) < sightRoom:
		v.dark = append(v.dark, act)
	}
	return true
}

// send says what was typed, over what others wrote meanwhile.
func (v *visiting) send(a *App) {
	form := v.form
	switch {
	case form == nil || v.right(form.place()) != live.Suggest:
	case !form.changed():
		v.note = a.text("ui.live.shared.none")
		a.page.Announce(v.note, true)
	case v.suggest(a, func(p *plan.Plan) error { return form.put(a, p) }):
		v.form = nil
	}
}

// suggest says something that waits for the host's yes, and reports whether it was said.
func (v *visiting) suggest(a *App, change func(*plan.Plan) error) bool {
	err := v.edit(a, change)
	key := "ui.live.shared.sent"
	switch {
	case errors.Is(err, plan.ErrTooLarge):
		key = "ui.live.shared.full"
	case err != nil: // not allowed any more, or gone: what was typed stays in its boxes
		key = "ui.live.shared.not"
	}
	v.note = a.text(key)
	a.page.Announce(v.note, err != nil)
	return err == nil
}
