package shelf

import (
	"context"
	"encoding/binary"
	"errors"

	"larkspur/crypto/secret"
)

// epochs are the keys that a server works with at one moment. Outside a rotation there is one. In a rotation everything
// moves from old to now: what is new is made under now, and noise is that of now.
type epochs struct {
	secret.Guard
	now  *epoch
	old  *epoch // nil outside a rotation
	seen marks  // the key files that they were read from
}

// marks tell whether the key files are still those that were read.
type marks struct{ key, next mark }

func (e epochs) wipe() {
	e.now.wipe()
	if e.old != nil {
		e.old.wipe()
	}
}

// pairs is how many chaff objects a pair is chosen from. In a rotation it is those that move from one epoch to the other:
// what both have, less a number that follows from the old key, which is destroyed. Those beyond are dropped in the one and
// made in the other, so that who watches a rotation and counts what is dropped does not count what is dead.
func (e epochs) pairs() uint32 {
	if e.old == nil {
		return e.now.chaff
	}
	m := mac(e.old.chaffKey.Key, []byte("drop"))
	both, less := min(e.old.chaff, e.now.chaff), uint32(binary.BigEndian.Uint64(m[:])%chaffTurns)
	return max(minChaff/2, both-min(both, less))
}

// with runs an operation under the keys of now. When another process changes them meanwhile (a rotation by hand beside a
// server, two servers with one key), the operation is run again under the new ones.
func (s *Shelf) with(ctx context.Context, do func(epochs) error) error {
	for range maxTries {
		e, leave, err := s.enter()
		if err != nil {
			return err
		}
		err = do(e)
		leave()
		if !errors.Is(err, errMoved) {
			return err
		}
		if err := s.reload(ctx); err != nil {
			return err
		}
	}
	return errContended
}

// enter keeps Close, and every change of the keys, waiting until leave is called. It must not be called again before.
func (s *Shelf) enter() (e epochs, leave func(), err error) {
	s.gate.RLock()
	if s.closed {
		s.gate.RUnlock()
		return epochs{}, nil, errClosed
	}
	return s.keys, s.gate.RUnlock, nil
}

// change swaps the keys while no operation is under way, and wipes those of the old ones that are not in use any more.
func (s *Shelf) change(to func(epochs) (epochs, error)) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.closed {
		return errClosed
	}
	before := s.keys
	after, err := to(before)
	if err != nil {
		return err
	}
	s.keys = after
	for _, e := range []*epoch{before.old, before.now} {
		if e != nil && e != after.old && e != after.now {
			e.wipe()
		}
	}
	return nil
}

// reload reads the keys again if they are not those of the files.
func (s *Shelf) reload(ctx context.Context) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	e, leave, err := s.enter()
	if err != nil {
		return err
	}
	leave()
	if s.check(e) == nil {
		return nil // another call did it meanwhile
	}
	fresh, err := s.opening.load(ctx)
	if err != nil {
		return err
	}
	err = s.change(func(before epochs) (epochs, error) {
		fresh.now, fresh.old = before.known(fresh.now), before.known(fresh.old)
		return fresh, nil
	})
	if err != nil {
		fresh.wipe()
	}
	return err
}

// known is the epoch that is in use already if fresh is the same again, under another name or with another time: what
// works with it goes on.
func (e epochs) known(fresh *epoch) *epoch {
	for _, k := range []*epoch{e.now, e.old} {
		if k != nil && fresh != nil && k.same(fresh) {
			fresh.wipe()
			return k
		}
	}
	return fresh
}

// check returns errMoved when the key files are not those that the keys came from. It costs two looks at the file system
// and is made after the store was asked: what was found is of these keys if they still hold afterwards. Files that cannot be
// looked at, on a medium that was taken out, change nothing; neither does the moment at the end of a rotation in which the
// old key has no name any more, for one who knows the new one.
func (s *Shelf) check(e epochs) error {
	now, err := s.opening.marks()
	switch {
	case err != nil, now.same(e.seen), now.key.none() && (now.next.none() || now.next.same(e.seen.next)):
		return nil
	}
	return errMoved
}

func (m marks) same(o marks) bool { return m.key.same(o.key) && m.next.same(o.next) }
