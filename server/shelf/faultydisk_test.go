package shelf

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"sync"

	"larkspur/server/store"
)

var errKilled = errors.New("the process was killed here")

// A power is what disk and store hang on: it counts the steps that change something, in the one order in which they
// happen, and goes at a chosen one, before it or after it.
type power struct {
	mu    sync.Mutex
	steps int
	at    int // 0: never
	after bool
	gone  bool
}

func (p *power) step(do func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return errKilled
	}
	p.steps++
	if p.steps != p.at {
		return do()
	}
	p.gone = true
	if p.after {
		if err := do(); err != nil {
			return err
		}
	}
	return errKilled
}

func (p *power) on() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.gone
}

// memDisk is a disk in memory that keeps apart what is durable and what is not yet: an entry is not until its folder is
// synced.
type memDisk struct {
	*power
	files, durable map[string][]byte
	modes          map[string]fs.FileMode
}

func newMemDisk(p *power) *memDisk {
	return &memDisk{power: p, files: map[string][]byte{}, durable: map[string][]byte{}, modes: map[string]fs.FileMode{}}
}

// restart is the disk as the next start finds it: after a kill all that was done, after a cut of the power only what was
// synced.
func (d *memDisk) restart(p *power, cut bool) *memDisk {
	again := newMemDisk(p)
	again.files, again.durable = maps.Clone(d.files), maps.Clone(d.durable)
	if cut {
		again.files = maps.Clone(d.durable)
	}
	return again
}

func (d *memDisk) read(path string) ([]byte, error) {
	b, ok := d.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return append([]byte(nil), b...), nil
}

func (d *memDisk) create(path string, data []byte) error {
	return d.step(func() error {
		if _, ok := d.files[path]; ok {
			return fs.ErrExist
		}
		d.files[path] = append([]byte(nil), data...)
		return nil
	})
}

func (d *memDisk) rename(old, new string) error {
	return d.step(func() error {
		if _, ok := d.files[old]; !ok {
			return fs.ErrNotExist
		}
		d.files[new] = d.files[old]
		delete(d.files, old)
		return nil
	})
}

func (d *memDisk) destroy(path string) error {
	if _, ok := d.files[path]; !ok {
		return nil
	}
	return d.step(func() error { delete(d.files, path); return nil })
}

func (d *memDisk) exists(path string) (bool, error) { _, ok := d.files[path]; return ok, nil }

func (d *memDisk) mark(path string) (mark, error) {
	if b := d.files[path]; len(b) != 0 {
		return mark{id: &b[0]}, nil
	}
	return mark{}, nil
}

func (d *memDisk) lock(string) (unlock func(), err error) { return func() {}, nil }

func (d *memDisk) syncFolder(path string) error {
	return d.step(func() error {
		for p := range d.durable {
			if filepath.Dir(p) == filepath.Dir(path) {
				delete(d.durable, p)
			}
		}
		for p, b := range d.files {
			if filepath.Dir(p) == filepath.Dir(path) {
				d.durable[p] = b
			}
		}
		return nil
	})
}

// poweredStore is a store on the same power. The store's own contract makes what it acknowledged durable.
type poweredStore struct {
	store.Store
	*power
}

func (s *poweredStore) Get(c context.Context, n store.Name) ([]byte, store.Tag, error) {
	if !s.on() {
		return nil, "", errKilled
	}
	return s.Store.Get(c, n)
}

func (s *poweredStore) Put(c context.Context, n store.Name, o []byte, t store.Tag) (tag store.Tag, err error) {
	err = s.step(func() error { tag, err = s.Store.Put(c, n, o, t); return err })
	return tag, err
}

func (s *poweredStore) Delete(c context.Context, n store.Name) error {
	return s.step(func() error { return s.Store.Delete(c, n) })
}
