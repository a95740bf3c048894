package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// An opening finds the halves of the key or makes them. The state of a key is the name of its file:
//
//	KEY.temp           being written: nothing depends on it
//	KEY.next alone     the file's half of the first key is durable; the rest may be missing; no page was ever served
//	KEY                all of it is there
//	KEY and KEY.new    a rotation is to begin; the store's half of the second may be missing
//	KEY and KEY.next   a rotation moves from one to the other
//	KEY.old            nothing lies under it any more: to be destroyed, and KEY.next, if it is there, to be KEY
//	KEY.unused         moved aside by --new-key: the operator's to keep or to remove
//
// So a half is written to disk once in its life and renamed from then on, and each step below may be the last before a
// kill: the next start goes on from the names it finds.
type opening struct {
	config Config
	store  store.Store
	disk   disk
}

func (o *opening) run(ctx context.Context) (*Shelf, error) {
	if err := o.tidy(ctx); err != nil && !errors.Is(err, ErrRotating) {
		return nil, err
	}
	e, err := o.find(ctx)
	if errors.Is(err, errNoKey) {
		return o.begin(ctx)
	}
	if err != nil {
		return nil, err
	}
	s := o.shelf(e)
	if e.old != nil {
		return s, nil // what is missing of the chaff is made by the rotation
	}
	made, broken, err := s.ensureChaff(ctx, e.now, o.config.Progress)
	if err != nil {
		return nil, err
	}
	if made+broken != 0 {
		o.config.Notice(fmt.Sprintf("of %d objects that the server made for itself %d were gone or damaged: the store lost "+
			"something, and plans may be among it; %d of them were made anew", e.now.chaff, made+broken, made))
	}
	return s, nil
}

// tidy goes on with what a start or a rotation before this one did not finish, unless another process is about it.
func (o *opening) tidy(ctx context.Context) error {
	unlock, err := o.disk.lock(o.config.KeyFile)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer unlock()
	return o.tidyLocked(ctx)
}

func (o *opening) tidyLocked(ctx context.Context) error {
	if err := o.disk.destroy(o.temp()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	// What a start before this one renamed and did not live to sync is seen now and could still be undone by a cut of the
	// power; nothing is built on it before it is durable.
	if err := o.disk.syncFolder(o.config.KeyFile); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if there, err := o.disk.exists(o.old()); err != nil || !there {
		return err
	}
	return o.leave(ctx)
}

// errNoKey says that a key is to be made.
var errNoKey = errors.New("shelf: no key")

// find reads the keys in use. It returns errNoKey when there is none, or when what is left of one was moved aside because
// the operator gave it up.
func (o *opening) find(ctx context.Context) (epochs, error) {
	e, err := o.load(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return epochs{}, errNoKey
	}
	if err == nil {
		if o.config.NewKey {
			e.wipe()
			return epochs{}, ErrKeyFits // nobody who understands it would want this
		}
		return e, nil
	}
	lost := errors.Is(err, ErrKeyFileDamaged) || errors.Is(err, ErrNoStoreHalf) || errors.Is(err, ErrStoreHalfDamaged)
	if !lost || !o.config.NewKey {
		return epochs{}, err
	}
	if err := o.moveAside(); err != nil {
		return epochs{}, err
	}
	return epochs{}, errNoKey
}

// load reads the keys as the files say. Errors: fs.ErrNotExist when there is no key file, and those of errors.go.
func (o *opening) load(ctx context.Context) (epochs, error) {
	for range loadTries {
		e, err := o.loadOnce(ctx)
		if errors.Is(err, errMoved) {
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return e, err
		}
		// Between two renames at the end of a rotation there is no KEY. Who finds that waits, or does the second one.
		if old, err := o.disk.exists(o.old()); err != nil || !old {
			return epochs{}, errors.Join(fs.ErrNotExist, err)
		}
		if err := o.tidy(ctx); err != nil && !errors.Is(err, ErrRotating) {
			return epochs{}, err
		}
		select {
		case <-time.After(loadWait):
		case <-ctx.Done():
			return epochs{}, ctx.Err()
		}
	}
	return epochs{}, ErrRotating
}

// loadTries and loadWait are more than two renames take.
const (
	loadTries = 100
	loadWait  = 20 * time.Millisecond
)

func (o *opening) loadOnce(ctx context.Context) (epochs, error) {
	seen, err := o.marks()
	if err != nil {
		return epochs{}, err
	}
	f, err := o.readKey(o.config.KeyFile)
	if err != nil {
		return epochs{}, err
	}
	defer f.Wipe()
	k, err := readKept(ctx, o.store, f)
	if errors.Is(err, ErrNoStoreHalf) {
		if now, markErr := o.marks(); markErr == nil && !now.same(seen) {
			return epochs{}, errMoved // the key that was read is left by now, and its half removed
		}
	}
	if err != nil {
		return epochs{}, err
	}
	defer k.half.Wipe()
	e := epochs{now: epochOf(f, k), seen: seen}
	if seen.next.none() {
		return e, nil
	}
	next, err := o.loadNext(ctx)
	if err != nil {
		e.wipe()
		return epochs{}, err
	}
	return epochs{now: next, old: e.now, seen: seen}, nil
}

// loadNext reads the key that a rotation moves to. Both halves of it were there before its file had this name.
func (o *opening) loadNext(ctx context.Context) (*epoch, error) {
	f, err := o.readKey(o.next())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errMoved // it was there a moment ago, and is KEY by now
	}
	if err != nil {
		return nil, nextError(err)
	}
	defer f.Wipe()
	k, err := readKept(ctx, o.store, f)
	if err != nil {
		return nil, nextError(err)
	}
	defer k.half.Wipe()
	return epochOf(f, k), nil
}

