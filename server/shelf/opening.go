package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// An opening finds the halves of the key or makes them. The state of a key is the name of its file:
//
//	KEY.temp    being written: nothing depends on it
//	KEY.next    the file's half is durable; the store's half and the chaff may not be there yet; no page was ever served
//	KEY         all of it is there
//	KEY.unused  moved aside by --new-key: the operator's to keep or to remove
//
// So a half is written to disk once in its life and renamed from then on, and each step below may be the last before a
// kill: the next start goes on from the names it finds.
type opening struct {
	config Config
	store  store.Store
	disk   disk
}

func (o *opening) run(ctx context.Context) (*Shelf, error) {
	if err := o.disk.destroy(o.temp()); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	// What a start before this one renamed and did not live to sync is seen now and could still be undone by a cut of the
	// power; nothing is built on it before it is durable.
	if err := o.disk.syncFolder(o.config.KeyFile); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	f, k, err := o.find(ctx)
	if errors.Is(err, errNoKey) {
		return o.begin(ctx)
	}
	if err != nil {
		return nil, err
	}
	defer f.Wipe()
	s := o.shelf(f, k)
	made, broken, err := s.ensureChaff(ctx, o.config.Progress)
	if err != nil {
		return nil, err
	}
	if made+broken != 0 {
		o.config.Notice(fmt.Sprintf("of %d objects that the server made for itself %d were gone or damaged: the store lost "+
			"something, and plans may be among it; %d of them were made anew", k.chaff, made+broken, made))
	}
	return s, nil
}

// errNoKey says that a key is to be made.
var errNoKey = errors.New("shelf: no key")

// find reads both halves of the key that is in use. It returns errNoKey when there is none, or when what is left of one
// was moved aside because the operator gave it up.
func (o *opening) find(ctx context.Context) (fileHalf, *kept, error) {
	f, err := o.readKey(o.config.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fileHalf{}, nil, errNoKey
	}
	if err == nil {
		var k *kept
		if k, err = readKept(ctx, o.store, f); err == nil {
			return f, k, o.mayUse()
		}
	}
	lost := errors.Is(err, ErrKeyFileDamaged) || errors.Is(err, ErrNoStoreHalf) || errors.Is(err, ErrStoreHalfDamaged)
	if !lost || !o.config.NewKey {
		return fileHalf{}, nil, err
	}
	if err := o.moveAside(); err != nil {
		return fileHalf{}, nil, err
	}
	return fileHalf{}, nil, errNoKey
}

// mayUse refuses what nobody who understands it would want.
func (o *opening) mayUse() error {
	if o.config.NewKey {
		return ErrKeyFits
	}
	if two, err := o.disk.exists(o.next()); err != nil {
		return fmt.Errorf("key file: %w", err)
	} else if two {
		return ErrTwoKeys
	}
	return nil
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

func (o *opening) shelf(f fileHalf, k *kept) *Shelf {
	defer k.half.Wipe()
	return &Shelf{
		store: o.store, random: o.config.Random, notice: o.config.Notice, epoch: newEpoch(f, k.half), chaff: k.chaff,
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
func (o *opening) unused() string { return o.config.KeyFile + ".unused" }
