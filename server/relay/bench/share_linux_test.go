package bench

import (
	"fmt"
	"testing"
	"time"

	"larkspur/server/relay/load"
	"larkspur/server/servertest/cpushare"
)

// steps of the long course: the last is above what the best carries with share of a core.
var steps = [...]level{{750, 15_000}, {1000, 20_000}, {1250, 25_000}, {1500, 30_000}, {2000, 40_000}, {2500, 50_000}, {3500, 70_000}}

// What each relay carries with the same share of one core. The generator takes more of this machine than a good relay, and would
// give out first: so it has the rest of the machine, and the relay what is the same for all. As before, the figures of the long
// course fail nothing.
func TestAtAnEqualShare(t *testing.T) {
	share, d := 0.25, 8*time.Second
	if !*long {
		d = time.Second
	}
	all := relays(t)
	most := make([]float64, len(all))
	for _, x := range all {
		how := cpushare.Give(t, share, []int{x.PID}, func() bool { return holds(t, x, share, d) })
		t.Logf("%-13s has %.2f of a core by %s", x.Name, share, how)
		if !*long { // it runs, and the figures mean nothing
			faultStays(t, func() string {
				if got := carry(t, x, level{40, 1000}, d).most; got < 200 {
					return fmt.Sprintf("%s carried %.0f of 1,000 frames a second", x.Name, got)
				}
				return ""
			})
		}
	}
	if !*long {
		return
	}
	for range *rounds {
		for i, x := range all {
			for _, l := range steps {
				got, err := tryCarry(t, x, l, d)
				if err != nil { // who has so little may be too busy to be connected to
					t.Logf("%-13s %6d wanted: %v", x.Name, l.frames, err)
					break
				}
				most[i] = max(most[i], got.most)
				if got.most < 0.9*float64(l.frames) {
					break
				}
			}
		}
	}
	best := 0.0
	for _, n := range most[1:] {
		best = max(best, n)
	}
	t.Logf("frames a second with %.2f of a core each: %.2f times the best of the others", share, most[0]/best)
}

// holds has a relay work as hard as it can, and reports whether its limit is kept.
func holds(t *testing.T, x load.Target, share float64, d time.Duration) bool {
	t.Helper()
	l := steps[len(steps)-1]
	if !*long {
		l = level{200, 4000}
	}
	got := carry(t, x, l, d)
	used := got.cpu.Seconds() * got.most / 1000 // and of a second after it, in which what is under way arrives
	t.Logf("%-13s used %.2f of a core", x.Name, used)
	return used < 1.25*share
}
