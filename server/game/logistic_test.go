package game

import "math"

// A scale brings clues to a mean of 0 and a deviation of 1.
type scale struct{ mean, by []float64 }

func scaleOf(l lessons) scale {
	var s scale
	if len(l.x) == 0 {
		return s
	}
	n := float64(len(l.x))
	for clue := range l.x[0] {
		sum, squares := 0.0, 0.0
		for _, x := range l.x {
			sum += x[clue]
		}
		mean := sum / n
		for _, x := range l.x {
			squares += (x[clue] - mean) * (x[clue] - mean)
		}
		by := 0.0 // a clue that never varies says nothing
		if deviation := math.Sqrt(squares / n); deviation > 1e-12 {
			by = 1 / deviation
		}
		s.mean, s.by = append(s.mean, mean), append(s.by, by)
	}
	return s
}

func (s scale) of(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = (x[i] - s.mean[i]) * s.by[i]
	}
	return y
}

// A plane decides by a weighted sum.
type plane struct {
	scale
	weights []float64
	shift   float64
}

func (p plane) decide(x []float64) bool { return p.sum(p.of(x)) > 0 }

func (p plane) sum(y []float64) float64 {
	sum := p.shift
	for i, v := range y {
		sum += p.weights[i] * v
	}
	return sum
}

// logistic is a regression by steps down the gradient, with a pull towards 0 that keeps it from learning chance.
func logistic(l lessons) plane {
	p := plane{scale: scaleOf(l)}
	if len(l.x) == 0 {
		return p
	}
	p.weights = make([]float64, len(l.x[0]))
	scaled := make([][]float64, len(l.x))
	for i, x := range l.x {
		scaled[i] = p.of(x)
	}
	const steps, rate, pull = 150, 0.5, 0.01
	n := float64(len(l.x))
	for range steps {
		down := make([]float64, len(p.weights))
		shift := 0.0
		for i, y := range scaled {
			miss := 1 / (1 + math.Exp(-p.sum(y)))
			if l.bits[i] {
				miss--
			}
			shift += miss
			for k, v := range y {
				down[k] += miss * v
			}
		}
		p.shift -= rate * shift / n
		for k := range p.weights {
			p.weights[k] -= rate * (down[k]/n + pull*p.weights[k])
		}
	}
	return p
}

// A pairing decides by a chain over products of two scaled clues.
type pairing struct {
	scale
	of2   [][2]int
	chain chain
}

// mostPaired keeps the number of pairs within what can be learned.
const mostPaired = 12

func pairs(l lessons, names []string) (pairing, bool) {
	p := pairing{scale: scaleOf(l)}
	if len(names) > mostPaired || len(l.x) == 0 {
		return p, false
	}
	for i := range names {
		for j := range i {
			p.of2 = append(p.of2, [2]int{i, j})
		}
	}
	with := lessons{bits: l.bits}
	for _, x := range l.x {
		with.x = append(with.x, p.products(x))
	}
	p.chain = boost(with)
	return p, true
}

func (p pairing) decide(x []float64) bool { return p.chain.decide(p.products(x)) }

func (p pairing) products(x []float64) []float64 {
	y := p.of(x)
	var all []float64
	for _, ij := range p.of2 {
		all = append(all, y[ij[0]]*y[ij[1]])
	}
	return all
}
