package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"larkspur/server/store"
)

func listVisitsOnce(b *bench) error {
	want := map[store.Name]bool{}
	for range 40 {
		n, _, _, err := b.create()
		if err != nil {
			return err
		}
		want[n] = true
	}
	if err := b.lists(want); err != nil {
		return err
	}
	gone := 0
	for n := range want {
		if gone++; gone > 10 {
			break
		}
		if err := b.store.Delete(b.ctx, n); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
		delete(want, n)
	}
	return errors.Join(b.lists(want), b.visitEnds(), b.visitCalls(want))
}

func (b *bench) lists(want map[store.Name]bool) error {
	all, err := b.all()
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	for n := range want {
		if !all[n] {
			return errors.New("list: an object is missing")
		}
	}
	if len(all) != len(want) {
		return fmt.Errorf("list: %d objects, not %d", len(all), len(want))
	}
	return nil
}

// visitEnds sees that an error of visit comes back as it is, and ends the list.
func (b *bench) visitEnds() error {
	enough := errors.New("enough")
	visits := 0
	err := b.store.List(b.ctx, func(store.Name) error {
		if visits++; visits == 3 {
			return enough
		}
		return nil
	})
	if err != enough || visits != 3 {
		return fmt.Errorf("list: after %d visits error %v, not the visitor's own after 3", visits, err)
	}
	return nil
}

// visitCalls uses the store from inside a visit, as a rotation does.
func (b *bench) visitCalls(want map[store.Name]bool) error {
	visited := 0
	err := b.store.List(b.ctx, func(n store.Name) error {
		if !want[n] {
			return nil
		}
		visited++
		_, tag, err := b.store.Get(b.ctx, n)
		if err != nil {
			return fmt.Errorf("get in a visit: %w", err)
		}
		if _, err := b.store.Put(b.ctx, n, b.object(), tag); err != nil {
			return fmt.Errorf("put in a visit: %w", err)
		}
		if err := b.store.Delete(b.ctx, n); err != nil {
			return fmt.Errorf("delete in a visit: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if visited != len(want) {
		return fmt.Errorf("list: %d of %d visited while visits deleted", visited, len(want))
	}
	return b.lists(map[store.Name]bool{})
}

// listDuringWrites lists while others come, change and go. Those that stay are overwritten all the time.
func listDuringWrites(b *bench) error {
	const stay, writers = 30, 3
	names, tags := make([]store.Name, stay), make([]store.Tag, stay)
	for i := range names {
		var err error
		if names[i], _, tags[i], err = b.create(); err != nil {
			return err
		}
	}
	var stop atomic.Bool
	return together(1+writers, func(w int) error {
		if w == 0 {
			defer stop.Store(true)
			return b.listsOften(names, 12*b.rounds)
		}
		for i := w - 1; !stop.Load(); i = (i + writers) % stay { // 3 divides 30: each writer has names of its own
			var err error
			if tags[i], err = b.store.Put(b.ctx, names[i], b.object(), tags[i]); err != nil {
				return fmt.Errorf("swap: %w", err)
			}
			n := b.name()
			if _, err := b.store.Put(b.ctx, n, b.object(), ""); err != nil {
				return fmt.Errorf("create: %w", err)
			}
			if err := b.store.Delete(b.ctx, n); err != nil {
				return fmt.Errorf("delete: %w", err)
			}
		}
		return nil
	})
}

func (b *bench) listsOften(names []store.Name, times int) error {
	for range times {
		all, err := b.all()
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		for _, n := range names {
			if !all[n] {
				return errors.New("list: an object that stayed throughout was not visited")
			}
		}
	}
	return nil
}
