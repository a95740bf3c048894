package joint

import (
	"bytes"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// taking is one batch of a guest at the host.
type taking struct {
	h    *Host
	p    *plan.Plan
	g    *seat
	have uint64
	base *sight // that the batch was made on

	bridges map[place]text       // from the text that the guest has in mind to the one in the plan
	minds   map[place]string     // the text that the guest has in mind
	set     map[place]plan.Value // what the guest set before in this batch
	work    int
	changed bool
}

// take does what the scope allows of a batch. It reports whether the batch was answered, and whether p changed.
func (h *Host) take(p *plan.Plan, g *seat, m *said) (answered, changed bool) {
	e := g.entry(m.have)
	if e == nil { // too old: the guest gets all anew, and makes the batch on that
		g.sent = m.have
		return false, false
	}
	t := &taking{h: h, p: p, g: g, have: m.have, base: e.sight, bridges: map[place]text{}, minds: map[place]string{}, set: map[place]plan.Value{}}
	g.done, g.taken, g.fresh = m.batch, 0, true
	for i := range m.ops {
		if t.do(g.names.op(&m.ops[i])) { // one by one: what one brings the next may name
			g.taken |= 1 << i
		}
	}
	return true, t.changed
}

func (t *taking) do(o *op) bool {
	switch o.kind {
	case opText:
		return t.text(o)
	case opSet:
		return t.setField(o)
	case opAdd:
		return t.add(o)
	case opMove:
		return t.move(o)
	case opRemove:
		_, ok := t.item(o.item, Edit)
		return ok && t.did(t.p.RemoveItem(o.item))
	case opSuggest:
		return t.suggest(o)
	case opSettle:
		return t.settle(o)
	}
	return t.g.scope.All && t.doAll(o)
}

func (t *taking) did(err error) bool {
	t.changed = t.changed || err == nil
	return err == nil
}

// item returns an item that the guest has the right to.
func (t *taking) item(id plan.ID, need Right) (plan.Item, bool) {
	it, ok := t.p.Item(id)
	if !ok || t.g.scope.right(it.Section()) < need || !t.kind(it.Kind()) {
		return plan.Item{}, false
	}
	return it, true
}

// spend takes from what a guest may write in a session, and from what a batch may read.
func (t *taking) spend(read, typed int) bool {
	t.work += read + typed
	if t.work > maxWork || !t.g.scope.All && t.g.typed+typed > maxTyped {
		return false
	}
	t.g.typed += typed
	return true
}

// text rebases an operation on a text and does it.
func (t *taking) text(o *op) bool {
	it, ok := t.item(o.item, Edit)
	if !ok || !merges(it.Kind(), o.name) {
		return false
	}
	now := it.Text(o.name)
	made := o.segs[0].text
	if !t.spend(2*len(now), len(made.typed())) {
		return false
	}
	late, early, ok := transform(made, t.bridge(o.place(), now))
	if !ok {
		return false
	}
	meant, _ := late.apply(now)
	left := now
	done := late.snap(now)
	next, _ := done.apply(now)
	ok = !done.tears(now, next) && t.joinsAsMeant(o.place(), made, done, next)
	if ok && next != now {
		if ok = t.did(t.p.SetField(o.item, o.name, plan.Text(next))); ok {
			left = next
			t.h.rec[o.place()] = append(t.h.rec[o.place()], step{t.g.peer, done})
		}
	}
	t.meant(o.place(), early, meant, left)
	return ok
}

// joinsAsMeant reports whether what is put joins a cluster before it only where it did for the guest, and one that ends the
// same: a mark whose letter is gone meanwhile is not put on the letter before.
func (t *taking) joinsAsMeant(p place, made, done text, next string) bool {
	mind, ok := t.minds[p]
	if !ok {
		mind = t.base.text(p)
	}
	mind, ok = made.apply(mind)
	if !ok {
		return true // it is another place's mistake, and cannot be compared
	}
	t.minds[p] = mind
	return joinsAsBefore(made.joins(mind), done.joins(next))
}

// meant notes that the guest has in mind a text that early leads from to meant, and that the plan has left.
func (t *taking) meant(p place, early text, meant, left string) {
	b, ok := compose(early, changed(meant, left))
	if !ok {
		b = text{{n: -1}} // fits nothing
	}
	t.bridges[p] = b
}

// bridge returns what leads from the text that the guest has in mind to the one in the plan.
func (t *taking) bridge(p place, now string) text {
	if b, ok := t.bridges[p]; ok {
		return b
	}
	from := t.base.text(p)
	segs := t.g.since(t.have, p)
	for _, s := range t.h.rec[p] {
		segs = append(segs, seg{text: s.text})
	}
	b, ok := composeAll(segs)
	if got, fits := b.apply(from); !ok || !fits || got != now {
		b = changed(from, now)
	}
	t.bridges[p] = b
	return b
}

// value reports whether a guest may bring in v: it is not too much, and refers to what the guest sees only.
func (t *taking) value(v plan.Value) bool {
	refs := 0
	return len(entries(v)) <= maxEntries && eachRef(v, func(id plan.ID) bool {
		refs++
		_, ok := t.item(id, View)
		return ok && refs <= maxEntries
	})
}

func entries(v plan.Value) cbor.Array { a, _ := v.(cbor.Array); return a }

// setField sets a field that does not merge by words.
func (t *taking) setField(o *op) bool {
	it, ok := t.item(o.item, Edit)
	if !ok || merges(it.Kind(), o.name) || !t.known(it, o.name) || !t.value(o.value) {
		return false
	}
	kind, _ := plan.KindOf(it.Kind())
	f, _ := kind.Field(o.name)
	was, again := t.set[o.place()]
	if !again {
		old, _ := t.base.item(o.item)
		was = old.value(o.name)
	}
	t.set[o.place()] = o.value
	mine, theirs := it.Value(o.name), plan.Tidy(o.value)
	if sameValue(was, theirs) {
		return true // what the guest does not see of the value stays
	}
	if !f.Accepts(theirs) || !t.columns(f, theirs, mine, was) || !t.spend(cbor.Size(mine), cbor.Size(theirs)) {
		return false
	}
	if len(entries(mine)) <= maxEntries && len(entries(was)) <= maxEntries {
		theirs = f.Rebase(was, mine, theirs)
	}
	if sameValue(mine, theirs) {
		return true
	}
	return t.did(t.p.SetField(o.item, o.name, theirs))
}

// known reports whether an item may have a field as far as guests are concerned: no one puts what nobody sees.
func (t *taking) known(it plan.Item, name string) bool {
	kind, _ := plan.KindOf(it.Kind())
	_, ok := kind.Field(name)
	return ok || it.Value(name) != nil
}

// fixed is a source of one id.
func fixed(id plan.ID) *bytes.Reader { return bytes.NewReader(id[:]) }

// add adds an item.
func (t *taking) add(o *op) bool {
	if t.g.scope.right(o.section) < Edit || !t.g.names.fresh(o.item) || !knownKind(o.name) || !t.kind(o.name) {
		return false
	}
	if !t.g.scope.All && t.g.added >= maxAdded {
		return false
	}
	id := t.claim(o.item)
	if _, err := t.p.AddItem(fixed(id), o.section, o.name); !t.did(err) {
		return false
	}
	t.g.added++
	return t.did(t.p.MoveItem(id, o.section, t.behind(o)))
}

// kind reports whether items of a kind are for this guest.
func (t *taking) kind(key string) bool { return key != hers || t.g.scope.All }

func knownKind(key string) bool { _, ok := plan.KindOf(key); return ok }

// move moves an item within or between sections that the guest edits.
func (t *taking) move(o *op) bool {
	_, ok := t.item(o.item, Edit)
	if _, there := t.p.Section(o.section); !ok || !there || t.g.scope.right(o.section) < Edit {
		return false
	}
	return t.did(t.p.MoveItem(o.item, o.section, t.behind(o)))
}

// behind returns the place behind another item of the section, counted without the item itself.
func (t *taking) behind(o *op) int {
	if o.after == nowhere {
		return 0
	}
	sec, _ := t.p.Section(o.section)
	at := 0
	for _, it := range sec.Items() {
		switch it.ID() {
		case o.item:
			continue
		case o.after:
			return at + 1
		}
		at++
	}
	return at
}
