package game

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	mrand "math/rand/v2"
	"testing"
	"time"

	"larkspur/client"
)

// A watcher sees the calls of one device: when each left, when its answer came, and how many bytes both had.
type watched struct{ calls []passed }

// working is a random source that takes the time of the work in which it is asked: 24 bytes are the nonce of a seal, a page is
// filler or what an erase sends. So the client's own work takes time on a clock that otherwise stands still.
type working struct {
	from    io.Reader
	clock   *clock
	rand    *mrand.Rand
	sealing time.Duration
}

// What work takes on a slow telephone, before a tail.
const (
	sealing = 20 * time.Millisecond
	filling = time.Millisecond
)

func (w working) Read(b []byte) (int, error) {
	switch {
	case len(b) == 24:
		w.clock.now = w.clock.now.Add(tailed(w.rand, w.sealing))
	case len(b) >= pageSize:
		w.clock.now = w.clock.now.Add(tailed(w.rand, filling))
	}
	return w.from.Read(b)
}

func tailed(r *mrand.Rand, typical time.Duration) time.Duration {
	return typical + time.Duration(r.ExpFloat64()*float64(typical)/4)
}

// A watching is the world of (f).
type watching struct {
	setup
	pace time.Duration // of the client; 0: as it comes
	// oneWay is how long bytes take from the device to the server, at the least and at the most, before a tail of 3 ms.
	least, most time.Duration
	sealing     time.Duration // what a seal takes; 0: as on a slow telephone
}

// lines are one of an ordinary kind, on which answers that leave on the grid come within the pace, and one on which they do not.
var lines = []watching{
	{least: 5 * time.Millisecond, most: 35 * time.Millisecond},
	{least: 60 * time.Millisecond, most: 150 * time.Millisecond},
}

const grid = 250 * time.Millisecond

// world: somebody opens a plan, saves twice, then, with bit 1, erases it, and with bit 0 saves again; and later types the phrase
// once more to see what is there.
func (w watching) world(d *draw, bits []bool) ([]watched, error) {
	w.draw, w.clock, w.chaff = d, newClock(), 16
	if w.sealing == 0 {
		w.sealing = sealing
	}
	h, err := build(w.setup)
	if err != nil {
		return nil, err
	}
	defer h.end()
	r := d.of("choices").rand()
	var views []watched
	for i, bit := range bits {
		d := d.of(fmt.Sprint("round ", i))
		base := w.least + time.Duration(r.Int64N(int64(w.most-w.least)))
		l := &line{house: h, delay: func() time.Duration { return base + time.Duration(r.ExpFloat64()*3e6) }}
		who := &survivor{device: h.deviceOn(l, working{d.of("device").reader(), w.clock, r, w.sealing}, w.pace), words: newPhrase(d)}
		if err := who.makes(); err != nil {
			return nil, err
		}
		l.calls = nil
		pause := func() { _ = w.clock.Sleep(context.Background(), time.Duration(10e9+r.ExpFloat64()*60e9)) }
		last := who.saves
		if bit {
			last = who.erases
		}
		for _, act := range []func() error{who.opens, who.saves, who.saves, last, func() error {
			if err := who.opens(); err != nil && !errors.Is(err, client.ErrNothing) {
				return err
			}
			return nil
		}} {
			pause()
			if err := act(); err != nil {
				return nil, err
			}
		}
		views = append(views, watched{l.calls})
	}
	return views, nil
}

