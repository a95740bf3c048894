package game

import (
	"math"
	mrand "math/rand/v2"
	"testing"
)

// A tally counts what a player said in the rounds that count.
type tally struct {
	one, saidOne       int // rounds of bit 1, and how often 1 was guessed in them
	zero, saidOneWrong int // rounds of bit 0, and how often 1 was guessed in them
}

func (t *tally) add(bit, guess bool) {
	switch {
	case bit && guess:
		t.one++
		t.saidOne++
	case bit:
		t.one++
	case guess:
		t.zero++
		t.saidOneWrong++
	default:
		t.zero++
	}
}

func (t tally) rounds() int { return t.one + t.zero }

// advantage is Pr[guess 1 | bit 1] less Pr[guess 1 | bit 0], as counted.
func (t tally) advantage() float64 {
	if t.one == 0 || t.zero == 0 {
		return 0
	}
	return float64(t.saidOne)/float64(t.one) - float64(t.saidOneWrong)/float64(t.zero)
}

// z99 is the deviation that a normal variable stays within 99 times in a hundred.
const z99 = 2.5758293035489

// interval is where the advantage lies with a confidence of 99 %: a normal interval after Agresti and Caffo, who add to the
// hits and to the misses of both shares z²/4 each. It holds near 0 and near 1 as well. (Wald's does not, and of Newcombe's, of
// score or of exact intervals, only 95 % hold the truth of a player who is nearly always right; the test below was run on all.)
func (t tally) interval() (low, high float64) {
	const more = z99 * z99 / 4
	n1, n0 := float64(t.one)+2*more, float64(t.zero)+2*more
	p1, p0 := (float64(t.saidOne)+more)/n1, (float64(t.saidOneWrong)+more)/n0
	half := z99 * math.Sqrt(p1*(1-p1)/n1+p0*(1-p0)/n0)
	return max(-1, p1-p0-half), min(1, p1-p0+half)
}

// TestTheIntervalCoversTheTrueAdvantage draws many courses of players whose advantage is known.
func TestTheIntervalCoversTheTrueAdvantage(t *testing.T) {
	const courses, rounds = 4000, 500
	r := mrand.New(mrand.NewPCG(1, 2))
	for _, p := range [][2]float64{{0.5, 0.5}, {0.51, 0.5}, {0.02, 0.01}, {0.9, 0.2}, {1, 0}, {0.999, 0.001}, {0.3, 0.6}} {
		covered := 0
		for range courses {
			var got tally
			for range rounds {
				bit := r.Uint64()&1 == 1
				chance := p[1]
				if bit {
					chance = p[0]
				}
				got.add(bit, r.Float64() < chance)
			}
			if low, high := got.interval(); low <= p[0]-p[1] && p[0]-p[1] <= high {
				covered++
			}
		}
		// 99 % of 4,000 less four deviations of chance. The method errs on the wide side near the ends.
		if share := float64(covered) / courses; share < 0.9837 {
			t.Errorf("a player who says 1 with %v: %.4f of the intervals hold the truth", p, share)
		}
	}
}

// TestTheIntervalIsNotWiderThanItHasToBe: one that holds everything would cover as well.
func TestTheIntervalIsNotWiderThanItHasToBe(t *testing.T) {
	// At p = 1/2 its half is 2.58 deviations, of sqrt(1/n): 0.030 at 7,400 rounds, which is where that number comes from.
	even := tally{one: 3700, saidOne: 1850, zero: 3700, saidOneWrong: 1850}
	if low, high := even.interval(); math.Abs(high-0.030) > 0.001 || math.Abs(low+high) > 1e-9 {
		t.Errorf("even: %.4f to %.4f", low, high)
	}
	sure := tally{one: 100, saidOne: 100, zero: 100}
	if low, high := sure.interval(); low < 0.9 || low > 0.95 || high != 1 {
		t.Errorf("sure: %.4f to %.4f", low, high)
	}
}
