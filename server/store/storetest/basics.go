package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"larkspur/server/store"
)

func absentAtFirst(b *bench) error {
	n := b.name()
	if err := b.absent(n); err != nil {
		return err
	}
	if err := b.store.Delete(b.ctx, n); err != nil {
		return fmt.Errorf("delete of what is absent: %w", err)
	}
	if err := b.absent(n); err != nil {
		return err
	}
	all, err := b.all()
	if err == nil && len(all) != 0 {
		err = fmt.Errorf("an empty store lists %d objects", len(all))
	}
	return err
}

func createdOnce(b *bench) error {
	n, object, tag, err := b.create()
	if err != nil {
		return err
	}
	if err := b.stale(n, ""); err != nil {
		return err
	}
	return b.holds(n, object, tag)
}

func swappedByTag(b *bench) error {
	n, _, tag, err := b.create()
	if err != nil {
		return err
	}
	for range 3 {
		object := b.object()
		next, err := b.store.Put(b.ctx, n, object, tag)
		if err != nil {
			return fmt.Errorf("swap: %w", err)
		}
		if next == tag || next == "" {
			return fmt.Errorf("swap: tag %q after tag %q", next, tag)
		}
		tag = next
		if err := b.holds(n, object, tag); err != nil {
			return err
		}
	}
	return nil
}

// staleChangesNothing tries tags that were replaced, made up, or mean "anything" in some protocol below.
func staleChangesNothing(b *bench) error {
	n, _, first, err := b.create()
	if err != nil {
		return err
	}
	object := b.object()
	tag, err := b.store.Put(b.ctx, n, object, first)
	if err != nil {
		return fmt.Errorf("swap: %w", err)
	}
	_, _, foreign, err := b.create()
	if err != nil {
		return err
	}
	wrong := []store.Tag{"", first, foreign, "*", "0", `"` + tag + `"`, "W/" + tag, tag + "x", tag[:len(tag)-1],
		" ", "*, " + tag, tag + ", " + foreign, "none", "x\r\ny: z", "\x00", "ä"}
	for _, ifTag := range wrong {
		if err := b.stale(n, ifTag); err != nil {
			return err
		}
		if err := b.holds(n, object, tag); err != nil {
			return fmt.Errorf("after a put with tag %q: %w", ifTag, err)
		}
	}
	return nil
}

func noSwapOfAbsent(b *bench) error {
	_, _, tag, err := b.create()
	if err != nil {
		return err
	}
	n := b.name()
	for _, ifTag := range []store.Tag{tag, "*", "x"} {
		if err := b.stale(n, ifTag); err != nil {
			return err
		}
		if err := b.absent(n); err != nil {
			return err
		}
	}
	return nil
}

// oldTagsNeverMatch goes A, B, C, delete, D and tries every earlier tag after each step.
func oldTagsNeverMatch(b *bench) error {
	n, object, tag, err := b.create()
	if err != nil {
		return err
	}
	var old []store.Tag
	for step := range 5 {
		for _, o := range old {
			if err := b.stale(n, o); err != nil {
				return fmt.Errorf("step %d: %w", step, err)
			}
		}
		if err := b.holds(n, object, tag); err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		old = append(old, tag)
		ifTag := tag
		if step == 2 {
			if err := b.store.Delete(b.ctx, n); err != nil {
				return fmt.Errorf("delete: %w", err)
			}
			if err := b.stale(n, tag); err != nil {
				return err
			}
			ifTag = ""
		}
		object = b.object()
		if tag, err = b.store.Put(b.ctx, n, object, ifTag); err != nil {
			return fmt.Errorf("step %d: put: %w", step, err)
		}
	}
	return nil
}

func deletedIsGone(b *bench) error {
	n, _, tag, err := b.create()
	if err != nil {
		return err
	}
	other, object, otherTag, err := b.create()
	if err != nil {
		return err
	}
	for range 2 {
		if err := b.store.Delete(b.ctx, n); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
		if err := b.absent(n); err != nil {
			return err
		}
	}
	if err := b.stale(n, tag); err != nil {
		return err
	}
	if err := b.absent(n); err != nil {
		return err
	}
	again := b.object()
	if tag, err = b.store.Put(b.ctx, n, again, ""); err != nil {
		return fmt.Errorf("create after delete: %w", err)
	}
	return errors.Join(b.holds(n, again, tag), b.holds(other, object, otherTag))
}

func wrongSizes(b *bench) error {
	n, object, tag, err := b.create()
	if err != nil {
		return err
	}
	empty := b.name()
	for _, size := range []int{0, 1, b.size - 1, b.size + 1, 2 * b.size} {
		for at, ifTag := range map[store.Name]store.Tag{n: tag, empty: ""} {
			got, err := b.store.Put(b.ctx, at, make([]byte, size), ifTag)
			if !errors.Is(err, store.ErrSize) || got != "" {
				return fmt.Errorf("put of %d bytes: tag %q, error %v", size, got, err)
			}
		}
	}
	if _, err := b.store.Put(b.ctx, empty, nil, ""); !errors.Is(err, store.ErrSize) {
		return fmt.Errorf("put of nil: error %v", err)
	}
	return errors.Join(b.holds(n, object, tag), b.absent(empty))
}

