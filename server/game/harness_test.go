package game

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math"
	mrand "math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	long   = flag.Bool("long", false, "play the long courses: see the package comment")
	rounds = flag.Int("rounds", 0, "rounds of each game that count, 0: those of the course")
)

// most is the advantage that no player may have in a long course.
const most = 0.03

// enough is the least number of rounds at which the interval of a player without any advantage is as narrow as most.
const enough = 7400

// allowed is the advantage that a player may show in n rounds. From enough rounds on it is most, as counted. A short course
// allows chance in addition: 1/sqrt(n) is its deviation at the most, so a player whose advantage is most is turned away by
// chance once in 30,000 courses, and one that has none practically never.
func allowed(n int) float64 {
	if n >= enough {
		return most
	}
	return most + 4/math.Sqrt(float64(n))
}

// An adversary is given what an attacker would have, and says which of two histories it comes of. It is used by one
// goroutine. V is all that it gets; it keeps no hold on a view after the call.
type adversary[V any] interface {
	name() string
	learn(view V, bit bool)
	guess(view V) bool
}

// A game draws bits and lets adversaries guess them.
type game[V any] struct {
	name string
	// world plays the history of each bit and returns the view of each. All it draws comes from d.
	world func(d *draw, bits []bool) ([]V, error)
	// together is how many rounds one world serves; 0 is one. It is more only where rounds do not touch each other.
	together int
	players  []adversary[V]
}

// A course is how many rounds are played.
type course struct{ training, counted int }

// atLeast is the course of a game that plays short rounds in a plain go test, and longer ones with -long.
func atLeast(short, longer int) course {
	n := short
	if *long {
		n = longer
	}
	if *rounds != 0 {
		n = *rounds
	}
	return course{training: max(60, min(n/3, 1600)), counted: n}
}

// An outcome is what one player reached.
type outcome struct {
	game, player string
	tally
}

func (o outcome) String() string {
	low, high := o.interval()
	return fmt.Sprintf("%-38s %-64s %6d rounds  advantage %+.4f  99 %% [%+.4f, %+.4f]", o.game, o.player, o.rounds(), o.advantage(), low, high)
}

// play plays a course: first the rounds whose bit is told, then those that count. Worlds are made side by side, as are the
// guesses of different players; every player gets the rounds in their order.
func (g *game[V]) play(t *testing.T, c course) []outcome {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // worlds are large and live for a moment
	together := max(1, g.together)
	bits := newDraw(g.name, "bits").rand()
	tallies := make([]tally, len(g.players))
	batch := 4 * runtime.GOMAXPROCS(0) // worlds wait for a disk as well
	for round, at := 0, 0; at < c.training+c.counted; {
		secret := make([][]bool, batch)
		views := make([][]V, batch)
		failed := make([]error, batch)
		var wait sync.WaitGroup
		for w := range batch {
			secret[w] = make([]bool, together)
			for i := range secret[w] {
				secret[w][i] = bits.Uint64()&1 == 1
			}
			d := newDraw(g.name, fmt.Sprint("world ", round))
			round++
			wait.Go(func() { views[w], failed[w] = g.world(d, secret[w]) })
		}
		wait.Wait()
		for w, err := range failed {
			if err != nil {
				t.Fatalf("%s: world %d: %v", g.name, round-batch+w, err)
			}
		}
		for i, p := range g.players {
			wait.Go(func() {
				n := at
				for w := range views {
					for j, v := range views[w] {
						switch {
						case n < c.training:
							p.learn(v, secret[w][j])
						case n < c.training+c.counted:
							tallies[i].add(secret[w][j], p.guess(v))
						}
						n++
					}
				}
			})
		}
		wait.Wait()
		at += batch * together
	}
	var all []outcome
	for i, p := range g.players {
		all = append(all, outcome{g.name, p.name(), tallies[i]})
		t.Log(all[i])
	}
	return all
}

// hidden is the claim that no player has an advantage.
func hidden(t *testing.T, all []outcome) {
	t.Helper()
	for _, o := range all {
		if math.Abs(o.advantage()) > allowed(o.rounds()) {
			t.Errorf("%s: %s has an advantage of %.4f, where %.4f is allowed", o.game, o.player, o.advantage(), allowed(o.rounds()))
		}
	}
}

// found is the claim that a player whose name holds by has an advantage of least, and that it is no chance.
func found(t *testing.T, least float64, by string, all []outcome) {
	t.Helper()
	if !finds(least, by, all) {
		t.Errorf("%s: no player %q has an advantage of %.2f", all[0].game, by, least)
	}
}

func finds(least float64, by string, all []outcome) bool {
	return slices.ContainsFunc(all, func(o outcome) bool {
		low, _ := o.interval()
		return o.advantage() >= least && low > most && strings.Contains(o.player, by)
	})
}

// A draw is the randomness of one world. The same labels give the same bytes in every run. (What goroutines of one process
// draw from one source side by side, as the shelf does for the chaff of a first start, may be dealt out in another order.)
type draw struct{ seed [sha256.Size]byte }

func newDraw(labels ...string) *draw {
	h := sha256.New()
	for _, l := range labels {
		fmt.Fprintf(h, "%d %s ", len(l), l)
	}
	return &draw{[sha256.Size]byte(h.Sum(nil))}
}

// of is another draw, which does not depend on what was drawn from this one.
func (d *draw) of(label string) *draw { return newDraw(string(d.seed[:]), label) }

// rand is for choices.
func (d *draw) rand() *mrand.Rand {
	return mrand.New(mrand.NewPCG(binary.BigEndian.Uint64(d.seed[:]), binary.BigEndian.Uint64(d.seed[8:])))
}

// reader is for bytes: an AES-CTR keystream. It is safe for concurrent use.
func (d *draw) reader() io.Reader {
	block, err := aes.NewCipher(d.seed[:])
	if err != nil {
		panic(err) // only for a key of another size
	}
	return &keystream{from: cipher.NewCTR(block, make([]byte, aes.BlockSize))}
}

type keystream struct {
	mu   sync.Mutex
	from cipher.Stream
}

func (k *keystream) Read(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(b)
	k.from.XORKeyStream(b, b)
	return len(b), nil
}
