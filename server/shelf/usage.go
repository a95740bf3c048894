package shelf

import (
	"maps"
	"sync"

	"larkspur/server/wire"
)

// usage gathers what was used, in memory and only where the operator keeps pages for a time. A month is written into an
// object when it is saved, when the trickle re-seals it, which it does about once a day, and when a rotation moves it. What
// was read and not written yet is lost with the process: that use does not count.
//
// The months are those of the epochs (SPEC §9.6), which go on by one at the most from one rotation to the next and never
// back: a clock that is wrong for a day drops nothing.
type usage struct {
	keep int // months; 0: nothing is gathered

	mu   sync.Mutex
	used map[wire.Locator]bool
	// moving is what was gathered before the rotation that is under way: it goes when all of it is written.
	moving map[wire.Locator]bool
}

// use notes that what v shows was read.
func (s *Shelf) use(v *view) {
	u := &s.usage
	if u.keep == 0 || !v.held {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.used == nil {
		u.used = map[wire.Locator]bool{}
	}
	u.used[v.object.locator] = true
}

// begin and end enclose a rotation. One that was cut off begins again with all that it had.
func (u *usage) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.moving == nil {
		u.moving = u.used
	} else {
		maps.Copy(u.moving, u.used)
	}
	u.used = nil
}

func (u *usage) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.moving = nil
}

// was reports whether l was used and that is not written yet.
func (u *usage) was(l wire.Locator) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.used[l] || u.moving[l]
}

// written forgets what an object says itself by now.
func (u *usage) written(l wire.Locator) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.used, l)
}

// monthIn is the month that is written into what is used in e; 0 where no time is set.
func (u *usage) monthIn(e epochs) uint32 {
	if u.keep == 0 {
		return 0
	}
	return e.now.month
}

// monthOf is what is written into a living object that is moved, and whether its time is over. An object that knows of no
// month was made, or last moved, when none was kept: its time begins now.
func (u *usage) monthOf(e epochs, o *object) (month uint32, over bool) {
	now := u.monthIn(e)
	switch {
	case now == 0, o.month == 0, u.was(o.locator):
		return now, false
	default:
		return o.month, now > o.month && now-o.month > uint32(u.keep)
	}
}

// nextMonth is the month of the epoch that is made now, after one of the month last: 0 where none is kept.
func (c *Config) nextMonth(last uint32) uint32 {
	if c.Keep == 0 {
		return 0
	}
	y, m, _ := c.Now().UTC().Date()
	now := uint32(max(0, y*12+int(m)-1))
	if last == 0 {
		return now
	}
	return min(max(now, last), last+1)
}

// LastUse is the month of a use of l, since year 0, that is in memory and not written yet; 0 when there is none, which is
// always so without Config.Keep.
func (s *Shelf) LastUse(l wire.Locator) uint32 {
	e, leave, err := s.enter()
	if err != nil || !s.usage.was(l) {
		if err == nil {
			leave()
		}
		return 0
	}
	defer leave()
	return s.usage.monthIn(e)
}
