package app

import (
	"errors"

	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// visitForm is one item that a guest changes, or suggests to change.
type visitForm struct {
	last  *plan.Plan        // that was shown
	item  plan.ID           // zero: none
	base  *plan.Plan        // as it was when the item was opened
	typed map[string]string // its fields
	note  string
}

// news takes over what is shared now, and reports whether it is another plan than before.
func (v *visiting) news() bool {
	p, err := v.table.Plan()
	if err != nil || v.form.last != nil && plan.Equal(p, v.form.last) {
		return false
	}
	v.form.last = p
	v.table.Do(func(g *joint.Guest) { g.Saw() })
	return true
}

// shared draws what is shared with a guest. It is asked for only while it may be seen: not during a pause, not when the host is
// lost, and not after the end.
func (v *visiting) shared(a *App) *view.Node {
	if v.form.last == nil || len(v.form.last.Sections()) == 0 {
		return nil
	}
	return view.Shared(view.SharedModel{
		Words: a.words, Plan: v.form.last, Terms: v.now.terms, Open: v.form.item, Typed: v.form.typed, Note: v.form.note,
	})
}

// act takes what a guest does with what is shared.
func (v *visiting) act(a *App, act Action) {
	v.form.note = ""
	switch act.Verb {
	case "shared-open":
		it, ok := v.form.last.Item(act.PlanID(0))
		if !ok {
			return
		}
		v.form.item, v.form.base, v.form.typed = it.ID(), v.form.last, map[string]string{}
		for _, f := range view.SharedFields(it) {
			v.form.typed[f.Key] = it.Text(f.Key)
		}
	case "shared-type":
		if _, ok := v.form.typed[act.Arg(0)]; ok {
			v.form.typed[act.Arg(0)] = act.Value
		}
	case "shared-close":
		v.form.item = plan.ID{}
	case "shared-send":
		v.send(a)
	}
}

// send says what was typed, over what others wrote meanwhile.
func (v *visiting) send(a *App) {
	form := &v.form
	err := v.table.Edit(a.random, func(p *plan.Plan) error {
		if _, there := p.Item(form.item); !there {
			return plan.ErrNotFound
		}
		mine := form.base.Clone()
		for key, text := range form.typed {
			if err := mine.SetField(form.item, key, plan.Tidy(plan.Text(text))); err != nil {
				return err
			}
		}
		*p = *plan.Merge(form.base, mine, p)
		return nil
	})
	key := "ui.live.shared.sent"
	switch {
	case errors.Is(err, plan.ErrTooLarge), errors.Is(err, joint.ErrFull):
		key = "ui.live.shared.full"
	case err != nil: // not allowed any more, or gone: what was typed stays in its boxes
		key = "ui.live.shared.not"
	default:
		form.item = plan.ID{}
	}
	form.note = a.text(key)
	a.page.Announce(form.note, err != nil)
	v.see()
}
