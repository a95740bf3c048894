package joint

import (
	"strings"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// confirm makes now the confirmed sight and rebases on it what is pending.
func (g *Guest) confirm(now *sight, u *update) {
	r := rebasing{g: g, old: g.base, now: now, segs: map[place][]seg{}, bridges: map[place]text{}, minds: map[place]string{}}
	if u.from != 0 || g.have == 0 {
		for i := range u.ops {
			if o := &u.ops[i]; o.kind == opText {
				r.segs[o.place()] = o.segs
			}
		}
	}
	answered := len(g.flying) > 0 && u.done == g.batch
	var pending []op
	if answered {
		for i := range g.flying {
			if u.taken>>i&1 == 0 {
				r.hold(&g.flying[i])
			}
		}
		r.settle(g.flying)
		pending = g.waits
		g.flying, g.waits = nil, nil
		g.batch++
		g.wrote = u.to
	} else {
		pending = append(g.flying, g.waits...)
	}
	n := len(g.flying)
	e := edit(now)
	var flying, waits []op
	for i := range pending {
		o := pending[i]
		if !r.rebase(&o) || !e.permits(&o) || !r.joinsAsMeant(&pending[i], &o, e) || !e.do(&o) {
			r.hold(&pending[i])
			o = op{kind: opNothing}
		}
		if i < n {
			// Whichever copy of the batch the host answers, its operations have the same places.
			flying = append(flying, o)
		} else if o.kind != opNothing {
			waits = append(waits, o)
		}
	}
	g.base, g.show, g.flying, g.waits = now, e.done(), flying, waits
}

// rebasing carries pending operations from one confirmed sight to the next.
type rebasing struct {
	g        *Guest
	old, now *sight
	segs     map[place][]seg
	minds    map[place]string // the texts that the next operation was made on
	bridges  map[place]text   // from the text that the next operation was made on to the one it is to be made on
}

// bridge returns the bridge of a place before any operation.
func (r *rebasing) bridge(p place) text {
	if b, ok := r.bridges[p]; ok {
		return b
	}
	from, to := r.old.text(p), r.now.text(p)
	b, ok := composeAll(r.segs[p])
	if got, fits := b.apply(from); !ok || !fits || got != to {
		b = changed(from, to)
	}
	r.bridges[p] = b
	return b
}

// rebase changes o as what came demands. It reports false when o does not fit anything.
func (r *rebasing) rebase(o *op) bool {
	t := o
	switch o.kind {
	case opSuggest:
		t = o.body
	case opSection:
		r.section(o)
	}
	if t.kind != opText {
		return true
	}
	late, early, ok := transform(t.segs[0].text, r.bridge(t.place()))
	if !ok {
		return false
	}
	c := *t
	c.segs = []seg{{text: late}}
	if o.kind == opSuggest {
		o.body = &c
		return true
	}
	r.bridges[t.place()] = early
	*o = c
	return true
}

// section has an operation on a section leave as it is now what it left as it was: somebody else may have changed that.
func (r *rebasing) section(o *op) {
	old, now := r.old.section(o.section), r.now.section(o.section)
	if old == nil || now == nil {
		return
	}
	if o.title == old.title {
		o.title = now.title
	}
	if o.hidden == old.hidden {
		o.hidden = now.hidden
	}
	if o.after == r.old.before(o.section) {
		o.after = r.now.before(o.section)
	}
}

// joinsAsMeant is at a guest what it is at the host (taking.joinsAsMeant): made is the operation as it was, o as it is now.
func (r *rebasing) joinsAsMeant(made, o *op, e *editing) bool {
	if o.kind != opText {
		return true
	}
	p := o.place()
	mind, ok := r.minds[p]
	if !ok {
		mind = r.old.text(p)
	}
	mind, ok = made.segs[0].text.apply(mind)
	next, fits := o.segs[0].text.apply(e.s.text(p))
	if !ok || !fits {
		return fits
	}
	r.minds[p] = mind
	if joinsAsBefore(made.segs[0].text.joins(mind), o.segs[0].text.joins(next)) {
		return true
	}
	// What was made after it goes on from a text without it.
	if b, ok := compose(r.bridges[p], changed(next, e.s.text(p))); ok {
		r.bridges[p] = b
	}
	return false
}

// settle makes the bridges that lead over a batch that was answered: from the texts that the guest had in mind after it to
// those that are confirmed.
func (r *rebasing) settle(flying []op) {
	made := map[place]text{}
	var order []place
	for i := range flying {
		o := &flying[i]
		if o.kind != opText {
			continue
		}
		p, t := o.place(), o.segs[0].text
		if before, ok := made[p]; ok {
			if t, ok = compose(before, t); !ok {
				continue
			}
		} else {
			order = append(order, p)
		}
		made[p] = t
	}
	for _, p := range order {
		r.bridges[p] = r.over(p, made[p])
		if mind, ok := made[p].apply(r.old.text(p)); ok {
			r.minds[p] = mind
		}
	}
}

// over returns the bridge over what the guest did to one text.
func (r *rebasing) over(p place, made text) text {
	old, now := r.old.text(p), r.now.text(p)
	pre, did, post := text(nil), text(nil), text(nil)
	pre.keep(len(old))
	known, at := true, old
	for _, s := range r.segs[p] {
		next, ok := s.text.apply(at)
		if known = known && ok; !known {
			break
		}
		switch {
		case s.own:
			did = s.text
		case did == nil:
			pre = s.text
		default:
			post = s.text
		}
		at = next
	}
	fallback := func() text {
		mind, _ := made.apply(old)
		return changed(mind, now)
	}
	if !known || at != now {
		return fallback()
	}
	mid, _ := pre.apply(old)
	late, early, ok := transform(made, pre)
	if !ok {
		return fallback()
	}
	mind, _ := late.apply(mid)
	left := mid
	if did != nil {
		left, _ = did.apply(mid)
	}
	b, ok := compose(early, changed(mind, left))
	if ok && post != nil {
		b, ok = compose(b, post)
	}
	if !ok {
		return fallback()
	}
	return b
}

// hold keeps the text that an operation would have written: what the guest put in, and nothing of what stood there, which it may
// not see any more.
func (r *rebasing) hold(o *op) {
	h := Held{Item: o.item, Field: o.name}
	s := r.g.show
	if o.kind == opSuggest {
		o = o.body
		h.Item, h.Field = o.item, o.name
	}
	if it, sec := s.item(o.item); it != nil {
		h.Section, h.Kind = sec.id, it.kind
	}
	switch o.kind {
	case opText:
		h.Text = o.segs[0].text.typed()
		r.g.keep(h)
	case opSet:
		it, _ := r.old.item(o.item)
		h.Text = plan.Typed(strings.Join(texts(it.value(o.name), nil), "\n"), strings.Join(texts(o.value, nil), "\n"))
		r.g.keep(h)
	case opAdd:
		for _, f := range o.fields {
			for _, t := range texts(f.value, nil) {
				r.g.keep(Held{Section: o.section, Kind: o.name, Field: f.key, Text: t})
			}
		}
	}
}

// texts returns all texts in v.
func texts(v plan.Value, out []string) []string {
	switch v := v.(type) {
	case cbor.Text:
		return append(out, string(v))
	case cbor.Array:
		for _, e := range v {
			out = texts(e, out)
		}
	case cbor.Map:
		for _, e := range v {
			out = texts(e.Value, out)
		}
	}
	return out
}

// keep adds a held text; the oldest goes when there are too many.
func (g *Guest) keep(h Held) {
	if h.Text == "" {
		return
	}
	if g.held = append(g.held, h); len(g.held) > maxHeld {
		g.held = g.held[1:]
	}
}

// permits reports whether a guest may do o to the sight, as far as it can know.
func (e *editing) permits(o *op) bool {
	can := func(id plan.ID, need Right) bool { sec := e.all[id]; return sec != nil && sec.right >= need }
	into := func(id plan.ID, need Right) bool { sec := e.s.section(id); return sec != nil && sec.right >= need }
	switch o.kind {
	case opText, opSet, opRemove:
		return can(o.item, Edit)
	case opAdd:
		return into(o.section, Edit) && e.all[o.item] == nil
	case opMove:
		return can(o.item, Edit) && into(o.section, Edit)
	case opSuggest:
		if o.body.kind == opAdd {
			return into(o.body.section, Suggest)
		}
		return can(o.body.item, Suggest)
	case opSettle:
		return e.s.suggestion(o.item) != nil
	}
	return e.s.all || o.kind == opNothing
}
