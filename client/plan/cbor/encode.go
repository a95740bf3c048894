package cbor

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sort"
	"unicode/utf8"
)

// The major types of RFC 8949 §3.1, already shifted to the high three bits.
const (
	majorUint  = 0 << 5
	majorNint  = 1 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorArray = 4 << 5
	majorMap   = 5 << 5
	simple     = 7 << 5

	simpleFalse = simple | 20
	simpleTrue  = simple | 21
	simpleNull  = simple | 22
)

// Encode returns the one canonical encoding of v (RFC 8949 §4.2.1). It panics on what only a programmer's error can
// bring here: a nil Value, text that is not UTF-8, a map key of the wrong type or doubled, more than MaxDepth levels.
func Encode(v Value) []byte { return Append(nil, v) }

// Append appends the canonical encoding of v to b. It panics where Encode does.
func Append(b []byte, v Value) []byte { return appendValue(b, v, 0) }

func appendValue(b []byte, v Value, depth int) []byte {
	switch v := v.(type) {
	case Int:
		return appendInt(b, v)
	case Bytes:
		return append(appendHead(b, majorBytes, uint64(len(v))), v...)
	case Text:
		if !utf8.ValidString(string(v)) {
			panic("cbor: text that is not UTF-8")
		}
		return append(appendHead(b, majorText, uint64(len(v))), v...)
	case Array:
		deeper(depth)
		b = appendHead(b, majorArray, uint64(len(v)))
		for _, e := range v {
			b = appendValue(b, e, depth+1)
		}
		return b
	case Map:
		deeper(depth)
		return appendMap(b, v, depth)
	case Bool:
		if v {
			return append(b, simpleTrue)
		}
		return append(b, simpleFalse)
	case Null:
		return append(b, simpleNull)
	}
	panic("cbor: a value that is none")
}

func deeper(depth int) {
	if depth >= MaxDepth {
		panic("cbor: too many levels")
	}
}

func appendInt(b []byte, v Int) []byte {
	if v < 0 {
		return appendHead(b, majorNint, uint64(-1-v))
	}
	return appendHead(b, majorUint, uint64(v))
}

// appendHead writes a major type and its argument in the shortest form.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= 0xff:
		return append(b, major|24, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n <= 0xffffffff:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

// appendMap writes the entries in the bytewise order of their encoded keys.
func appendMap(b []byte, m Map, depth int) []byte {
	type entry struct {
		key   []byte
		value Value
	}
	entries := make([]entry, len(m))
	for i, e := range m {
		if !validKey(e.Key) {
			panic("cbor: a map key that is neither text nor an unsigned integer")
		}
		entries[i] = entry{appendValue(nil, e.Key, depth), e.Value}
	}
	sort.Slice(entries, func(i, j int) bool { return bytes.Compare(entries[i].key, entries[j].key) < 0 })
	b = appendHead(b, majorMap, uint64(len(m)))
	for i, e := range entries {
		if i > 0 && bytes.Equal(entries[i-1].key, e.key) {
			panic("cbor: a doubled map key")
		}
		b = appendValue(append(b, e.key...), e.value, depth+1)
	}
	return b
}

func validKey(k Value) bool {
	switch k := k.(type) {
	case Text:
		return true
	case Int:
		return k >= 0
	}
	return false
}

// Valid reports whether Encode takes v: what it panics on is not in it.
func Valid(v Value) bool { return valid(v, 0) }

func valid(v Value, depth int) bool {
	switch v := v.(type) {
	case nil:
		return false
	case Text:
		return utf8.ValidString(string(v))
	case Array:
		return depth < MaxDepth && !slices.ContainsFunc(v, func(e Value) bool { return !valid(e, depth+1) })
	case Map:
		if depth >= MaxDepth {
			return false
		}
		seen := make(map[Value]bool, len(v))
		for _, e := range v {
			if !validKey(e.Key) || !valid(e.Key, depth) || seen[e.Key] || !valid(e.Value, depth+1) {
				return false
			}
			seen[e.Key] = true
		}
	}
	return true
}

// Size returns how many bytes Encode makes of v, without making them. A nil Value has size 0.
func Size(v Value) int {
	switch v := v.(type) {
	case Int:
		if v < 0 {
			return headSize(uint64(-1 - v))
		}
		return headSize(uint64(v))
	case Bytes:
		return headSize(uint64(len(v))) + len(v)
	case Text:
		return headSize(uint64(len(v))) + len(v)
	case Array:
		n := headSize(uint64(len(v)))
		for _, e := range v {
			n += Size(e)
		}
		return n
	case Map:
		n := headSize(uint64(len(v)))
		for _, e := range v {
			n += Size(e.Key) + Size(e.Value)
		}
		return n
	case nil:
		return 0
	}
	return 1
}

func headSize(n uint64) int {
	switch {
	case n < 24:
		return 1
	case n <= 0xff:
		return 2
	case n <= 0xffff:
		return 3
	case n <= 0xffffffff:
		return 5
	}
	return 9
}
