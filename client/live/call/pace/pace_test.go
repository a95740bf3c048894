package pace_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live/call"
	"larkspur/client/live/call/pace"
	"larkspur/client/live/link"
)

// sent is what left, by the first byte of each frame, and when.
type sent struct {
	what []byte
	at   []time.Duration
}

func begin() (c *pace.Clock, s *sent) {
	s = &sent{}
	begun := time.Now()
	c = pace.New(func(f *link.Frame) error {
		s.what, s.at = append(s.what, f[0]), append(s.at, time.Since(begun))
		return nil
	})
	if c.Beat(begun) <= 0 {
		panic("no lead")
	}
	return c, s
}

func frames(names ...byte) (out []*link.Frame) {
	for _, n := range names {
		out = append(out, &link.Frame{n})
	}
	return out
}

// Frames leave at their moments, and those that were put last do.
func TestWhatWasPutLastLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := begin()
		defer c.Stop()
		for n, f := range map[int][]*link.Frame{1: frames('a'), 2: frames('b'), 4: frames('d', 'e')} {
			if err := c.Put(n, f); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2*call.Tick - time.Millisecond)
		if err := c.Put(2, frames('c')); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Millisecond)
		if err := c.Put(2, frames('x')); !errors.Is(err, call.ErrLate) {
			t.Error("a moment that has passed:", err)
		}
		time.Sleep(3 * call.Tick)
		synctest.Wait()
		if string(s.what) != "acde" || !slices.Equal(s.at, []time.Duration{call.Tick, 2 * call.Tick, 4 * call.Tick, 4 * call.Tick}) {
			t.Errorf("%s left at %v", s.what, s.at)
		}
	})
}

// A line that takes a frame slowly is behind for a while, and not for ever: no moment is left out, and none is later for it.
func TestMissedMomentsAreMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var left []byte
		slow := 700 * time.Millisecond
		c := pace.New(func(f *link.Frame) error {
			left = append(left, f[0])
			time.Sleep(slow)
			slow = 0
			return nil
		})
		defer c.Stop()
		c.Beat(time.Now())
		for n := 1; n <= 6; n++ {
			if err := c.Put(n, frames(byte('a'+n))); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(6*call.Tick + time.Millisecond)
		synctest.Wait()
		if string(left) != "bcdefg" {
			t.Errorf("%s left", left)
		}
	})
}

// After Stop nothing leaves, nor after a line that is gone.
func TestNothingLeavesAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := begin()
		_, _ = c.Put(1, frames('a')), c.Put(2, frames('b'))
		time.Sleep(call.Tick + time.Millisecond)
		c.Stop()
		c.Stop()
		gone := 0
		d := pace.New(func(*link.Frame) error { gone++; return errors.New("gone") })
		d.Beat(time.Now())
		_ = d.Put(1, frames('a', 'b'))
		_ = d.Put(2, frames('c'))
		time.Sleep(4 * call.Tick)
		synctest.Wait()
		if string(s.what) != "a" || gone != 1 {
			t.Errorf("%s left, and %d", s.what, gone)
		}
	})
}
