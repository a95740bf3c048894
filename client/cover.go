package client

import (
	"context"
	"encoding/binary"
	"io"
	"time"
)

// Cover bursts: from load on the page makes bursts at random times, and a real act takes the place of the
// next one. The waits are exponential, so that a burst says nothing of when the next is due, and cut off at both ends.
const (
	coverMean = 45 * time.Second
	coverMin  = 3 * time.Second
	coverMax  = 4 * time.Minute
)

// Cover makes bursts of random reads at random times until ctx ends. When an act went out during a wait, the burst at its
// end is left out. What it hides is measured and said in THREATS; it is no promise.
func (c *Client) Cover(ctx context.Context) {
	for {
		before := c.actsSoFar()
		if err := c.cfg.Clock.Sleep(ctx, c.coverWait()); err != nil {
			return
		}
		if c.actsSoFar() != before {
			continue
		}
		b, err := c.begin(ctx)
		if err != nil {
			return
		}
		b.end(ctx) // an act that needs nothing is four reads of random locators
	}
}

func (c *Client) actsSoFar() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.acts
}

// coverWait draws an exponential wait without floating point of the platform: minus the logarithm of a uniform number, by
// counting how many mean/16 steps pass before a chance of 1/16 comes up.
func (c *Client) coverWait() time.Duration {
	const step = coverMean / 16
	wait := coverMin
	var b [8]byte
	for wait < coverMax {
		if _, err := io.ReadFull(c.cfg.Random, b[:]); err != nil {
			return coverMean
		}
		draw := binary.BigEndian.Uint64(b[:])
		if draw&15 == 0 {
			// Somewhere inside the step, so that waits do not lie on a grid.
			return wait + time.Duration((draw>>4)%uint64(step))
		}
		wait += step
	}
	return coverMax
}
