package shelf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// spareObjects is how many objects that are not ours a first start overlooks: store.Prove leaves two at most when it is
// killed. A store that ever served holds 1 + minChaff of its own, so it is never mistaken for an empty one.
const spareObjects = 8

// begin makes a key, or finishes one whose making was cut short. It holds the lock, and so no rotation renames meanwhile.
func (o *opening) begin(ctx context.Context) (*Shelf, error) {
	unlock, err := o.disk.lock(o.config.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer unlock()
	if there, err := o.disk.exists(o.config.KeyFile); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	} else if there {
		return nil, errRaced
	}
	f, k, err := o.begun(ctx)
	if err != nil {
		return nil, err
	}
	if !o.config.NewKey {
		if foreign, err := o.foreign(ctx, f, k); err != nil {
			return nil, err
		} else if foreign {
			return nil, ErrNoKeyFile
		}
	}
	if f.IsZero() {
		if f, err = o.makeFileHalf(o.next()); err != nil {
			return nil, err
		}
	}
	defer f.Wipe()
	if k == nil {
		if k, err = o.makeStoreHalf(ctx, f, nil); err != nil {
			return nil, err
		}
	}
	defer k.half.Wipe()
	e := epochs{now: epochOf(f, k)}
	s := o.shelf(e)
	if _, broken, err := s.ensureChaff(ctx, e.now, o.config.Progress); err != nil {
		return nil, err
	} else if broken != 0 {
		return nil, errDamaged
	}
	if err := o.rename(o.next(), o.config.KeyFile); err != nil {
		return nil, err
	}
	// Two processes that make a key under one name at one time would each have replaced the other's file. Whoever finds
	// another half than its own has made nothing that lasts, and says so before it serves a page.
	if kept, err := o.readKey(o.config.KeyFile); err != nil {
		return nil, err
	} else if !bytes.Equal(kept.Expose(), f.Expose()) {
		return nil, errRaced
	}
	s.keys.seen, err = o.marks()
	return s, err
}

// begun is what is there of a key whose making was cut short: nothing, the file's half, or both. No page was ever served
// under it, so with --new-key one that is damaged is done away with.
func (o *opening) begun(ctx context.Context) (f fileHalf, k *kept, err error) {
	if f, err = o.readKey(o.next()); err == nil {
		k, err = readKept(ctx, o.store, f)
	}
	switch {
	case err == nil, errors.Is(err, ErrNoStoreHalf):
		return f, k, nil
	case errors.Is(err, fs.ErrNotExist):
		return fileHalf{}, nil, nil
	case o.config.NewKey && (errors.Is(err, ErrKeyFileDamaged) || errors.Is(err, ErrStoreHalfDamaged)):
		if err := o.disk.destroy(o.next()); err != nil {
			return fileHalf{}, nil, fmt.Errorf("key file: %w", err)
		}
		return fileHalf{}, nil, nil
	default:
		return fileHalf{}, nil, err
	}
}

// foreign reports whether the store holds more objects than a first start may find that are not of the key being made.
func (o *opening) foreign(ctx context.Context, f fileHalf, k *kept) (bool, error) {
	own := map[store.Name]bool{}
	if k != nil {
		own[halfName(f)] = true
		e := epochOf(f, k)
		defer e.wipe()
		for i := range k.chaff {
			own[e.nameOf(e.chaffLocator(i))] = true
		}
	}
	spare := spareObjects
	errFound := errors.New("found")
	err := o.store.List(ctx, func(n store.Name) error {
		if own[n] {
			return nil
		}
		if spare == 0 {
			return errFound
		}
		spare--
		return nil
	})
	if errors.Is(err, errFound) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("list the store: %w", err)
	}
	return false, nil
}

// makeFileHalf draws the file's half and has it durable at path. It comes first: the name of the store's half follows from
// it, so what is put into the store from now on is found again.
func (o *opening) makeFileHalf(path string) (fileHalf, error) {
	var half [secret.KeySize]byte
	defer secret.Wipe(half[:])
	if err := fill(o.config.Random, half[:]); err != nil {
		return fileHalf{}, err
	}
	f := fileHalf{secret.NewKey(half[:])}
	b, err := encodeKeyFile(o.config.Random, f)
	if err == nil {
		err = o.writeKeyFile(path, b)
		secret.Wipe(b)
	}
	if err != nil {
		f.Wipe()
		return fileHalf{}, err
	}
	return f, nil
}

// writeKeyFile makes b durable at path, by way of KEY.temp. What a write that failed left there goes first.
func (o *opening) writeKeyFile(path string, b []byte) error {
	err := o.disk.destroy(o.temp())
	if err == nil {
		err = o.disk.create(o.temp(), b)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return o.rename(o.temp(), path)
}

// makeStoreHalf draws the store's half and the number of chaff objects, and stores them. last is what belonged to the epoch
// before, nil at a first start. An outcome that is not known is an error: the next start finds out.
func (o *opening) makeStoreHalf(ctx context.Context, f fileHalf, last *kept) (*kept, error) {
	var half [secret.KeySize]byte
	defer secret.Wipe(half[:])
	if err := fill(o.config.Random, half[:]); err != nil {
		return nil, err
	}
	k := &kept{half: storeHalf{secret.NewKey(half[:])}}
	if last != nil {
		k.month = last.month
	}
	k.month = o.config.nextMonth(k.month)
	var err error
	switch {
	case o.config.Chaff != 0:
		k.chaff = uint32(min(max(minChaff, o.config.Chaff), maxChaff))
	case last != nil:
		k.chaff, err = walkChaff(o.config.Random, last.chaff)
	default:
		k.chaff, err = drawChaff(o.config.Random)
	}
	if err != nil {
		return nil, err
	}
	object, err := sealKept(o.config.Random, f, k)
	if err != nil {
		k.half.Wipe()
		return nil, err
	}
	if _, err := o.store.Put(ctx, halfName(f), object, ""); err != nil {
		k.half.Wipe()
		return nil, fmt.Errorf("write the half of the key for the store: %w", err)
	}
	return k, nil
}
