package cbor

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf8"
)

// Decode reads the one value that b holds and refuses everything that Encode would not have written. Every refusal is
// ErrMalformed. The result shares no memory with b.
func Decode(b []byte) (Value, error) {
	if len(b) > MaxSize {
		return nil, errTooLong
	}
	d := decoder{rest: b}
	v, err := d.value(0)
	if err != nil {
		return nil, err
	}
	if len(d.rest) > 0 {
		return nil, errTrailing
	}
	return v, nil
}

type decoder struct{ rest []byte }

func (d *decoder) value(depth int) (Value, error) {
	major, n, err := d.head()
	if err != nil {
		return nil, err
	}
	switch major {
	case majorUint, majorNint:
		if n > math.MaxInt64 {
			return nil, errIntegerRange
		}
		if major == majorNint {
			return Int(-1 - int64(n)), nil
		}
		return Int(n), nil
	case majorBytes:
		s, err := d.take(n)
		return Bytes(slices.Clone(s)), err
	case majorText:
		return d.text(n)
	case majorArray:
		return d.array(n, depth)
	case majorMap:
		return d.entries(n, depth)
	}
	switch n {
	case simpleFalse & 31:
		return Bool(false), nil
	case simpleTrue & 31:
		return Bool(true), nil
	case simpleNull & 31:
		return Null{}, nil
	}
	return nil, errUnsupported
}

// head reads a major type and its argument (RFC 8949 §3). For the simple values the argument is the value itself.
func (d *decoder) head() (major byte, n uint64, err error) {
	first, err := d.take(1)
	if err != nil {
		return 0, 0, err
	}
	major, info := first[0]&^31, first[0]&31
	switch {
	case major == simple && info >= 24: // floats, long simple values, break
		return 0, 0, errUnsupported
	case major == 6<<5:
		return 0, 0, errUnsupported
	case info < 24:
		return major, uint64(info), nil
	case info == 31:
		return 0, 0, errIndefinite
	case info > 27:
		return 0, 0, errUnsupported
	}
	size := uint64(1) << (info - 24)
	raw, err := d.take(size)
	if err != nil {
		return 0, 0, err
	}
	var wide [8]byte
	copy(wide[8-size:], raw)
	n = binary.BigEndian.Uint64(wide[:])
	if headSize(n) != 1+int(size) {
		return 0, 0, errNotShortest
	}
	return major, n, nil
}

func (d *decoder) take(n uint64) ([]byte, error) {
	if n > uint64(len(d.rest)) {
		return nil, errTruncated
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s, nil
}

func (d *decoder) text(n uint64) (Value, error) {
	s, err := d.take(n)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(s) {
		return nil, errUTF8
	}
	return Text(s), nil
}

// firstRoom is how many elements are made room for before they are seen: lists inside lists may each claim the rest of
// the input, so what they claim is not what is allocated.
const firstRoom = 32

// room refuses a count that the rest of the input cannot hold, before anything is allocated for it.
func (d *decoder) room(n, each uint64, depth int) error {
	if depth >= MaxDepth {
		return errDepth
	}
	if n > uint64(len(d.rest))/each {
		return errTruncated
	}
	return nil
}

func (d *decoder) array(n uint64, depth int) (Value, error) {
	if err := d.room(n, 1, depth); err != nil {
		return nil, err
	}
	a := make(Array, 0, min(n, firstRoom))
	for range n {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	return a, nil
}

func (d *decoder) entries(n uint64, depth int) (Value, error) {
	if err := d.room(n, 2, depth); err != nil {
		return nil, err
	}
	m := make(Map, 0, min(n, firstRoom))
	var last []byte
	for i := range n {
		before := d.rest
		key, err := d.value(MaxDepth)
		if err != nil {
			return nil, err
		}
		if !validKey(key) {
			return nil, errKeyType
		}
		encoded := before[:len(before)-len(d.rest)]
		if i > 0 && bytes.Compare(last, encoded) >= 0 {
			return nil, errKeyOrder
		}
		last = encoded
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		m = append(m, Entry{key, v})
	}
	return m, nil
}
