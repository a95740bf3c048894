package app

import (
	"strconv"
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
	far := v.far()
	if far == farNothing || far == v.said || time.Since(v.since) < settledFor || v.step() != visitIn {
		return
	}
	v.said = far
	a.page.Announce(a.text(farWords[far]), false)
}

// far is how far it has come. What is held has come nowhere.
func (v *visiting) far() visitFar {
	if len(v.held) > 0 {
		return farHere
	}
	return v.now.far
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
	n    string // to name it by
	late bool
}

// lateFor is how long that may take.
const lateFor = 3 * beat

// lateTyping is where a guest was a moment ago: what was typed in the very moment in which a right went is told after it.
type lateTyping struct {
	item  *itemScreen
	form  *visitForm
	until time.Time
}

// keep holds a text. What was typed on in one place is one text.
func (v *visiting) keep(h *held) {
	if strings.TrimSpace(h.Text) == "" {
		return
	}
	if n := len(v.held); n > 0 {
		last := v.held[n-1]
		text := h.Text
		switch {
		case last.Item != h.Item || last.Field != h.Field || last.Section != h.Section:
			text = ""
		case h.late && !(last.late && strings.HasPrefix(text, last.Text)): // or it is the same, and more
			text = ""
		case h.late:
		case last.late:
			text += last.Text
		default:
			text = last.Text + text
		}
		if text != "" {
			last.Text = text
			return
		}
	}
	v.last++
	h.n = strconv.Itoa(v.last)
	v.held = append(v.held, h)
}

// take takes over what the document hands back. Words of lists of ours are no words of the guest.
func (v *visiting) take(all []joint.Held) {
	for i := range all {
		k, _ := plan.KindOf(all[i].Kind)
		if f, ok := k.Field(all[i].Field); !ok || view.Written(&f) {
			v.keep(&held{Held: all[i]})
		}
	}
}

// hold keeps what was typed into an item and did not get into the document.
func (s *itemScreen) hold(v *visiting) {
	x := s.sights.of[s.sights.gen]
	if x.plan == nil {
		return
	}
	it, ok := x.plan.Item(s.id)
	if !ok {
		return
	}
	k, _ := plan.KindOf(it.Kind())
	for at, d := range s.ed.drafts {
		if f, ok := typeAt(k, at); ok && d.Wrong != "" && view.Written(&f) {
			v.keep(heldIn(it.Section(), s.id, it.Kind(), at.Field, plan.AsText(valueAt(x, s.id, at)), d.Text))
		}
	}
}

// halfTyped reports whether something stands in a box that fits no value, and so is nowhere else.
func (s *itemScreen) halfTyped() bool {
	for _, d := range s.ed.drafts {
		if d.Wrong != "" && strings.TrimSpace(d.Text) != "" {
			return true
		}
	}
	return false
}

// heldIn is what of a text its writer put in, given what stood there before.
func heldIn(section, item plan.ID, kind, field, before, text string) *held {
	return &held{Held: joint.Held{Section: section, Item: item, Kind: kind, Field: field, Text: plan.Typed(before, text)}, late: true}
}

// lately takes in what was typed where the guest may not write any more.
func (v *visiting) lately(act Action) {
	switch l := &v.late; {
	case act.Verb == "set" && l.item != nil:
		l.item.ed.drafts[spotOf(act, 1)] = view.Draft{Text: act.Value, Wrong: "ui.item.gone"}
		l.item.hold(v)
	case act.Verb == "shared-type" && l.form != nil:
		l.form.set(act)
		l.form.hold(v)
	}
}

// fits reports whether there is a place for a text that is held.
func (v *visiting) fits(h *held) bool {
	k, _ := plan.KindOf(h.Kind)
	_, known := k.Field(h.Field)
	switch v.right(h.Item) {
	case live.Edit, live.Suggest:
		return known
	}
	return v.right(h.Section) == live.Edit
}

// kept draws what is held: of an item, or, given none, all.
func (v *visiting) kept(a *App, of plan.ID) *view.Node {
	var all []view.HeldText
	for _, h := range v.held {
		if of != (plan.ID{}) && of != h.Item {
			continue
		}
		all = append(all, view.HeldText{N: h.n, Kind: h.Kind, Field: h.Field, Text: h.Text, Fits: v.fits(h)})
	}
	return view.Held(a.words, all)
}

// settle puts a text that is held back where it was, behind what stands there now, or drops it.
func (v *visiting) settle(a *App, act Action) {
	for i, h := range v.held {
		if h.n == act.Arg(0) {
			if act.Verb == "held-drop" || v.putBack(a, h) {
				v.held = append(v.held[:i:i], v.held[i+1:]...)
			}
			return
		}
	}
}

// putBack reports whether it did: into the text where the guest edits, into the form of a suggestion where it suggests, and into a
// new note where the item is gone.
func (v *visiting) putBack(a *App, h *held) bool {
	if !v.fits(h) {
		return false
	}
	if v.right(h.Item) == live.Suggest {
		it, _ := v.plan.Item(h.Item)
		v.opens(h.Item, plan.ID{}, it.Kind())
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
		return p.SetField(item, field, view.WrittenValue(&f, behind(view.WrittenText(&f, it.Value(field)), h)))
	})
	v.note = a.complaint(err)
	if err == nil {
		a.page.Announce(a.text("ui.live.held.done"), false)
	}
	return err == nil
}

// behind is a text with one that is held after it.
func behind(text string, h *held) string {
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