// lookAtCalls reads sizes and times.
func lookAtCalls(v watched, c *clues) {
	c.add("calls", float64(len(v.calls)))
	sizes := map[[2]int]bool{}
	for _, p := range v.calls {
		sizes[[2]int{p.up, p.down}] = true
	}
	c.add("sizes", float64(len(sizes)))
	least := math.Inf(1)
	for _, p := range v.calls {
		least = min(least, p.answered.Sub(p.sent).Seconds()*1000)
	}
	// The last act but one is the one in question. Calls lie 4 to an act; what is missing counts as 0.
	const acts, each = 5, 4
	for act := 2; act < acts; act++ {
		for i := range each {
			at := act*each + i
			var wait, gap, idle float64
			if at < len(v.calls) {
				wait = v.calls[at].answered.Sub(v.calls[at].sent).Seconds() * 1000
				if i > 0 {
					gap = v.calls[at].sent.Sub(v.calls[at-1].sent).Seconds() * 1000
					idle = v.calls[at].sent.Sub(v.calls[at-1].answered).Seconds() * 1000
				}
			}
			c.add(fmt.Sprintf("act %d, call %d: ms to the answer", act+1, i+1), wait)
			c.add(fmt.Sprintf("act %d, call %d: ms more than the least", act+1, i+1), wait-least)
			c.add(fmt.Sprintf("act %d, call %d: ms since the call before", act+1, i+1), gap)
			c.add(fmt.Sprintf("act %d, call %d: ms since the answer before", act+1, i+1), idle)
		}
	}
}

// lookAtRhythm reads what stands out over all calls.
func lookAtRhythm(v watched, c *clues) {
	var waits, idles []float64
	for i, p := range v.calls {
		waits = append(waits, p.answered.Sub(p.sent).Seconds()*1000)
		if i > 0 && p.sent.Sub(v.calls[i-1].answered) < 2*time.Second {
			idles = append(idles, p.sent.Sub(v.calls[i-1].answered).Seconds()*1000)
		}
	}
	mean, deviation, _, _ := spread(waits)
	c.add("mean of ms to answers", mean)
	c.add("deviation of ms to answers", deviation)
	mean, deviation, least, most := spread(idles)
	c.add("mean of ms after answers", mean)
	c.add("deviation of ms after answers", deviation)
	c.add("least of ms after answers", least)
	c.add("most of ms after answers", most)
}

func spread(of []float64) (mean, deviation, least, most float64) {
	least = math.Inf(1)
	for _, x := range of {
		mean += x / float64(len(of))
		least, most = min(least, x), max(most, x)
	}
	for _, x := range of {
		deviation += (x - mean) * (x - mean) / float64(len(of))
	}
	return mean, math.Sqrt(deviation), least, most
}

func watchers() []adversary[watched] {
	return []adversary[watched]{
		newStudent("each call", lookAtCalls),
		newStudent("the rhythm", lookAtRhythm),
	}
}

// TestGameF: a watcher of the network, with sizes and times of an erase among saves, on the grid and at the pace.
func TestGameF(t *testing.T) {
	for i, w := range lines {
		w.grid = grid
		g := game[watched]{name: []string{"f: sizes and times", "f: the same on a slow line"}[i], world: w.world, together: 20, players: watchers()}
		hidden(t, g.play(t, atLeast(200, 20_000)))
	}
}

// TestGameFNotices what would tell.
func TestGameFNotices(t *testing.T) {
	for name, w := range map[string]watching{
		"without the grid": {least: lines[0].least, most: lines[0].most},
		"without the pace": {setup: setup{grid: grid}, pace: -1, least: lines[0].least, most: lines[0].most},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[watched]{name: "f, " + name, world: w.world, together: 20, players: watchers()}
			found(t, 0.5, "each call", g.play(t, atLeast(60, 1000)))
		})
	}
}

// TestLostWhereWorkTakesLongerThanTheRest: on a slow line, a device that needs longer to seal a page than the client rests
// after an answer shows that it sealed one.
func TestLostWhereWorkTakesLongerThanTheRest(t *testing.T) {
	w := lines[1]
	w.grid, w.sealing = grid, 120*time.Millisecond
	g := game[watched]{name: "lost: a device slower than the rest", world: w.world, together: 20, players: watchers()}
	found(t, 0.5, "each call", g.play(t, atLeast(60, enough)))
}
