package bundle

import (
	"maps"
	"slices"
)

// forgetLines takes out of core which line of which file every instruction came from, how arguments are printed, and where a
// goroutine may be stopped from outside, which WebAssembly cannot do; it returns how many bytes of counters became zeros. What the garbage collector and the stack need stays. It fails with ErrCore.
// Names are to be in core still, see tablesOf.
func forgetLines(core []byte) (int, error) {
	t, err := tablesOf(core)
	if err != nil {
		return 0, err
	}
	all := make([]record, t.parts[functions])
	kept := map[int]bool{0: true, t.parts[records] - t.parts[counters]: true}
	begins := maps.Clone(kept)
	for i := range all {
		r, ok := t.record(i)
		if !ok {
			return 0, ErrCore
		}
		all[i] = r
		for _, place := range t.counters(r) {
			n, _ := t.number(place)
			kept[n], begins[n] = true, true
		}
		for _, place := range t.spare(r) {
			n, _ := t.number(place)
			begins[n] = true
		}
	}
	order := slices.Sorted(maps.Keys(begins))
	if order[len(order)-1] != t.parts[records]-t.parts[counters] {
		return 0, ErrCore
	}
	blanked := 0
	for i, begin := range order[:len(order)-1] {
		if !kept[begin] {
			blanked += t.blank(core, t.parts[counters]+begin, t.parts[counters]+order[i+1])
		}
	}
	for _, r := range all {
		for _, place := range append(t.spare(r), r.at+recordName, r.at+recordUnit, r.at+recordStart) {
			t.put(core, place, 0)
		}
		for _, which := range [...]int{argInfo, argLiveInfo} {
			if which < r.other {
				t.put(core, r.at+recordLength+4*(r.own+which), noData)
			}
		}
	}
	t.blank(core, t.parts[compUnits], t.parts[fileNames])
	return blanked, nil
}

// counters are the places of those numbers of a record that lead to counters which the program needs.
func (t *tables) counters(r record) []int {
	out := []int{r.at + recordStack}
	for i := range r.own {
		if i != unsafePoint && i != argLive {
			out = append(out, r.at+recordLength+4*i)
		}
	}
	return out
}

// spare are the places of those numbers of a record that lead to counters which it does not.
func (t *tables) spare(r record) []int {
	out := []int{r.at + recordFile, r.at + recordLine}
	for _, i := range [...]int{unsafePoint, argLive} {
		if i < r.own {
			out = append(out, r.at+recordLength+4*i)
		}
	}
	return out
}
