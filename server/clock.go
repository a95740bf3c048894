package server

import (
	"context"
	"time"
)

// A Clock tells the time and waits. The grid, the budgets and the salts run on it; tests inject one.
type Clock interface {
	Now() time.Time

	// Sleep returns after d, or with the error of ctx when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// systemClock is the clock of the machine. Now carries a monotonic reading, so a step of the wall clock moves no line.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
