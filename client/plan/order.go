package plan

import "slices"

// mergeOrder merges two orders of ids against the order both began with, and returns each id that keep admits and a or b
// holds, once. What b moved and a did not goes where b has it: after what precedes it there. Where both moved the same, a
// prevails.
func mergeOrder(base, a, b []ID, keep func(ID) bool) []ID {
	base, a, b = filter(base, keep), filter(a, keep), filter(b, keep)
	movedA, movedB := moved(base, a), moved(base, b)
	out := make([]ID, 0, len(a)+len(b))
	placed := make(map[ID]bool, len(a)+len(b))
	for _, id := range a {
		if !movedB[id] || movedA[id] {
			out = append(out, id)
			placed[id] = true
		}
	}
	at := 0 // after the id of b that was looked at last
	for _, id := range b {
		if placed[id] {
			at = after(out, at, id)
			continue
		}
		out = slices.Insert(out, at, id)
		placed[id] = true
		at++
	}
	return out
}

// after returns the place behind id, which is in list, most likely at the place from.
func after(list []ID, from int, id ID) int {
	if i := slices.Index(list[from:], id); i >= 0 {
		return from + i + 1
	}
	return slices.Index(list, id) + 1
}

func filter(ids []ID, keep func(ID) bool) []ID {
	var out []ID
	for _, id := range ids {
		if keep(id) {
			out = append(out, id)
		}
	}
	return out
}

// moved returns the ids that stand in both orders, but not in a longest run that is in the same order in both.
func moved(base, side []ID) map[ID]bool {
	at := make(map[ID]int, len(base))
	for i, id := range base {
		at[id] = i
	}
	var common []ID
	var places []int
	for _, id := range side {
		if i, ok := at[id]; ok {
			common, places = append(common, id), append(places, i)
		}
	}
	out := make(map[ID]bool)
	for _, id := range common {
		out[id] = true
	}
	for _, i := range longestRising(places) {
		delete(out, common[i])
	}
	return out
}
