package game

import (
	"math"
	"testing"
)

// said is a view that tells the bit with a certain clarity.
type said struct{ value, other float64 }

// saying is a game whose bit shifts one of two normal variables by so many of its deviations.
func saying(shift float64, players ...adversary[said]) *game[said] {
	return &game[said]{name: "a number that is shifted", together: 50, players: players,
		world: func(d *draw, bits []bool) ([]said, error) {
			r := d.rand()
			var all []said
			for _, bit := range bits {
				s := said{r.NormFloat64(), r.NormFloat64()}
				if bit {
					s.value += shift
				}
				all = append(all, s)
			}
			return all, nil
		}}
}

// A rule is an adversary that knows beforehand what to look at.
type rule[V any] struct {
	title string
	says  func(V) bool
}

func (r rule[V]) name() string      { return r.title }
func (r rule[V]) learn(V, bool)     {}
func (r rule[V]) guess(view V) bool { return r.says(view) }

func TestWhoKnowsWinsAndWhoGuessesDoesNot(t *testing.T) {
	coin := newDraw("coin").rand()
	all := saying(100,
		rule[said]{"knows", func(s said) bool { return s.value > 50 }},
		rule[said]{"guesses", func(said) bool { return coin.Uint64()&1 == 1 }},
		rule[said]{"says always 1", func(said) bool { return true }},
		rule[said]{"knows, and lies", func(s said) bool { return s.value < 50 }},
	).play(t, course{0, 20_000})
	for i, want := range []float64{1, 0, 0, -1} {
		if got := all[i].advantage(); math.Abs(got-want) > 0.03 {
			t.Errorf("%s: an advantage of %.4f, want %.0f", all[i].player, got, want)
		}
		if low, high := all[i].interval(); low > want || high < want {
			t.Errorf("%s: %.0f is not between %.4f and %.4f", all[i].player, want, low, high)
		}
		if all[i].rounds() != 20_000 {
			t.Errorf("%s: %d rounds", all[i].player, all[i].rounds())
		}
	}
}

// TestAStudentFindsWhatThereIs: the best that can be had of a shift is known, 2Φ(shift/2)-1.
func TestAStudentFindsWhatThereIs(t *testing.T) {
	look := func(s said, c *clues) { c.add("other", s.other); c.add("value", s.value) }
	for _, shift := range []float64{0, 0.1, 0.5, -1, 3, 100} {
		got := saying(shift, newStudent("looks at both", look)).play(t, course{4_000, 20_000})[0]
		want := math.Erf(math.Abs(shift) / 2 / math.Sqrt2)
		if math.Abs(got.advantage()-want) > 0.03 {
			t.Errorf("a shift of %.1f: an advantage of %.4f, where %.4f can be had", shift, got.advantage(), want)
		}
	}
	// What neither number tells alone: two classes that differ in whether the two have one sign.
	both := &game[said]{name: "signs", together: 50, players: []adversary[said]{newStudent("looks at both", look)},
		world: func(d *draw, bits []bool) ([]said, error) {
			r := d.rand()
			var all []said
			for _, bit := range bits {
				s := said{r.NormFloat64(), math.Abs(r.NormFloat64())}
				if bit == (s.value < 0) {
					s.other = -s.other
				}
				all = append(all, s)
			}
			return all, nil
		}}
	if got := both.play(t, course{4_000, 20_000})[0]; got.advantage() < 0.8 {
		t.Errorf("two numbers that tell together: an advantage of %.4f", got.advantage())
	}
}

// TestHiddenAndFoundCanFail holds the two claims against outcomes that do not bear them out.
func TestHiddenAndFoundCanFail(t *testing.T) {
	of := func(saidOne, saidOneWrong, each int) []outcome {
		return []outcome{{"a game", "a player", tally{each, saidOne, each, saidOneWrong}}}
	}
	for name, c := range map[string]struct {
		all           []outcome
		hidden, found bool
	}{
		"nothing":                       {of(5000, 5000, 10_000), true, false},
		"just too much":                 {of(5310, 5000, 10_000), false, false},
		"too much, on the wrong side":   {of(5000, 5310, 10_000), false, false},
		"much":                          {of(9000, 1000, 10_000), false, true},
		"much, but by chance perhaps":   {of(3, 1, 4), true, false},
		"half, in a short course":       {of(75, 25, 100), false, true},
		"a tenth, in a short course":    {of(55, 45, 100), true, false},
		"a tenth, where it can be seen": {of(5500, 4500, 10_000), false, false},
	} {
		probe := &testing.T{}
		hidden(probe, c.all)
		if probe.Failed() == c.hidden {
			t.Errorf("%s: taken for hidden: %v", name, !c.hidden)
		}
		probe = &testing.T{}
		found(probe, 0.3, "a player", c.all)
		if probe.Failed() == c.found {
			t.Errorf("%s: taken for found: %v", name, !c.found)
		}
		probe = &testing.T{}
		if found(probe, 0.3, "another player", c.all); !probe.Failed() {
			t.Errorf("%s: found by one who did not play", name)
		}
	}
}
