package plan

import (
	"bytes"
	"slices"
	"sort"

	"larkspur/client/plan/cbor"
)

// scrub takes every reference to the gone items out of all fields and marks, unknown fields included: a reference that
// leads nowhere would tell that something was there.
func (d *document) scrub(gone map[ID]bool) {
	if len(gone) == 0 {
		return
	}
	d.settings.scrub(gone)
	for _, s := range d.sections {
		s.fields.scrub(gone)
		for _, it := range s.items {
			it.fields.scrub(gone)
		}
	}
}

func (f *fieldset) scrub(gone map[ID]bool) {
	for k, others := range f.marks {
		if slices.ContainsFunc(others, func(o cbor.Value) bool { return refers(o, gone) }) {
			left := make([]cbor.Value, 0, len(others))
			for _, o := range others {
				left = append(left, without(o, gone))
			}
			f.marks[k] = left
		}
	}
	for k, v := range f.values {
		if refers(v, gone) {
			f.set(k, without(v, gone))
		}
	}
	for k := range f.marks {
		f.setMarks(k, canonicalMarks(f.marks[k], f.values[k]))
	}
}

// refers reports whether v holds a reference to one of the ids.
func refers(v cbor.Value, ids map[ID]bool) bool {
	switch v := v.(type) {
	case cbor.Bytes:
		id, ok := AsRef(v)
		return ok && ids[id]
	case cbor.Array:
		return slices.ContainsFunc(v, func(e cbor.Value) bool { return refers(e, ids) })
	case cbor.Map:
		return slices.ContainsFunc(v, func(e cbor.Entry) bool { return refers(e.Value, ids) })
	}
	return false
}

// without returns v without references to the ids, tidy, or nil when nothing is left. What holds none is returned as it is.
func without(v cbor.Value, ids map[ID]bool) cbor.Value {
	if !refers(v, ids) {
		return v
	}
	switch v := v.(type) {
	case cbor.Array:
		out := make(cbor.Array, 0, len(v))
		for _, e := range v {
			if e = without(e, ids); e != nil {
				out = append(out, e)
			}
		}
		if len(out) > 0 {
			return out
		}
	case cbor.Map:
		out := make(cbor.Map, 0, len(v))
		for _, e := range v {
			if e.Value = without(e.Value, ids); e.Value != nil {
				out = append(out, e)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// canonicalMarks sorts others by their encodings and leaves out doubles, nothing, and what says the same as value.
func canonicalMarks(others []cbor.Value, value cbor.Value) []cbor.Value {
	type mark struct {
		code  []byte
		value cbor.Value
	}
	marks := make([]mark, 0, len(others))
	for _, o := range others {
		if o != nil && !SameValue(o, value) {
			marks = append(marks, mark{cbor.Encode(o), o})
		}
	}
	sort.Slice(marks, func(i, j int) bool { return bytes.Compare(marks[i].code, marks[j].code) < 0 })
	marks = slices.CompactFunc(marks, func(a, b mark) bool { return bytes.Equal(a.code, b.code) })
	out := make([]cbor.Value, len(marks))
	for i, m := range marks {
		out[i] = m.value
	}
	return out
}
