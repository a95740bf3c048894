package trial

import (
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"larkspur/server"
	"larkspur/server/wire"
)

var polls = flag.Int("polls", 0, "polls of each locator in TestTiming; 0 is 1,000, and with -long 10,000")

// threeClasses makes a page that is held, one that was erased, and a locator that never held anything.
func (s site) threeClasses() []class {
	s.t.Helper()
	c, ctx := s.caller(), context.Background()
	held, dead, never := newOwner(s.t), newOwner(s.t), newOwner(s.t)
	if _, err := c.make(ctx, held, randomPage()); err != nil {
		s.t.Fatal(err)
	}
	version, err := c.make(ctx, dead, randomPage())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := c.ask(ctx, c.request(dead, wire.OpErase, version, randomPage())); err != nil {
		s.t.Fatal(err)
	}
	return []class{{"held", held.locator()}, {"dead", dead.locator()}, {"never held", never.locator()}}
}

// pairs are the comparisons of the promise.
var pairs = [][2]string{{"held", "never held"}, {"dead", "never held"}}

// advantages polls and compares, and prints what it finds.
func (s site) advantages(classes []class, pairs [][2]string, n, atOnce int, grid time.Duration) map[[2]string]float64 {
	s.t.Helper()
	took := s.poll(classes, n, atOnce)
	for _, c := range classes {
		of := slices.Sorted(slices.Values(took[c.name]))
		late := 0
		for _, d := range of {
			if grid != 0 && d > grid+grid/2 {
				late++
			}
		}
		s.t.Logf("%-10s %6d polls, median %v, 99 in 100 within %v, beyond the first line %d", c.name, len(of), of[len(of)/2], of[len(of)*99/100], late)
	}
	found := map[[2]string]float64{}
	for _, pair := range pairs {
		found[pair] = advantage(took[pair[0]], took[pair[1]])
		s.t.Logf("%s against %s: an advantage of %+.4f (allowed %.3f)", pair[0], pair[1], found[pair], allowed(n))
	}
	return found
}

// Held against never held, and dead against never held, on the grid that a server has unless told otherwise, over both
// kinds of store, with eight clients at work: the best single threshold has an advantage of at most 0.03.
//
// The rule, laid down before anything was measured: when a comparison exceeds what is allowed, it is made once more, with
// twice as many polls, and the second decides alone. Chance exceeds the first once in 740 times and the second as rarely
// or more so. The price: a true advantage of 0.04 gets past 10,000 polls once in six times, one of 0.05 once in forty.
func TestTiming(t *testing.T) {
	n := course(1_000, 10_000)
	if *polls != 0 {
		n = *polls
	}
	for _, storage := range storages {
		t.Run(storage.name, func(t *testing.T) {
			s := storage.start(t)
			classes := s.threeClasses()
			for pair, got := range s.advantages(classes, pairs, n, pollers, server.DefaultGrid) {
				if got <= allowed(n) {
					continue
				}
				t.Logf("%v: above %.3f, so once more with twice as many", pair, allowed(n))
				two := slices.DeleteFunc(slices.Clone(classes), func(c class) bool { return !slices.Contains(pair[:], c.name) })
				if again := s.advantages(two, [][2]string{pair}, 2*n, pollers, server.DefaultGrid)[pair]; again > allowed(2*n) {
					t.Errorf("%s against %s: an advantage of %.4f, more than %.3f, with %d polls each", pair[0], pair[1], again, allowed(2*n), 2*n)
				}
			}
		})
	}
}
