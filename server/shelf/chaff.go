package shelf

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"sync"

	"larkspur/server/store"
	"larkspur/server/wire"
)

const (
	// defaultChaff is the middle of what a first start draws. 256 objects are 9 MB and some seconds of a slow disk; they
	// hide the first tens of vaults altogether, and spread the reads that go to chaff.
	defaultChaff = 256

	// chaffSigma is the width of the first draw and of the step at each rotation. A vault is two objects at least: that two
	// are gone moves the count between two copies of the store by 2, which a step of sigma 64 lets nobody tell with more
	// advantage than 2/(64 sqrt(2 pi)) = 0.0125; with a page and two recovery phrases more, twice that.
	chaffSigma = 64

	// chaffTurns is how many chaff objects a rotation drops and makes anew at the most, less one, beside those that it moves.
	chaffTurns = 128

	// minChaff is the least number at any time. It is above spareObjects, so that a store which ever served can be told
	// from one whose first start was cut short (see opening.foreign).
	minChaff = 16

	// maxChaff bounds what is believed: 32 GB of chaff.
	maxChaff = 1 << 20

	// chaffAtOnce is how many are looked at side by side when the shelf opens.
	chaffAtOnce = 8
)

// chaffLocator is where chaff object i lies. It is no hash of a public key that anybody has, so no client can ask for it.
func (e epoch) chaffLocator(i uint32) wire.Locator {
	return wire.Locator(mac(e.chaffKey.Key, binary.BigEndian.AppendUint32(nil, i)))
}

// pairOf is the number of the chaff object that is read when l is a miss: fixed for the epoch, so that asking often does not
// show that it varies. number is how many there are to choose from.
func (e epoch) pairOf(l wire.Locator, number uint32) uint32 {
	m := mac(e.chaffKey.Key, []byte("pair"), l[:])
	return uint32(binary.BigEndian.Uint64(m[:]) % uint64(number))
}

// gapOf is the locator that is asked for when l is there. Nothing ever lies under it.
func (e epoch) gapOf(l wire.Locator) wire.Locator {
	return wire.Locator(mac(e.chaffKey.Key, []byte("miss"), l[:]))
}

// newChaff is a chaff object, new in every byte that is not its place.
func newChaff(random io.Reader, l wire.Locator) (*object, error) {
	o := &object{flags: flagChaff, locator: l, page: new([wire.PageSize]byte)}
	return o, fill(random, o.version[:], o.page[:])
}

// drawChaff draws the number of chaff objects of a first start: a discrete Gaussian around defaultChaff. It depends on
// nothing, so the number of objects less a constant is not the number of pages.
func drawChaff(random io.Reader) (uint32, error) { return walkChaff(random, defaultChaff) }

// walkChaff is the number of the next epoch: that of the last one and a fresh step. It is never computed from what lives,
// so the difference of two counts is the difference of the pages and the step. At its bounds the walk is reflected.
func walkChaff(random io.Reader, last uint32) (uint32, error) {
	step, err := discreteGaussian(random, chaffSigma)
	n := int(last) + step
	switch {
	case n < minChaff:
		n = 2*minChaff - n
	case n > maxChaff:
		n = 2*maxChaff - n
	}
	return uint32(n), err
}

// discreteGaussian draws x with probability proportional to exp(-x²/2σ²), by rejection from the integers within 12σ;
// what lies beyond has a probability below 2^-100. The error of the floating point is below what any count could show.
func discreteGaussian(random io.Reader, sigma int) (int, error) {
	for reach := 12 * sigma; ; {
		x, err := rand.Int(random, big.NewInt(int64(2*reach+1)))
		if err != nil {
			return 0, fmt.Errorf("shelf: random source: %w", err)
		}
		u, err := unit(random)
		if err != nil {
			return 0, err
		}
		d := float64(int(x.Int64()) - reach)
		if u < math.Exp(-d*d/(2*float64(sigma)*float64(sigma))) {
			return int(d), nil
		}
	}
}

// ensureChaff sees that every chaff object is there and opens, and makes those that are not, some at a time. It returns
// how many it made and how many it could neither open nor replace.
func (s *Shelf) ensureChaff(ctx context.Context, e *epoch, progress func(done, total int)) (made, broken int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type outcome struct {
		made, broken bool
		err          error
	}
	var (
		todo     = make(chan uint32)
		outcomes = make(chan outcome)
		wait     sync.WaitGroup
	)
	for range chaffAtOnce {
		wait.Go(func() {
			for i := range todo {
				made, err := s.ensureOneChaff(ctx, e, e.chaffLocator(i))
				if errors.Is(err, store.ErrDamaged) {
					outcomes <- outcome{broken: true}
				} else {
					outcomes <- outcome{made: made, err: err}
				}
			}
		})
	}
	go func() {
		defer func() { close(todo); wait.Wait(); close(outcomes) }()
		for i := range e.chaff {
			select {
			case todo <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	done := 0
	for o := range outcomes {
		switch {
		case o.err != nil && err == nil:
			err = o.err
			cancel()
		case o.broken:
			broken++
		case o.made:
			made++
		}
		done++
		progress(done, int(e.chaff))
	}
	if err == nil {
		err = ctx.Err()
	}
	return made, broken, err
}

// ensureOneChaff reports whether it made the object.
func (s *Shelf) ensureOneChaff(ctx context.Context, e *epoch, l wire.Locator) (made bool, err error) {
	now, leave, err := s.enter() // keys that were wiped meanwhile would make objects that nobody opens
	if err != nil {
		return false, err
	}
	defer leave()
	if now.now != e {
		return false, errMoved
	}
	object, tag, err := s.store.Get(ctx, e.nameOf(l))
	if err == nil {
		if _, err := e.open(l, object); err == nil {
			return false, nil
		}
	} else if !errors.Is(err, store.ErrAbsent) {
		return false, fmt.Errorf("shelf: read: %w", err)
	}
	err = s.putChaff(ctx, e, l, tag)
	return err == nil, err
}

// putChaff makes or re-seals a chaff object. When somebody else did so meanwhile, it is done.
func (s *Shelf) putChaff(ctx context.Context, e *epoch, l wire.Locator, tag store.Tag) error {
	o, err := newChaff(s.random, l)
	if err != nil {
		return err
	}
	if _, err := s.put(ctx, e, o, tag); err != nil && !errors.Is(err, store.ErrStale) {
		return err
	}
	return nil
}
