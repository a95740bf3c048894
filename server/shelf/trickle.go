package shelf

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"time"

	"larkspur/server/store"
	"larkspur/server/wire"
)

const (
	// trickleRound is how long a choice of objects lasts.
	trickleRound = time.Hour

	// trickleLeast is how many objects are re-sealed in a round at the least: one a minute. In a small deployment that is
	// more than everybody saves together.
	trickleLeast = 60

	// trickleDay is the share of all objects in a round: each once a day, so that two copies of the store, a day apart,
	// differ in most of it. That doubles what a rotation a day writes.
	trickleDay = 24

	// trickleMost bounds the memory of a choice: 2 MB.
	trickleMost = 1 << 16
)

// Trickle re-seals objects that it picks at random, at random moments, and makes an extra chaff object now and then, until
// ctx ends (SPEC §9.5): what changed in the store, or came, is then not always what somebody saved or made. It rests while a
// rotation moves everything. What fails is left: it covers others, and nobody waits for it.
func (s *Shelf) Trickle(ctx context.Context) {
	for ctx.Err() == nil {
		s.trickleRound(ctx)
	}
}

// trickleRound lives off one choice, for an hour or until the epoch ends.
func (s *Shelf) trickleRound(ctx context.Context) {
	end := time.NewTimer(trickleRound)
	defer end.Stop()
	names, total, in := s.choose(ctx)
	want := max(trickleLeast, total/trickleDay)
	for {
		gap, err := exponential(s.random, trickleRound/time.Duration(want+1))
		if err != nil {
			gap = trickleRound
		}
		next := time.NewTimer(gap)
		select {
		case <-ctx.Done():
			next.Stop()
			return
		case <-end.C:
			next.Stop()
			return
		case <-next.C:
		}
		if s.epochNow() != in {
			return
		}
		if i, err := uniform(s.random, want+1); err == nil && i == want {
			_ = s.makeExtra(ctx)
		} else if i, err := uniform(s.random, max(1, len(names))); err == nil && len(names) != 0 {
			_ = s.reseal(ctx, names[i])
		}
	}
}

// choose lists all names, or picks as many at random as memory is given for, and returns how many there are and under which
// epoch.
func (s *Shelf) choose(ctx context.Context) (names []store.Name, total int, in *epoch) {
	in = s.epochNow()
	err := s.store.List(ctx, func(n store.Name) error {
		total++
		if len(names) < trickleMost {
			names = append(names, n)
			return nil
		}
		i, err := uniform(s.random, total)
		if err != nil {
			return err
		}
		if i < trickleMost {
			names[i] = n
		}
		return nil
	})
	if err != nil {
		return nil, 0, in
	}
	return names, total, in
}

// epochNow is the epoch that things are made in; nil when the shelf is closed.
func (s *Shelf) epochNow() *epoch {
	e, leave, err := s.enter()
	if err != nil {
		return nil
	}
	defer leave()
	return e.now
}

// reseal puts what lies under n again, the same inside under another nonce. What opens under no key is left alone, and so is
// the half of the key.
func (s *Shelf) reseal(ctx context.Context, n store.Name) error {
	return s.with(ctx, func(e epochs) error {
		if e.old != nil {
			return nil
		}
		b, tag, err := s.store.Get(ctx, n)
		if err != nil {
			return err
		}
		o, err := e.now.openNamed(n, b)
		if err != nil {
			return err
		}
		used := o.flags == 0 && s.usage.was(o.locator)
		if used {
			o.month = s.usage.monthIn(e)
		}
		switch _, err := s.put(ctx, e.now, o, tag); {
		case errors.Is(err, store.ErrStale):
			return nil
		case err == nil && used:
			s.usage.written(o.locator)
			return nil
		default:
			return err
		}
	})
}

// makeExtra makes a chaff object that nothing knows of: like the object of somebody who made a page, it comes, and like an
// erased one it goes with the rotation.
func (s *Shelf) makeExtra(ctx context.Context) error {
	return s.with(ctx, func(e epochs) error {
		if e.old != nil {
			return nil
		}
		var r [16]byte
		if err := fill(s.random, r[:]); err != nil {
			return err
		}
		l := wire.Locator(mac(e.now.chaffKey.Key, []byte("extra"), r[:]))
		if err := s.putChaff(ctx, e.now, l, ""); err != nil {
			return err
		}
		if err := s.check(e); err != nil { // another process left the epoch meanwhile: nobody would ever drop it
			return errors.Join(err, s.store.Delete(ctx, e.now.nameOf(l)))
		}
		return nil
	})
}

// exponential draws a waiting time of that mean.
func exponential(random io.Reader, mean time.Duration) (time.Duration, error) {
	u, err := unit(random)
	return time.Duration(-math.Log1p(-u) * float64(mean)), err
}

// uniform draws a number below n, which is far below 2^53.
func uniform(random io.Reader, n int) (int, error) {
	u, err := unit(random)
	return min(int(u*float64(n)), n-1), err
}

// unit draws from [0, 1) in steps of 2^-53.
func unit(random io.Reader) (float64, error) {
	var b [8]byte
	if err := fill(random, b[:]); err != nil {
		return 0, err
	}
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53), nil
}
