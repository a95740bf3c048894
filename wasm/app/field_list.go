package app

import (
	"slices"
	"sort"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"larkspur/wasm/view"
)

// A list in a plan has no blank entries, and dates in it are in their order. On the screen an entry that is being written is
// blank at first, and nothing jumps away under the hand that writes it. So the screen keeps its own order of entries, for
// as long as it says the same as the plan.

// isList reports whether the values of a type are lists that the screen keeps an order of.
func isList(t plan.Type) bool {
	return t == plan.Lines || t == plan.Dates || t == plan.Clocks || t == plan.Rows
}

// listOf is what slots say: nil when it is nothing.
func listOf(slots []view.Slot) plan.Value {
	var out cbor.Array
	for _, s := range slots {
		if s.Value != nil {
			out = append(out, s.Value)
		}
	}
	return plan.Tidy(out)
}

// sameList reports whether slots say the same as the value of a field. The order of dates is none.
func sameList(t plan.Type, slots []view.Slot, v plan.Value) bool {
	mine := listOf(slots)
	if t == plan.Dates || t == plan.Clocks {
		texts := plan.AsTexts(mine)
		sort.Slice(texts, func(i, j int) bool { return texts[i] < texts[j] })
		mine = plan.Tidy(plan.Texts(slices.Compact(texts)...))
	}
	return plan.SameValue(mine, v)
}

// placeSlots returns the entries of a value as slots, given the slots before. An entry keeps its key where it can be told
// which one it is: one that says the same, else the next that has no other. Slots that end up without an entry stay as
// blank ones where keep says so: something is typed in them. next makes a key.
func placeSlots(t plan.Type, before []view.Slot, v plan.Value, keep func(key int) bool, next func() int) []view.Slot {
	if sameList(t, before, v) {
		return before
	}
	entries, _ := v.(cbor.Array)
	out := make([]view.Slot, len(entries))
	left := slices.Clone(before)
	take := func(i int, fits func(view.Slot) bool) {
		if at := slices.IndexFunc(left, fits); at >= 0 {
			out[i].Key = left[at].Key
			left = slices.Delete(left, at, at+1)
		}
	}
	for i, e := range entries {
		out[i].Value = e
		take(i, func(s view.Slot) bool { return plan.SameValue(s.Value, e) })
	}
	for i := range out {
		if out[i].Key == 0 {
			take(i, func(s view.Slot) bool { return s.Value != nil })
		}
		if out[i].Key == 0 {
			out[i].Key = next()
		}
	}
	for _, s := range left {
		if s.Value == nil || keep(s.Key) {
			out = append(out, view.Slot{Key: s.Key})
		}
	}
	return out
}

// withColumn returns a row with another value in a column. What else is in the row stays, a newer version's columns too.
func withColumn(row plan.Value, column string, v plan.Value) plan.Value {
	old, _ := row.(cbor.Map)
	out := make(cbor.Map, 0, len(old)+1)
	for _, e := range old {
		if e.Key != cbor.Value(cbor.Text(column)) {
			out = append(out, e)
		}
	}
	if v != nil {
		out = append(out, cbor.Entry{Key: cbor.Text(column), Value: v})
	}
	return plan.Tidy(out)
}

// slotAt returns the place of a key, or -1.
func slotAt(slots []view.Slot, key int) int {
	return slices.IndexFunc(slots, func(s view.Slot) bool { return s.Key == key })
}
