package client

import (
	"context"
	"errors"

	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/server/wire"
)

// errNoPlan: nothing opens under the root of a plan.
var errNoPlan = errors.New("client: no plan under this root")

// readPlan reads a whole plan. It fails with errNoPlan when nothing opens under root, and with ErrDamaged when what opens
// is not whole.
func (b *burst) readPlan(ctx context.Context, root page.Root) (heldPlan, error) {
	for range maxTries {
		f, err := b.readFirst(ctx, root)
		if err != nil {
			return heldPlan{}, err
		}
		held, err := b.readRest(ctx, root, f)
		if !errors.Is(err, errTornRead) {
			return held, err
		}
		// A further page is missing: another device saved in between and erased it. The first page then has changed.
		again, err := b.readFirst(ctx, root)
		if err != nil {
			return heldPlan{}, err
		}
		if again.version == f.version {
			return heldPlan{}, ErrDamaged
		}
	}
	return heldPlan{}, ErrContended
}

// errTornRead: a further page did not open.
var errTornRead = errors.New("client: a further page is missing")

// readFirst reads the first page of a plan, or fails with errNoPlan.
func (b *burst) readFirst(ctx context.Context, root page.Root) (*found, error) {
	keys := root.Keys()
	defer keys.Wipe()
	f, err := b.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	if !f.opened || f.format != formatPlan {
		return nil, errNoPlan
	}
	return f, nil
}

// readRest reads the further pages that f names and puts the plan together.
func (b *burst) readRest(ctx context.Context, root page.Root, f *found) (heldPlan, error) {
	further, stream, err := parseFirst(f.body)
	if err != nil {
		return heldPlan{}, ErrDamaged
	}
	for i, r := range further {
		keys := r.Keys()
		more, err := b.read(ctx, keys)
		keys.Wipe()
		if err != nil {
			return heldPlan{}, err
		}
		if !more.opened || more.format != formatMore {
			return heldPlan{}, errTornRead
		}
		last := i == len(further)-1
		if len(more.body) == 0 || (!last && len(more.body) != page.MaxBody) {
			return heldPlan{}, ErrDamaged
		}
		stream = append(stream, more.body...)
	}
	starter, doc, err := parseStream(stream)
	if err != nil {
		return heldPlan{}, ErrDamaged
	}
	return heldPlan{root: root, version: f.version, further: further, starter: starter, doc: doc}, nil
}

// layOut seals doc for the pages of a plan under root: first the further pages, under fresh roots, are written; the page
// that is returned is to be written last (SPEC §8.3). When that does not happen, the caller erases held.further.
func (b *burst) layOut(ctx context.Context, keys page.Keys, starter StarterKey, doc *plan.Plan) (further []page.Root, sealed *[page.Size]byte, err error) {
	if doc.Check() != nil {
		return nil, nil, ErrTooLarge // two plans merged; written, it could not be read again
	}
	stream := encodeStream(starter, doc)
	n, onFirst, err := cut(len(stream))
	if err != nil {
		return nil, nil, err
	}
	rest := stream[onFirst:]
	for range n {
		r, err := page.NewRoot(b.c.cfg.Random)
		if err != nil {
			return further, nil, err
		}
		chunk := rest[:min(len(rest), page.MaxBody)]
		rest = rest[len(chunk):]
		further = append(further, r) // before the write: if its outcome is never known it still is to be erased
		if err := b.makePage(ctx, r, formatMore, chunk, starter); err != nil {
			return further, nil, err
		}
	}
	sealed, err = keys.Seal(b.c.cfg.Random, formatPlan, firstBody(further, stream[:onFirst]))
	return further, sealed, err
}

// makePlan makes the pages of a new plan under root, which nobody else knows, and returns it as held.
func (b *burst) makePlan(ctx context.Context, root page.Root, starter StarterKey, doc *plan.Plan) (heldPlan, *[page.Size]byte, error) {
	keys := root.Keys()
	defer keys.Wipe()
	f, err := b.read(ctx, keys)
	if err != nil {
		return heldPlan{}, nil, err
	}
	further, sealed, err := b.layOut(ctx, keys, starter, doc)
	if err != nil {
		b.eraseRoots(ctx, further)
		return heldPlan{}, nil, err
	}
	held := heldPlan{root: root, further: further, starter: starter, doc: doc.Clone()}
	held.version, err = b.create(ctx, keys, f, sealed, starter)
	if err != nil {
		if !outcomeUnknown(err) {
			b.eraseRoots(ctx, further)
		}
		return heldPlan{}, nil, err
	}
	return held, sealed, nil
}

// erasePlan erases the first page of a plan, whatever stands there by now, and then the further pages that it names.
func (b *burst) erasePlan(ctx context.Context, held heldPlan) error {
	keys := held.root.Keys()
	defer keys.Wipe()
	for range maxTries {
		f, err := b.read(ctx, keys)
		if err != nil {
			return err
		}
		further := held.further
		if f.opened {
			if named, _, err := parseFirst(f.body); err == nil && f.format == formatPlan {
				further = named
			}
			switch err := b.erase(ctx, keys, f.version); {
			case errors.Is(err, errLost):
				continue
			case err != nil:
				return err
			}
		}
		return b.eraseRoots(ctx, further)
	}
	return ErrContended
}

// eraseRoots erases the pages of roots and returns the first error; it goes on after one.
func (b *burst) eraseRoots(ctx context.Context, roots []page.Root) error {
	var first error
	for _, r := range roots {
		if err := b.eraseWhatever(ctx, r); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// readDoor reads the door under root; nil when nothing opens there.
func (b *burst) readDoor(ctx context.Context, root page.Root) (*door, wire.Version, error) {
	keys := root.Keys()
	defer keys.Wipe()
	f, err := b.read(ctx, keys)
	if err != nil {
		return nil, wire.Version{}, err
	}
	if !f.opened || f.format != formatDoor {
		return nil, f.version, nil
	}
	d, err := parseDoor(f.body)
	if err != nil {
		return nil, f.version, ErrDamaged
	}
	return d, f.version, nil
}

// writeDoor swaps a door that is there already. A new one is made by makePage.
func (b *burst) writeDoor(ctx context.Context, root page.Root, expected wire.Version, d *door) error {
	keys := root.Keys()
	defer keys.Wipe()
	sealed, err := keys.Seal(b.c.cfg.Random, formatDoor, d.encode())
	if err != nil {
		return err
	}
	_, err = b.write(ctx, keys, expected, sealed, StarterKey{})
	return err
}
