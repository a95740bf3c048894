package client

import (
	"context"
	"errors"
	"time"
)

// How Keep saves.
const (
	quiet    = 1500 * time.Millisecond // nothing typed for so long: save
	longest  = 10 * time.Second        // save at the latest so long after the first unsaved change
	retryMin = 2 * time.Second         // the first wait after a failure
	retryMax = 60 * time.Second        // the longest
)

// Keeping is what Keep tells of its work.
type Keeping struct {
	Saving bool  // a save is under way
	Err    error // why the last one failed; nil after one that succeeded
}

// Keep saves the session whenever something is unsaved and typing has paused, and after a failure tries again with growing
// waits, until ctx ends or the plan is gone. report is called with every change, from Keep's own goroutine. edited is
// signalled by whoever edits. A failure that trying again cannot mend (ErrAdmission, ErrTooLarge, ErrRefused) is reported,
// and tried again at the next edit only.
func (s *Session) Keep(ctx context.Context, edited <-chan struct{}, report func(Keeping)) {
	wait := retryMin
	for {
		select {
		case <-ctx.Done():
			return
		case <-edited:
		}
		s.settleTyping(ctx, edited)
		for s.State().Unsaved {
			report(Keeping{Saving: true})
			err := s.Save(ctx)
			if ctx.Err() != nil {
				return
			}
			report(Keeping{Err: err})
			if err == nil {
				wait = retryMin
				continue
			}
			if errors.Is(err, ErrGone) || errors.Is(err, ErrClosed) {
				return
			}
			if errors.Is(err, ErrAdmission) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrRefused) {
				break
			}
			if s.c.cfg.Clock.Sleep(ctx, wait) != nil {
				return
			}
			wait = min(2*wait, retryMax)
		}
	}
}

// settleTyping waits until typing has paused, but not for longer than longest.
func (s *Session) settleTyping(ctx context.Context, edited <-chan struct{}) {
	clock := s.c.cfg.Clock
	end := clock.Now().Add(longest)
	for {
		left := min(quiet, end.Sub(clock.Now()))
		if left <= 0 {
			return
		}
		pause, cancel := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = clock.Sleep(pause, left)
		}()
		select {
		case <-done:
			cancel()
			return
		case <-edited:
			cancel()
			<-done
		case <-ctx.Done():
			cancel()
			<-done
			return
		}
	}
}
