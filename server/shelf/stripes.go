package shelf

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"larkspur/crypto/secret"
)

// A half is not written down as it is. It is spread over many stripes in such a way that every one of them is needed to
// have it back: who overwrites the file and reaches any 32 of its bytes has destroyed the half, although the disk may have
// kept some sectors of an older state elsewhere. (The anti-forensic splitter of LUKS; SPEC §9.4.)
const (
	stripeSize = secret.KeySize

	// stripeCount makes 128 KiB: some hundred sectors, of which a disk would have to keep every one. LUKS takes 4,000.
	stripeCount = 4096

	stripesSize = stripeCount * stripeSize
)

// split spreads the half over stripesSize bytes.
func split(random io.Reader, half fileHalf) ([]byte, error) {
	s := make([]byte, stripesSize)
	last := s[stripesSize-stripeSize:]
	if _, err := io.ReadFull(random, s[:stripesSize-stripeSize]); err != nil {
		return nil, err
	}
	d := diffuse(s)
	defer clear(d[:])
	xor(last, d[:], half.Expose())
	return s, nil
}

// merge is the way back. Stripes of the right size always merge to something; the file's sum tells whether to what was
// split.
func merge(s []byte) (fileHalf, error) {
	if len(s) != stripesSize {
		return fileHalf{}, errors.New("shelf: stripes of the wrong size")
	}
	var half [secret.KeySize]byte
	defer secret.Wipe(half[:])
	d := diffuse(s)
	defer clear(d[:])
	xor(half[:], d[:], s[stripesSize-stripeSize:])
	return fileHalf{secret.NewKey(half[:])}, nil
}

// diffuse runs over all stripes but the last: d = SHA-256(u32 i || d XOR stripe i). The counter makes every step another
// function, so that no two stripes can be exchanged.
func diffuse(s []byte) (d [stripeSize]byte) {
	var block [4 + stripeSize]byte
	defer clear(block[:])
	for i := range stripeCount - 1 {
		binary.BigEndian.PutUint32(block[:], uint32(i))
		xor(block[4:], d[:], s[i*stripeSize:])
		d = sha256.Sum256(block[:])
	}
	return d
}

// xor sets the stripe out to a XOR b.
func xor(out, a, b []byte) {
	for i := range stripeSize {
		out[i] = a[i] ^ b[i]
	}
}
