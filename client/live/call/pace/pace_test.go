package pace_test

import (
	"errors"
	"math"
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
	wait time.Duration
}

func begin() (c *pace.Clock, s *sent) {
	s = &sent{}
	begun := time.Now()
	c = pace.New(func(f *link.Frame) error {
		s.what, s.at = append(s.what, f[0]), append(s.at, time.Since(begun))
		return nil
	}, func() time.Duration { return s.wait })
	if c.Beat(begun) <= 0 {
		panic("no lead")
	}
	return c, s
}

func none() time.Duration { return 0 }

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
		}, none)
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
		d := pace.New(func(*link.Frame) error { gone++; return errors.New("gone") }, none)
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

// Frames leave after what was drawn for their moment, of which one is drawn for each, whether anything was put for it or not; and
// until then others can be put in their place.
func TestFramesLeaveWhenItIsDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var at []time.Duration
		drawn := 0
		c := pace.New(func(f *link.Frame) error {
			at = append(at, time.Since(begun))
			if f[0] == 'x' {
				t.Error("what was replaced left")
			}
			return nil
		}, func() time.Duration { drawn++; return time.Duration(drawn) * 10 * time.Millisecond })
		defer c.Stop()
		c.Beat(begun)
		_, _ = c.Put(1, frames('x')), c.Put(3, frames('d'))
		time.Sleep(call.Tick + 15*time.Millisecond)
		if err := c.Put(1, frames('b')); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * call.Tick)
		synctest.Wait()
		// The first was drawn for moment 0.
		want := []time.Duration{call.Tick + 20*time.Millisecond, 3*call.Tick + 40*time.Millisecond}
		if !slices.Equal(at, want) || drawn != 5 {
			t.Errorf("%d were drawn, frames left at %v, want %v", drawn, at, want)
		}
	})
}

// What is drawn has the density that SPEC §13.3 says: of 20,000 no tenth of the time has more or less than it should, by more
// than chance does once in 10^9 times.
func TestWhatIsDrawn(t *testing.T) {
	const n, parts = 20_000, 10
	var got [parts]int
	for range n {
		x := pace.Drawn()
		if x < 0 || x >= call.Spread {
			t.Fatal(x)
		}
		got[x*parts/call.Spread]++
	}
	below := func(x float64) float64 { return x - math.Sin(2*math.Pi*x)/(2*math.Pi) }
	for i, g := range got {
		p := below(float64(i+1)/parts) - below(float64(i)/parts)
		if d := math.Abs(float64(g) - n*p); d > 6.5*math.Sqrt(n*p*(1-p)) {
			t.Errorf("of part %d there are %d, and not about %.0f", i, g, n*p)
		}
	}
}