// nextError keeps what is wrong with the new key apart from what is wrong with the old one, which --new-key may give up.
func nextError(err error) error {
	if errors.Is(err, ErrKeyFileDamaged) || errors.Is(err, ErrNoStoreHalf) || errors.Is(err, ErrStoreHalfDamaged) {
		return ErrNextDamaged
	}
	return err
}

func (o *opening) marks() (m marks, err error) {
	if m.key, err = o.disk.mark(o.config.KeyFile); err == nil {
		m.next, err = o.disk.mark(o.next())
	}
	if err == nil && m.key.none() && m.next.none() { // KEY.next became KEY between the two looks
		m.key, err = o.disk.mark(o.config.KeyFile)
	}
	if err != nil {
		return marks{}, fmt.Errorf("key file: %w", err)
	}
	return m, nil
}

// moveAside keeps what is left of a key that was given up: the store's half may still turn up, on a disk that was not
// there this time.
func (o *opening) moveAside() error {
	if there, err := o.disk.exists(o.unused()); err != nil {
		return fmt.Errorf("key file: %w", err)
	} else if there {
		return ErrAside
	}
	if err := o.rename(o.config.KeyFile, o.unused()); err != nil {
		return err
	}
	o.config.Notice("the old key file was moved aside, under its name with .unused; nothing needs it, unless the other " +
		"half of its key turns up")
	return nil
}

func (o *opening) shelf(e epochs) *Shelf {
	return &Shelf{
		store: o.store, random: o.config.Random, notice: o.config.Notice, opening: o, keys: e,
		usage: usage{keep: o.config.Keep},
	}
}

func (o *opening) readKey(path string) (fileHalf, error) {
	b, err := o.disk.read(path)
	if err != nil {
		return fileHalf{}, fmt.Errorf("key file: %w", err)
	}
	defer secret.Wipe(b)
	f, err := parseKeyFile(b)
	if err != nil {
		return fileHalf{}, fmt.Errorf("key file: %w", err)
	}
	return f, nil
}

// rename is durable when it returns.
func (o *opening) rename(old, new string) error {
	err := o.disk.rename(old, new)
	if err == nil {
		err = o.disk.syncFolder(new)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

func (o *opening) temp() string   { return o.config.KeyFile + ".temp" }
func (o *opening) next() string   { return o.config.KeyFile + ".next" }
func (o *opening) new() string    { return o.config.KeyFile + ".new" }
func (o *opening) old() string    { return o.config.KeyFile + ".old" }
func (o *opening) unused() string { return o.config.KeyFile + ".unused" }
