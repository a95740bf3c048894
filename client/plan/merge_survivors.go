package plan

import (
	"bytes"

	"larkspur/client/plan/cbor"
)

// survivors decides which items are in the result, and in which section, and which are gone.
func (m merging) survivors() (places map[ID]ID, gone map[ID]bool) {
	places, gone = map[ID]ID{}, map[ID]bool{}
	changedA, changedB := m.a.changes(m.base), m.b.changes(m.base)
	for id, a := range m.a.items {
		o, inBase := m.base.items[id]
		b, inB := m.b.items[id]
		switch {
		case inB && inBase && a.in == o.in:
			places[id] = b.in
		case inB, !inBase, changedA[id]:
			places[id] = a.in
		default:
			gone[id] = true
		}
	}
	for id, b := range m.b.items {
		if _, inA := m.a.items[id]; inA {
			continue
		}
		if _, inBase := m.base.items[id]; !inBase || changedB[id] {
			places[id] = b.in
		} else {
			gone[id] = true
		}
	}
	for id := range m.base.items {
		if _, ok := places[id]; !ok {
			gone[id] = true
		}
	}
	return places, gone
}

// changes returns the items of base that s changed, moved to another section, or newly refers to from an item. That a
// reference disappeared with what it led to is no change.
func (s side) changes(base side) map[ID]bool {
	removed := map[ID]bool{}
	for id := range base.items {
		if _, ok := s.items[id]; !ok {
			removed[id] = true
		}
	}
	out := map[ID]bool{}
	for id, now := range s.items {
		was, ok := base.items[id]
		if !ok {
			was.it = &item{id: id}
		}
		if ok && (now.in != was.in || !sameItem(now.it, was.it, removed)) {
			out[id] = true
		}
		for ref := range now.it.newRefs(was.it) {
			out[ref] = true
		}
	}
	return out
}

// newRefs returns the ids that it refers to and was does not.
func (it *item) newRefs(was *item) map[ID]bool {
	refs, old := map[ID]bool{}, map[ID]bool{}
	it.fields.collect(refs)
	if len(refs) == 0 {
		return nil
	}
	was.fields.collect(old)
	for id := range old {
		delete(refs, id)
	}
	return refs
}

func (f fieldset) collect(into map[ID]bool) {
	for _, v := range f.values {
		collect(v, into)
	}
	for _, others := range f.marks {
		for _, v := range others {
			collect(v, into)
		}
	}
}

func collect(v cbor.Value, into map[ID]bool) {
	switch v := v.(type) {
	case cbor.Bytes:
		if id, ok := AsRef(v); ok {
			into[id] = true
		}
	case cbor.Array:
		for _, e := range v {
			collect(e, into)
		}
	case cbor.Map:
		for _, e := range v {
			collect(e.Value, into)
		}
	}
}

// sameItem reports whether now is what was became by the loss of references to the removed items.
func sameItem(now, was *item, removed map[ID]bool) bool {
	was = was.clone()
	was.fields.scrub(removed)
	return bytes.Equal(cbor.Encode(now.tree()), cbor.Encode(was.tree()))
}

// keepsSection reports whether a section without items is in the result.
func (m merging) keepsSection(id ID) bool {
	o, a, b := m.base.sections[id], m.a.sections[id], m.b.sections[id]
	switch {
	case a != nil && b != nil:
		return true
	case o == nil:
		return a != nil || b != nil
	case a != nil:
		return !sameSection(a, o)
	case b != nil:
		return !sameSection(b, o)
	}
	return false
}

// sameSection compares two sections without their items.
func sameSection(a, b *section) bool {
	return bytes.Equal(cbor.Encode(a.clone().tree()), cbor.Encode(b.clone().tree()))
}
