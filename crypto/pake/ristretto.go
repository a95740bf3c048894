package pake

import (
	"crypto/subtle"

	"filippo.io/edwards25519"
	"filippo.io/edwards25519/field"
)

// This file is the group of RFC 9496 §4 over the curve and the field of filippo.io/edwards25519. A package that is the whole
// of it brings math/big along and would add 90 KB to the page instead of 12; the tests hold this one against it. All operations
// take constant time, but that decode tells whether a share, which is no secret, is an element.

// Constants of RFC 9496 §4.1, little-endian.
var (
	d              = constant("\xa3\x78\x59\x13\xca\x4d\xeb\x75\xab\xd8\x41\x41\x4d\x0a\x70\x00\x98\xe8\x79\x77\x79\x40\xc7\x8c\x73\xfe\x6f\x2b\xee\x6c\x03\x52")
	sqrtM1         = constant("\xb0\xa0\x0e\x4a\x27\x1b\xee\xc4\x78\xe4\x2f\xad\x06\x18\x43\x2f\xa7\xd7\xfb\x3d\x99\x00\x4d\x2b\x0b\xdf\xc1\x4f\x80\x24\x83\x2b")
	sqrtADMinusOne = constant("\x1b\x2e\x7b\x49\xa0\xf6\x97\x7e\xbd\x54\x78\x1b\x0c\x8e\x9d\xaf\xfd\xd1\xf5\x31\xc9\xfc\x3c\x0f\xac\x48\x83\x2b\xbf\x31\x69\x37")
	invSqrtAMinusD = constant("\xea\x40\x5d\x80\xaa\xfd\xc8\x99\xbe\x72\x41\x5a\x17\x16\x2f\x9d\x40\xd8\x01\xfe\x91\x7b\xc2\x16\xa2\xfc\xaf\xcf\x05\x89\x6c\x78")
	oneMinusDSq    = constant("\x76\xc1\x5f\x94\xc1\x09\x7c\xe2\x0f\x35\x5e\xcd\x38\xa1\x81\x2c\xe4\xdf\x70\xbe\xdd\xab\x94\x99\xd7\xe0\xb3\xb2\xa8\x72\x90\x02")
	dMinusOneSq    = constant("\x20\x4d\xed\x44\xaa\x5a\xad\x31\x99\x19\x1e\xb0\x2c\x4a\x9e\xd2\xeb\x4e\x9b\x52\x2f\xd3\xdc\x4c\x41\x22\x6c\xf6\x7a\xb3\x68\x59")
	one            = new(field.Element).One()
)

func constant(s string) *field.Element { return element([]byte(s)) }

// element reads 32 bytes as a field element; the highest bit is not looked at.
func element(b []byte) *field.Element {
	e, err := new(field.Element).SetBytes(b)
	if err != nil {
		panic("pake: " + err.Error()) // only another length fails
	}
	return e
}

func plus(a, b *field.Element) *field.Element  { return new(field.Element).Add(a, b) }
func minus(a, b *field.Element) *field.Element { return new(field.Element).Subtract(a, b) }
func times(a, b *field.Element) *field.Element { return new(field.Element).Multiply(a, b) }
func square(a *field.Element) *field.Element   { return new(field.Element).Square(a) }
func negated(a *field.Element) *field.Element  { return new(field.Element).Negate(a) }
func either(a, b *field.Element, cond int) *field.Element {
	return new(field.Element).Select(a, b, cond)
}

// point puts coordinates together that are on the curve by the formulas which made them.
func point(x, y, z, t *field.Element) *edwards25519.Point {
	p, err := new(edwards25519.Point).SetExtendedCoordinates(x, y, z, t)
	if err != nil {
		panic("pake: " + err.Error())
	}
	return p
}

// decode is Decode of RFC 9496 §4.3.1; it reports whether b is the canonical encoding of an element.
func decode(b []byte) (*edwards25519.Point, bool) {
	if len(b) != ShareSize {
		return nil, false
	}
	s := element(b)
	if subtle.ConstantTimeCompare(s.Bytes(), b) != 1 || s.IsNegative() == 1 {
		return nil, false
	}
	ss := square(s)
	u1, u2 := minus(one, ss), plus(one, ss)
	u2sq := square(u2)
	v := minus(negated(times(d, square(u1))), u2sq)
	root, wasSquare := new(field.Element).SqrtRatio(one, times(v, u2sq))
	denX := times(root, u2)
	denY := times(times(root, denX), v)
	x := times(plus(s, s), denX)
	x.Absolute(x)
	y := times(u1, denY)
	t := times(x, y)
	if wasSquare != 1 || t.IsNegative() == 1 || y.Equal(new(field.Element)) == 1 {
		return nil, false
	}
	return point(x, y, one, t), true
}

// encode is Encode of RFC 9496 §4.3.2.
func encode(p *edwards25519.Point) [ShareSize]byte {
	x0, y0, z0, t0 := p.ExtendedCoordinates()
	u1 := times(plus(z0, y0), minus(z0, y0))
	u2 := times(x0, y0)
	root, _ := new(field.Element).SqrtRatio(one, times(u1, square(u2))) // always a square
	den1, den2 := times(root, u1), times(root, u2)
	zInv := times(times(den1, den2), t0)
	rotate := times(t0, zInv).IsNegative()
	x := either(times(y0, sqrtM1), x0, rotate)
	y := either(times(x0, sqrtM1), y0, rotate)
	den := either(times(den1, invSqrtAMinusD), den2, rotate)
	y = either(negated(y), y, times(x, zInv).IsNegative())
	s := times(den, minus(z0, y))
	return [ShareSize]byte(s.Absolute(s).Bytes())
}

// derive is the element derivation of RFC 9496 §4.3.4.
func derive(b *[64]byte) *edwards25519.Point {
	return new(edwards25519.Point).Add(mapped(element(b[:32])), mapped(element(b[32:])))
}

// mapped is MAP of RFC 9496 §4.3.4.
func mapped(t *field.Element) *edwards25519.Point {
	r := times(sqrtM1, square(t))
	u := times(plus(r, one), oneMinusDSq)
	v := times(minus(negated(one), times(r, d)), plus(r, d))
	s, wasSquare := new(field.Element).SqrtRatio(u, v)
	other := times(s, t)
	other.Negate(other.Absolute(other))
	s = either(s, other, wasSquare)
	c := either(negated(one), r, wasSquare)
	n := minus(times(times(c, minus(r, one)), dMinusOneSq), v)
	w0 := times(plus(s, s), v)
	w1 := times(n, sqrtADMinusOne)
	w2, w3 := minus(one, square(s)), plus(one, square(s))
	return point(times(w0, w3), times(w2, w1), times(w1, w3), times(w0, w2))
}
