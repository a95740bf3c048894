package call_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/server/wire"
)

// frames are the times of what was sent in secret rooms since begun.
func (x *two) frames(begun time.Time) (out []time.Duration) {
	for _, s := range x.air.Sent() {
		if s.Way == wire.WayMeet {
			out = append(out, s.At.Sub(begun))
		}
	}
	return out
}

// An end that does something else for seconds is missed by nobody on the line: frames leave as they do when it is idle.
func TestABusyEndIsNotSeenOnTheLine(t *testing.T) {
	var times [2][]time.Duration
	for i := range times {
		synctest.Test(t, func(t *testing.T) {
			x := begin(t, t.Context(), nil)
			x.open(t)
			time.Sleep(7*time.Second + 13*time.Millisecond)
			x.air.Sent()
			begun := time.Now()
			for n := range 40 {
				if i == 1 {
					x.host.Do(func() {
						_ = x.host.Host().Say(fmt.Appendf(nil, "h%d", n))
						time.Sleep(time.Duration(n*83) * time.Millisecond) // up to 3.2 s
					})
				}
				time.Sleep(time.Until(begun.Add(time.Duration(n+1) * 3500 * time.Millisecond)))
			}
			times[i] = x.frames(begun)
			if i == 1 && strings.Count(x.his.text(), "h") != 40 {
				t.Errorf("the guest heard %s", x.his.text())
			}
		})
	}
	if len(times[0]) != 2*4*140 || !slices.Equal(times[0], times[1]) {
		t.Errorf("%d frames of an idle link and %d of one whose host is busy, or at other times", len(times[0]), len(times[1]))
	}
}

// So it is while more frames leave, right after somebody was let in.
func TestABusyEndIsNotSeenInTheOpening(t *testing.T) {
	for _, wait := range []time.Duration{0, call.Spread} {
		t.Run(wait.String(), func(t *testing.T) { opening(t, wait) })
	}
}

// opening: frames leave so long after their moments.
func opening(t *testing.T, wait time.Duration) {
	var times [2][]time.Duration
	for i := range times {
		synctest.Test(t, func(t *testing.T) {
			x := beginLate(t, t.Context(), nil, wait)
			time.Sleep(13 * time.Millisecond)
			x.letIn(t)
			x.air.Sent()
			begun := time.Now()
			if i == 1 {
				for range 3 {
					x.host.Do(func() { time.Sleep(2500 * time.Millisecond) })
					time.Sleep(300 * time.Millisecond)
				}
			}
			time.Sleep(time.Until(begun.Add(10 * time.Second)))
			times[i] = x.frames(begun)
		})
	}
	if len(times[0]) != 2*40+24*3 || !slices.Equal(times[0], times[1]) {
		t.Errorf("%d frames of an idle host: %v; of one that is busy %d: %v", len(times[0]), times[0], len(times[1]), times[1])
	}
}

// The moments lie on one grid however long it goes on, and the opening begins on it.
func TestMomentsDoNotDrift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		begun := time.Now()
		for range 300 {
			x.guest.Do(func() { time.Sleep(7 * time.Millisecond) })
			time.Sleep(193 * time.Millisecond)
		}
		phases := map[time.Duration]int{}
		for _, at := range x.frames(begun) {
			phases[(at%call.Tick+call.Tick)%call.Tick]++
		}
		if len(phases) > 2 {
			t.Errorf("two ends have the phases %v", phases)
		}
	})
}

// What was made under the old terms and has not left does not leave when the terms change, and what leaves in its place is
// there at the same moment. Whatever the guest has of it, it had before.
func TestWhatIsMadeAndHasNotLeftIsTakenBack(t *testing.T) {
	for _, wait := range []time.Duration{0, 71 * time.Millisecond, call.Spread} {
		t.Run(wait.String(), func(t *testing.T) { takenBack(t, wait) })
	}
}

// takenBack: frames leave so long after their moments.
func takenBack(t *testing.T, wait time.Duration) {
	after, heard := 0, 0
	for offset := time.Duration(0); offset < call.Tick+wait; offset += 3 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			x := beginLate(t, ctx, nil, wait)
			x.open(t)
			time.Sleep(7*time.Second + 113*time.Millisecond)
			var idle []time.Duration
			begun := time.Now()
			x.air.Sent()
			time.Sleep(2 * time.Second)
			idle = x.frames(begun)
			x.host.Do(func() { _ = x.host.Host().Say([]byte("x")) })
			time.Sleep(offset)
			var err error
			x.host.Do(func() {
				terms := x.host.Host().Terms()
				terms.Parts = nil
				err = x.host.Host().Change(terms, time.Now())
			})
			had := x.his.text() != ""
			time.Sleep(2 * time.Millisecond)
			x.host.Do(func() { // she thinks again: what was on its way for the first change is taken back too
				terms := x.host.Host().Terms()
				terms.Paused = true
				err = errors.Join(err, x.host.Host().Change(terms, time.Now()))
			})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(2*call.Tick + wait + 10*time.Millisecond) // a frame for each
			var now live.Terms
			x.guest.Do(func() { now = x.guest.Guest().Terms() })
			if len(now.Parts) != 0 || !now.Paused {
				t.Error("the guest has the old terms after two ticks", offset)
			}
			if time.Sleep(time.Until(begun.Add(4 * time.Second))); !had && x.his.text() != "" {
				t.Errorf("changed %v after it was said: it left afterwards", offset)
			}
			rest := x.frames(begun)
			for i := range rest {
				rest[i] -= 2 * time.Second
			}
			if !slices.Equal(idle, rest) {
				t.Errorf("frames left at %v, and with a change at %v", idle, rest)
			}
			if had {
				heard++
			} else {
				after++
			}
			stop()
			<-x.host.Done()
			<-x.guest.Done()
		})
	}
	if heard == 0 || after == 0 {
		t.Errorf("%d heard before the change, %d not", heard, after)
	}
}

// A network that forgot a connection says nothing of it. Both come back, and nothing is lost.
func TestAConnectionThatIsSwallowedIsMadeAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		for i := range 5 {
			x.air.Swallow()
			x.host.Do(func() { _ = x.host.Host().Say([]byte("h")) })
			x.guest.Do(func() { _ = x.guest.Guest().Say([]byte("g")) })
			time.Sleep(6 * time.Second)
			if strings.Count(x.hers.text(), "g") != i+1 || strings.Count(x.his.text(), "h") != i+1 {
				t.Fatalf("after %d: %q and %q", i+1, x.hers.text(), x.his.text())
			}
		}
	})
}

// Who hears nothing on a new connection either is alone, and tries another one now and then.
func TestWhoIsAloneDoesNotStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		before := x.air.Dials()
		x.air.Lose()
		time.Sleep(110 * time.Second)
		if n := x.air.Dials() - before; n < 4 || n > 8 {
			t.Errorf("%d connections of two ends that hear nothing", n)
		}
	})
}
