package joint

import (
	"slices"

	"larkspur/client/plan"
)

// suggest keeps a suggestion of a guest.
func (t *taking) suggest(o *op) bool {
	b := o.body
	if !t.g.names.fresh(o.item) || t.mine() >= maxSuggestions || !b.eachRef(func(id plan.ID) bool { _, ok := t.item(id, View); return ok }) {
		return false
	}
	if !t.suggestible(o) || !t.spend(0, b.size()) {
		return false
	}
	body, id := *b, t.claim(o.item)
	if b.kind == opAdd {
		body.item = t.claim(b.item)
	}
	if b.kind == opText {
		it, _ := t.item(b.item, Suggest)
		now := it.Text(b.name)
		late, _, ok := transform(b.segs[0].text, t.bridge(b.place(), now))
		if !ok || !t.spend(len(now), 0) {
			return false
		}
		body.segs = []seg{{text: late}}
		t.h.born[id] = birth{now, len(t.h.rec[b.place()])}
	} else {
		t.h.born[id] = birth{}
	}
	t.h.waiting = append(t.h.waiting, &suggestion{id, t.g.peer, body})
	return true
}

func (t *taking) mine() int {
	n := 0
	for _, w := range t.h.waiting {
		if w.by == t.g.peer {
			n++
		}
	}
	return n
}

// suggestible reports whether the guest may suggest such a thing, and whether it could be done.
func (t *taking) suggestible(o *op) bool {
	b := o.body
	if b.size() > suggestionSize {
		return false
	}
	if b.kind == opAdd {
		kind, ok := plan.KindOf(b.name)
		_, there := t.p.Section(b.section)
		return ok && there && t.kind(b.name) && t.g.scope.right(b.section) >= Suggest && t.g.names.fresh(b.item) && b.item != o.item &&
			!slices.ContainsFunc(b.fields, func(f field) bool {
				d, ok := kind.Field(f.key)
				return !ok || !d.Accepts(f.value) || !t.columns(d, f.value)
			})
	}
	it, ok := t.item(b.item, Suggest)
	if !ok || b.kind == opRemove {
		return ok
	}
	kind, _ := plan.KindOf(it.Kind())
	f, known := kind.Field(b.name)
	return known && merges(it.Kind(), b.name) == (b.kind == opText) && f.Accepts(b.value) && t.columns(f, b.value, it.Value(b.name))
}

// size is about how many bytes an operation has.
func (o *op) size() int {
	w := writer{}
	w.op(o)
	return len(w.b)
}

// settle withdraws a suggestion of the guest, or, for one that sees all, accepts or declines any.
func (t *taking) settle(o *op) bool {
	i := slices.IndexFunc(t.h.waiting, func(w *suggestion) bool { return w.id == o.item })
	if i < 0 {
		return false
	}
	w := t.h.waiting[i]
	switch {
	case o.outcome == Withdrawn && w.by == t.g.peer, o.outcome == Declined && t.g.scope.All:
	case o.outcome == Accepted && t.g.scope.All:
		if !t.h.accept(t.p, w) {
			return false
		}
		t.changed = true
	default:
		return false
	}
	t.h.waiting = slices.Delete(t.h.waiting, i, i+1)
	delete(t.h.born, w.id)
	t.h.settle(w, o.outcome, t.h.about(w))
	return true
}

// settle notes for who made a suggestion, which was about something in a section, what became of it.
func (h *Host) settle(w *suggestion, outcome Outcome, in plan.ID) {
	if g := h.seat(w.by); g != nil {
		g.unsaid = append(g.unsaid, unsaid{settlement{w.id, outcome}, in})
		g.unsaid = g.unsaid[max(0, len(g.unsaid)-maxSettled):]
	}
}

// Suggestion is what somebody suggests. Item is the zero id for a new item, whose section, kind and fields are there. Of a text,
// Text is the whole text as it would be; of another field, Value is the value it would have, nil for none. Remove is for an item
// that would be removed.
type Suggestion struct {
	ID            plan.ID
	By            Peer
	Section, Item plan.ID
	Kind          string
	Field         string
	Text          string
	Value         plan.Value
	Fields        plan.Record
	Remove        bool
}

