package shelf

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"sync"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
)

// hooked is a store where a test meets single calls.
type hooked struct {
	store.Store
	put     func(n store.Name, o []byte, tag store.Tag) error // an error: the call is not made
	get     func(n store.Name) error
	remove  func(n store.Name) error
	removed func(n store.Name)
}

func (h *hooked) Put(c context.Context, n store.Name, o []byte, t store.Tag) (store.Tag, error) {
	if h.put != nil {
		if err := h.put(n, o, t); err != nil {
			return "", err
		}
	}
	return h.Store.Put(c, n, o, t)
}

func (h *hooked) Get(c context.Context, n store.Name) ([]byte, store.Tag, error) {
	if h.get != nil {
		if err := h.get(n); err != nil {
			return nil, "", err
		}
	}
	return h.Store.Get(c, n)
}

func (h *hooked) Delete(c context.Context, n store.Name) error {
	if h.remove != nil {
		if err := h.remove(n); err != nil {
			return err
		}
	}
	err := h.Store.Delete(c, n)
	if h.removed != nil {
		h.removed(n)
	}
	return err
}

func (b *bench) hooked() *hooked {
	b.t.Helper()
	h := &hooked{Store: b.store}
	var err error
	if b.shelf, err = Open(ctx(), b.conf, h); err != nil {
		b.t.Fatal(err)
	}
	return h
}

// hookedDisk is the real disk, where a test meets single steps.
type hookedDisk struct {
	osDisk
	onRename func(old, new string) error
	onCreate func(path string, data []byte) error
	onMark   func(path string)
	onRead   func(path string)
}

func (d *hookedDisk) rename(old, new string) error {
	if d.onRename != nil {
		if err := d.onRename(filepath.Base(old), filepath.Base(new)); err != nil {
			return err
		}
	}
	return d.osDisk.rename(old, new)
}

func (d *hookedDisk) create(path string, data []byte) error {
	if d.onCreate != nil {
		if err := d.onCreate(path, data); err != nil {
			return err
		}
	}
	return d.osDisk.create(path, data)
}

func (d *hookedDisk) mark(path string) (mark, error) {
	if d.onMark != nil {
		d.onMark(filepath.Base(path))
	}
	return d.osDisk.mark(path)
}

func (d *hookedDisk) read(path string) ([]byte, error) {
	if d.onRead != nil {
		d.onRead(filepath.Base(path))
	}
	return d.osDisk.read(path)
}

func (b *bench) openOn(d disk) (*Shelf, error) {
	conf := b.conf
	conf.Random = rand.Reader
	return open(ctx(), conf, b.store, d)
}

func (b *bench) mustOpenOn(d disk) *Shelf {
	b.t.Helper()
	s, err := b.openOn(d)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// holdPut has the next put under name wait at the store. reached is closed when it is there, and release lets it go on.
func (b *bench) holdPut(name store.Name) (reached <-chan struct{}, release func()) {
	held, there := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b.store.SetFaults(func(op memstore.Op, n store.Name) memstore.Fault {
		if op == memstore.Put && n == name {
			once.Do(func() { close(there) })
			return memstore.Fault{Hold: held}
		}
		return memstore.Fault{}
	})
	return there, func() { close(held) }
}
