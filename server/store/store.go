// Package store is the contract between the shelf and whatever keeps its objects.
//
// A store keeps objects of one size under names of one shape. It is trusted to keep what it acknowledged and to
// swap only what is compared; it is trusted with no secret, because every object it is given is sealed, every name is
// keyed, and whoever reads all of it holds noise.
//
// What each implementation is trusted with beyond that stands in its own package comment: filestore (the embedded
// default), s3store (MinIO and whatever else keeps the contract), memstore (tests). The suite in storetest proves
// every clause below for each of them, a real MinIO among them, and [Prove] proves the dangerous half of it again on
// the deployment's own store each time the server starts.
//
// Long courses are named in the packages that have them: filestore and s3store.
package store

import (
	"context"
	"encoding/hex"
	"errors"
)

// Name is the name of one object, 32 bytes that look random (an HMAC of a locator).
type Name [32]byte

// String is the name as 64 lower-case hexadecimal digits, the only form in which a store writes it down.
func (n Name) String() string { return hex.EncodeToString(n[:]) }

// ParseName reads exactly what [Name.String] writes: 64 digits, lower case.
func ParseName(s string) (Name, error) {
	var n Name
	if len(s) != 2*len(n) {
		return Name{}, errName
	}
	if _, err := hex.Decode(n[:], []byte(s)); err != nil || n.String() != s {
		return Name{}, errName
	}
	return n, nil
}

// Tag stands for one state of one object. It is opaque, short and printable. The empty tag stands for "absent", and
// no object ever has it.
type Tag string

var (
	// ErrAbsent is the answer of Get when nothing is held under the name.
	ErrAbsent = errors.New("store: absent")

	// ErrStale is the answer of Put when the compare failed: what is held is not what ifTag stands for. Nothing was
	// changed. It is never the answer to a write that was stored.
	ErrStale = errors.New("store: stale tag")

	// ErrSize is the answer of Put to an object that has not the store's one size. Nothing was changed.
	ErrSize = errors.New("store: wrong object size")

	// ErrDamaged is the answer of Get, or of a Put that has to look at what is held, when the store finds something
	// under the name that it cannot have written: another size, a link, a folder. It is never healed silently.
	ErrDamaged = errors.New("store: damaged object")

	errName = errors.New("store: a name is 64 lower-case hexadecimal digits")
)

// Store keeps opaque objects, all of one size that is fixed when the store is opened.
//
// Durable when acknowledged. When Put or Delete returns nil, the change survives kill -9 and loss of power, as far as
// the medium keeps what it confirmed.
//
// Compare and swap. Put changes the object only if what is held is what ifTag stands for; of any number of calls that
// compare with the same tag, at most one succeeds. A tag stands for the bytes held: a store may give equal tags to
// equal bytes. Hence the caller's one duty: never to put the same bytes twice. (The shelf seals each object under a
// fresh nonce, so it cannot.) With that duty kept, a tag once replaced never matches again.
//
// Linearizable per name. Each call takes effect at one moment between its start and its end, for all callers alike,
// and Get sees the last effect before it. Between names nothing is promised.
//
// Old or new and never a mixture. Get returns an object whole, as some Put sent it, whatever runs or crashes meanwhile.
//
// Errors. ErrAbsent, ErrStale, ErrSize and ErrDamaged (matched with errors.Is) say that nothing was changed. After any
// other error of Put or Delete, a cancelled context included, the outcome is unknown: the change was made, or was not,
// or, if the store is remote, is about to be made. Whoever needs to know reads again. Error texts hold no
// object names, no bytes of objects and no credentials, so they may be logged.
//
// Concurrency. All methods may be called from many goroutines. Stores that share one medium between processes say so.
// The store keeps no reference to the object given to Put, and the caller owns the one that Get returns.
type Store interface {
	// Get returns the object and its tag, or ErrAbsent.
	Get(ctx context.Context, n Name) (object []byte, tag Tag, err error)

	// Put stores the object if what is held is what ifTag stands for, and returns the new object's tag. The empty
	// ifTag creates: something held is ErrStale. Any other ifTag replaces: nothing held is ErrStale as well.
	Put(ctx context.Context, n Name, object []byte, ifTag Tag) (Tag, error)

	// Delete removes the object whatever its tag is. Removing what is absent is fine. Where the store can promise it,
	// no readable copy is left when Delete returns; each implementation says how far that goes, for objects that were
	// replaced as well.
	Delete(ctx context.Context, n Name) error

	// List calls visit with the name of each object held, in any order, one call at a time. Objects that stay
	// throughout are visited exactly once; those that come or go meanwhile at most once. An error of visit ends the
	// list and is returned as it is. Visit may call the store.
	List(ctx context.Context, visit func(Name) error) error

	// Close releases what the store holds. Calls in flight end first or fail; calls after it fail.
	Close() error
}
