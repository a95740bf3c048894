package plan

import (
	"encoding/hex"
	"fmt"
	"io"
)

// IDSize is the length of an ID in bytes.
const IDSize = 16

// ID names a section or an item for as long as it lives. It is random and says nothing, not even an order.
type ID [IDSize]byte

// NewID draws an ID from rand.
func NewID(rand io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return ID{}, fmt.Errorf("plan: drawing an id: %w", err)
	}
	return id, nil
}

// String returns 32 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads what String writes. It returns ErrValue for anything else.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*IDSize {
		return ID{}, ErrValue
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil || id.String() != s {
		return ID{}, ErrValue
	}
	return id, nil
}
