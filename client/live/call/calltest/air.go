// Package calltest has a relay for tests that is a few lines of memory: it carries frames at once, loses connections when it
// is told to, and knows when they were sent. It is no stand-in for the relay: what that does is tested with the real one.
package calltest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"larkspur/client/live/call"
	"larkspur/client/live/call/pace"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// Air carries a frame to all others in its room.
type Air struct {
	mu    sync.Mutex
	rooms map[wire.Room][]*conn
	down  bool
	dials int
	sent  []Sending
	loses bool
	wait  time.Duration
}

// Sending is one frame that was sent.
type Sending struct {
	At  time.Time
	Way wire.Way
}

// New returns one without connections.
func New() *Air { return &Air{rooms: map[wire.Room][]*conn{}} }

// Lose has it lose every frame from now on, those of new connections too.
func (a *Air) Lose() { a.mu.Lock(); a.loses = true; a.mu.Unlock() }

// Wait has frames of later connections leave so long after their moments. Nothing is drawn.
func (a *Air) Wait(d time.Duration) { a.mu.Lock(); a.wait = d; a.mu.Unlock() }

type conn struct {
	*pace.Clock
	deaf   bool // below air.mu
	air    *Air
	join   wire.Join
	frames chan *link.Frame
	gone   chan struct{}
	once   sync.Once
}

var _ call.Line = (*Air)(nil)

// Dial implements call.Line.
func (a *Air) Dial(_ context.Context, join wire.Join) (call.Conn, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.dials++
	if a.down {
		return nil, errors.New("down")
	}
	c := &conn{air: a, join: join, frames: make(chan *link.Frame, 64), gone: make(chan struct{})}
	wait := a.wait
	c.Clock = pace.New(c.Send, func() time.Duration { return wait })
	a.rooms[join.Room] = append(a.rooms[join.Room], c)
	return c, nil
}

func (c *conn) Send(f *link.Frame) error {
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	select {
	case <-c.gone:
		return errors.New("gone")
	default:
	}
	c.air.sent = append(c.air.sent, Sending{time.Now(), c.join.Way})
	if c.deaf || c.air.loses {
		return nil
	}
	for _, o := range c.air.rooms[c.join.Room] {
		if o != c && !o.deaf {
			select {
			case o.frames <- f:
			default: // a slow one loses it
			}
		}
	}
	return nil
}

func (c *conn) Receive() (*link.Frame, error) {
	select {
	case f := <-c.frames:
		return f, nil
	case <-c.gone:
		return nil, errors.New("gone")
	}
}

func (c *conn) Close() {
	c.Stop()
	c.once.Do(func() { close(c.gone) })
	c.air.mu.Lock()
	defer c.air.mu.Unlock()
	rooms := c.air.rooms
	rooms[c.join.Room] = slices.DeleteFunc(rooms[c.join.Room], func(o *conn) bool { return o == c })
	if len(rooms[c.join.Room]) == 0 {
		delete(rooms, c.join.Room)
	}
}

// Cut loses all connections, as a node that dies does.
func (a *Air) Cut() {
	a.mu.Lock()
	var all []*conn
	for _, room := range a.rooms {
		all = append(all, room...)
	}
	a.mu.Unlock()
	for _, c := range all {
		c.Close()
	}
}

// Swallow has all connections of now stay, and carry nothing any more in either direction, as a network does that forgot them.
func (a *Air) Swallow() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, room := range a.rooms {
		for _, c := range room {
			c.deaf = true
		}
	}
}

// Down has it take no connections.
func (a *Air) Down(down bool) { a.mu.Lock(); a.down = down; a.mu.Unlock() }

// Connections is how many there are.
func (a *Air) Connections() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, room := range a.rooms {
		n += len(room)
	}
	return n
}

// Dials is how often somebody tried to connect.
func (a *Air) Dials() int { a.mu.Lock(); defer a.mu.Unlock(); return a.dials }

// Sent returns what was sent since the last call.
func (a *Air) Sent() []Sending {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.sent
	a.sent = nil
	return out
}
