package game

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"larkspur/server/shelf"
	"larkspur/server/store"
)

// lookAtNumbers reads what can be counted in one snapshot.
func lookAtNumbers(s *snapshot, c *clues) {
	odd, shortest, longest := 0, shelf.ObjectSize, 0
	strange, low := 0, 0
	for n, b := range s.objects {
		if len(b) != shelf.ObjectSize {
			odd++
		}
		shortest, longest = min(shortest, len(b)), max(longest, len(b))
		if _, err := store.ParseName(n); err != nil {
			strange++
		}
		if n < "8" {
			low++
		}
	}
	c.add("objects", float64(len(s.objects)))
	c.add("objects of another size", float64(odd))
	c.add("the shortest", float64(shortest))
	c.add("the longest", float64(longest))
	c.add("names of another form", float64(strange))
	c.add("names in the lower half", float64(low)/float64(len(s.objects)+1))
}

// lookAtChange reads what differs between two snapshots.
func lookAtChange(v seizure, c *clues) {
	stayed, same := 0, 0
	var seen [3]map[string]bool
	for i := range seen {
		seen[i] = map[string]bool{}
	}
	pieces := func(b []byte) [3]string {
		if len(b) < 96 {
			return [3]string{string(b), "", ""}
		}
		return [3]string{string(b[:32]), string(b[len(b)/2 : len(b)/2+32]), string(b[len(b)-32:])}
	}
	for n, b := range v.before.objects {
		for i, p := range pieces(b) {
			seen[i][p] = true
		}
		if now, is := v.after.objects[n]; is {
			stayed++
			if bytes.Equal(b, now) {
				same++
			}
		}
	}
	shared := 0
	for _, b := range v.after.objects {
		for i, p := range pieces(b) {
			if seen[i][p] {
				shared++
			}
		}
	}
	c.add("objects more", float64(len(v.after.objects)-len(v.before.objects)))
	c.add("objects before", float64(len(v.before.objects)))
	c.add("names that stayed", float64(stayed))
	c.add("names that vanished", float64(len(v.before.objects)-stayed))
	c.add("names that appeared", float64(len(v.after.objects)-stayed))
	c.add("objects of the same bytes", float64(same))
	c.add("objects that changed", float64(stayed-same))
	c.add("pieces that were there before", float64(shared))
}

// lookAtOrder reads the order of the last changes: whether it is that of the names, and where it is not.
func lookAtOrder(s *snapshot, c *clues) {
	falls, late := 0, 0
	for i := 1; i < len(s.order); i++ {
		if s.order[i] < s.order[i-1] {
			falls++
			late = i
		}
	}
	c.add("changes against the order of names", float64(falls))
	c.add("the last of them", float64(len(s.order)-late))
	c.add("the first name", leading(s.order, 0))
	c.add("the last name", leading(s.order, len(s.order)-1))
}

// lookAtTimes reads the gaps between the last changes: what was done in between and left nothing behind is a longer one.
func lookAtTimes(s *snapshot, c *clues) {
	var gaps [8]float64
	span := 0
	for i := 1; i < len(s.at); i++ {
		gap := s.at[i] - s.at[i-1]
		gaps[min(gap, len(gaps)-1)]++
	}
	if len(s.at) > 0 {
		span = s.at[len(s.at)-1] - s.at[0]
	}
	for i, n := range gaps[1:] {
		c.add(fmt.Sprintf("gaps of %d changes", i+1), n)
	}
	c.add("changes from the first to the last", float64(span))
	c.add("of which nothing is left", float64(span-len(s.at)))
}

// leading is a name as a number from 0 to 1.
func leading(names []string, at int) float64 {
	if at < 0 || at >= len(names) {
		return -1
	}
	b, err := hex.DecodeString(names[at][:4])
	if err != nil {
		return -1
	}
	return float64(int(b[0])<<8|int(b[1])) / 65536
}
