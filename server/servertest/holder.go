package servertest

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/server/wire"
)

// A Holder has both halves of an epoch's key and opens what lies under it, as one does who copied a whole machine. It is
// written from SPEC §9 alone and shares no code with the shelf.
type Holder struct{ name, seal []byte }

// A Held is what an object says inside (SPEC §9.2).
type Held struct {
	Flags   byte // 0 living, 1 dead, 4 chaff; 2 more when frozen
	Locator wire.Locator
	Page    []byte
}

const (
	stripeSize   = 32
	stripeCount  = 4096
	stripesStart = 32
	halfStart    = 16
	pageStart    = 640
)

// Stripes are those of a key file, in which its half lies.
func Stripes(keyFile []byte) []byte {
	return keyFile[stripesStart : stripesStart+stripeCount*stripeSize]
}

// NewHolder joins the halves. objects are all that the store holds, by the names it writes down.
func NewHolder(keyFile []byte, objects map[string][]byte) (*Holder, error) {
	if len(keyFile) != stripesStart+stripeCount*stripeSize+sha256.Size {
		return nil, errors.New("servertest: this is no key file")
	}
	half := mergeStripes(Stripes(keyFile))
	name := expandKey(half, "larkspur/1 half name")
	inner, ok := openUnder(expandKey(half, "larkspur/1 half seal"), name, objects[hex.EncodeToString(name)])
	if !ok {
		return nil, errors.New("servertest: the store's half is not there, or does not fit")
	}
	key := make([]byte, stripeSize)
	for i := range key {
		key[i] = half[i] ^ inner[halfStart+i]
	}
	return &Holder{name: expandKey(key, "larkspur/1 shelf name"), seal: expandKey(key, "larkspur/1 shelf seal")}, nil
}

// Open opens the object that lies under name. ok is false when it does not open, or not under this name.
func (h *Holder) Open(name string, object []byte) (held Held, ok bool) {
	n, err := hex.DecodeString(name)
	if err != nil {
		return Held{}, false
	}
	inner, ok := openUnder(h.seal, n, object)
	if !ok {
		return Held{}, false
	}
	held = Held{Flags: inner[1], Locator: wire.Locator(inner[16:48]), Page: inner[pageStart:]}
	m := hmac.New(sha256.New, h.name)
	m.Write(held.Locator[:])
	return held, hmac.Equal(m.Sum(nil), n)
}

func mergeStripes(b []byte) []byte {
	var d [stripeSize]byte
	for i := range stripeCount - 1 {
		block := binary.BigEndian.AppendUint32(nil, uint32(i))
		for j := range d {
			block = append(block, d[j]^b[i*stripeSize+j])
		}
		d = sha256.Sum256(block)
	}
	half := make([]byte, stripeSize)
	for j := range half {
		half[j] = d[j] ^ b[(stripeCount-1)*stripeSize+j]
	}
	return half
}

func expandKey(key []byte, info string) []byte {
	out, err := hkdf.Expand(sha256.New, key, info, stripeSize)
	if err != nil {
		panic(err) // only for a length that no hash gives
	}
	return out
}

func openUnder(key, name, object []byte) (inner []byte, ok bool) {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key of another size
	}
	if len(object) < a.NonceSize() {
		return nil, false
	}
	inner, err = a.Open(nil, object[:a.NonceSize()], object[a.NonceSize():], name)
	return inner, err == nil && len(inner) == pageStart+wire.PageSize
}
