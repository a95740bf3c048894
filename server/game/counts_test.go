package game

import (
	"math"
	"testing"
)

// leftByCounts is the advantage of the best rule for one who knows how many objects a rotation dropped and how many it made,
// where so many were dead or none: half the sum, over all pairs, of the difference of their probabilities.
func leftByCounts(dead int) float64 {
	const reach = 8 * chaffSigma
	all := 0.0
	for step := -reach; step <= reach; step++ {
		all += math.Exp(-float64(step*step) / (2 * chaffSigma * chaffSigma))
	}
	chance := func(dropped, made int) float64 { return likely(dropped, made) / all / chaffTurns }
	sum := 0.0
	for dropped := range reach + chaffTurns + dead {
		for made := range reach + chaffTurns {
			sum += math.Abs(chance(dropped, made) - chance(dropped-dead, made))
		}
	}
	return sum / 2
}

// What THREATS says is left to one who knows both counts, summed over all draws.
func TestWhatTheCountsOfARotationLeave(t *testing.T) {
	for dead := 2; dead <= 5; dead++ {
		left, said := leftByCounts(dead), 0.02+0.01*float64(dead-2)
		t.Logf("%d objects: %.4f", dead, left)
		if math.Abs(left-said) > 0.001 {
			t.Errorf("%d objects leave %.4f, and THREATS says %.2f", dead, left, said)
		}
	}
	if leftByCounts(0) != 0 || leftByCounts(64) < 0.3 {
		t.Error("the sum does not depend on what is dead")
	}
}
