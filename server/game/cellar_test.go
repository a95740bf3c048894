package game

import (
	"bytes"
	"context"
	"maps"
	"strconv"
	"sync"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/storetest"
)

// A cellar is a store in memory. Its tags are counted, where memstore hashes every object, and a copy of it costs nothing: what
// is held is replaced and never changed. Worlds are made by the thousand, so that halves what a game takes.
type cellar struct {
	size int

	mu     sync.Mutex
	held   map[store.Name]stored
	put    int
	closed bool
}

type stored struct {
	object []byte
	tag    store.Tag
}

func newCellar(size int) *cellar { return &cellar{size: size, held: map[store.Name]stored{}} }

// objects is all that is held. The bytes are not to be changed.
func (c *cellar) objects() map[store.Name]stored {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.held)
}

func (c *cellar) enter(ctx context.Context) (leave func(), err error) {
	c.mu.Lock()
	if err = ctx.Err(); err == nil && c.closed {
		err = context.Canceled
	}
	if err != nil {
		c.mu.Unlock()
		return nil, err
	}
	return c.mu.Unlock, nil
}

// Get implements store.Store.
func (c *cellar) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	leave, err := c.enter(ctx)
	if err != nil {
		return nil, "", err
	}
	at, is := c.held[n]
	leave()
	if !is {
		return nil, "", store.ErrAbsent
	}
	return bytes.Clone(at.object), at.tag, nil
}

// Put implements store.Store.
func (c *cellar) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	if len(object) != c.size {
		return "", store.ErrSize
	}
	object = bytes.Clone(object)
	leave, err := c.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	if c.held[n].tag != ifTag {
		return "", store.ErrStale
	}
	c.put++
	next := stored{object, store.Tag(strconv.Itoa(c.put))}
	c.held[n] = next
	return next.tag, nil
}

// Delete implements store.Store.
func (c *cellar) Delete(ctx context.Context, n store.Name) error {
	leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	delete(c.held, n)
	return nil
}

// List implements store.Store.
func (c *cellar) List(ctx context.Context, visit func(store.Name) error) error {
	leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	names := make([]store.Name, 0, len(c.held))
	for n := range c.held {
		names = append(names, n)
	}
	leave()
	for _, n := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := visit(n); err != nil {
			return err
		}
	}
	return nil
}

// Close implements store.Store.
func (c *cellar) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return nil
}

// TestTheCellarIsAStore: it keeps the contract that a shelf relies on, and so does the meter before it.
func TestTheCellarIsAStore(t *testing.T) {
	storetest.Run(t, storetest.Subject{Size: 64, Open: func(t testing.TB) store.Store {
		m := newMeter(newCellar(64), nil, newDraw(t.Name()).rand())
		t.Cleanup(func() { _ = m.Close() })
		return m
	}})
}
