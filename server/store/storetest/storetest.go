// Package storetest is the one suite that every store passes, a real MinIO among them.
//
// Each clause of the contract in package store is a function that returns an error, so that the suite itself can be
// tried: its own tests break a store on purpose, one promise at a time, and see that the clause of that promise fails.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	rand2 "math/rand/v2"
	"testing"
	"time"

	"larkspur/server/store"
)

// Subject is a store to be tried.
type Subject struct {
	// Size is the size of the objects in bytes, 64 or more.
	Size int
	// Open returns an empty store that is closed when the test ends.
	Open func(t testing.TB) store.Store
	// Reopen closes s and opens again what it kept; nil if the store forgets.
	Reopen func(t testing.TB, s store.Store) store.Store
	// Rounds multiplies the work of the random clauses; 0 means 1.
	Rounds int
}

// Run tries every clause on a store of its own.
func Run(t *testing.T, sub Subject) {
	for _, clause := range clauses {
		t.Run(clause.name, func(t *testing.T) {
			s := sub.Open(t)
			if err := clause.check(newBench(t.Context(), s, sub)); err != nil {
				t.Fatal(err)
			}
		})
	}
	if sub.Reopen == nil {
		return
	}
	t.Run("kept_when_opened_again", func(t *testing.T) {
		if err := reopened(t, sub); err != nil {
			t.Fatal(err)
		}
	})
}

// clause is one promise. Its name is the promise.
type clause struct {
	name  string
	check func(*bench) error
}

var clauses = []clause{
	{"absent_at_first", absentAtFirst},
	{"created_once", createdOnce},
	{"swapped_by_tag", swappedByTag},
	{"stale_changes_nothing", staleChangesNothing},
	{"no_swap_where_nothing_is_held", noSwapOfAbsent},
	{"old_tags_never_match_again", oldTagsNeverMatch},
	{"deleted_is_gone", deletedIsGone},
	{"wrong_sizes_are_refused", wrongSizes},
	{"bytes_are_not_shared", bytesNotShared},
	{"names_are_told_apart", namesToldApart},
	{"list_visits_each_once", listVisitsOnce},
	{"list_during_writes", listDuringWrites},
	{"cancelled_calls_fail", cancelledCalls},
	{"cancelled_in_flight_old_or_new", cancelledInFlight},
	{"one_winner", oneWinner},
	{"no_lost_updates", noLostUpdates},
	{"no_torn_reads", noTornReads},
	{"linearizable", linearizable},
	{"proof_passes_and_leaves_nothing", proofPasses},
	{"closed_refuses", closedRefuses},
}

// bench is what a clause works with.
type bench struct {
	ctx    context.Context
	store  store.Store
	size   int
	rounds int
}

func newBench(ctx context.Context, s store.Store, sub Subject) *bench {
	return &bench{ctx: ctx, store: s, size: sub.Size, rounds: max(sub.Rounds, 1)}
}

// name draws a random name.
func (b *bench) name() store.Name {
	var n store.Name
	_, _ = rand.Read(n[:])
	return n
}

// object draws an object that [whole] recognises. No two are equal.
func (b *bench) object() []byte { return b.objectWith(0) }

const (
	seedSize = 32
	noteSize = 8 // an integer that rides in the object, bound to all its bytes
)

func (b *bench) objectWith(note uint64) []byte {
	object := make([]byte, b.size)
	_, _ = rand.Read(object[:seedSize])
	for i := range noteSize {
		object[seedSize+i] = byte(note >> (8 * i))
	}
	fill(object)
	return object
}

// fill draws all but seed and note from seed and note.
func fill(object []byte) {
	var seed [32]byte
	copy(seed[:], object[:seedSize])
	for i := range noteSize {
		seed[i] ^= object[seedSize+i]
	}
	_, _ = rand2.NewChaCha8(seed).Read(object[seedSize+noteSize:])
}

// whole says whether the bytes are one object, as it was put, and returns its note.
func (b *bench) whole(object []byte) (note uint64, err error) {
	if len(object) != b.size {
		return 0, fmt.Errorf("an object of %d bytes, not %d", len(object), b.size)
	}
	again := bytes.Clone(object)
	fill(again)
	if !bytes.Equal(again, object) {
		return 0, errors.New("an object that nobody put: a mixture")
	}
	for i := range noteSize {
		note |= uint64(object[seedSize+i]) << (8 * i)
	}
	return note, nil
}

// create puts a fresh object under a fresh name.
func (b *bench) create() (n store.Name, object []byte, tag store.Tag, err error) {
	n, object = b.name(), b.object()
	tag, err = b.store.Put(b.ctx, n, object, "")
	if err != nil {
		return n, nil, "", fmt.Errorf("create: %w", err)
	}
	if tag == "" {
		return n, nil, "", errors.New("create: the tag of a held object is empty")
	}
	return n, object, tag, b.holds(n, object, tag)
}

// holds sees that exactly this is held.
func (b *bench) holds(n store.Name, object []byte, tag store.Tag) error {
	got, gotTag, err := b.store.Get(b.ctx, n)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	if !bytes.Equal(got, object) {
		return errors.New("get: other bytes than were put")
	}
	if gotTag != tag {
		return fmt.Errorf("get: tag %q, not %q", gotTag, tag)
	}
	return nil
}

// absent sees that nothing is held.
func (b *bench) absent(n store.Name) error {
	got, tag, err := b.store.Get(b.ctx, n)
	if !errors.Is(err, store.ErrAbsent) {
		return fmt.Errorf("get of what is absent: %d bytes, error %v", len(got), err)
	}
	if got != nil || tag != "" {
		return errors.New("get of what is absent: bytes or a tag beside the error")
	}
	return nil
}

// stale sees that a put is refused as stale.
func (b *bench) stale(n store.Name, ifTag store.Tag) error {
	tag, err := b.store.Put(b.ctx, n, b.object(), ifTag)
	if !errors.Is(err, store.ErrStale) {
		return fmt.Errorf("put with tag %q, which is not the held one: error %v", ifTag, err)
	}
	if tag != "" {
		return errors.New("put: a tag beside the error")
	}
	return nil
}

// all lists the store, and fails if a name comes twice.
func (b *bench) all() (map[store.Name]bool, error) {
	seen := map[store.Name]bool{}
	err := b.store.List(b.ctx, func(n store.Name) error {
		if seen[n] {
			return errors.New("a name was visited twice")
		}
		seen[n] = true
		return nil
	})
	return seen, err
}

// until gives random clauses that run against a clock their end.
func (b *bench) until(d time.Duration) time.Time { return time.Now().Add(d * time.Duration(b.rounds)) }
