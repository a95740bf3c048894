package schedule

import (
	"sort"
	"time"

	"larkspur/client/plan"
)

// slot is one start that could be offered.
type slot struct {
	way         *way
	day         int // from the first day on
	minute      int
	leave, back int  // in minutes since 1970 UTC
	outside     bool // of safer times, where there are any
	cost        int  // for the order only
	index       int
	left        []int // how many more visits can be named at least, by what is counted, see seeker.step
}

// slots returns the starts that do not run into something, by day and, within a day, by when to leave. Of those that are
// alike for one who watches it keeps enough that an offer with the fewest visits that can be named is among them: take the one
// of the best offers whose times of day are the earliest. None of its visits can be earlier on its day without coming near
// the time of another, so that each is the first of its day, or the first that lies an hour after another. Beside these the
// cheapest of each day is kept; and all are kept where visits of different days could overlap.
func (x *staggering) slots(less, busy bool) []slot {
	var all []slot
	for i := range x.ways {
		all = x.free(all, &x.ways[i], less, busy)
	}
	keep := make([]bool, len(all))
	for g := range x.groups {
		var known [minutesDay + near]bool
		anchors := []int{-near}
		for i := range x.fixed {
			if v := &x.fixed[i]; x.groups[g].where == v.where() && x.bit(v) != 0 {
				anchors = append(anchors, v.shows.minute)
			}
		}
		for len(anchors) > 0 {
			t := anchors[len(anchors)-1] + near
			anchors = anchors[:len(anchors)-1]
			if known[t] {
				continue
			}
			known[t] = true
			for i := range all {
				s := &all[i]
				if s.way.group == g && s.minute >= t && (i == 0 || all[i-1].way != s.way || all[i-1].day != s.day || all[i-1].minute < t) {
					keep[i] = true
					anchors = append(anchors, s.minute)
				}
			}
		}
	}
	var cheapest, latest [watched]int
	for i := range all {
		s, c := &all[i], &all[cheapest[all[i].day]]
		if c.day != s.day || s.cost < c.cost {
			cheapest[s.day] = i
		}
		latest[s.day] = max(latest[s.day], s.back)
	}
	for d := 1; d < watched; d++ {
		latest[d] = max(latest[d], latest[d-1])
	}
	tight := false
	for i := range all {
		s := &all[i]
		keep[i] = keep[i] || i == cheapest[s.day]
		tight = tight || s.day > 0 && s.leave < latest[s.day-1]
	}
	out := all[:0:0]
	for i := range all {
		if tight || keep[i] {
			out = append(out, all[i])
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return a.day < b.day || a.day == b.day && (a.leave < b.leave || a.leave == b.leave && a.cost < b.cost)
	})
	for i := range out {
		out[i].index = i
	}
	return out
}

// free appends the starts of a way that do not run into a less safe window, when less is set, or into another visit, when busy
// is.
func (x *staggering) free(out []slot, w *way, less, busy bool) []slot {
	var not []stretch
	if less {
		not = x.spans("less", w.place)
	}
	if busy {
		not = append(not, x.busy...)
	}
	not = joined(not, 0)
	safer := joined(x.spans("safer", w.place), 1)
	length, aside := int(w.length/time.Minute), int(w.way/time.Minute)
	var ahead [watched + 1]int // of UTC, at the beginnings of the days
	for d := range ahead {
		at := moment{day: x.first.addDays(d)}
		t, _ := w.clock.at(at)
		ahead[d] = int(at.day)*minutesDay - minute(t)
	}
	i, j := 0, 0
	for at, open := range w.open {
		if !open {
			continue
		}
		s := slot{way: w, day: at / minutesDay, minute: at % minutesDay}
		start := int(x.first)*minutesDay + at - ahead[s.day]
		if ahead[s.day] != ahead[s.day+1] { // the clocks change on this day
			v := w.visit(moment{x.first.addDays(s.day), s.minute})
			if start = minute(v.Start); v.shows.minute != s.minute {
				continue // an hour that is skipped
			}
		}
		s.leave, s.back = start-aside, start+length+aside
		for i < len(not) && not[i].to <= s.leave {
			i++
		}
		for j < len(safer) && safer[j].to < s.back {
			j++
		}
		if i < len(not) && not[i].from < s.back {
			continue
		}
		s.outside = len(safer) > 0 && (j == len(safer) || safer[j].from > s.leave)
		s.cost = 2 * int((w.way-x.own.way)/time.Minute)
		if s.outside {
			s.cost += dear
		}
		if !x.arranged(moment{x.first.addDays(s.day), s.minute}) && (x.item.Text("minds") != "" || x.item.Text("ride") != "") {
			s.cost += dear
		}
		out = append(out, s)
	}
	return out
}

// dear is what is counted for a visit outside of safer times, and for one at another time than was arranged, in minutes of
// travel. It decides on the order of what is equally hard to foresee and is not shown.
const dear = 20

// spans are the windows of a state for a place.
func (x *staggering) spans(state string, place plan.ID) []stretch {
	var out []stretch
	for i := range x.windows {
		if s := &x.windows[i]; s.State == state && s.concerns(place) {
			out = append(out, stretch{minute(s.Start), minute(s.End), 0})
		}
	}
	return out
}

// arranged reports whether a visit starts at a time as it is now.
func (x *staggering) arranged(at moment) bool {
	for i := range x.now {
		if x.now[i].shows == at {
			return true
		}
	}
	return false
}

// joined orders stretches and makes one of those that overlap; of those that touch too, with touch 1.
func joined(s []stretch, touch int) []stretch {
	var out []stretch
	for _, t := range ordered(s) {
		if n := len(out); n > 0 && t.from < out[n-1].to+touch {
			out[n-1].to = max(out[n-1].to, t.to)
		} else {
			out = append(out, t)
		}
	}
	return out
}
