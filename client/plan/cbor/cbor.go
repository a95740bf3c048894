// Package cbor encodes and decodes the small part of CBOR that Larkspur writes: RFC 8949 with the core deterministic
// encoding of its §4.2.1, and nothing that would give one value two encodings.
//
// The subset is: integers that fit in 64 bits signed, byte strings, text strings in UTF-8, arrays, maps whose keys are
// text or unsigned integers, false, true and null. All lengths are definite. There are no tags, no floats, no undefined.
//
// What it promises: Decode accepts exactly the bytes that Encode makes, so what parses re-encodes identically. It never
// allocates more than a small multiple of its input, and it never panics on any input. It knows nothing of plans.
package cbor

import "errors"

// Limits of what Decode accepts. Encode does not make anything deeper; see there.
const (
	// MaxDepth is how many arrays and maps may lie inside each other.
	MaxDepth = 16
	// MaxSize is the longest input in bytes. A plan is at most 2 MB; the rest is room for nothing else.
	MaxSize = 4 << 20
)

// Refusals of Decode. All of them are ErrMalformed under errors.Is.
var (
	ErrMalformed    = errors.New("cbor: malformed")
	errTruncated    = malformed("input ends too early")
	errTrailing     = malformed("bytes follow the value")
	errNotShortest  = malformed("a length or an integer is not in its shortest form")
	errIndefinite   = malformed("an indefinite length")
	errUnsupported  = malformed("a type outside the subset")
	errIntegerRange = malformed("an integer beyond 64 bits signed")
	errUTF8         = malformed("text that is not UTF-8")
	errKeyType      = malformed("a map key that is neither text nor an unsigned integer")
	errKeyOrder     = malformed("map keys out of order or doubled")
	errDepth        = malformed("too many levels")
	errTooLong      = malformed("input is too long")
)

type malformed string

func (m malformed) Error() string        { return "cbor: " + string(m) }
func (m malformed) Is(target error) bool { return target == ErrMalformed }

// Value is one of Int, Bytes, Text, Array, Map, Bool and Null. A nil Value is no value at all and cannot be encoded.
// Values are shared freely and are not to be changed once made.
type Value interface{ value() }

type (
	// Int is an integer, negative ones included.
	Int int64
	// Bytes is a byte string.
	Bytes []byte
	// Text is a text string, always UTF-8.
	Text string
	// Array is a list.
	Array []Value
	// Map holds entries. Decode gives them in canonical order; Encode takes them in any order.
	Map []Entry
	// Bool is false or true.
	Bool bool
	// Null is null.
	Null struct{}
)

// Entry is one entry of a Map. Key is a Text or an Int that is not negative.
type Entry struct{ Key, Value Value }

func (Int) value()   {}
func (Bytes) value() {}
func (Text) value()  {}
func (Array) value() {}
func (Map) value()   {}
func (Bool) value()  {}
func (Null) value()  {}

// Get returns the value under a text key, or nil.
func (m Map) Get(key string) Value { return m.find(Text(key)) }

// GetInt returns the value under an integer key, or nil.
func (m Map) GetInt(key int64) Value { return m.find(Int(key)) }

// find compares keys with ==, which is defined for the two types a key may have.
func (m Map) find(key Value) Value {
	for _, e := range m {
		switch e.Key.(type) {
		case Text, Int:
			if e.Key == key {
				return e.Value
			}
		}
	}
	return nil
}
