package schedule

import (
	"sort"
	"time"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Clash is a visit that overlaps something, the way there and back included.
type Clash struct {
	secret.Guard
	Visit  int // its place in the visits
	Other  int // the place of the other visit, or -1
	Window int // the place of the window, or -1
}

// Clashes returns which visits overlap each other, and which overlap a window that is less safe, ordered by the first visit;
// of each, visits come before windows, and both in their order. A window for a place concerns visits to that place; a window
// for a channel concerns none. Touching is not overlapping. Of a visit that overlaps very many others, or windows, not all
// are returned.
func Clashes(visits []Visit, windows []Span) []Clash {
	n := len(visits)
	var all []stretch
	for i := range visits {
		all = append(all, visits[i].whole(i))
	}
	for i := range windows {
		if s := &windows[i]; s.State == "less" && s.Channel == (plan.ID{}) {
			all = append(all, stretch{minute(s.Start), minute(s.End), n + i})
		}
	}
	all = ordered(all)
	// What overlaps one stretch and begins no earlier follows it, before the first that begins after its end.
	var pairs []int
	of := n + len(windows)
	met := make([][2]int, n) // how many visits, and how many windows
	for i, a := range all {
		for _, b := range all[i+1:] {
			if b.from >= a.to {
				break
			}
			one, two := min(a.of, b.of), max(a.of, b.of)
			if b.to <= a.from || one >= n || two >= n && !windows[two-n].concerns(visits[one].Place) {
				continue
			}
			kind := 0
			if two >= n {
				kind = 1
			}
			met[one][kind]++
			enough := met[one][kind] > company
			if two < n {
				met[two][0]++
				enough = enough && met[two][0] > company
			}
			if !enough {
				pairs = append(pairs, one*of+two)
			}
		}
	}
	sort.Ints(pairs)
	var out []Clash
	for _, pair := range pairs {
		c := Clash{Visit: pair / of, Other: pair % of, Window: -1}
		if c.Other >= n {
			c.Other, c.Window = -1, c.Other-n
		}
		out = append(out, c)
	}
	return out
}

// concerns reports whether a window says something of visits to a place.
func (s *Span) concerns(place plan.ID) bool {
	return s.Channel == (plan.ID{}) && (s.Place == (plan.ID{}) || s.Place == place)
}

// Worries returns which visits, by their places in the list, are at a place that carries a worry.
func Worries(p *plan.Plan, visits []Visit) []int {
	var out []int
	for i := range visits {
		if place, ok := p.Item(visits[i].Place); ok && place.Text("worries") != "" {
			out = append(out, i)
		}
	}
	return out
}

// stretch is a piece of time, in minutes since 1970 UTC, and what it is of.
type stretch struct{ from, to, of int }

// whole is a visit with its ways.
func (v *Visit) whole(of int) stretch { return stretch{minute(v.Leave), minute(v.Back), of} }

func minute(t time.Time) int { return int(t.Unix() / 60) }

func ordered(s []stretch) []stretch {
	keys := make([]int, len(s))
	for i := range s {
		keys[i] = s[i].from
	}
	out := make([]stretch, 0, len(s))
	for _, i := range ranked(keys) {
		out = append(out, s[i])
	}
	return out
}
