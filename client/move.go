package client

import (
	"context"
	"errors"

	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
)

// ChangePhrase moves the plan to a new root behind a new phrase. The old phrase opens nothing afterwards; the recovery
// doors stay. Only a session of the first phrase can (ErrRecovery). Errors as of Save, and ErrTaken.
//
// Interrupted anywhere, either the old phrase still opens everything, or the new one does and finishes the rest.
func (s *Session) ChangePhrase(ctx context.Context, next phrase.Phrase) error {
	own, err := s.c.derive(ctx, next)
	if err != nil {
		return err
	}
	return s.move(ctx, func(d *door) (moveTo, error) {
		if !d.first {
			return moveTo{}, ErrRecovery
		}
		return moveTo{own: &own, doors: d.doors, erase: []page.Root{s.own}}, nil
	})
}

// TakeOver makes next the first phrase of a plan that was opened by a recovery phrase, for one who has lost the first.
// Doors that this phrase does not know (the lost first one, other recovery phrases) open nothing afterwards. keepAs is the
// name under which the recovery phrase stays; empty: it opens nothing either.
func (s *Session) TakeOver(ctx context.Context, next phrase.Phrase, keepAs string) error {
	own, err := s.c.derive(ctx, next)
	if err != nil {
		return err
	}
	return s.move(ctx, func(d *door) (moveTo, error) {
		if d.first {
			return moveTo{}, ErrRecovery
		}
		to := moveTo{own: &own}
		if keepAs == "" {
			to.erase = []page.Root{s.own}
		} else {
			to.doors = []recoveryDoor{{root: s.own, name: keepAs}}
		}
		return to, nil
	})
}

// moveTo says where a move leads.
type moveTo struct {
	own   *page.Root     // the door of a new phrase; nil: the door stays where it is
	doors []recoveryDoor // the recovery doors that stay
	erase []page.Root    // the doors that go
}

