package plan

import (
	"io"
	"strings"
)

// IDSize is the length of an ID in bytes.
const IDSize = 16

// ID names a section or an item for as long as it lives. It is random and says nothing, not even an order.
type ID [IDSize]byte

// NewID draws an ID from rand.
func NewID(rand io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return ID{}, err
	}
	return id, nil
}

// String returns 32 hexadecimal digits.
func (id ID) String() string {
	var b [2 * IDSize]byte
	for i, c := range id {
		b[2*i], b[2*i+1] = digits[c>>4], digits[c&15]
	}
	return string(b[:])
}

const digits = "0123456789abcdef"

// ParseID reads what String writes. It returns ErrValue for anything else.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*IDSize {
		return ID{}, ErrValue
	}
	for i := range s {
		n := strings.IndexByte(digits, s[i])
		if n < 0 {
			return ID{}, ErrValue
		}
		id[i/2] = id[i/2]<<4 | byte(n)
	}
	return id, nil
}
