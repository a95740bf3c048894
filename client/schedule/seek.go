package schedule

import (
	"math/bits"
	"sort"
)

// never is more visits than there can be.
const never = 1 << 20

// seeker looks for offers with few visits that can be named.
type seeker struct {
	groups []group
	slots  []slot
	from   [watched + 1]int // where the slots of a day begin
	// block says to which stretch of days a day belongs, and need how many visits each stretch has.
	block [watched]int
	need  []int
	// least and most are the days from one visit to the next. before and after are the days of the visits before and after the
	// four weeks, far away where there are none.
	least, most, before, after int
	gapNow                     int // the fewest days from one visit to the next as it is now

	low    [watched][][]int // by day, count and slot of the day: the fewest that can be named from here on, this one included
	seed   int
	budget int // how many more slots are looked at
	path   []*slot
}

// reach are the days on which the visit after one on day d may be; d is -1 before the first. A visit that is late already
// may be on any day, and so may the last, when the next is too far away for all.
func (x *seeker) reach(d int) (from, to int) {
	if d < 0 {
		d = x.before
		if d+x.most < 0 {
			return max(0, d+x.least), watched - 1
		}
	}
	return max(0, d+x.least), min(watched-1, d+x.most)
}

// step counts a visit on a day after the kth of the stretch of day d. Every stretch between has to be done.
func (x *seeker) step(d, k, next int) (int, bool) {
	b, to := -1, x.block[next]
	if d >= 0 {
		b = x.block[d]
	}
	if b == to {
		return k + 1, k < x.need[b]
	}
	for ; b < to; b++ {
		if b >= 0 && k != x.need[b] {
			return 0, false
		}
		k = 0
	}
	return 1, x.need[to] > 0
}

// done reports whether the kth visit of the stretch of day d can be the last.
func (x *seeker) done(d, k int) bool {
	if d < 0 || x.after-d < x.least || x.after-d > x.most && x.after-watched+1 <= x.most {
		return false
	}
	for b := x.block[d]; b < len(x.need); b++ {
		if k != x.need[b] {
			return false
		}
		k = 0
	}
	return true
}

// rest is how many visits can be named at least after the kth of the stretch of day d, from which one is back at a time;
// never when the rules cannot be kept.
func (x *seeker) rest(d, k, back int) int {
	if x.done(d, k) {
		return 0
	}
	best := never
	from, to := x.reach(d)
	for next := from; next <= to; next++ {
		count, ok := x.step(d, k, next)
		if !ok {
			continue
		}
		i := x.from[next]
		for i < x.from[next+1] && x.slots[i].leave < back {
			i++
		}
		best = min(best, x.low[next][count][i-x.from[next]])
	}
	return best
}

// prepare reckons what rest needs, from the last day to the first, and returns how many visits can be named at least; never
// when the rules cannot be kept.
func (x *seeker) prepare() int {
	i := 0
	for d := range watched {
		x.from[d] = i
		for i < len(x.slots) && x.slots[i].day == d {
			i++
		}
	}
	x.from[watched] = i
	for d := watched - 1; d >= 0; d-- {
		here := x.slots[x.from[d]:x.from[d+1]]
		x.low[d] = nil
		for k := range x.need[x.block[d]] + 1 {
			low := make([]int, len(here)+1)
			low[len(here)] = never
			for i := len(here) - 1; i >= 0; i-- {
				s := &here[i]
				if k == 0 {
					s.left = make([]int, x.need[x.block[d]]+1)
					continue
				}
				s.left[k] = x.rest(d, k, s.back)
				low[i] = min(low[i+1], s.left[k]+x.named(s))
			}
			x.low[d] = append(x.low[d], low)
		}
	}
	return x.rest(-1, 0, -never)
}

// like is Visit.like for a slot, by all visits that are marked.
func (x *seeker) like(s *slot) uint64 {
	return x.groups[s.way.group].seen[s.minute] >> (watched - 1 - s.day) & (1<<(watched+1) - 2)
}

// named is 1 for a slot that can be named, or 0.
func (x *seeker) named(s *slot) int { return min(1, pattern(x.like(s), 1, watched)) }

// seek fills the path with visits after the kth of the stretch of day d, of which at most so many can be named. It looks at
// the slots that cannot be named and cost little first, in an order that every seed changes a little. It reports false when
// there is no such way, and when the budget is used up.
func (x *seeker) seek(d, k, back, most int) bool {
	if x.done(d, k) {
		return true
	}
	var order []int
	from, to := x.reach(d)
	for next := from; next <= to; next++ {
		count, ok := x.step(d, k, next)
		for i := x.from[next]; ok && i < x.from[next+1]; i++ {
			s := &x.slots[i]
			if s.leave < back {
				continue
			}
			x.budget--
			if n := x.named(s); n+s.left[count] <= most {
				order = append(order, n<<60|x.rank(s, d)<<20|i)
			}
		}
	}
	sort.Ints(order)
	for _, o := range order {
		s := &x.slots[o&(1<<20-1)]
		count, _ := x.step(d, k, s.day)
		g := &x.groups[s.way.group]
		x.path = append(x.path, s)
		before := g.mark(s.minute, 1<<(watched-1-s.day))
		found := x.seek(s.day, count, s.back, most-o>>60)
		g.unmark(s.minute, before)
		if found {
			return true
		}
		if x.path = x.path[:len(x.path)-1]; x.budget < 0 {
			return false
		}
	}
	return false
}

// rank orders the slots after a visit on day d. What is like earlier visits comes later, and so does what lies much closer
// to another visit than visits do now. Seeds that are odd ask for no cost.
func (x *seeker) rank(s *slot, d int) int {
	const fine = 64
	spread, alike := 16, 4
	if x.seed > 0 {
		spread, alike = 64, 20
	}
	rank := never/4 + alike*bits.OnesCount64(x.like(s))
	if x.seed&1 == 0 {
		rank += s.cost
	}
	if d < 0 {
		d = x.before
	}
	if 2*min(s.day-d, x.after-s.day) < x.gapNow {
		rank += 2 * spread
	}
	h := uint32(x.seed*minutesDay+s.index+1) * 2654435761
	h = (h ^ h>>15) * 2246822519
	return rank*fine + int(h>>10)%(spread*fine)
}
