package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"larkspur/server/store"
)

// together runs f for 0..n-1 at once and joins the errors.
func together(n int, f func(i int) error) error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wait.Wait()
	return errors.Join(errs...)
}

// oneWinner races creates, then swaps against one tag.
func oneWinner(b *bench) error {
	const racers = 8
	for range 6 * b.rounds {
		n := b.name()
		var tag store.Tag
		for range 3 {
			var err error
			if tag, err = b.raceOnce(n, racers, tag); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) raceOnce(n store.Name, racers int, ifTag store.Tag) (store.Tag, error) {
	objects, tags := make([][]byte, racers), make([]store.Tag, racers)
	winner, winners := 0, 0
	var mu sync.Mutex
	for i := range objects {
		objects[i] = b.object()
	}
	err := together(racers, func(i int) (err error) {
		tags[i], err = b.store.Put(b.ctx, n, objects[i], ifTag)
		if errors.Is(err, store.ErrStale) {
			return nil
		}
		if err == nil {
			mu.Lock()
			winner, winners = i, winners+1
			mu.Unlock()
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("racing puts: %w", err)
	}
	if winners != 1 {
		return "", fmt.Errorf("%d of %d racing puts succeeded", winners, racers)
	}
	return tags[winner], b.holds(n, objects[winner], tags[winner])
}

// noLostUpdates counts in an object: each increment reads, adds one and swaps, and tries again when it lost.
func noLostUpdates(b *bench) error {
	const workers = 4
	each := 12 * b.rounds
	n := b.name()
	if _, err := b.store.Put(b.ctx, n, b.objectWith(0), ""); err != nil {
		return fmt.Errorf("create: %w", err)
	}
	err := together(workers, func(int) error {
		for done := 0; done < each; {
			object, tag, err := b.store.Get(b.ctx, n)
			if err != nil {
				return fmt.Errorf("get: %w", err)
			}
			count, err := b.whole(object)
			if err != nil {
				return err
			}
			if _, err = b.store.Put(b.ctx, n, b.objectWith(count+1), tag); err == nil {
				done++
			} else if !errors.Is(err, store.ErrStale) {
				return fmt.Errorf("put: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	object, _, err := b.store.Get(b.ctx, n)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	if count, err := b.whole(object); err != nil || count != uint64(workers*each) {
		return fmt.Errorf("%d updates were acknowledged, %d are there (%v)", workers*each, count, err)
	}
	return nil
}

// noTornReads reads while one writer overwrites: every read is one object, and none is older than the one before.
func noTornReads(b *bench) error {
	const readers = 3
	n := b.name()
	tag, err := b.store.Put(b.ctx, n, b.objectWith(0), "")
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	end := b.until(400 * time.Millisecond)
	var stop atomic.Bool
	var acknowledged atomic.Uint64
	return together(readers+1, func(i int) error {
		if i == 0 {
			defer stop.Store(true)
			for count := uint64(1); time.Now().Before(end) || count < 20; count++ {
				if tag, err = b.store.Put(b.ctx, n, b.objectWith(count), tag); err != nil {
					return fmt.Errorf("put: %w", err)
				}
				acknowledged.Store(count)
			}
			return nil
		}
		last := uint64(0)
		for !stop.Load() {
			before := acknowledged.Load()
			object, _, err := b.store.Get(b.ctx, n)
			if err != nil {
				return fmt.Errorf("get: %w", err)
			}
			count, err := b.whole(object)
			if err != nil {
				return err
			}
			if count < last || count < before {
				return fmt.Errorf("read %d after %d was seen and %d acknowledged", count, last, before)
			}
			last = count
		}
		return nil
	})
}

// cancelledInFlight cancels puts and deletes somewhere on their way: what is held is then one of the objects put, or
// nothing if a delete was tried, and the store goes on working.
func cancelledInFlight(b *bench) error {
	n := b.name()
	tag, err := b.store.Put(b.ctx, n, b.objectWith(1), "")
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	held := uint64(1)
	for next := uint64(2); next < uint64(2+40*b.rounds); next++ {
		ctx, cancel := context.WithTimeout(b.ctx, time.Duration(rand.IntN(2000))*time.Microsecond)
		_, err := b.store.Put(ctx, n, b.objectWith(next), tag)
		cancel()
		if errors.Is(err, store.ErrStale) {
			return errors.New("a cancelled put claims to be stale, and nobody else wrote")
		}
		now, nowTag, getErr := b.settled(n, tag)
		if getErr != nil {
			return getErr
		}
		if now != next && (now != held || err == nil) {
			return fmt.Errorf("after put %d over %d, which ended with %v, %d is held", next, held, err, now)
		}
		held, tag = now, nowTag
	}
	return nil
}

// settled reads what is held; a remote store may still be at work on what was cancelled, so it swaps once itself: what
// is compared with a tag that was replaced cannot happen any more.
func (b *bench) settled(n store.Name, before store.Tag) (note uint64, tag store.Tag, err error) {
	for {
		object, tag, err := b.store.Get(b.ctx, n)
		if err != nil {
			return 0, "", fmt.Errorf("get: %w", err)
		}
		if note, err = b.whole(object); err != nil {
			return 0, "", err
		}
		if tag != before {
			return note, tag, nil
		}
		next, err := b.store.Put(b.ctx, n, b.objectWith(note), tag)
		if err == nil {
			return note, next, nil
		}
		if !errors.Is(err, store.ErrStale) {
			return 0, "", fmt.Errorf("put: %w", err)
		}
	}
}
