package pake_test

import (
	"testing"

	"larkspur/crypto/pake"
)

// FuzzShare: a share is taken when RFC 9496 says that it is the encoding of an element, and not the identity; everything
// else gives the constant error. Nothing panics.
func FuzzShare(f *testing.F) {
	_, good := start(f, 2, "p", "c", "s")
	f.Add(good[:])
	f.Add(make([]byte, 32))
	for _, s := range []string{
		"2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c",
		"e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76", // the generator of RFC 9496
		"e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2df6", // and with the highest bit set
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, zero to one who reduces
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // of order 8 on the curve below
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var share pake.Share
		copy(share[:], b)
		s, _ := start(t, 1, "p", "c", "s")
		k, err := s.Finish(pake.Responder, share, nil, nil)
		if want := decodes(share) && share != (pake.Share{}); want != (err == nil) {
			t.Fatalf("%x: %v, and RFC 9496 says %t", share, err, want)
		}
		if err != nil && (err != pake.ErrShare || k.Expose() != nil) {
			t.Fatalf("%x: %v", share, err)
		}
	})
}
