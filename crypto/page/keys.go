// Package page is the cryptosystem of one page: from a phrase to its root, from a root to the keys, from a body to 32,768
// bytes that look like noise and back (SPEC §3 and §4).
//
// It is pure: no I/O, no clock, randomness only from the reader it is given. It knows nothing of what a body means, of
// servers, or of how pages hang together.
package page

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"

	"golang.org/x/crypto/argon2"

	"larkspur/crypto/secret"
)

// Labels of the derivations (SPEC §3). They are ASCII and are never reused for another purpose.
const (
	labelSalt    = "larkspur/1 salt"
	labelWrite   = "larkspur/1 write"
	labelPage    = "larkspur/1 page"
	labelLocator = "larkspur/1 locator"
	labelSeal    = "larkspur/1 seal"
)

// Cost of Argon2id (SPEC §3.2, RFC 9106 §4: the second recommended option).
const (
	argonPasses  = 3
	argonMemory  = 64 * 1024 // KiB
	argonThreads = 1
)

// RootSize is the size of a root in bytes.
const RootSize = secret.KeySize

// ErrRoot is returned for a root that is not RootSize bytes long.
var ErrRoot = errors.New("page: a root has 32 bytes")

// Root is what all keys of one page are derived from. Whoever holds it reads, changes and erases the page.
type Root struct{ secret.Key }

// Salt returns the 32-byte salt of the deployment called realm (SPEC §3.1).
func Salt(realm string) []byte {
	h := sha256.New()
	h.Write([]byte(labelSalt))
	h.Write([]byte{0})
	h.Write([]byte(realm))
	return h.Sum(nil)
}

// Derive returns the root that a phrase leads to on the deployment called realm (SPEC §3.2, RFC 9106 §3.1). It takes
// 64 MiB of memory and about a second, on purpose. canonical is phrase.Phrase.Canonical.
func Derive(canonical []byte, realm string) Root {
	b := argon2.IDKey(canonical, Salt(realm), argonPasses, argonMemory, argonThreads, RootSize)
	defer secret.Wipe(b)
	return Root{secret.NewKey(b)}
}

// NewRoot draws a root from random. Plans, further pages and everything else that no phrase leads to have such roots.
func NewRoot(random io.Reader) (Root, error) {
	var b [RootSize]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return Root{}, err
	}
	defer secret.Wipe(b[:])
	return Root{secret.NewKey(b[:])}, nil
}

// RootFrom returns the root whose bytes are b, as kept inside another page. It fails with ErrRoot.
func RootFrom(b []byte) (Root, error) {
	if len(b) != RootSize {
		return Root{}, ErrRoot
	}
	return Root{secret.NewKey(b)}, nil
}

// sealKey is the key that the keys of single seals are derived from.
type sealKey struct{ secret.Key }

// signingKey is the seed of RFC 8032.
type signingKey struct{ secret.Key }

// Keys are what one page is sealed, found and written with (SPEC §3.3).
type Keys struct {
	secret.Guard
	seal    sealKey
	signing signingKey
	public  [ed25519.PublicKeySize]byte
	locator [sha256.Size]byte
}

// Keys derives the keys of the page that r is the root of.
func (r Root) Keys() Keys {
	k := Keys{
		seal:    sealKey{expand(r, labelPage)},
		signing: signingKey{expand(r, labelWrite)},
	}
	private := ed25519.NewKeyFromSeed(k.signing.Expose())
	copy(k.public[:], private[ed25519.SeedSize:])
	secret.Wipe(private)
	h := sha256.New()
	h.Write([]byte(labelLocator))
	h.Write([]byte{0})
	h.Write(k.public[:])
	h.Sum(k.locator[:0])
	return k
}

// expand is HKDF-Expand with SHA-256 (RFC 5869 §2.3); the root is uniformly random, so nothing is extracted first.
func expand(r Root, label string) secret.Key {
	b, err := hkdf.Expand(sha256.New, r.Expose(), label, secret.KeySize)
	if err != nil {
		panic("page: " + err.Error()) // only a length beyond 255 hashes fails
	}
	defer secret.Wipe(b)
	return secret.NewKey(b)
}

// Locator returns the name of the page: the hash of its public key.
func (k Keys) Locator() [sha256.Size]byte { return k.locator }

// PublicKey returns the key that verifies writes of the page.
func (k Keys) PublicKey() [ed25519.PublicKeySize]byte { return k.public }

// Sign signs message with the page's write key (RFC 8032 §5.1.6, pure Ed25519).
func (k Keys) Sign(message []byte) [ed25519.SignatureSize]byte {
	private := ed25519.NewKeyFromSeed(k.signing.Expose())
	defer secret.Wipe(private)
	return [ed25519.SignatureSize]byte(ed25519.Sign(private, message))
}

// Wipe overwrites the keys. Keys that were wiped open nothing.
func (k Keys) Wipe() {
	k.seal.Wipe()
	k.signing.Wipe()
}
