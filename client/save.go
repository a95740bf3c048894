package client

import (
	"context"
	"crypto/subtle"
	"errors"

	"larkspur/client/plan"
	"larkspur/crypto/page"
)

// Save brings what is typed to the server and what is there to this session: it reads, merges when another device saved in
// between, and writes (SPEC §8.3). After it returns nil, State.Unsaved is false unless something was typed meanwhile.
//
// Errors: ErrGone (what is typed stays here), ErrUnreachable and ErrServer (try again; nothing is lost or doubled),
// ErrAdmission (a larger plan wants a new page; see UseStarter), ErrBusy, ErrTooLarge, ErrDamaged, ErrContended.
func (s *Session) Save(ctx context.Context) error {
	b, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	if err := s.finishMove(ctx, b); err != nil {
		return err
	}
	return s.save(ctx, b)
}

// begin starts an act of the session.
func (s *Session) begin(ctx context.Context) (*burst, error) {
	b, err := s.c.begin(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		b.end(ctx)
		return nil, ErrClosed
	}
	return b, nil
}

// save is Save inside an act. The session's fields that describe the server change only in acts, and those go one after
// the other, so reading them without the lock held over the calls is safe.
func (s *Session) save(ctx context.Context, b *burst) error {
	for range maxTries {
		if err := s.catchUp(ctx, b); err != nil {
			return err
		}
		err := s.writeMine(ctx, b)
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

// catchUp reads the first page, and takes in what another device saved. Afterwards held is what the server holds, and
// mine holds both.
func (s *Session) catchUp(ctx context.Context, b *burst) error {
	for range maxTries {
		f, err := b.readFirst(ctx, s.held.root)
		if err == nil && f.version == s.held.version {
			return nil
		}
		if err != nil && !errors.Is(err, errNoPlan) {
			return err
		}
		if err == nil {
			if mine := s.settlePending(f); mine != nil {
				s.hold(*mine) // what is typed grew from it, so there is nothing to merge
				b.eraseOrphans(ctx, s)
				return nil
			}
		}
		// Something else is there, or nothing. The door of our own phrase says where the plan is (SPEC §8.3): who was
		// withdrawn could make a page under the old root for us to fall into.
		moved, err := s.followDoor(ctx, b)
		switch {
		case err != nil:
			return err
		case moved:
			continue
		case f == nil:
			return s.leave() // the door still leads to where nothing opens
		}
		theirs, err := b.readRest(ctx, s.held.root, f)
		if errors.Is(err, errTornRead) {
			continue
		}
		if err != nil {
			return err
		}
		s.adopt(theirs)
		b.eraseOrphans(ctx, s)
		return nil
	}
	return ErrContended
}

// followDoor reads the session's own door and takes it over. moved is true when it leads to another plan than before.
// When it does not open, or leads to another plan that does not, the plan is gone.
func (s *Session) followDoor(ctx context.Context, b *burst) (moved bool, err error) {
	d, _, err := b.readDoor(ctx, s.own)
	if err != nil {
		return false, err
	}
	if d == nil {
		return false, s.leave()
	}
	moved = !sameRoot(d.plan, s.held.root)
	if !moved {
		s.setDoor(d)
		return false, nil
	}
	theirs, err := b.readPlan(ctx, d.plan)
	if errors.Is(err, errNoPlan) {
		return false, s.leave()
	}
	if err != nil {
		return false, err
	}
	s.setDoor(d)
	s.adopt(theirs)
	return true, nil
}

// leave notes that the plan is gone. What is typed stays.
func (s *Session) leave() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
	return ErrGone
}

func (s *Session) setDoor(d *door) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.door = *d
}

// adopt takes theirs as what the server holds and merges it into what is typed, against what was held before.
func (s *Session) adopt(theirs heldPlan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mine = plan.Merge(s.held.doc, s.mine, theirs.doc)
	s.held = theirs
	s.gone = false
	if plan.Equal(s.mine, theirs.doc) {
		s.saved = s.edits
	}
}

