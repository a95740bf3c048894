package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"larkspur/server/store"
)

// linearizable lets clients call at random and checks the history.
func linearizable(b *bench) error {
	for range 3 * b.rounds {
		r := NewRecorder(b.store)
		if err := Work(b.ctx, r, b.size, 5, 30); err != nil {
			return err
		}
		if err := r.Check(20 * time.Second); err != nil {
			return err
		}
	}
	return nil
}

// Work lets clients make calls each, at random, on two fresh names: reads, swaps by the last tag seen, by an older
// one, by none, and deletes. Calls may fail, and a client stops after a few that did; an error of Work is a broken
// promise or the end of ctx, not a failed call.
func Work(ctx context.Context, s store.Store, size, clients, calls int) error {
	b := &bench{ctx: ctx, store: s, size: size, rounds: 1}
	names := []store.Name{b.name(), b.name()}
	return together(clients, func(int) error {
		c := client{bench: b, tags: map[store.Name][]store.Tag{}}
		for range calls {
			if err := ctx.Err(); err != nil {
				return err
			}
			if c.unknown == unknownMost {
				return nil
			}
			if err := c.act(names[rand.IntN(len(names))]); err != nil {
				return err
			}
		}
		return nil
	})
}

// unknownMost is the number of writes without a known outcome after which a client stops: each may take effect at any
// later time, and many of them make a history too hard to check.
const unknownMost = 4

// client remembers the tags it saw, and counts its writes without a known outcome.
type client struct {
	*bench
	tags    map[store.Name][]store.Tag
	unknown int
}

func (c *client) act(n store.Name) error {
	switch dice := rand.IntN(100); {
	case dice < 40:
		return c.read(n)
	case dice < 75:
		return c.swap(n, c.tag(n, 1))
	case dice < 82:
		return c.swap(n, c.tag(n, 3))
	case dice < 92:
		return c.swap(n, "")
	default:
		if err := c.store.Delete(c.ctx, n); err != nil {
			c.unknown++
		}
		return nil
	}
}

// tag is the back-th last tag seen, empty if there was none.
func (c *client) tag(n store.Name, back int) store.Tag {
	seen := c.tags[n]
	if len(seen) < back {
		return ""
	}
	return seen[len(seen)-back]
}

func (c *client) read(n store.Name) error {
	object, tag, err := c.store.Get(c.ctx, n)
	if err != nil {
		return nil
	}
	c.tags[n] = append(c.tags[n], tag)
	if _, err := c.whole(object); err != nil {
		return fmt.Errorf("get: %w", err)
	}
	return nil
}

func (c *client) swap(n store.Name, ifTag store.Tag) error {
	tag, err := c.store.Put(c.ctx, n, c.object(), ifTag)
	if err == nil && tag == "" {
		return errors.New("put: an empty tag")
	}
	if err == nil {
		c.tags[n] = append(c.tags[n], tag)
	} else if !errors.Is(err, store.ErrStale) {
		c.unknown++
	}
	return nil
}
