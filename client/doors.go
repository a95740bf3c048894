package client

import (
	"context"
	"errors"
	"slices"

	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
)

// DoorID tells the recovery doors of one session apart. It is the locator of the door.
type DoorID [32]byte

// String returns a constant: it is a locator.
func (DoorID) String() string { return "door" }

// RecoveryDoor is a recovery phrase as the first phrase knows it: the name the survivor chose, and never the phrase.
type RecoveryDoor struct {
	ID   DoorID
	Name string
}

// MaxDoorName is the longest name of a recovery door in bytes, and MaxDoors how many there can be: they all stand in the
// first door, which is one page.
const (
	MaxDoorName = 200
	MaxDoors    = 64
)

// Errors of recovery doors.
var (
	ErrDoorName  = errors.New("client: a name of a recovery phrase has 1 to 200 bytes")
	ErrManyDoors = errors.New("client: a plan has at most 64 recovery phrases")
	ErrNoDoor    = errors.New("client: there is no such recovery phrase")
)

// RecoveryDoors lists the recovery doors as last read. A session opened by a recovery phrase knows none.
func (s *Session) RecoveryDoors() []RecoveryDoor {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]RecoveryDoor, 0, len(s.door.doors))
	for _, d := range s.door.doors {
		list = append(list, RecoveryDoor{ID: idOf(d.root), Name: d.name})
	}
	return list
}

func idOf(root page.Root) DoorID {
	keys := root.Keys()
	defer keys.Wipe()
	return keys.Locator()
}

// AddRecovery makes a recovery door that opens with p, listed as name. Whoever has p reads, changes and erases the plan.
// Errors as of Save, and ErrRecovery, ErrTaken, ErrDoorName, ErrManyDoors.
func (s *Session) AddRecovery(ctx context.Context, name string, p phrase.Phrase) error {
	if len(name) == 0 || len(name) > MaxDoorName {
		return ErrDoorName
	}
	root, err := s.c.derive(ctx, p)
	if err != nil {
		return err
	}
	b, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	if err := s.finishMove(ctx, b); err != nil {
		return err
	}
	// It is listed before it is made: a door that opens and is not listed could never be withdrawn.
	list := func(d *door) error {
		if len(d.doors) >= MaxDoors {
			return ErrManyDoors
		}
		d.doors = append(slices.Clone(d.doors), recoveryDoor{root: root, name: name})
		return nil
	}
	if sameRoot(root, s.own) {
		return ErrTaken
	}
	if err := s.changeDoor(ctx, b, list); err != nil {
		return err
	}
	made := s.makeRecovery(ctx, b, root)
	if made == nil || outcomeUnknown(made) {
		return made
	}
	return errors.Join(made, s.changeDoor(ctx, b, func(d *door) error {
		d.doors = slices.DeleteFunc(slices.Clone(d.doors), func(r recoveryDoor) bool { return sameRoot(r.root, root) })
		return nil
	}))
}

// makeRecovery makes the page of a recovery door that is listed already.
func (s *Session) makeRecovery(ctx context.Context, b *burst, root page.Root) error {
	to := door{plan: s.held.root}
	return b.makePage(ctx, root, formatDoor, to.encode(), s.held.starter)
}

// Withdraw moves the plan so that the recovery door id opens nothing any more, even to one who kept every byte it ever
// led to. The other doors stay. Errors as of Save, and ErrRecovery, ErrNoDoor.
func (s *Session) Withdraw(ctx context.Context, id DoorID) error {
	return s.move(ctx, func(d *door) (moveTo, error) {
		if !d.first {
			return moveTo{}, ErrRecovery
		}
		to := moveTo{}
		for _, r := range d.doors {
			if idOf(r.root) == id {
				to.erase = append(to.erase, r.root)
			} else {
				to.doors = append(to.doors, r)
			}
		}
		if len(to.erase) == 0 {
			return moveTo{}, ErrNoDoor
		}
		return to, nil
	})
}

// changeDoor reads the first door, changes it and swaps it in. When the plan has moved meanwhile the session follows.
func (s *Session) changeDoor(ctx context.Context, b *burst, change func(*door) error) error {
	for range maxTries {
		d, version, err := b.readDoor(ctx, s.own)
		if err != nil {
			return err
		}
		if d == nil {
			return s.leave()
		}
		if !d.first {
			return ErrRecovery
		}
		if !sameRoot(d.plan, s.held.root) {
			if err := s.followMove(ctx, b); err != nil {
				return err
			}
			continue
		}
		if err := change(d); err != nil {
			return err
		}
		err = b.writeDoor(ctx, s.own, version, d)
		if err == nil {
			s.setDoor(d)
			return nil
		}
		if !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

// Erase erases the recovery doors, the phrase's own door, the first page and the rest, in this order (SPEC §8.3):
// interrupted anywhere, either the phrase still opens and can finish, or nothing that opens is left. Erasing what another
// device erased already succeeds. The session is gone afterwards; what is typed in it stays until Close.
func (s *Session) Erase(ctx context.Context) error {
	b, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	for range maxTries {
		err := s.eraseOnce(ctx, b)
		if errors.Is(err, errLost) {
			continue
		}
		if err == nil {
			_ = s.leave()
		}
		return err
	}
	return ErrContended
}

func (s *Session) eraseOnce(ctx context.Context, b *burst) error {
	d, version, err := b.readDoor(ctx, s.own)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	held := s.held
	if d != nil {
		for _, r := range d.doors {
			if err := b.eraseWhatever(ctx, r.root); err != nil {
				return err
			}
		}
		if u := d.unfinished; u != nil {
			if err := b.eraseRoots(ctx, u.erase); err != nil {
				return err
			}
			if err := b.erasePlan(ctx, heldPlan{root: u.plan}); err != nil {
				return err
			}
		}
		if !sameRoot(d.plan, held.root) {
			held = heldPlan{root: d.plan} // it moved; its pages are named by its first
		}
		keys := s.own.Keys()
		// Against the version just read: a door that another device listed meanwhile is not left behind.
		err := b.erase(ctx, keys, version)
		keys.Wipe()
		if err != nil {
			return err
		}
	}
	if err := b.erasePlan(ctx, held); err != nil {
		return err
	}
	b.eraseOrphans(ctx, s)
	return nil
}

// Replace puts next in the place of what is typed, as one edit.
func (s *Session) Replace(next *plan.Plan) error {
	return s.Edit(func(p *plan.Plan) error {
		*p = *next.Clone()
		return nil
	})
}
