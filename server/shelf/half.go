package shelf

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// Offsets in the inside of the store's half (SPEC §9.3).
const (
	offHalfState = 1
	offChaff     = 4
	offMadeIn    = 8
	offHalf      = 16
	offHalfRest  = offHalf + secret.KeySize
)

const (
	halfFormat = 1

	// stateServed is an epoch that stands alone. Other states are for rotations.
	stateServed = 0
)

// A kept is what the store keeps of an epoch beside its objects: the other half of the key, and what belongs to the
// epoch as a whole. It lies in an object like any other, whose name and seal come from the file's half and from nothing
// else: who has the storage alone finds no object to begin with, and who has the file alone has no half to join it to.
type kept struct {
	secret.Guard
	half  storeHalf
	chaff uint32 // number of chaff objects
	month uint32 // of its making, since year 0; 0 where no uses are kept
}

// appendTo appends the innerSize bytes of k.
func (k *kept) appendTo(b []byte) []byte {
	at := len(b)
	b = append(b, make([]byte, innerSize)...)
	h := b[at:]
	h[offFormat] = halfFormat
	binary.BigEndian.PutUint32(h[offChaff:], k.chaff)
	binary.BigEndian.PutUint32(h[offMadeIn:], k.month)
	copy(h[offHalf:], k.half.Expose())
	return b
}

// parseKept reads exactly what appendTo lays out. Errors: ErrStoreHalfDamaged, ErrVersion.
func parseKept(b []byte) (*kept, error) {
	if len(b) != innerSize {
		return nil, ErrStoreHalfDamaged
	}
	// It opened under the file's half, so what is unknown in it is not damage: it was sealed by another version.
	k := &kept{chaff: binary.BigEndian.Uint32(b[offChaff:]), month: binary.BigEndian.Uint32(b[offMadeIn:])}
	if b[offFormat] != halfFormat || b[offHalfState] != stateServed || !zeros(b[offHalfState+1:offChaff]) ||
		!zeros(b[offMadeIn+4:offHalf]) || !zeros(b[offHalfRest:]) || k.chaff < minChaff || k.chaff > maxChaff {
		return nil, ErrVersion
	}
	k.half = storeHalf{secret.NewKey(b[offHalf:offHalfRest])}
	return k, nil
}

func halfName(f fileHalf) store.Name {
	return store.Name(expand(f.Expose(), "larkspur/1 half name").Expose())
}

func halfSeal(f fileHalf) secret.Key { return expand(f.Expose(), "larkspur/1 half seal") }

// sealKept is the object that lies in the store.
func sealKept(random io.Reader, f fileHalf, k *kept) ([]byte, error) {
	key := halfSeal(f)
	defer key.Wipe()
	inside := k.appendTo(make([]byte, 0, innerSize))
	defer secret.Wipe(inside)
	return sealInside(random, key, halfName(f), inside)
}

// openKept opens in place.
func openKept(f fileHalf, object []byte) (*kept, error) {
	key := halfSeal(f)
	defer key.Wipe()
	inside, err := openInside(key, halfName(f), object)
	if err != nil {
		return nil, ErrStoreHalfDamaged
	}
	defer secret.Wipe(inside)
	return parseKept(inside)
}

// readKept reads the store's half. Errors: ErrNoStoreHalf, ErrStoreHalfDamaged, ErrVersion, or that of a store that does
// not answer, which is never taken for a half that is not there.
func readKept(ctx context.Context, s store.Store, f fileHalf) (*kept, error) {
	object, _, err := s.Get(ctx, halfName(f))
	switch {
	case errors.Is(err, store.ErrAbsent):
		return nil, ErrNoStoreHalf
	case errors.Is(err, store.ErrDamaged):
		return nil, ErrStoreHalfDamaged
	case err != nil:
		return nil, fmt.Errorf("read the half of the key in the store: %w", err)
	}
	return openKept(f, object)
}
