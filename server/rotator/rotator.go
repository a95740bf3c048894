// Package rotator decides when a shelf rotates: once in a while, at once when a rotation was cut off, and when the operator
// asks for it. It promises that one rotation runs at a time, that who asks for one gets one that begins afterwards, and that
// who stops following does not stop it. It refuses to know what is on the shelf.
package rotator

import (
	"context"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"sync"
	"time"

	"larkspur/server/shelf"
)

const (
	// DefaultEvery is short enough that what was erased is gone the next day, and long enough that a disk lasts.
	DefaultEvery = 24 * time.Hour

	// MinEvery is the shortest time that is taken.
	MinEvery = time.Minute

	// retryAfter is how long a rotation that failed waits for the next try, where Every is not shorter.
	retryAfter = 10 * time.Minute

	// busyFor is how many tries find another process at it before the operator is told.
	busyFor = 6

	// lookEvery is how often those who follow a rotation are told how far it is.
	lookEvery = 200 * time.Millisecond
)

// A Shelf is what is rotated; shelf.Shelf is one.
type Shelf interface {
	// Rotate goes on with what was cut off, or begins.
	Rotate(ctx context.Context, progress func(shelf.Progress)) error
	// Rotating reports whether a rotation began and has not ended.
	Rotating() bool
	// Since is when the last one ended, or the key was first made; zero where that is not known.
	Since() time.Time
}

// Config says what is rotated and how often.
type Config struct {
	Shelf Shelf

	// Every is the time from one rotation to the next, and up to a tenth more, drawn each time. 0 leaves it to the operator;
	// what was cut off is gone on with all the same.
	Every time.Duration

	// Notice gets a sentence for the operator about a rotation that failed; nil drops it.
	Notice func(text string)
}

// A Rotator runs rotations. Make one with New, and call Run once.
type Rotator struct {
	cfg     Config
	running chan struct{} // closed by Run, when there is a context to rotate under

	mu      sync.Mutex
	ctx     context.Context
	current *rotation
	begun   int  // rotations
	ended   bool // Run has returned, or is about to
}

// A rotation is one that runs, or ran.
type rotation struct {
	number int
	anew   bool          // it goes on with none that was cut off
	done   chan struct{} // closed at its end; err is set then
	err    error

	mu  sync.Mutex
	far shelf.Progress
}

func (r *rotation) progress() shelf.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.far
}

// New returns a Rotator that does nothing yet.
func New(cfg Config) *Rotator {
	if cfg.Notice == nil {
		cfg.Notice = func(string) {}
	}
	return &Rotator{cfg: cfg, running: make(chan struct{})}
}

// Run rotates when it is time, until ctx ends; it returns when the rotation that ran then has stopped, at a point from
// which the next start goes on.
func (r *Rotator) Run(ctx context.Context) {
	r.mu.Lock()
	r.ctx = ctx
	r.mu.Unlock()
	close(r.running)
	busy := 0 // how often another process was about it
	start, share := time.Now(), mrand.Float64()
	failed := false
	for {
		if !r.wait(ctx, func() time.Duration { return r.due(start, share, failed) }) {
			break
		}
		err := r.follow(ctx, r.join(), nil)
		if ctx.Err() != nil {
			break
		}
		failed, start, share = err != nil, time.Now(), mrand.Float64()
		if !errors.Is(err, shelf.ErrRotating) {
			busy = 0
		} else if busy++; busy < busyFor {
			continue // as it should be, where servers share a key
		}
		if err != nil {
			r.cfg.Notice(fmt.Sprintf("the change of the key did not come to its end; it is gone on with later: %v", err))
		}
	}
	r.mu.Lock()
	r.ended = true
	last := r.current
	r.mu.Unlock()
	if last != nil {
		<-last.done
	}
}

// forever is longer than any wait.
const forever = time.Duration(1<<63 - 1)

// due is how long it is until the next rotation.
func (r *Rotator) due(start time.Time, share float64, failed bool) time.Duration {
	every := r.cfg.Every
	if failed {
		if every == 0 || every > retryAfter {
			every = retryAfter
		}
		if !r.cfg.Shelf.Rotating() && r.cfg.Every == 0 {
			return forever
		}
		return time.Until(start.Add(every))
	}
	if r.cfg.Shelf.Rotating() {
		return 0
	}
	if every == 0 {
		return forever
	}
	since := r.cfg.Shelf.Since()
	if since.IsZero() || since.After(time.Now()) { // or the clock was set back
		since = start
	}
	return time.Until(since.Add(every + time.Duration(share*float64(every)/10)))
}

// checkEvery is how often it is looked at whether somebody else rotated meanwhile.
const checkEvery = time.Minute

// wait returns true when it is time, and false when ctx ends first.
func (r *Rotator) wait(ctx context.Context, due func() time.Duration) bool {
	for {
		left := due()
		if left <= 0 {
			return ctx.Err() == nil
		}
		select {
		case <-time.After(min(left, checkEvery)):
		case <-ctx.Done():
			return false
		}
	}
}

// Rotate has a rotation made that begins after this call, and returns when it has ended and how: one that runs, or was cut
// off, is followed to its end first, because it may have passed by what was erased meanwhile. each, if not nil, is told now
// and then how far it is. When ctx ends Rotate returns at once, and what began goes on as long as Run does.
func (r *Rotator) Rotate(ctx context.Context, each func(shelf.Progress)) error {
	select {
	case <-r.running:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.mu.Lock()
	before := r.begun
	r.mu.Unlock()
	for {
		now := r.join()
		if err := r.follow(ctx, now, each); err != nil || now.anew && now.number > before {
			return err
		}
	}
}

// follow returns when the rotation has ended, or ctx.
func (r *Rotator) follow(ctx context.Context, now *rotation, each func(shelf.Progress)) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-now.done:
			if each != nil && now.err == nil {
				each(now.progress())
			}
			return now.err
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if each != nil {
				each(now.progress())
			}
		}
	}
}

// join returns the rotation that runs, begun here if there was none.
func (r *Rotator) join() *rotation {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current != nil {
		return r.current
	}
	if r.ended {
		over := &rotation{done: make(chan struct{}), err: context.Canceled}
		close(over.done)
		return over
	}
	r.begun++
	now := &rotation{done: make(chan struct{}), number: r.begun, anew: !r.cfg.Shelf.Rotating()}
	r.current = now
	ctx := r.ctx
	go func() {
		err := r.cfg.Shelf.Rotate(ctx, func(p shelf.Progress) {
			now.mu.Lock()
			now.far = p
			now.mu.Unlock()
		})
		r.mu.Lock()
		defer r.mu.Unlock()
		r.current = nil
		now.err = err
		close(now.done)
	}()
	return now
}