// move carries out SPEC §8.3, Moving. where is asked with the door as it stands now.
func (s *Session) move(ctx context.Context, where func(*door) (moveTo, error)) error {
	b, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	if err := s.finishMove(ctx, b); err != nil {
		return err
	}
	for range maxTries {
		err := s.moveOnce(ctx, b, where)
		if err == nil {
			return s.finishMove(ctx, b)
		}
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

func (s *Session) moveOnce(ctx context.Context, b *burst, where func(*door) (moveTo, error)) error {
	if err := s.catchUp(ctx, b); err != nil {
		return err
	}
	d, version, err := b.readDoor(ctx, s.own)
	if err != nil {
		return err
	}
	if d == nil {
		return s.leave()
	}
	if !sameRoot(d.plan, s.held.root) {
		if err := s.followMove(ctx, b); err != nil {
			return err
		}
		return errLost // once more, from there
	}
	to, err := where(d)
	if err != nil {
		return err
	}
	root, err := page.NewRoot(s.c.cfg.Random)
	if err != nil {
		return err
	}
	s.mu.Lock()
	doc, edits, left := s.mine.Clone(), s.edits, s.held
	s.mu.Unlock()
	next, _, err := b.makePlan(ctx, root, left.starter, doc)
	if err != nil {
		return err
	}
	moved := door{plan: root, first: true, doors: to.doors,
		unfinished: &unfinishedMove{plan: left.root, copied: left.version, erase: to.erase}}

	// The one step that counts.
	own := s.own
	if to.own == nil {
		err = b.writeDoor(ctx, own, version, &moved)
	} else {
		own = *to.own
		err = b.makePage(ctx, own, formatDoor, moved.encode(), left.starter)
	}
	if err != nil {
		if !outcomeUnknown(err) {
			_ = b.erasePlan(ctx, next)
		} else if to.own == nil {
			s.mu.Lock()
			s.doubt = true
			s.mu.Unlock()
		}
		return err
	}
	s.mu.Lock()
	s.own, s.door, s.held, s.saved, s.left = own, moved, next, edits, left.doc
	s.orphans, s.pending = nil, nil // finishMove erases all that the old plan names
	s.mu.Unlock()
	return nil
}

// finishMove does what is left after the step that counts. Each part can be done twice, so it does not matter where an
// earlier try stopped.
func (s *Session) finishMove(ctx context.Context, b *burst) error {
	s.mu.Lock()
	doubt := s.doubt
	s.mu.Unlock()
	if doubt {
		// Whether the step that counts was taken, the door says. To save to the plan that may have been left would show what
		// is typed to whoever was being withdrawn.
		if _, err := s.followDoor(ctx, b); err != nil {
			return err
		}
		s.mu.Lock()
		s.doubt = false
		s.mu.Unlock()
	}
	s.mu.Lock()
	d := s.door
	s.mu.Unlock()
	u := d.unfinished
	if u == nil {
		return nil
	}
	for _, r := range d.doors {
		if err := b.redirect(ctx, r.root, s.held); err != nil {
			return err
		}
	}
	if err := b.eraseRoots(ctx, u.erase); err != nil {
		return err
	}
	if err := s.leaveOldPlan(ctx, b, u); err != nil {
		return err
	}
	for range maxTries {
		now, version, err := b.readDoor(ctx, s.own)
		if err != nil {
			return err
		}
		if now == nil {
			return s.leave()
		}
		if now.unfinished == nil || !sameRoot(now.unfinished.plan, u.plan) {
			s.setDoor(now)
			return nil
		}
		now.unfinished = nil
		err = b.writeDoor(ctx, s.own, version, now)
		if err == nil {
			s.setDoor(now)
			return nil
		}
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

// followMove goes where the session's own door leads to, and finishes the move that led there. The door was just read, and it
// leads to another plan than this session's: another device moved it.
func (s *Session) followMove(ctx context.Context, b *burst) error {
	if _, err := s.followDoor(ctx, b); err != nil {
		return err
	}
	return s.finishMove(ctx, b)
}

// redirect makes a recovery door lead to held. A door that is not there is left so: only making writes over noise.
func (b *burst) redirect(ctx context.Context, root page.Root, held heldPlan) error {
	for range maxTries {
		d, version, err := b.readDoor(ctx, root)
		if err != nil || d == nil || sameRoot(d.plan, held.root) {
			return err
		}
		err = b.writeDoor(ctx, root, version, &door{plan: held.root})
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

// leaveOldPlan erases the plan that was left. What was saved there after it was copied is merged and saved first. A plan of
// which a further page is gone was copied, and an earlier try has erased that.
func (s *Session) leaveOldPlan(ctx context.Context, b *burst, u *unfinishedMove) error {
	copied := u.copied
	for range maxTries {
		old, err := b.readPlan(ctx, u.plan)
		if errors.Is(err, errNoPlan) {
			return nil
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		if err == nil && old.version != copied {
			s.mu.Lock()
			// What was copied is known only to the session that began the move. Without it (nil) a merge keeps everything
			// of both: better twice than lost.
			s.mine = plan.Merge(s.left, s.mine, old.doc)
			s.left = old.doc
			s.edits++
			s.mu.Unlock()
			if err := s.save(ctx, b); err != nil {
				return err
			}
			copied = old.version
		}
		keys := u.plan.Keys()
		f, err := b.read(ctx, keys)
		if err != nil || !f.opened {
			keys.Wipe()
			return err
		}
		if f.version != copied && old.doc != nil {
			keys.Wipe()
			continue
		}
		// The further pages go first: once the page that names them is gone, nobody who finishes an interrupted move could find
		// them, and whoever kept their roots could open them for ever.
		if further, _, err := parseFirst(f.body); err == nil && f.format == formatPlan {
			if err := b.eraseRoots(ctx, further); err != nil {
				keys.Wipe()
				return err
			}
		}
		err = b.erase(ctx, keys, f.version)
		keys.Wipe()
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}
