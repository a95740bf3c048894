package pake

import (
	"crypto/sha512"
	"encoding/binary"
	"io"

	"filippo.io/edwards25519"

	"larkspur/crypto/secret"
)

// Domain separation of the suite: G.DSI of the draft for Ristretto255, and what it is for the ISK.
const (
	dsi    = "CPaceRistretto255"
	dsiISK = dsi + "_ISK"
)

// lvCat joins parts, each behind its length in LEB128: lv_cat of the draft. The room is measured before, so that
// a growing buffer leaves no copy of a secret behind.
func lvCat(parts ...[]byte) []byte {
	room := 0
	for _, p := range parts {
		room += binary.MaxVarintLen64 + len(p)
	}
	b := make([]byte, 0, room)
	for _, p := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(p))), p...)
	}
	return b
}

// generatorString is generator_string of the draft: what is hashed to the generator. Zeros fill the first block of
// the hash, so that the time does not depend on the length of the password, nor the state after it on what is public.
func generatorString(password, ci, sid []byte) []byte {
	head := len(lvCat([]byte(dsi))) + uvarintLen(len(password)) + len(password)
	pad := make([]byte, max(0, sha512.BlockSize-1-head))
	return lvCat([]byte(dsi), password, pad, ci, sid)
}

func uvarintLen(n int) int {
	var b [binary.MaxVarintLen64]byte
	return binary.PutUvarint(b[:], uint64(n))
}

// keyInput is what is hashed to the ISK in the draft, with transcript_ir of the draft at its end.
func keyInput(sid, k, ya, ada, yb, adb []byte) []byte {
	return lvCat([]byte(dsiISK), sid, k, ya, ada, yb, adb)
}

// calculateGenerator is G.calculate_generator of the draft, by the element derivation of RFC 9496 §4.3.4.
func calculateGenerator(password, ci, sid []byte) *edwards25519.Point {
	str := generatorString(password, ci, sid)
	defer secret.Wipe(str)
	hash := sha512.Sum512(str)
	defer secret.Wipe(hash[:])
	return derive(&hash)
}

// sampleScalar is G.sample_scalar of the draft: 252 random bits, little-endian, which is always less than the order.
// It is put where its caller wipes it: a result would be a copy of what the generator was given to write to, and leave that behind.
func sampleScalar(random io.Reader, b *[32]byte) error {
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return err
	}
	b[31] &= 0x0f
	return nil
}

// scalarMult is G.scalar_mult of the draft: y times p, encoded. y has to be canonical; the rest gives the identity.
func scalarMult(y []byte, p *edwards25519.Point) (out [ShareSize]byte) {
	scalar, err := edwards25519.NewScalar().SetCanonicalBytes(y)
	if err != nil {
		return out
	}
	product := new(edwards25519.Point).ScalarMult(scalar, p)
	out = encode(product)
	*scalar = edwards25519.Scalar{}
	*product = edwards25519.Point{}
	return out
}

// scalarMultVerify is G.scalar_mult_vfy of the draft: the same for an encoded element, and the identity when x is none.
func scalarMultVerify(y, x []byte) [ShareSize]byte {
	p, ok := decode(x)
	if !ok {
		return [ShareSize]byte{}
	}
	return scalarMult(y, p)
}
