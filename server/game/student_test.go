package game

import (
	"fmt"
	"math"
	"slices"
)

// clues are the numbers that a student reads off a view, by their names. Each view has the same names in the same order.
type clues struct {
	names  []string
	values []float64
}

func (c *clues) add(name string, value float64) {
	c.names = append(c.names, name)
	c.values = append(c.values, value)
}

func (c *clues) yes(name string, is bool) {
	if is {
		c.add(name, 1)
	} else {
		c.add(name, 0)
	}
}

// A student is an adversary that does not know what to look for. It reads all clues that its author could think of, and
// learns on rounds whose bit it is told: on one half it fits, for each clue the best threshold, and over all of them a
// boosted chain of thresholds, a chain of products of pairs, and a logistic regression; the other half says which of these
// is the best, and that one plays.
type student[V any] struct {
	title  string
	look   func(V, *clues)
	names  []string
	known  [][]float64
	bits   []bool
	plays  decision
	chosen string
}

// A decision says whether clues are those of bit 1.
type decision interface{ decide(x []float64) bool }

func newStudent[V any](title string, look func(V, *clues)) adversary[V] {
	return &student[V]{title: title, look: look}
}

func (s *student[V]) name() string {
	if s.plays == nil {
		return s.title
	}
	return s.title + ": " + s.chosen
}

func (s *student[V]) read(view V) []float64 {
	var c clues
	s.look(view, &c)
	if s.names == nil {
		s.names = c.names
	}
	if !slices.Equal(s.names, c.names) {
		panic("game: a view with other clues than the one before")
	}
	return c.values
}

func (s *student[V]) learn(view V, bit bool) {
	s.known = append(s.known, s.read(view))
	s.bits = append(s.bits, bit)
}

func (s *student[V]) guess(view V) bool {
	x := s.read(view)
	if s.plays == nil {
		s.graduate()
	}
	return s.plays.decide(x)
}

// graduate chooses what to play by.
func (s *student[V]) graduate() {
	fit, test := halves(s.known, s.bits)
	best := -1.0
	try := func(d decision, name string) {
		var got tally
		for i, x := range test.x {
			got.add(test.bits[i], d.decide(x))
		}
		if a := got.advantage(); a > best {
			best, s.plays, s.chosen = a, d, name
		}
	}
	for i, name := range s.names {
		d := bestStump(fit, i, nil)
		sign := ">"
		if d.less {
			sign = "<="
		}
		try(d, fmt.Sprintf("%s %s %.6g", name, sign, d.at))
	}
	if len(s.names) > 1 {
		try(boost(fit), "all clues, thresholds boosted")
		try(logistic(fit), "all clues, logistic regression")
		if paired, ok := pairs(fit, s.names); ok {
			try(paired, "products of clues, thresholds boosted")
		}
	}
	s.known, s.bits = nil, nil
}

// lessons are rounds whose bit is known.
type lessons struct {
	x    [][]float64
	bits []bool
}

// halves deals rounds out at random: those next to each other may have more in common.
func halves(x [][]float64, bits []bool) (fit, test lessons) {
	r := newDraw("halves").rand()
	for i := range x {
		into := &fit
		if r.Uint64()&1 == 1 {
			into = &test
		}
		into.x, into.bits = append(into.x, x[i]), append(into.bits, bits[i])
	}
	return fit, test
}

// A stump decides by one clue.
type stump struct {
	clue int
	at   float64
	less bool
}

func (d stump) decide(x []float64) bool { return (x[d.clue] > d.at) != d.less }

// bestStump is the threshold that tells best by a clue, of all that lie between two values. Rounds count as weights say.
func bestStump(l lessons, clue int, weights []float64) stump {
	order := make([]int, len(l.x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch d := l.x[a][clue] - l.x[b][clue]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		default:
			return 0
		}
	})
	weight := func(i int) float64 {
		if weights == nil {
			return 1
		}
		return weights[i]
	}
	var ones, zeros float64
	for i, bit := range l.bits {
		if bit {
			ones += weight(i)
		} else {
			zeros += weight(i)
		}
	}
	best, gap := stump{clue: clue, at: math.Inf(1)}, 0.0
	var onesBelow, zerosBelow float64
	for k, i := range order {
		if l.bits[i] {
			onesBelow += weight(i)
		} else {
			zerosBelow += weight(i)
		}
		v := l.x[i][clue]
		if k+1 == len(order) || l.x[order[k+1]][clue] == v {
			continue
		}
		if g := zerosBelow/max(zeros, 1e-12) - onesBelow/max(ones, 1e-12); math.Abs(g) > math.Abs(gap) {
			best, gap = stump{clue, (v + l.x[order[k+1]][clue]) / 2, g < 0}, g
		}
	}
	return best
}

// A chain is many stumps with a weight each (AdaBoost).
type chain struct {
	stumps []stump
	say    []float64
}

func (c chain) decide(x []float64) bool {
	sum := 0.0
	for i, d := range c.stumps {
		if d.decide(x) {
			sum += c.say[i]
		} else {
			sum -= c.say[i]
		}
	}
	return sum > 0
}

// links is how many stumps a chain has.
const links = 30

func boost(l lessons) chain {
	var c chain
	n := len(l.x)
	if n == 0 {
		return c
	}
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1 / float64(n)
	}
	for range links {
		var next stump
		wrong := 2.0
		for clue := range l.x[0] {
			d := bestStump(l, clue, weights)
			w := 0.0
			for i, x := range l.x {
				if d.decide(x) != l.bits[i] {
					w += weights[i]
				}
			}
			if w < wrong {
				next, wrong = d, w
			}
		}
		wrong = min(max(wrong, 1e-6), 1-1e-6)
		say := 0.5 * math.Log((1-wrong)/wrong)
		c.stumps, c.say = append(c.stumps, next), append(c.say, say)
		sum := 0.0
		for i, x := range l.x {
			if next.decide(x) == l.bits[i] {
				weights[i] *= math.Exp(-say)
			} else {
				weights[i] *= math.Exp(say)
			}
			sum += weights[i]
		}
		for i := range weights {
			weights[i] /= sum
		}
	}
	return c
}
