// Package secret makes secret types hard to spill.
//
// A type that holds a secret embeds Guard, or Key, which embeds it. It then prints "redacted", refuses every standard
// marshaller (and with them log/slog, which asks for text or JSON), and does not compile in a comparison with ==.
//
// Methods alone are not enough: fmt reads an unexported field of somebody else's struct without calling any method, and
// verbs that do not fit never ask. Key therefore keeps its bytes in a closure, which fmt can print only as an address.
// Types that hold other shapes do the same.
//
// The package promises nothing about memory: Go moves and copies values, and a language that does so cannot promise a
// wipe. Wipe lowers the odds; a terminated worker or process is what is relied on.
package secret

import (
	"errors"
	"fmt"
	"io"
)

// ErrMarshal is what every marshaller gets from a guarded type.
var ErrMarshal = errors.New("secret: refuses to be marshalled")

// Redacted is all that is ever printed of a guarded value.
const Redacted = "redacted"

// Guard is embedded, by value and first, in a type that holds a secret.
type Guard struct{ _ [0]func() }

// Format prints Redacted.
func (Guard) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// String returns Redacted.
func (Guard) String() string { return Redacted }

// GoString returns Redacted.
func (Guard) GoString() string { return Redacted }

// MarshalText refuses with ErrMarshal.
func (Guard) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// MarshalJSON refuses with ErrMarshal.
func (Guard) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// MarshalBinary refuses with ErrMarshal.
func (Guard) MarshalBinary() ([]byte, error) { return nil, ErrMarshal }

// GobEncode refuses with ErrMarshal.
func (Guard) GobEncode() ([]byte, error) { return nil, ErrMarshal }

// KeySize is the size in bytes of every key of the cryptosystem.
const KeySize = 32

// Key holds 32 secret bytes. A type per purpose embeds it, so that keys of different purposes do not mix:
//
//	type pageKey struct{ secret.Key }
//
// Copies share the bytes, so one Wipe reaches them all. The zero Key holds nothing and is the same as no key.
type Key struct {
	Guard
	bytes func() *[KeySize]byte
}

// NewKey copies b, which must be KeySize bytes long; it panics when it is not, as only a programmer can cause that.
func NewKey(b []byte) Key {
	if len(b) != KeySize {
		panic("secret: a key of the wrong size")
	}
	own := (*[KeySize]byte)(append([]byte(nil), b...))
	return Key{bytes: func() *[KeySize]byte { return own }}
}

// Expose returns the bytes themselves, not a copy, for one cryptographic call. It is nil for the zero Key.
func (k Key) Expose() []byte {
	if k.bytes == nil {
		return nil
	}
	return k.bytes()[:]
}

// IsZero reports whether the Key holds nothing.
func (k Key) IsZero() bool { return k.bytes == nil }

// Wipe overwrites the bytes, in every copy of the Key, with zeros.
func (k Key) Wipe() { clear(k.Expose()) }

// Wipe overwrites b with zeros.
func Wipe(b []byte) { clear(b) }
