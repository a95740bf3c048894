package pake_test

import (
	"math/big"
	"slices"
)

var (
	prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curve = field(func() *big.Int { // d of RFC 9496 §4.1: -121665/121666
		return new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), prime))
	}())
)

func field(n *big.Int) *big.Int { return n.Mod(n, prime) }

func mul(a, b *big.Int) *big.Int { return field(new(big.Int).Mul(a, b)) }

// decodes says whether b is the canonical encoding of an element, the identity included: RFC 9496 §4.3.1 in plain
// integers, a second reading that shares nothing with the group of the package.
func decodes(b [32]byte) bool {
	le := slices.Clone(b[:])
	slices.Reverse(le)
	s := new(big.Int).SetBytes(le)
	if s.Cmp(prime) >= 0 || s.Bit(0) == 1 {
		return false
	}
	one := big.NewInt(1)
	ss := mul(s, s)
	u1, u2 := field(new(big.Int).Sub(one, ss)), field(new(big.Int).Add(one, ss))
	u2sq := mul(u2, u2)
	v := field(new(big.Int).Neg(new(big.Int).Add(mul(curve, mul(u1, u1)), u2sq)))
	radicand := mul(v, u2sq)
	if radicand.Sign() == 0 {
		return false
	}
	root := new(big.Int).ModSqrt(new(big.Int).ModInverse(radicand, prime), prime)
	if root == nil {
		return false
	}
	denX := mul(root, u2)
	x := mul(big.NewInt(2), mul(s, denX))
	if x.Bit(0) == 1 {
		x.Sub(prime, x)
	}
	y := mul(u1, mul(mul(root, denX), v))
	return y.Sign() != 0 && mul(x, y).Bit(0) == 0
}
