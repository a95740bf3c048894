package joint

import (
	"crypto/rand"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// names are the ids by which one guest knows things. They are those of the plan, but for what the guest itself brought under an id
// that was in use where it does not see: who remembers ids of an earlier link could ask otherwise whether those things are still
// there, as an item under such an id would be refused, and under any other one not. So none is refused but those that the guest
// knows in this link, and what it brought has another id in the plan.
type names struct {
	knew  map[plan.ID]bool    // what the guest was told or brought in this link, by its names
	other map[plan.ID]plan.ID // names that are not the ids, both ways: an id that is somebody's name goes by the new id instead
}

func newNames() names { return names{knew: map[plan.ID]bool{}, other: map[plan.ID]plan.ID{}} }

// of returns the name of an id, and the id of a name.
func (n *names) of(id plan.ID) plan.ID {
	if o, ok := n.other[id]; ok {
		return o
	}
	return id
}

// told notes that the guest is told of something.
func (n *names) told(id plan.ID) { n.knew[n.of(id)] = true }

// fresh reports whether the guest may bring something under an id: not one that it knows, else who lost sight of an item could ask
// whether it is there.
func (n *names) fresh(id plan.ID) bool {
	return id != nowhere && !n.knew[n.of(id)] && len(n.knew) < maxShown
}

// claim returns the id under which something goes into the plan that the guest brings under a fresh one.
func (t *taking) claim(id plan.ID) plan.ID {
	n, used := &t.g.names, t.h.used(t.p, id)
	n.knew[id] = true
	if !used {
		return id
	}
	var free plan.ID
	_, _ = rand.Read(free[:]) // never fails
	n.other[id], n.other[free] = free, id
	return free
}

// used reports whether an id is that of anything, or was told to anybody who is there.
func (h *Host) used(p *plan.Plan, id plan.ID) bool {
	_, item := p.Item(id)
	_, section := p.Section(id)
	for _, w := range h.waiting {
		item = item || w.id == id || w.body.kind == opAdd && w.body.item == id
	}
	for _, g := range h.seats {
		item = item || g.names.knew[id]
	}
	return item || section
}

// op returns an operation with names in the place of ids, or ids in the place of names.
func (n *names) op(o *op) *op {
	if len(n.other) == 0 {
		return o
	}
	c := *o
	c.item, c.section, c.after, c.value = n.of(o.item), n.of(o.section), n.of(o.after), n.value(o.value)
	c.fields = nil
	for _, f := range o.fields {
		c.fields = append(c.fields, field{f.key, n.value(f.value)})
	}
	if o.body != nil {
		c.body = n.op(o.body)
	}
	return &c
}

func (n *names) ops(list []op) []op {
	if len(n.other) == 0 {
		return list
	}
	out := make([]op, len(list))
	for i := range list {
		out[i] = *n.op(&list[i])
	}
	return out
}

func (n *names) value(v plan.Value) plan.Value {
	switch v := v.(type) {
	case cbor.Bytes:
		if id, ok := plan.AsRef(v); ok {
			return plan.Ref(n.of(id))
		}
	case cbor.Array:
		out := make(cbor.Array, len(v))
		for i, e := range v {
			out[i] = n.value(e)
		}
		return out
	case cbor.Map:
		out := make(cbor.Map, len(v))
		for i, e := range v {
			out[i] = cbor.Entry{Key: e.Key, Value: n.value(e.Value)}
		}
		return out
	}
	return v
}
