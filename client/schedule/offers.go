package schedule

import "sort"

// prepare is seeker.prepare, with fewer visits in weeks that lie partly outside where there is no room.
func (x *staggering) prepare(less, busy bool) int {
	m := &x.must
	m.slots = x.slots(less, busy)
	for m.need = append([]int(nil), x.need...); ; {
		least, fewer := m.prepare(), false
		for _, b := range x.partly {
			if least >= never && m.need[b] > 0 {
				m.need[b]--
				fewer = true
			}
		}
		if !fewer {
			return least
		}
	}
}

// offers looks for offers, or for the reason why there are none.
func (x *staggering) offers(now Offer) ([]Offer, Reason) {
	m := &x.must
	m.groups = x.groups
	for i := range x.fixed {
		v := &x.fixed[i]
		for j := range m.groups {
			if g := &m.groups[j]; g.where == v.where() {
				g.mark(v.shows.minute, x.bit(v))
			}
		}
	}
	none := NoOther
	if x.visits() >= watched-watched/7 {
		none = NoDaily
	}
	x.outside = x.outsideNow()
	limit := x.prepare(true, true)
	if limit >= never {
		return nil, x.why(none)
	}
	most := now.Foreseen - 1
	if x.runs() {
		most = x.visits()
	} else if most < 0 {
		none = NoNeed
	}
	var out []Offer
	var taken [][]*slot
	left := patience
	for m.seed = 0; m.seed < 10 && len(out) < 4 && limit <= most; {
		share := max(left/2, patience/16)
		m.path, m.budget = nil, share
		found := m.seek(-1, 0, -never, limit)
		left -= share - m.budget
		switch {
		case found && unlike(m.path, taken, m.seed > 5):
			out, taken = append(out, x.offer(m.path)), append(taken, m.path)
		case m.seed == 0 && left > patience/16:
			limit++
			continue
		case m.seed == 0 && limit < most:
			limit = most
			continue
		}
		m.seed++
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].Foreseen < out[j].Foreseen || out[i].Foreseen == out[j].Foreseen && out[i].cost < out[j].cost
	})
	if len(out) > 0 {
		none = ""
	}
	return out, none
}

// patience is how many slots are looked at for the first offer, about. It keeps the answer below 50 ms in a browser.
const patience = 32000

// unlike reports whether at least half of the visits of a path are at other times or places than in each of others; one
// will do where little is left.
func unlike(path []*slot, others [][]*slot, little bool) bool {
	for _, other := range others {
		n := 0
		for _, s := range path {
			for _, o := range other {
				if s.day == o.day && s.way.group == o.way.group && s.minute-o.minute < near && o.minute-s.minute < near {
					n++
				}
			}
		}
		if n == len(path) || 2*n > len(path) && !little {
			return false
		}
	}
	return true
}

// why says what leaves no room.
func (x *staggering) why(none Reason) Reason {
	switch {
	case x.prepare(false, true) < never:
		return NoWindows
	case x.prepare(true, false) < never:
		return NoBusy
	case x.prepare(false, false) < never:
		return NoWindows
	case none == NoDaily:
		return none
	}
	return NoRules
}

// runs reports whether a visit runs into something as it is now.
func (x *staggering) runs() bool {
	n := len(x.now)
	for _, c := range Clashes(append(x.now[:n:n], x.fixed...), x.windows) {
		if c.Visit < n {
			return true
		}
	}
	return false
}

// bit marks the day of a visit, see group; 0 when it is too long ago or too late for anyone to go by it.
func (x *staggering) bit(v *Visit) uint64 {
	if n := watched - 1 - x.dayOf(v); n >= 0 && n < 2*watched {
		return 1 << n
	}
	return 0
}

// foreseen counts the visits that can be named by one who watched the 28 days before each of them.
func (x *staggering) foreseen(v []Visit) int {
	n := 0
	for i := range v {
		there, _ := alike(&v[i], x.fixed)
		own, _ := alike(&v[i], v[:i])
		if x.item.Flag("public") || pattern(there|own, 1, watched) > 0 {
			n++
		}
	}
	return n
}
