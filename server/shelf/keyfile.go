package shelf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// Sizes and offsets of the key file (SPEC §9.4).
const (
	keyFileSize = offStripes + stripesSize + sha256.Size

	offKeyFormat  = 16
	offKeyState   = 17
	offKeyStripes = 20
	offStripes    = 32
	offSum        = offStripes + stripesSize
)

const (
	keyMagic  = "larkspur/1 shelf"
	keyFormat = 1
)

// encodeKeyFile lays out a key file. Each half is laid out once in its life: a second splitting would leave a second
// set of stripes for a disk to keep.
func encodeKeyFile(random io.Reader, half fileHalf) ([]byte, error) {
	stripes, err := split(random, half)
	if err != nil {
		return nil, fmt.Errorf("key file: random source: %w", err)
	}
	defer clear(stripes)
	b := make([]byte, offStripes, keyFileSize)
	copy(b, keyMagic)
	b[offKeyFormat] = keyFormat
	binary.BigEndian.PutUint32(b[offKeyStripes:], stripeCount)
	b = append(b, stripes...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// parseKeyFile reads exactly what encodeKeyFile lays out. Errors: ErrKeyFileDamaged, ErrVersion.
func parseKeyFile(b []byte) (fileHalf, error) {
	if len(b) < offStripes || !bytes.HasPrefix(b, []byte(keyMagic)) {
		return fileHalf{}, ErrKeyFileDamaged
	}
	// The version is looked at before the size and the sum, which another version may lay out in another way.
	if b[offKeyFormat] != keyFormat {
		return fileHalf{}, ErrVersion
	}
	if len(b) != keyFileSize {
		return fileHalf{}, ErrKeyFileDamaged
	}
	if sum := sha256.Sum256(b[:offSum]); !bytes.Equal(sum[:], b[offSum:]) {
		return fileHalf{}, ErrKeyFileDamaged
	}
	if !zeros(b[offKeyState:offKeyStripes]) || binary.BigEndian.Uint32(b[offKeyStripes:]) != stripeCount ||
		!zeros(b[offKeyStripes+4:offStripes]) {
		return fileHalf{}, ErrVersion // whole, and still not ours: a state that this version does not know
	}
	return merge(b[offStripes:offSum])
}
