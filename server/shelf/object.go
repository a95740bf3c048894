package shelf

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/secret"
	"larkspur/server/store"
	"larkspur/server/wire"
)

// Sizes in bytes (SPEC §9.2).
const (
	// ObjectSize is the size of everything that the shelf keeps in a store: pages, chaff and its half of the key.
	ObjectSize = chacha20poly1305.NonceSizeX + innerSize + chacha20poly1305.Overhead

	innerSize = offPage + wire.PageSize
)

// Offsets in the inside of an object (SPEC §9.2).
const (
	offFormat   = 0
	offFlags    = 1
	offCount    = 2
	offZero     = 3
	offMonth    = 4
	offReserved = 8
	offLocator  = 16
	offVersion  = 48
	offFirsts   = 64
	offRest     = offFirsts + maxFirsts*sha256.Size
	offPage     = 640
)

const (
	objectFormat = 1

	// maxFirsts is how many first writes an object remembers (SPEC §7.3).
	maxFirsts = 16
)

// Flags of an object. Frozen goes with each of the others, and with none: what is moved to the next epoch does not change
// any more where it was.
const (
	flagDead   = 1
	flagFrozen = 2
	flagChaff  = 4
)

// An object is the inside of what lies in the store.
type object struct {
	flags   byte
	month   uint32 // of the last use, since year 0; 0 when not kept
	locator wire.Locator
	version wire.Version
	firsts  [][sha256.Size]byte // hashes of first writes, newest first
	page    *[wire.PageSize]byte
}

// appendTo appends the innerSize bytes of o.
func (o *object) appendTo(b []byte) []byte {
	var h [offPage]byte
	h[offFormat], h[offFlags], h[offCount] = objectFormat, o.flags, byte(len(o.firsts))
	binary.BigEndian.PutUint32(h[offMonth:], o.month)
	copy(h[offLocator:], o.locator[:])
	copy(h[offVersion:], o.version[:])
	for i, f := range o.firsts {
		copy(h[offFirsts+i*sha256.Size:], f[:])
	}
	return append(append(b, h[:]...), o.page[:]...)
}

// parseObject reads exactly one inside. The page is not copied. What it accepts is laid out the same by appendTo.
func parseObject(b []byte) (*object, error) {
	if len(b) != innerSize || b[offFormat] != objectFormat || b[offZero] != 0 ||
		!zeros(b[offReserved:offLocator]) || !zeros(b[offRest:offPage]) {
		return nil, errDamaged
	}
	o := &object{
		flags:   b[offFlags],
		month:   binary.BigEndian.Uint32(b[offMonth:]),
		locator: wire.Locator(b[offLocator:offVersion]),
		version: wire.Version(b[offVersion:offFirsts]),
		page:    (*[wire.PageSize]byte)(b[offPage:]),
	}
	if kind := o.flags &^ flagFrozen; kind != 0 && kind != flagDead && kind != flagChaff {
		return nil, errDamaged
	}
	n := int(b[offCount])
	if n > maxFirsts || !zeros(b[offFirsts+n*sha256.Size:offRest]) {
		return nil, errDamaged
	}
	for i := range n {
		o.firsts = append(o.firsts, [sha256.Size]byte(b[offFirsts+i*sha256.Size:]))
	}
	return o, nil
}

// remember puts a first write in front of those that the object remembers. The slice may be shared, so it is made anew.
func remember(firsts [][sha256.Size]byte, f [sha256.Size]byte) [][sha256.Size]byte {
	all := append([][sha256.Size]byte{f}, firsts...)
	return slices.Clip(all[:min(len(all), maxFirsts)])
}

// seal is what lies in the store for o. The nonce is fresh each time, so no two objects are the same bytes: the store's
// compare-and-swap depends on that (store.Store).
func (e epoch) seal(random io.Reader, o *object) (sealed []byte, err error) {
	return sealInside(random, e.sealKey.Key, e.nameOf(o.locator), o.appendTo(make([]byte, 0, innerSize)))
}

// open opens what lies under the name of l. b is overwritten. Whatever is wrong, the error is errDamaged: a byte that
// changed, an object moved here from another name, one that some other epoch sealed.
func (e epoch) open(l wire.Locator, b []byte) (*object, error) {
	o, err := e.openNamed(e.nameOf(l), b)
	if err == nil && o.locator != l {
		return nil, errDamaged
	}
	return o, err
}

// openNamed opens what lies under n, for one who does not know the locator. b is overwritten.
func (e epoch) openNamed(n store.Name, b []byte) (*object, error) {
	inside, err := openInside(e.sealKey.Key, n, b)
	if err != nil {
		return nil, err
	}
	o, err := parseObject(inside)
	if err != nil {
		return nil, err
	}
	if e.nameOf(o.locator) != n {
		return nil, errDamaged
	}
	return o, nil
}

// sealInside binds the inside to the name, so that an object does not open where it was not put.
func sealInside(random io.Reader, k secret.Key, n store.Name, inside []byte) ([]byte, error) {
	out := make([]byte, chacha20poly1305.NonceSizeX, ObjectSize)
	if _, err := io.ReadFull(random, out); err != nil {
		return nil, fmt.Errorf("shelf: random source: %w", err)
	}
	return aead(k).Seal(out, out, inside, n[:]), nil
}

// openInside opens in place.
func openInside(k secret.Key, n store.Name, b []byte) ([]byte, error) {
	if len(b) != ObjectSize {
		return nil, errDamaged
	}
	nonce, sealed := b[:chacha20poly1305.NonceSizeX], b[chacha20poly1305.NonceSizeX:]
	inside, err := aead(k).Open(sealed[:0], nonce, sealed, n[:])
	if err != nil {
		return nil, errDamaged
	}
	return inside, nil
}

func aead(k secret.Key) cipher.AEAD {
	a, err := chacha20poly1305.NewX(k.Expose())
	if err != nil {
		panic(err) // only for a key of another size
	}
	return a
}

func zeros(b []byte) bool {
	var or byte
	for _, c := range b {
		or |= c
	}
	return or == 0
}
