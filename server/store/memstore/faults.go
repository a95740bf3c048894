package memstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"larkspur/server/store"
)

// ErrInjected is in every error that a fault causes, so that tests can tell it from others.
var ErrInjected = errors.New("memstore: injected fault")

// Op is the method that is called.
type Op uint8

// The methods of a store.
const (
	Get Op = iota + 1
	Put
	Delete
	List
)

// Outcome is how a call ends.
type Outcome uint8

// The ways a call can end. For Get and List, Lost and Stored are the same: the call fails.
const (
	Fine   Outcome = iota // as it ends without faults
	Lost                  // fails, and nothing was changed
	Stored                // fails, although the change was made (a compare that fails is still answered as such)
)

// Fault is what happens to one call. The zero value lets it pass.
type Fault struct {
	Outcome Outcome
	// Before and After are waited for before and after the effect; a context that ends meanwhile ends the call.
	Before, After time.Duration
	// Hold, if not nil, is waited for before the effect as well: a test closes it when the call may go on.
	Hold <-chan struct{}
}

// Faults decides what happens to a call. It is called from many goroutines, one at a time. The name is zero for List.
type Faults func(op Op, n store.Name) Fault

// Script plays faults in order, one per call of one of ops (of any op if ops is empty), and lets pass what comes after
// the last one.
func Script(faults []Fault, ops ...Op) Faults {
	var mu sync.Mutex
	return func(op Op, _ store.Name) Fault {
		mu.Lock()
		defer mu.Unlock()
		if len(faults) == 0 || !contains(ops, op) {
			return Fault{}
		}
		next := faults[0]
		faults = faults[1:]
		return next
	}
}

func contains(ops []Op, op Op) bool {
	for _, o := range ops {
		if o == op {
			return true
		}
	}
	return len(ops) == 0
}

// call runs one method's effect under the lock, with the fault that is due around it.
func (s *Store) call(ctx context.Context, op Op, n store.Name, effect func() error) error {
	fault, err := s.due(op, n)
	if err != nil {
		return err
	}
	if err := wait(ctx, fault.Before, fault.Hold); err != nil {
		return err
	}
	if fault.Outcome == Lost || fault.Outcome == Stored && (op == Get || op == List) {
		return fmt.Errorf("memstore: call lost: %w", ErrInjected)
	}
	if err := s.locked(effect); err != nil {
		return err
	}
	if err := wait(ctx, fault.After, nil); err != nil {
		return err // the change was made, and the caller does not get to know
	}
	if fault.Outcome == Stored {
		return fmt.Errorf("memstore: answer lost: %w", ErrInjected)
	}
	return nil
}

func (s *Store) due(op Op, n store.Name) (Fault, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return Fault{}, errClosed
	}
	if s.faults == nil {
		return Fault{}, nil
	}
	return s.faults(op, n), nil
}

func (s *Store) locked(effect func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	return effect()
}

// wait returns early, with the context's error, when the context ends.
func wait(ctx context.Context, d time.Duration, hold <-chan struct{}) error {
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
