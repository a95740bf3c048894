package call

import (
	"context"
	"errors"
	mrand "math/rand/v2"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// Numbers of the secret room (SPEC §13.3).
const (
	opening = 24               // moments after the terms at which a host sends several frames, so that a plan is there soon
	several = 4                // frames at such a moment
	ahead   = 16               // moments for which frames that say nothing are put: so long an end may be kept busy
	unheard = 16 * Tick        // a connection on which frames came, and none for so long, is taken for gone
	rarely  = 30 * time.Second // one on which none came at all is tried anew after so long, and up to twice that
	noLine  = Tick / 5         // what stands in for a lead while there is no connection
)

// beat has the frames of one end leave for the moments start + n*Tick. How many leave for a moment follows from the time alone.
type beat struct {
	end   end
	lines *connections
	host  bool

	start  time.Time // all other times count from it
	lead   time.Duration
	next   int           // the first moment that has no frames of Tick
	sealed time.Duration // when those of the moment before were made
	filled int           // the first moment that has none at all
	opened int           // the moment from which on several leave, -1: not yet

	stage  live.Stage
	agreed int
	age    int

	heard time.Duration // when the last frame came on this connection; before that, since when there is one
	wait  time.Duration // how long nothing more may come
}

// meet keeps an end going in the secret room.
func (c *call) meet(ctx context.Context, e end, room wire.Room, host bool) error {
	l := c.connections(ctx, wire.Join{Way: wire.WayMeet, Room: room})
	defer l.stop()
	b := &beat{end: e, lines: l, host: host, start: time.Now(), lead: noLine, opened: -1, stage: e.Stage(), agreed: e.Agreed()}
	timer := time.NewTimer(0)
	defer timer.Stop()
	stage, agreed := b.stage, b.agreed
	for {
		var over bool
		var err error
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case j := <-c.do:
			j.f()
			over, err = b.changed()
			close(j.ran)
		case conn := <-l.fresh:
			l.use(conn)
			over, err = b.connected(conn)
			c.connect(true)
		case <-l.lost:
			b.lead = noLine
			c.connect(false)
			l.again()
		case f := <-l.frames:
			if f == nil {
				b.lost()
				break
			}
			b.heard, b.wait = time.Since(b.start), unheard
			var joint [][]byte
			if joint, _, err = e.Hear(f, time.Now()); err == nil {
				over, err = b.changed()
			}
			for _, m := range joint {
				c.cfg.Joint(m)
			}
		case <-timer.C:
			over, err = b.step()
		}
		if s, a := e.Stage(), e.Agreed(); s != stage || a != agreed {
			stage, agreed = s, a
			c.cfg.Changed()
		}
		if over || err != nil {
			return err
		}
		timer.Reset(Tick*time.Duration(b.next) - b.lead - time.Since(b.start))
	}
}

// from is the first moment that is not before t.
func from(t time.Duration) int { return int((t + Tick - 1) / Tick) }

// lost has what the latest frames said sent again.
func (b *beat) lost() { b.end.Lost(b.start.Add(b.sealed)) }

func (b *beat) many(n int) int {
	if b.opened >= 0 && n >= b.opened && n < b.opened+opening {
		return several
	}
	return 1
}

// connected begins on another connection: nothing is put there yet.
func (b *beat) connected(conn Conn) (over bool, err error) {
	b.end.Reconnected()
	b.heard, b.wait = time.Since(b.start), rarely+time.Duration(mrand.Int64N(int64(rarely)))
	b.lead = conn.Beat(b.start)
	b.next = from(b.heard)
	b.filled = b.next
	return b.step()
}

// step puts the frames of a moment, if it is time to: those that say something for this one, and others ahead.
func (b *beat) step() (over bool, err error) {
	now := time.Since(b.start)
	if conn := b.lines.conn; conn != nil && now-b.heard >= b.wait {
		conn.Close() // its reader says the rest
	}
	// What would come too late on a busy machine is not tried: the frames that are there leave.
	b.next = max(b.next, from(now+b.lead/4))
	if now < Tick*time.Duration(b.next)-b.lead {
		return false, nil
	}
	b.sealed = now
	over, err = b.put(b.next, true)
	if b.next++; err == nil {
		err = b.fill(b.next + ahead)
	}
	return over, err
}

// fill has frames that say nothing for all moments before one.
func (b *beat) fill(before int) (err error) {
	for b.filled = max(b.filled, b.next); err == nil && b.filled < before && b.lines.conn != nil; b.filled++ {
		_, err = b.put(b.filled, false)
	}
	return err
}

// changed takes back what was made under other terms and has not left, before anything else happens. The moment keeps its frames:
// they are others.
func (b *beat) changed() (over bool, err error) {
	stage, agreed, age, filled := b.end.Stage(), b.end.Agreed(), b.end.Age(), b.filled
	if age != b.age { // what is sealed under the old keys is not to leave for seconds
		b.age, b.filled = age, b.next
		err = b.fill(filled)
	}
	if err != nil || stage == b.stage && agreed == b.agreed {
		return false, err
	}
	b.stage, b.agreed = stage, agreed
	now := time.Since(b.start)
	if b.next > from(now-Spread) { // frames of Tick wait to leave, or may
		b.lost()
		b.next--
		b.filled = b.next
		filled = max(filled, b.next+1)
	}
	if first := from(now); b.host && stage == live.Open && b.opened < 0 {
		b.opened, b.filled = first, min(first, b.next)
	}
	if err = b.fill(filled); err != nil {
		return false, err
	}
	return b.step()
}

// put makes the frames of a moment and hands them over, if there is a connection. A link that makes no more is over.
func (b *beat) put(n int, tick bool) (over bool, err error) {
	var all []*link.Frame
	for range b.many(n) {
		var f *link.Frame
		if tick {
			f, err = b.end.Tick(b.start.Add(b.sealed))
		} else {
			f, err = b.end.Idle()
		}
		if over = f == nil; over || err != nil {
			break
		}
		all = append(all, f)
	}
	if conn := b.lines.conn; conn != nil {
		switch late := conn.Put(n, all); {
		case errors.Is(late, ErrLate):
			b.lost()
		case late != nil:
			conn.Close() // its reader says the rest
		}
	}
	return over, err
}