// shows returns a suggestion as it is shown beside a sight. The second result is false when it does not fit there.
func (s *sight) shows(w *suggestion) (Suggestion, bool) {
	b := &w.body
	out := Suggestion{ID: w.id, By: w.by}
	if b.kind == opAdd {
		out.Section, out.Kind, out.Fields = b.section, b.name, plan.Record{}
		for _, f := range b.fields {
			out.Fields[f.key] = f.value
		}
		return out, true
	}
	it, sec := s.item(b.item)
	if it == nil {
		return out, false
	}
	out.Section, out.Item, out.Kind, out.Field, out.Value, out.Remove = sec.id, it.id, it.kind, b.name, b.value, b.kind == opRemove
	if b.kind == opText {
		now, t := s.text(b.place()), b.segs[0].text
		if t.before() != len(now) {
			return out, false
		}
		out.Text, _ = t.snap(now).apply(now)
	}
	return out, true
}

// Suggestions returns what waits, as it would be with the plan of the last Step.
func (h *Host) Suggestions() []Suggestion {
	var out []Suggestion
	for _, w := range h.waiting {
		if s, ok := h.whole.shows(w); ok {
			out = append(out, s)
		}
	}
	return out
}

// Accept does what was suggested. It returns ErrScope when there is no such suggestion, or none that can be done any more.
func (h *Host) Accept(p *plan.Plan, id plan.ID) error {
	h.look(p)
	h.advance()
	return h.close(id, Accepted, func(w *suggestion) bool { return h.accept(p, w) })
}

// Decline forgets a suggestion. It returns ErrScope when there is none.
func (h *Host) Decline(id plan.ID) error {
	return h.close(id, Declined, func(*suggestion) bool { return true })
}

func (h *Host) close(id plan.ID, outcome Outcome, do func(*suggestion) bool) error {
	i := slices.IndexFunc(h.waiting, func(w *suggestion) bool { return w.id == id })
	if i < 0 {
		return ErrScope
	}
	w := h.waiting[i]
	done := do(w)
	if !done {
		outcome = FellAway
	}
	h.waiting = slices.Delete(h.waiting, i, i+1)
	h.settle(w, outcome, h.about(w))
	if !done {
		return ErrScope
	}
	return nil
}

// accept does a suggestion to the plan, as the host.
func (h *Host) accept(p *plan.Plan, w *suggestion) bool {
	b := &w.body
	switch b.kind {
	case opAdd:
		if _, ok := p.Item(b.item); ok {
			return false
		}
		if _, err := p.AddItem(fixed(b.item), b.section, b.name); err != nil {
			return false
		}
		for _, f := range b.fields {
			if p.SetField(b.item, f.key, f.value) != nil {
				_ = p.RemoveItem(b.item) // it is there
				return false
			}
		}
		return true
	case opRemove:
		return p.RemoveItem(b.item) == nil
	case opSet:
		return p.SetField(b.item, b.name, b.value) == nil
	}
	it, ok := p.Item(b.item)
	if !ok {
		return false
	}
	s := it.Text(b.name)
	t, _, ok := transform(b.segs[0].text, h.sinceBirth(w, s))
	if !ok {
		return false
	}
	done := t.snap(s)
	next, ok := done.apply(s)
	if !ok || done.tears(s, next) || p.SetField(b.item, b.name, plan.Text(next)) != nil {
		return false
	}
	h.rec[b.place()] = append(h.rec[b.place()], step{HostPeer, done})
	return true
}

// sinceBirth returns what happened to the text of a suggestion since the last look.
func (h *Host) sinceBirth(w *suggestion, now string) text {
	at, ok := h.born[w.id]
	if !ok {
		at = birth{text: h.whole.text(w.body.place())}
	}
	return h.way(w.body.place(), at, now)
}
