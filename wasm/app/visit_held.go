package app

import (
	"slices"
	"strings"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// visitFar is how far what a guest wrote has come. It is said of all of it at once: the least of it counts.
type visitFar int

const (
	farNothing visitFar = iota // nothing was written
	farHere                    // there is no line, and it is on this page only, as far as is known here
	farGoing                   // it is under way, or about to be
	farSent                    // it is there, and not saved
	farSaved
)

var (
	farWords = [...]string{farHere: "ui.live.far.here", farGoing: "ui.live.far.going", farSent: "ui.live.far.sent", farSaved: "ui.live.far.saved"}
	farKinds = [...]view.StatusKind{farNothing: view.NoStatus, farHere: view.Trouble, farGoing: view.Busy, farSent: view.Busy, farSaved: view.Saved}
)

// settledFor is how long something has to be so before it is said aloud: who types hears nothing of every letter's way.
const settledFor = 2 * time.Second

// sayFar says aloud how far what was written has come, when that has not changed for a while and is something else than was said.
func (a *App) sayFar() {
	v := a.visit
	far := v.now.far
	if far == farNothing || far == v.said || time.Since(v.since) < settledFor || v.step() != visitIn {
		return
	}
	v.said = far
	a.page.Announce(a.text(farWords[far]), false)
}

// farOf reads it from what the document knows, which hands out what it has also while there is no line.
func (v *visiting) farOf(p joint.Progress, lost bool) visitFar {
	switch {
	case !v.wrote:
		return farNothing
	case p.Waiting+p.Sent > 0 && lost:
		return farHere
	case p.Waiting+p.Sent > 0:
		return farGoing
	case !p.Saved:
		return farSent
	}
	return farSaved
}

// held is text that a guest wrote and that has no place in what is shared any more.
type held struct {
	joint.Held
	n    int // to name it by
	late bool
}

// lateFor is how long that may take.
const lateFor = 3 * beat

// lateTyping is where a guest was a moment ago: what was typed in the very moment in which a right went is told after it.
type lateTyping struct {
	item  *itemScreen
	form  visitForm
	until time.Time
}

// keep holds a text. What was typed on in one place is one text.
func (v *visiting) keep(h joint.Held, late bool) {
	if strings.TrimSpace(h.Text) == "" {
		return
	}
	if n := len(v.held); n > 0 {
		if last := &v.held[n-1]; last.Item == h.Item && last.Field == h.Field && last.Section == h.Section {
			switch {
			case late && strings.HasPrefix(h.Text, last.Text): // the same, and more
				last.Text = h.Text
				return
			case !late && last.late:
				last.Text = h.Text + last.Text
				return
			case late == last.late:
				last.Text += h.Text
				return
			}
		}
	}
	v.last++
	v.held = append(v.held, held{h, v.last, late})
}

// take takes over what the document hands back. Words of lists of ours are no words of the guest.
func (v *visiting) take(all []joint.Held) {
	for _, h := range all {
		k, _ := plan.KindOf(h.Kind)
		if f, ok := k.Field(h.Field); !ok || view.Written(f) {
			v.keep(h, false)
		}
	}
}

// hold keeps what was typed into an item and did not get into the document.
func (s *itemScreen) hold(v *visiting) {
	x := s.sights.of[s.sights.gen]
	if x.plan == nil {
		return
	}
	it, _ := x.plan.Item(s.id)
	k, _ := plan.KindOf(it.Kind())
	for at, d := range s.ed.drafts {
		if f, ok := typeAt(k, at); ok && d.Wrong != "" && view.Written(f) {
			h := joint.Held{Section: it.Section(), Item: s.id, Kind: it.Kind(), Field: at.Field}
			h.Text = plan.Typed(plan.AsText(valueAt(x, s.id, at)), d.Text)
			v.keep(h, true)
		}
	}
}

// lately takes in what was typed where the guest may not write any more.
func (v *visiting) lately(act Action) {
	switch l := &v.late; {
	case act.Verb == "set" && l.item != nil:
		l.item.ed.drafts[spotOf(act, 1)] = view.Draft{Text: act.Value, Wrong: "ui.item.gone"}
		l.item.hold(v)
	case act.Verb == "shared-type" && l.form.open():
		l.form.set(act)
		l.form.hold(v)
	}
}

// fits reports whether there is a place for a text that is held.
func (v *visiting) fits(h held) bool {
	k, _ := plan.KindOf(h.Kind)
	_, known := k.Field(h.Field)
	switch v.right(h.Item) {
	case live.Edit, live.Suggest:
		return known
	}
	return v.right(h.Section) == live.Edit
}

// kept draws what is held.
func (v *visiting) kept(a *App) *view.Node {
	m := view.HeldModel{Words: a.words}
	for _, h := range v.held {
		m.Held = append(m.Held, view.HeldText{N: h.n, Kind: h.Kind, Field: h.Field, Text: h.Text, Fits: v.fits(h)})
	}
	return view.Held(m)
}

// settle puts a text that is held back where it was, behind what stands there now, or drops it.
func (v *visiting) settle(a *App, act Action) {
	i := slices.IndexFunc(v.held, func(h held) bool { return h.n == index(act.Arg(0)) })
	if i < 0 {
		return
	}
	h := v.held[i]
	if act.Verb == "held-put" && !v.putBack(a, h) {
		return
	}
	v.held = slices.Delete(v.held, i, i+1)
}

// putBack reports whether it did: into the text where the guest edits, into the form of a suggestion where it suggests, and into a
// new note where the item is gone.
func (v *visiting) putBack(a *App, h held) bool {
	if !v.fits(h) {
		return false
	}
	if v.right(h.Item) == live.Suggest {
		v.form.begin(v, h.Item)
		v.form.typed[h.Field] = behind(v.form.typed[h.Field], h)
		return true
	}
	err := v.edit(a, func(p *plan.Plan) error {
		item, field := h.Item, h.Field
		it, ok := p.Item(item)
		if !ok {
			var err error
			if item, err = p.AddItem(a.random, h.Section, view.NoteKind); err != nil {
				return err
			}
			it, _ = p.Item(item)
			field = "text"
		}
		k, _ := plan.KindOf(it.Kind())
		f, _ := k.Field(field)
		return p.SetField(item, field, view.WrittenValue(f, behind(view.WrittenText(f, it.Value(field)), h)))
	})
	v.form.note = a.complaint(err)
	if err == nil {
		a.page.Announce(a.text("ui.live.held.done"), false)
	}
	return err == nil
}

// behind is a text with one that is held after it.
func behind(text string, h held) string {
	between := " "
	if k, _ := plan.KindOf(h.Kind); text != "" {
		if f, _ := k.Field(h.Field); f.Type == plan.LongText || f.Type == plan.Lines {
			between = "\n"
		}
	} else {
		between = ""
	}
	return text + between + strings.TrimSpace(h.Text)
}
