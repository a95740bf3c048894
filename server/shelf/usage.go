package shelf

import (
	"maps"
	"sync"
	"time"

	"larkspur/server/wire"
)

// usage gathers the month of last use, in memory and only where the operator keeps pages for a time. It is written when a
// rotation moves an object; what was gathered since the last one is lost with the process, which makes a use look up to
// one rotation older than it was.
type usage struct {
	keep int // months; 0: nothing is gathered
	now  func() time.Time

	mu   sync.Mutex
	last map[wire.Locator]uint32
	// moving is what was gathered before the rotation that is under way: it goes when all of it is written.
	moving map[wire.Locator]uint32
}

// use notes that what v shows was read or written.
func (s *Shelf) use(v *view) {
	u := &s.usage
	if u.keep == 0 || !v.held {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.last == nil {
		u.last = map[wire.Locator]uint32{}
	}
	u.last[v.object.locator] = u.month()
}

// begin and end enclose a rotation. One that was cut off begins again with all that it had.
func (u *usage) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.moving == nil {
		u.moving = u.last
	} else {
		maps.Copy(u.moving, u.last)
	}
	u.last = nil
}

func (u *usage) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.moving = nil
}

// month is the number of months since year 0.
func (u *usage) month() uint32 {
	y, m, _ := u.now().UTC().Date()
	return uint32(y*12 + int(m) - 1)
}

// monthOf is what is written into a living object that is moved, and whether its time is over. An object that knows of no
// month was made, or last moved, when none was kept: its time begins now.
func (u *usage) monthOf(o *object) (month uint32, over bool) {
	if u.keep == 0 {
		return 0, false
	}
	now := u.month()
	u.mu.Lock()
	used, ok := u.last[o.locator]
	if !ok {
		used, ok = u.moving[o.locator]
	}
	u.mu.Unlock()
	switch {
	case ok:
		return used, false
	case o.month == 0 || o.month > now: // or the clock was wrong when it was written
		return now, false
	default:
		return o.month, int(now-o.month) > u.keep
	}
}