// hold takes next as what the server holds.
func (s *Session) hold(next heldPlan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = next
	if plan.Equal(s.mine, next.doc) {
		s.saved = s.edits
	}
}

// writeMine writes what is typed over what is held. errLost when somebody else was faster.
func (s *Session) writeMine(ctx context.Context, b *burst) error {
	s.mu.Lock()
	doc, edits, held := s.mine.Clone(), s.edits, s.held
	s.mu.Unlock()
	if plan.Equal(doc, held.doc) {
		s.acknowledge(held, edits)
		return nil
	}
	keys := held.root.Keys()
	defer keys.Wipe()
	further, sealed, err := b.layOut(ctx, keys, held.starter, doc)
	if err != nil {
		s.mu.Lock()
		s.orphans = append(s.orphans, further...)
		s.mu.Unlock()
		if !outcomeUnknown(err) {
			b.eraseOrphansOnly(ctx, s)
		}
		return err
	}
	next := heldPlan{root: held.root, further: further, starter: held.starter, doc: doc}
	s.mu.Lock()
	s.pending = append(s.pending, pendingSave{sealed: sealed, held: next})
	s.mu.Unlock()
	next.version, err = b.write(ctx, keys, held.version, sealed, StarterKey{})
	switch {
	case outcomeUnknown(err):
		return err // it stays pending: the next save finds out
	case err != nil:
		s.dropPending(sealed)
		_ = b.eraseRoots(ctx, further) // they were never named
		return err
	}
	s.dropPending(sealed)
	s.acknowledge(next, edits)
	s.mu.Lock()
	s.orphans = append(s.orphans, held.further...)
	s.mu.Unlock()
	b.eraseOrphans(ctx, s)
	return nil
}

// acknowledge notes that the server holds next, which is what was typed at the count edits.
func (s *Session) acknowledge(next heldPlan, edits uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = next
	s.saved = edits
}

// settlePending reports whether f is a page that we sent without learning what became of it, and forgets it then.
func (s *Session) settlePending(f *found) *heldPlan {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range s.pending {
		if *p.sealed == f.sealed {
			held := p.held
			held.version = f.version
			s.pending = append(s.pending[:i:i], s.pending[i+1:]...)
			s.orphans = append(s.orphans, s.held.further...) // what it replaced is named by nothing now
			return &held
		}
	}
	return nil
}

func (s *Session) dropPending(sealed *[page.Size]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range s.pending {
		if p.sealed == sealed {
			s.pending = append(s.pending[:i:i], s.pending[i+1:]...)
			return
		}
	}
}

// eraseOrphans erases the further pages that nothing names any more, those of sends that can no longer win among them:
// it is called only when held has just changed, so what they expected is not held any more. What fails to go is tried
// again at the next save; that it is still there does no harm to the plan, so it is no failure of the save.
func (b *burst) eraseOrphans(ctx context.Context, s *Session) {
	s.mu.Lock()
	for _, p := range s.pending {
		s.orphans = append(s.orphans, p.held.further...)
	}
	s.pending = nil
	s.mu.Unlock()
	b.eraseOrphansOnly(ctx, s)
}

// eraseOrphansOnly is eraseOrphans but for the sends whose outcome is open.
func (b *burst) eraseOrphansOnly(ctx context.Context, s *Session) {
	s.mu.Lock()
	orphans := s.orphans
	s.orphans = nil
	s.mu.Unlock()
	for _, r := range orphans {
		if err := b.eraseWhatever(ctx, r); err != nil {
			s.mu.Lock()
			s.orphans = append(s.orphans, r)
			s.mu.Unlock()
		}
	}
}

// UseStarter gives the session a current starter key, for when the server refused one with ErrAdmission. It is kept with
// the plan at the next save.
func (s *Session) UseStarter(key StarterKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held.starter = key.clone()
}

func sameRoot(a, b page.Root) bool {
	return subtle.ConstantTimeCompare(a.Expose(), b.Expose()) == 1
}