func bytesNotShared(b *bench) error {
	n, object := b.name(), b.object()
	given := bytes.Clone(object)
	tag, err := b.store.Put(b.ctx, n, given, "")
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	clear(given)
	if err := b.holds(n, object, tag); err != nil {
		return fmt.Errorf("after the caller changed what it had put: %w", err)
	}
	got, _, err := b.store.Get(b.ctx, n)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	clear(got[:cap(got)])
	if err := b.holds(n, object, tag); err != nil {
		return fmt.Errorf("after the caller changed what it had got: %w", err)
	}
	return nil
}

// namesToldApart uses the ends of the range and names that differ in one bit.
func namesToldApart(b *bench) error {
	base := b.name()
	names := []store.Name{{}, base}
	var ones store.Name
	for i := range ones {
		ones[i] = 0xff
	}
	names = append(names, ones)
	for _, bit := range []int{0, 7, 8, 15, 16, 128, 255} {
		n := base
		n[bit/8] ^= 1 << (bit % 8)
		names = append(names, n)
	}
	objects := make([][]byte, len(names))
	tags := make([]store.Tag, len(names))
	for i, n := range names {
		var err error
		objects[i] = b.object()
		if tags[i], err = b.store.Put(b.ctx, n, objects[i], ""); err != nil {
			return fmt.Errorf("create %d: %w", i, err)
		}
	}
	for i, n := range names {
		if err := b.holds(n, objects[i], tags[i]); err != nil {
			return fmt.Errorf("name %d: %w", i, err)
		}
	}
	if err := b.store.Delete(b.ctx, base); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	for i, n := range names {
		if n == base {
			continue
		}
		if err := b.holds(n, objects[i], tags[i]); err != nil {
			return fmt.Errorf("name %d after a neighbour was deleted: %w", i, err)
		}
	}
	return nil
}

// cancelledCalls begins calls whose context is over. They fail, and say why.
func cancelledCalls(b *bench) error {
	n, object, tag, err := b.create()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	_, _, getErr := b.store.Get(ctx, n)
	_, putErr := b.store.Put(ctx, n, b.object(), tag)
	for what, err := range map[string]error{
		"get": getErr, "put": putErr, "delete": b.store.Delete(ctx, n),
		"list": b.store.List(ctx, func(store.Name) error { return nil }),
	} {
		if !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s with a context that is over: error %v", what, err)
		}
		if errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrStale) {
			return fmt.Errorf("%s with a context that is over claims to know: %v", what, err)
		}
	}
	return b.holds(n, object, tag)
}

func proofPasses(b *bench) error {
	n, object, tag, err := b.create()
	if err != nil {
		return err
	}
	if err := store.Prove(b.ctx, b.store, rand.Reader, b.size); err != nil {
		return err
	}
	all, err := b.all()
	if err != nil {
		return err
	}
	if len(all) != 1 || !all[n] {
		return fmt.Errorf("after the proof %d objects are listed, not the one", len(all))
	}
	return b.holds(n, object, tag)
}

func closedRefuses(b *bench) error {
	n, _, tag, err := b.create()
	if err != nil {
		return err
	}
	if err := b.store.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	_, _, getErr := b.store.Get(b.ctx, n)
	_, putErr := b.store.Put(b.ctx, n, b.object(), tag)
	for what, err := range map[string]error{
		"get": getErr, "put": putErr, "delete": b.store.Delete(b.ctx, n),
		"list": b.store.List(b.ctx, func(store.Name) error { return nil }),
	} {
		if err == nil || errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrStale) {
			return fmt.Errorf("%s after close: error %v", what, err)
		}
	}
	if err := b.store.Close(); err != nil {
		return fmt.Errorf("close again: %w", err)
	}
	return nil
}

// reopened sees that what was kept, and only that, is there again, under the same tags.
func reopened(t testing.TB, sub Subject) error {
	s := sub.Open(t)
	b := newBench(t.Context(), s, sub)
	var names [3]store.Name
	var objects [3][]byte
	var tags [3]store.Tag
	for i := range names {
		var err error
		if names[i], objects[i], tags[i], err = b.create(); err != nil {
			return err
		}
	}
	if err := b.store.Delete(b.ctx, names[0]); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	stale := tags[1]
	objects[1] = b.object()
	var err error
	if tags[1], err = b.store.Put(b.ctx, names[1], objects[1], stale); err != nil {
		return fmt.Errorf("swap: %w", err)
	}
	b.store = sub.Reopen(t, s)
	all, err := b.all()
	if err != nil {
		return err
	}
	if len(all) != 2 {
		return fmt.Errorf("opened again, the store lists %d objects, not 2", len(all))
	}
	if err := errors.Join(b.absent(names[0]), b.holds(names[1], objects[1], tags[1]),
		b.holds(names[2], objects[2], tags[2]), b.stale(names[1], stale)); err != nil {
		return err
	}
	if _, err := b.store.Put(b.ctx, names[2], b.object(), tags[2]); err != nil {
		return fmt.Errorf("swap by a tag from before: %w", err)
	}
	return nil
}
