package live

import (
	"encoding/binary"
	"errors"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Kinds of messages: the first byte (SPEC §13.1).
const (
	msgCommit = 1 // host: language (2), commit (32)
	msgCard   = 2 // guest: half (16), card
	msgReveal = 3 // host: half (16)
	msgTerms  = 4 // host: terms, the first time and after every change
	msgJoint  = 5 // both: what package joint says
	msgEnd    = 6 // host: it is over
	msgLeave  = 7 // guest: it goes
)

// errForm is for messages that are none. The other side has the keys, and breaks the protocol.
var errForm = errors.New("live: the other side breaks the protocol")

// reader takes a message apart. After a fault, everything is empty and ok is false.
type reader struct {
	b  []byte
	ok bool
}

func (r *reader) take(n int) []byte {
	if !r.ok || len(r.b) < n {
		r.ok = false
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte     { return r.take(1)[0] }
func (r *reader) uint16() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) uint32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }

// text reads a line of at most so many characters, see plain.
func (r *reader) text(most int) string {
	s := string(r.take(int(r.uint16())))
	if r.ok && !plain(s, most) {
		r.ok = false
		return ""
	}
	return s
}

// done reports whether all was read, and no more.
func (r *reader) done() bool { return r.ok && len(r.b) == 0 }

func appendText(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
	return append(b, s...)
}

// plain reports whether a text is a line of at most so many characters that shows what it says: no control characters, none that
// turn the direction of what stands around it, and none that are not seen, as a name made of these could say something else to
// her than to us, or nothing.
func plain(s string, most int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most {
		return false
	}
	for _, c := range s {
		if unicode.IsControl(c) || hides(c) {
			return false
		}
	}
	return true
}

// unseen are ranges of characters that turn the direction, or are not seen and do not join others (as U+200C, U+200D and variation
// selectors do).
var unseen = [...][2]rune{
	{0xAD, 0xAD}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x180E, 0x180E}, {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},
	{0x2060, 0x206F}, {0x2800, 0x2800}, {0x3164, 0x3164}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE00FF},
}

func hides(c rune) bool {
	return slices.ContainsFunc(unseen[:], func(r [2]rune) bool { return c >= r[0] && c <= r[1] })
}
