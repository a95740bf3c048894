package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// ErrNoCompareAndSwap is what a [ProofError] is: the store answers, but does not keep the contract.
var ErrNoCompareAndSwap = errors.New("store: this store does not compare before it swaps")

// ProofError says which promise a store broke. It matches [ErrNoCompareAndSwap].
type ProofError struct {
	// Promise is the sentence that turned out to be untrue.
	Promise string
	// Found is what the store did instead.
	Found string
}

// Error names the promise, what was found, and what the operator can do.
func (e *ProofError) Error() string {
	return "the store broke a promise that plans depend on: " + e.Promise + "; it " + e.Found + ". " +
		"Serving on it could lose or bring back plans, so the server does not start. " +
		"Use the built-in file store, or a current MinIO server without a cache or gateway in between " +
		"(the store has to honour If-Match and If-None-Match on PUT)"
}

// Is matches ErrNoCompareAndSwap.
func (e *ProofError) Is(target error) bool { return target == ErrNoCompareAndSwap }

const (
	proofRacers  = 6                // concurrent swaps against one tag: enough for a check-then-write to show
	proofRaces   = 4                // and as many times as that
	proofCleanup = 10 * time.Second // for deleting the scratch objects when ctx is already over
)

// Prove is the start-up proof: on scratch names it makes a store show that it compares before it swaps, also when
// several calls race. It returns nil, a *[ProofError], or the store's own error if the store did not answer.
//
// Scratch objects look like any other object: random names, random bytes of the real size. They are deleted before
// Prove returns, also when it fails; a server that is killed in between leaves at most two objects that open under no
// key, which the shelf drops like all such. random has to be a cryptographic source, and size the size the store was
// opened with.
func Prove(ctx context.Context, s Store, random io.Reader, size int) (err error) {
	p := proof{ctx: ctx, store: s, random: random, size: size}
	if err := p.draw(p.held[:], p.other[:]); err != nil {
		return err
	}
	defer func() {
		if cleanup := p.clean(); err == nil {
			err = cleanup
		}
	}()
	for _, step := range []func() error{p.create, p.createTwice, p.swap, p.swapStale, p.swapAbsent, p.race, p.remove} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// proof is one run of Prove. bytes and tag are what the store is known to hold under held.
type proof struct {
	ctx         context.Context
	store       Store
	random      io.Reader
	size        int
	held, other Name
	bytes       []byte
	tag         Tag
}

func (p *proof) draw(into ...[]byte) error {
	for _, b := range into {
		if _, err := io.ReadFull(p.random, b); err != nil {
			return fmt.Errorf("store proof: random source: %w", err)
		}
	}
	return nil
}

func (p *proof) object() ([]byte, error) {
	b := make([]byte, p.size)
	return b, p.draw(b)
}

// mustHold reads back and compares, because a store may refuse a write and make it all the same.
func (p *proof) mustHold(promise string) error {
	got, tag, err := p.store.Get(p.ctx, p.held)
	switch {
	case errors.Is(err, ErrAbsent):
		return &ProofError{promise, "lost the object"}
	case err != nil:
		return fmt.Errorf("store proof: read: %w", err)
	case !bytes.Equal(got, p.bytes):
		return &ProofError{promise, "holds other bytes afterwards"}
	case tag != p.tag:
		return &ProofError{promise, "names the same object by another tag"}
	}
	return nil
}

// mustRefuse puts a fresh object that has to be refused, and sees that nothing changed under held.
func (p *proof) mustRefuse(n Name, ifTag Tag, promise string) error {
	object, err := p.object()
	if err != nil {
		return err
	}
	_, err = p.store.Put(p.ctx, n, object, ifTag)
	if err == nil {
		return &ProofError{promise, "accepted the write"}
	}
	if !errors.Is(err, ErrStale) {
		return fmt.Errorf("store proof: write that has to be refused as stale: %w", err)
	}
	return p.mustHold(promise)
}

func (p *proof) create() (err error) {
	if _, _, err := p.store.Get(p.ctx, p.held); err == nil {
		return &ProofError{"a name never used is absent", "returned an object"}
	} else if !errors.Is(err, ErrAbsent) {
		return fmt.Errorf("store proof: read: %w", err)
	}
	return p.put("", "what was created can be read back")
}

func (p *proof) put(ifTag Tag, promise string) (err error) {
	if p.bytes, err = p.object(); err != nil {
		return err
	}
	if p.tag, err = p.store.Put(p.ctx, p.held, p.bytes, ifTag); errors.Is(err, ErrStale) {
		return &ProofError{promise, "refused the write as stale"}
	} else if err != nil {
		return fmt.Errorf("store proof: write: %w", err)
	}
	return p.mustHold(promise)
}

func (p *proof) createTwice() error {
	return p.mustRefuse(p.held, "", "an object that is there cannot be created again")
}

func (p *proof) swap() error {
	before := p.tag
	if err := p.put(before, "a write that names the held object replaces it"); err != nil {
		return err
	}
	if p.tag == before {
		return &ProofError{"a new object has a new tag", "gave it the old one"}
	}
	return nil
}

func (p *proof) swapStale() error {
	current := p.bytes
	stale := p.tag
	if err := p.put(stale, "a write that names the held object replaces it"); err != nil {
		return err
	}
	if bytes.Equal(current, p.bytes) {
		return errors.New("store proof: random source repeats itself")
	}
	return p.mustRefuse(p.held, stale, "a write that names a replaced object is refused")
}

func (p *proof) swapAbsent() error {
	const promise = "a write that names an object is refused where nothing is held"
	if err := p.mustRefuse(p.other, p.tag, promise); err != nil {
		return err
	}
	if _, _, err := p.store.Get(p.ctx, p.other); err == nil {
		return &ProofError{promise, "made the object all the same"}
	} else if !errors.Is(err, ErrAbsent) {
		return fmt.Errorf("store proof: read: %w", err)
	}
	return nil
}

// race lets several writes compare with one tag at once: one may win, and its bytes are what is held.
func (p *proof) race() error {
	for range proofRaces {
		if err := p.raceOnce(); err != nil {
			return err
		}
	}
	return nil
}

func (p *proof) raceOnce() error {
	const promise = "of several writes that name the same object, exactly one succeeds"
	var (
		objects [proofRacers][]byte
		tags    [proofRacers]Tag
		errs    [proofRacers]error
		wait    sync.WaitGroup
	)
	for i := range objects {
		var err error
		if objects[i], err = p.object(); err != nil {
			return err
		}
	}
	for i := range objects {
		wait.Go(func() { tags[i], errs[i] = p.store.Put(p.ctx, p.held, objects[i], p.tag) })
	}
	wait.Wait()
	winners := 0
	for i, err := range errs {
		switch {
		case err == nil:
			winners++
			p.bytes, p.tag = objects[i], tags[i]
		case !errors.Is(err, ErrStale):
			return fmt.Errorf("store proof: racing writes: %w", err)
		}
	}
	if winners > 1 {
		return &ProofError{promise, "accepted several"}
	}
	if winners == 0 {
		return &ProofError{promise, "refused all"}
	}
	return p.mustHold(promise)
}

func (p *proof) remove() error {
	const promise = "what was deleted is absent"
	for range 2 { // the second time nothing is there, and that is fine
		if err := p.store.Delete(p.ctx, p.held); err != nil {
			return fmt.Errorf("store proof: delete: %w", err)
		}
	}
	if _, _, err := p.store.Get(p.ctx, p.held); err == nil {
		return &ProofError{promise, "still returns it"}
	} else if !errors.Is(err, ErrAbsent) {
		return fmt.Errorf("store proof: read: %w", err)
	}
	return p.revive()
}

// revive swaps against the tag of what was just deleted.
func (p *proof) revive() error {
	const promise = "what was deleted is not brought back by a write that names it"
	object, err := p.object()
	if err != nil {
		return err
	}
	if _, err := p.store.Put(p.ctx, p.held, object, p.tag); err == nil {
		return &ProofError{promise, "accepted the write"}
	} else if !errors.Is(err, ErrStale) {
		return fmt.Errorf("store proof: write that has to be refused as stale: %w", err)
	}
	return nil
}

func (p *proof) clean() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), proofCleanup)
	defer cancel()
	var errs []error
	for _, n := range []Name{p.held, p.other} {
		if err := p.store.Delete(ctx, n); err != nil {
			errs = append(errs, fmt.Errorf("store proof: delete scratch object: %w", err))
		}
	}
	return errors.Join(errs...)
}
