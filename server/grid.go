package server

import (
	"context"
	"time"
)

// A grid makes answers leave on lines: whole multiples of its step after the call arrived, at the first line at the
// earliest. What took longer waits for the next line, so how long it took shows in steps only.
type grid struct {
	step  time.Duration // 0: off
	clock Clock
}

// line returns the line at or after elapsed, never below the first.
func (g grid) line(elapsed time.Duration) time.Duration {
	if elapsed <= 0 {
		return g.step
	}
	return (elapsed + g.step - 1) / g.step * g.step
}

// wait returns on a line counted from arrival. Ready is checked against the clock again after the wait, because a
// timer may fire early on some systems.
func (g grid) wait(ctx context.Context, arrival time.Time) error {
	if g.step == 0 {
		return ctx.Err()
	}
	at := arrival.Add(g.line(g.clock.Now().Sub(arrival)))
	for {
		left := at.Sub(g.clock.Now())
		if left <= 0 {
			return ctx.Err()
		}
		if err := g.clock.Sleep(ctx, left); err != nil {
			return err
		}
	}
}
