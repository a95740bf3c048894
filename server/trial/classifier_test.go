package trial

import (
	"math"
	mrand "math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A threshold tells two classes apart by one number: what took longer is the second class, or with less set, the first.
type threshold struct {
	at   time.Duration
	less bool
}

// bestThreshold is the threshold that tells a from b best, of all there are.
func bestThreshold(a, b []time.Duration) threshold {
	type timed struct {
		took   time.Duration
		second bool
	}
	all := make([]timed, 0, len(a)+len(b))
	for _, d := range a {
		all = append(all, timed{d, false})
	}
	for _, d := range b {
		all = append(all, timed{d, true})
	}
	slices.SortFunc(all, func(x, y timed) int { return int(x.took - y.took) })
	best, bestGap := threshold{}, -1.0
	belowA, belowB := 0, 0
	for i, x := range all {
		if x.second {
			belowB++
		} else {
			belowA++
		}
		if i+1 < len(all) && all[i+1].took == x.took {
			continue
		}
		gap := float64(belowA)/float64(len(a)) - float64(belowB)/float64(len(b))
		if math.Abs(gap) > bestGap {
			best, bestGap = threshold{x.took, gap < 0}, math.Abs(gap)
		}
	}
	return best
}

// advantage is the true less the false positive rate of the threshold.
func (h threshold) advantage(a, b []time.Duration) float64 {
	above := func(of []time.Duration) float64 {
		n := 0
		for _, d := range of {
			if d > h.at {
				n++
			}
		}
		return float64(n) / float64(len(of))
	}
	if gap := above(b) - above(a); !h.less {
		return gap
	} else {
		return -gap
	}
}

// advantage trains the best threshold on one half of both, drawn at random so that it learns all that there is, and tries
// it on the other.
func advantage(a, b []time.Duration) float64 {
	a, b = slices.Clone(a), slices.Clone(b)
	for _, of := range [][]time.Duration{a, b} {
		mrand.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	}
	h := bestThreshold(a[:len(a)/2], b[:len(b)/2])
	return h.advantage(a[len(a)/2:], b[len(b)/2:])
}

// allowed is the advantage that n polls of each locator may show: 0.03 for 10,000 and more. With fewer it is wider in the
// measure in which chance is: the test half of n polls each gives a useless classifier an advantage with a deviation of at
// most 1/sqrt(n), so this is three deviations, which chance exceeds once in 740 times.
func allowed(n int) float64 { return 0.03 * max(1, math.Sqrt(10_000/float64(n))) }

// The classifier finds what there is to find, and nothing where there is nothing.
func TestTheClassifierFindsADifferenceAndNoneWhereThereIsNone(t *testing.T) {
	draw := func(n int, shift, every float64) []time.Duration {
		all := make([]time.Duration, n)
		for i := range all {
			all[i] = time.Duration(1e6 * (250 + mrand.ExpFloat64()))
			if mrand.Float64() < every {
				all[i] += time.Duration(1e6 * shift)
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		shift, every, want float64 // the advantage that such a difference gives
	}{
		"a tenth of a deviation":            {0.1, 1, 0.095},
		"one deviation":                     {1, 1, 0.63},
		"one line later in one of ten":      {250, 0.1, 0.1},
		"earlier, by one deviation":         {-1, 1, 0.63},
		"two lines later in one of fifteen": {500, 1. / 15, 1. / 15},
	} {
		got := advantage(draw(20_000, 0, 0), draw(20_000, c.shift, c.every))
		if math.Abs(got-c.want) > 0.03 { // four deviations of chance
			t.Errorf("%s: an advantage of %.3f, want %.3f", name, got, c.want)
		}
		if got <= allowed(20_000) {
			t.Errorf("%s: taken for nothing", name)
		}
	}
	wrong := 0
	for range 40 {
		if advantage(draw(1_000, 0, 0), draw(1_000, 0, 0)) > allowed(1_000) {
			wrong++
		}
	}
	if wrong > 3 { // one in 740 is expected to be
		t.Errorf("of 40 pairs without a difference %d were told apart", wrong)
	}
}
