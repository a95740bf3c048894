// Package pace is the beat of a call.Conn that is made of goroutines: frames leave when they are due, by a goroutine that does
// nothing else (SPEC §13.3). The browser has a worker for that, and this package is never linked into it.
package pace

import (
	"crypto/rand"
	"encoding/binary"
	"math"
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
	wait func() time.Duration
	stop chan struct{}
	once sync.Once

	mu    sync.Mutex
	start time.Time
	next  int // the first moment whose frames have not left
	put   map[int][]*link.Frame
}

// New returns a clock that sends with send, one frame after the other, and ends with its first error or with Stop. Frames leave
// wait after their moment, which is asked once for each: Drawn but in tests, from 0 to call.Spread.
func New(send func(*link.Frame) error, wait func() time.Duration) *Clock {
	return &Clock{send: send, wait: wait, stop: make(chan struct{}), put: map[int][]*link.Frame{}}
}

// Drawn is a time from 0 to call.Spread with the density of 1 - cos. Of all between two bounds this one tells least of a small
// lateness (it has the least Fisher information of its place), which no machine is without, and which depends on what else it does.
func Drawn() time.Duration {
	var random [8]byte
	for {
		_, _ = rand.Read(random[:]) // never fails
		x := float64(binary.BigEndian.Uint32(random[:])) / (1 << 32)
		y := float64(binary.BigEndian.Uint32(random[4:])) / (1 << 32)
		if y < (1-math.Cos(2*math.Pi*x))/2 {
			return time.Duration(x * float64(call.Spread))
		}
	}
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
		timer.Reset(time.Until(c.start.Add(time.Duration(n)*call.Tick + c.wait())))
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

// take has the frames of a moment leave.
func (c *Clock) take(n int) []*link.Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := c.put[n]
	delete(c.put, n)
	c.next = n + 1
	return frames
}
