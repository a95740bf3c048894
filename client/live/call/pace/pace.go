// Package pace is the beat of a call.Conn that is made of goroutines: frames leave when they are due, by a goroutine that does
// nothing else (SPEC §13.3). The browser has a worker for that, and this package is never linked into it.
package pace

import (
	"sync"
	"time"

	"larkspur/client/live/call"
	"larkspur/client/live/link"
)

// Lead is how long before a moment its frames are put. A goroutine is seldom so late.
const Lead = 40 * time.Millisecond

// Clock sends frames. Any goroutine may use it.
type Clock struct {
	send func(*link.Frame) error
	stop chan struct{}
	once sync.Once

	mu    sync.Mutex
	start time.Time
	next  int // the first moment that has not come
	put   map[int][]*link.Frame
}

// New returns a clock that sends with send, one frame after the other, and ends with its first error or with Stop.
func New(send func(*link.Frame) error) *Clock {
	return &Clock{send: send, stop: make(chan struct{}), put: map[int][]*link.Frame{}}
}

// Beat begins, see call.Conn.
func (c *Clock) Beat(start time.Time) time.Duration {
	c.start, c.next = start, int((time.Since(start)+call.Tick-1)/call.Tick)
	go c.run()
	return Lead
}

// Put is that of call.Conn. Error: call.ErrLate.
func (c *Clock) Put(n int, frames []*link.Frame) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n < c.next {
		return call.ErrLate
	}
	c.put[n] = frames
	return nil
}

// Stop ends it. No frame begins to leave afterwards.
func (c *Clock) Stop() {
	c.once.Do(func() { close(c.stop) })
	c.mu.Lock()
	clear(c.put)
	c.mu.Unlock()
}

func (c *Clock) run() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for n := c.next; ; n++ {
		// Each moment is counted from the start, so that lateness does not add up. What was missed is made up for.
		timer.Reset(time.Until(c.start.Add(time.Duration(n) * call.Tick)))
		select {
		case <-c.stop:
			return
		case <-timer.C:
		}
		for _, f := range c.take(n) {
			if c.send(f) != nil {
				c.Stop()
				return
			}
		}
	}
}

// take has a moment come.
func (c *Clock) take(n int) []*link.Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := c.put[n]
	delete(c.put, n)
	c.next = n + 1
	return frames
}
