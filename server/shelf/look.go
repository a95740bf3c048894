package shelf

import (
	"context"
	"errors"
	"fmt"

	"larkspur/server/store"
	"larkspur/server/wire"
)

// A view is what a locator is at one moment: a living page, or a miss.
type view struct {
	object  *object // what lies there, living or dead; nil for what was never held
	in      *epoch  // where it lies, and where what comes in its place is put
	tag     store.Tag
	held    bool
	version wire.Version // of the page, or noise
	page    *[wire.PageSize]byte
}

// firsts are the first writes remembered here.
func (v *view) firsts() [][32]byte {
	if v.object == nil {
		return nil
	}
	return v.object.firsts
}

// look reads what lies under l. Every operation begins with it, and it does the same work for each outcome: one call of
// the store for something that is there, the others for what is not; one object opened; the noise of the locator made,
// whether it is answered or not.
//
// The calls are made one after the other, the locator's own names first. Which names the others ask for follows from the
// first: names under which nothing ever lies when something was there, a chaff object when nothing was. So a page, a dead
// object and nothing cost the same in sum. Asked side by side, a pair would take as long as its slower part, and two hits
// are slower than a hit and a miss; asked always for chaff, it would cost two hits or a miss and a hit. (Without the grid,
// on a file store, 1,500 reads of each, the best threshold told a page from nothing with an advantage of 0.55, of 0.42, and
// as done here of 0.03, which is what two locators with nothing under them show.) What is left is the order, and what a
// cache makes of an object that was read before; the grid of the handler covers both.
//
// In a rotation each name is asked for in both epochs. What lies in the new one counts, whatever the old one has: nothing
// is made there but by the move of the old object, or when the old one was no page.
func (s *Shelf) look(ctx context.Context, e epochs, l wire.Locator) (*view, error) {
	for range maxTries {
		v, frozen, err := s.lookOnce(ctx, e, l)
		if err := s.check(e); err != nil {
			return nil, err // whatever was found, or was not, is of no meaning
		}
		if err != nil {
			return nil, err
		}
		if frozen == nil {
			return v, nil
		}
		if err := s.finish(ctx, e, frozen); err != nil {
			return nil, err
		}
	}
	return nil, errContended
}

// lookOnce returns the object of a move that is half done in place of a view.
func (s *Shelf) lookOnce(ctx context.Context, e epochs, l wire.Locator) (v *view, frozen *object, err error) {
	var old, now found
	if e.old != nil {
		if old, err = s.find(ctx, e.old, l); err != nil {
			return nil, nil, err
		}
	}
	if now, err = s.find(ctx, e.now, l); err != nil {
		return nil, nil, err
	}
	noiseVersion, noisePage := e.now.noiseOf(l)
	if old.there || now.there {
		s.askGap(ctx, e, l)
	} else {
		s.openPair(ctx, e, l)
	}
	at := now
	if !now.there && old.there && old.object.flags&flagDead == 0 {
		at = old
	}
	v = &view{object: at.object, in: at.in, tag: at.tag, version: noiseVersion, page: noisePage}
	switch {
	case !at.there || at.object.flags&flagDead != 0:
		return v, nil, nil
	case at.object.flags == flagFrozen && at.in == e.old:
		return nil, at.object, nil
	case at.object.flags&flagChaff == 0: // frozen too, where a rotation was given up
		v.held, v.version, v.page = true, at.object.version, at.object.page
		return v, nil, nil
	default:
		return nil, nil, errDamaged // chaff, which no client can ask for
	}
}

// found is what lies under one name.
type found struct {
	in     *epoch
	there  bool
	object *object
	tag    store.Tag
}

func (s *Shelf) find(ctx context.Context, in *epoch, l wire.Locator) (found, error) {
	b, tag, err := s.store.Get(ctx, in.nameOf(l))
	if errors.Is(err, store.ErrAbsent) {
		return found{in: in}, nil
	}
	if err != nil {
		return found{}, fmt.Errorf("shelf: read: %w", err)
	}
	o, err := in.open(l, b)
	if err != nil {
		return found{}, err
	}
	return found{in: in, there: true, object: o, tag: tag}, nil
}

// openPair reads and opens the chaff object of l. Nothing depends on what it finds, so that whether a locator is answered
// does not hang on another object than its own; the first that is broken is told.
func (s *Shelf) openPair(ctx context.Context, e epochs, l wire.Locator) {
	i, opened := e.now.pairOf(l, e.pairs()), false
	for _, in := range []*epoch{e.old, e.now} {
		if in != nil {
			f, err := s.find(ctx, in, in.chaffLocator(i))
			opened = opened || err == nil && f.there
		}
	}
	// In a rotation the object moves: what was not under the old name any more, and not yet under the new one, is no loss.
	if !opened && e.old == nil && ctx.Err() == nil && s.check(e) == nil {
		s.broken.Do(func() {
			s.notice("an object that the server made for itself could not be read; a restart looks at all of them")
		})
	}
}

// askGap asks for what is not there.
func (s *Shelf) askGap(ctx context.Context, e epochs, l wire.Locator) {
	for _, in := range []*epoch{e.old, e.now} {
		if in != nil {
			_, _, _ = s.store.Get(ctx, in.nameOf(e.now.gapOf(l)))
		}
	}
}
