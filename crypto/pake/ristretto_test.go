package pake_test

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"filippo.io/edwards25519"
	"github.com/gtank/ristretto255"
	"pgregory.net/rapid"

	"larkspur/crypto/pake"
)

func TestTheConstantsAreThoseOfTheirDefinitions(t *testing.T) {
	var n []*big.Int
	for _, b := range pake.Constants {
		le := slices.Clone(b)
		slices.Reverse(le)
		n = append(n, new(big.Int).SetBytes(le))
	}
	num := func(x int64) *big.Int { return field(big.NewInt(x)) }
	sum := func(a, b *big.Int) *big.Int { return field(new(big.Int).Add(a, b)) }
	// The RFC has two of the three roots even and one odd; the other of each pair would make other elements.
	d, sqrtM1, sqrtADMinusOne, invSqrtAMinusD := n[0], n[1], n[2], n[3]
	aMinusD := sum(num(-1), field(new(big.Int).Neg(d)))
	for name, ok := range map[string]bool{
		"d":              d.Cmp(curve) == 0,
		"sqrtM1":         mul(sqrtM1, sqrtM1).Cmp(num(-1)) == 0 && sqrtM1.Bit(0) == 0,
		"sqrtADMinusOne": mul(sqrtADMinusOne, sqrtADMinusOne).Cmp(aMinusD) == 0 && sqrtADMinusOne.Bit(0) == 1,
		"invSqrtAMinusD": mul(aMinusD, mul(invSqrtAMinusD, invSqrtAMinusD)).Cmp(num(1)) == 0 && invSqrtAMinusD.Bit(0) == 0,
		"oneMinusDSq":    n[4].Cmp(sum(num(1), field(new(big.Int).Neg(mul(d, d))))) == 0,
		"dMinusOneSq":    n[5].Cmp(mul(sum(d, num(-1)), sum(d, num(-1)))) == 0,
	} {
		if !ok {
			t.Errorf("%s is another number", name)
		}
	}
}

func TestTheMultiplesOfTheGenerator(t *testing.T) {
	var v struct{ Multiples, Refused []string }
	read(t, "rfc9496.json", &v)
	if len(v.Multiples) != 16 {
		t.Fatalf("%d multiples", len(v.Multiples))
	}
	p := edwards25519.NewIdentityPoint()
	for i, want := range v.Multiples {
		got := pake.Encode(p)
		same(t, "a multiple", got[:], want)
		if q, ok := pake.Decode(unhex(t, want)); !ok || pake.Encode(q) != got {
			t.Errorf("multiple %d does not come back", i)
		}
		// RFC 9496 §4.3.2: every point of the same element has one encoding, and these differ by one of order 4.
		torsion, err := new(edwards25519.Point).SetBytes(make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		if other := pake.Encode(new(edwards25519.Point).Add(p, torsion)); other != got {
			t.Errorf("multiple %d and a point of order 4 is %x", i, other)
		}
		p = new(edwards25519.Point).Add(p, edwards25519.NewGeneratorPoint())
	}
}

// TestTheGroupIsThatOfAnother holds the group against github.com/gtank/ristretto255, whose arithmetic is its own.
func TestTheGroupIsThatOfAnother(t *testing.T) {
	special := [][]byte{make([]byte, 32), bytes.Repeat([]byte{0xff}, 32), append([]byte{1}, make([]byte, 31)...)}
	half := rapid.OneOf(rapid.SliceOfN(rapid.Byte(), 32, 32), rapid.SampledFrom(special))
	rapid.Check(t, func(t *rapid.T) {
		b := [64]byte(append(slices.Clone(half.Draw(t, "first half")), half.Draw(t, "second half")...))
		y := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "scalar")
		y[31] &= 0x0f
		scalar := ristretto255.NewScalar()
		if err := scalar.Decode(y); err != nil {
			t.Fatal(err)
		}
		theirs := ristretto255.NewElement().FromUniformBytes(b[:])
		ours := pake.Derive(&b)
		if got := pake.Encode(ours); !bytes.Equal(got[:], theirs.Encode(nil)) {
			t.Fatalf("derived: %x", got)
		}
		product := ristretto255.NewElement().ScalarMult(scalar, theirs).Encode(nil)
		if got := pake.ScalarMult(y, ours); !bytes.Equal(got[:], product) {
			t.Fatalf("times a scalar: %x", got)
		}
		if got := pake.ScalarMultVerify(y, theirs.Encode(nil)); !bytes.Equal(got[:], product) {
			t.Fatalf("decoded, times a scalar: %x", got)
		}
	})
}

func TestAScalarBeyondTheOrderIsNone(t *testing.T) {
	order := unhex(t, "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
	if got := pake.ScalarMult(order, edwards25519.NewGeneratorPoint()); got != [32]byte{} {
		t.Errorf("the order times the generator is %x", got)
	}
	for _, n := range []int{0, 31, 33} {
		if _, ok := pake.Decode(make([]byte, n)); ok {
			t.Errorf("%d bytes are an element", n)
		}
	}
}
