package plan

import (
	"bytes"
	"maps"
	"slices"

	"larkspur/client/plan/cbor"
)

// typeOf returns the type of a field, which decides how it merges; 0, which merges as a whole, when it is not known.
type typeOf func(key string) Field

// mergeFields merges values and marks by key.
func mergeFields(types typeOf, base, a, b fieldset) fieldset {
	var out fieldset
	for key := range union2(a.values, b.values) {
		f := types(key)
		v, other := mergeValue(f, base.values[key], a.values[key], b.values[key])
		out.set(key, v)
		if other != nil {
			out.setMarks(key, []cbor.Value{other})
		}
	}
	for key := range union2(a.marks, b.marks) {
		marks := append(mergeMarks(base.marks[key], a.marks[key], b.marks[key]), out.marks[key]...)
		out.setMarks(key, marks)
	}
	for key, marks := range out.marks {
		out.setMarks(key, canonicalMarks(marks, out.values[key]))
	}
	return out
}

// union2 returns the keys of both maps.
func union2[V any](a, b map[string]V) map[string]bool {
	out := make(map[string]bool, len(a)+len(b))
	for k := range maps.Keys(a) {
		out[k] = true
	}
	for k := range maps.Keys(b) {
		out[k] = true
	}
	return out
}

// mergeMarks keeps the marks that both have and those that either added: one that either resolved is resolved.
func mergeMarks(base, a, b []cbor.Value) []cbor.Value {
	var out []cbor.Value
	for _, m := range a {
		if has(b, m) || !has(base, m) {
			out = append(out, m)
		}
	}
	for _, m := range b {
		if !has(a, m) && !has(base, m) {
			out = append(out, m)
		}
	}
	return out
}

func has(list []cbor.Value, v cbor.Value) bool {
	return slices.ContainsFunc(list, func(e cbor.Value) bool { return SameValue(e, v) })
}

// mergeValue merges one value. When both sides changed it and there is no value that holds both changes, it returns two.
// A change prevails over a removal.
func mergeValue(f Field, base, a, b cbor.Value) (value, other cbor.Value) {
	switch {
	case SameValue(a, b), SameValue(b, base):
		return a, nil
	case SameValue(a, base):
		return b, nil
	case a == nil:
		return b, nil
	case b == nil:
		return a, nil
	}
	return order2(f.weave(base, a, b))
}

// Rebase returns theirs, which somebody set who saw base, together with what became of the field meanwhile: lists keep the
// entries that mine has and base had not, and lose those that mine lost, as Merge would have it; where both changed one entry,
// that of theirs stays. What does not merge by entry is theirs.
func (f Field) Rebase(base, mine, theirs Value) Value {
	switch f.Type {
	case Choices, ItemRefs, Lines, Dates, Clocks, Rows:
		if SameValue(base, mine) {
			return theirs
		}
		_, y := mergeEntries(codes(asArray(base)), codes(asArray(mine)), codes(asArray(theirs)))
		return f.normal(list(y, base, mine, theirs))
	}
	return theirs
}

// weave returns the same value twice, or the value of either side with all that the other changed elsewhere.
func (f Field) weave(base, a, b cbor.Value) (withA, withB cbor.Value) {
	switch f.Type {
	case Line, LongText:
		ta, okA := a.(cbor.Text)
		tb, okB := b.(cbor.Text)
		if okA && okB {
			x, y := mergeText(AsText(base), string(ta), string(tb))
			return Tidy(Text(x)), Tidy(Text(y))
		}
	case Choices, ItemRefs, Lines, Dates, Clocks, Rows:
		la, okA := a.(cbor.Array)
		lb, okB := b.(cbor.Array)
		if okA && okB {
			x, y := mergeEntries(codes(asArray(base)), codes(la), codes(lb))
			return f.normal(list(x, base, a, b)), f.normal(list(y, base, a, b))
		}
	}
	return a, b
}

// order2 puts first what stays in the field: the longer encoding, then the one greater by bytes. It is the same on every
// device, keeps the fuller text in sight, and of "safe" and "unsafe" it shows "unsafe".
func order2(a, b cbor.Value) (value, other cbor.Value) {
	switch {
	case SameValue(a, b):
		return a, nil
	case a == nil:
		return b, nil
	case b == nil:
		return a, nil
	}
	ca, cb := cbor.Encode(a), cbor.Encode(b)
	if len(ca) > len(cb) || len(ca) == len(cb) && bytes.Compare(ca, cb) > 0 {
		return a, b
	}
	return b, a
}

// codes returns the encodings of the entries, which stand for them in a merge.
func codes(a cbor.Array) []string {
	out := make([]string, len(a))
	for i, e := range a {
		out[i] = string(cbor.Encode(e))
	}
	return out
}

// list turns encodings back into the entries they came from.
func list(codes []string, sources ...cbor.Value) cbor.Value {
	known := map[string]cbor.Value{}
	for _, s := range sources {
		for _, e := range asArray(s) {
			known[string(cbor.Encode(e))] = e
		}
	}
	out := make(cbor.Array, len(codes))
	for i, c := range codes {
		out[i] = known[c]
	}
	return Tidy(out)
}

// mergeExtra merges what this version does not know, by key and as a whole. There is no place for marks, so of two changes
// the one that order2 puts first stays: a newer version puts what is typed into fields.
func mergeExtra(base, a, b map[string]cbor.Value) map[string]cbor.Value {
	var out map[string]cbor.Value
	for key := range union2(a, b) {
		if v, _ := mergeValue(Field{}, base[key], a[key], b[key]); v != nil {
			keep(&out, key, v)
		}
	}
	return out
}
