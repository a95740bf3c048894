package link

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Labels of the derivations (SPEC §12.2). They are ASCII and are never reused for another purpose.
const (
	labelFrameGuest = "larkspur/1 live frames guest"
	labelFrameHost  = "larkspur/1 live frames host"
	labelMeet       = "larkspur/1 live meet"
)

// Session is the key that both ends have after an exchange, and all else is derived from.
type Session struct{ secret.Key }

// Meeting is the secret room in which the two meet (SPEC §12.2).
func (s Session) Meeting() wire.Room { return wire.Room(s.expand(labelMeet)) }

func (s Session) expand(label string) []byte {
	out, err := hkdf.Expand(sha256.New, s.Expose(), label, secret.KeySize)
	if err != nil {
		panic(err) // only for lengths that HKDF does not have
	}
	return out
}

// keys are those of one direction each, and good until the next fresh ones.
type keys struct {
	secret.Guard
	session    Session
	send, hear cipher.AEAD
	sent       uint64 // frames sealed; the next counter is one more
	seen       replays
}

func newKeys(s Session, host bool) *keys {
	send, hear := aead(s.expand(labelFrameGuest)), aead(s.expand(labelFrameHost))
	if host {
		send, hear = hear, send
	}
	return &keys{session: s, send: send, hear: hear}
}

func aead(key []byte) cipher.AEAD {
	defer secret.Wipe(key)
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for keys of another length
	}
	return a
}

// replays remembers which counters came: the highest, and the 64 up to it.
type replays struct {
	highest uint64
	last    uint64 // bit n: highest-n came
}

// fresh reports whether a counter comes for the first time, and remembers it. What is too old to know is not fresh.
func (r *replays) fresh(n uint64) bool {
	switch {
	case n == 0:
		return false
	case n > r.highest:
		if shift := n - r.highest; shift < 64 {
			r.last = r.last<<shift | 1
		} else {
			r.last = 1
		}
		r.highest = n
		return true
	case r.highest-n >= 64 || r.last>>(r.highest-n)&1 != 0:
		return false
	}
	r.last |= 1 << (r.highest - n)
	return true
}

// Sizes in bytes (SPEC §12.3). A frame is nonce || XChaCha20-Poly1305(key, nonce, plain).
const (
	nonceSize = chacha20poly1305.NonceSizeX
	plainSize = wire.FrameSize - nonceSize - chacha20poly1305.Overhead
)

// A Frame is what goes over the relay.
type Frame = [wire.FrameSize]byte

// seal makes a frame. Nothing of it tells how much of plain is meant.
func (k *keys) seal(random io.Reader, plain *[plainSize]byte) (*Frame, error) {
	f := new(Frame)
	if _, err := io.ReadFull(random, f[:nonceSize]); err != nil {
		return nil, err
	}
	k.send.Seal(f[:nonceSize], f[:nonceSize], plain[:], nil)
	return f, nil
}

// open returns what was sealed by the other side under these keys, or false.
func (k *keys) open(f *Frame) (plain *[plainSize]byte, ok bool) {
	plain = new([plainSize]byte)
	_, err := k.hear.Open(plain[:0], f[:nonceSize], f[nonceSize:], nil)
	return plain, err == nil
}
