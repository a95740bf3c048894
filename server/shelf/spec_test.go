package shelf

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/secret"
)

// A second reading of SPEC §7.2 and §9, which shares nothing with the package but the two primitives, and can also make
// what the package refuses to make.

type specKeys struct{ epoch, name, seal, noise, chaff, halfName, half []byte }

func expandBySpec(t testing.TB, prk []byte, info string) []byte {
	t.Helper()
	k, err := hkdf.Expand(sha256.New, prk, info, 32)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func keysBySpec(t testing.TB, file, store []byte) specKeys {
	key := make([]byte, 32)
	for i := range key {
		key[i] = file[i] ^ store[i]
	}
	return specKeys{
		epoch: key,
		name:  expandBySpec(t, key, "larkspur/1 shelf name"), seal: expandBySpec(t, key, "larkspur/1 shelf seal"),
		noise: expandBySpec(t, key, "larkspur/1 shelf noise"), chaff: expandBySpec(t, key, "larkspur/1 shelf chaff"),
		halfName: expandBySpec(t, file, "larkspur/1 half name"), half: expandBySpec(t, file, "larkspur/1 half seal"),
	}
}

func hmacBySpec(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(bytes.Join(parts, nil))
	return m.Sum(nil)
}

// innerBySpec lays out the inside of an object, whatever it says.
func innerBySpec(flags byte, month uint32, locator, version []byte, memory [][]byte, page []byte) []byte {
	b := make([]byte, 33408)
	b[0], b[1], b[2] = 1, flags, byte(len(memory))
	binary.BigEndian.PutUint32(b[4:], month)
	copy(b[16:], locator)
	copy(b[48:], version)
	for i, m := range memory {
		copy(b[64+32*i:], m)
	}
	copy(b[640:], page)
	return b
}

func sealBySpec(t testing.TB, key, nonce, name, inner []byte) []byte {
	t.Helper()
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(nonce), a.Seal(nil, nonce, inner, name)...)
}

func noiseBySpec(t testing.TB, key, locator []byte) (version, page []byte) {
	t.Helper()
	c, err := chacha20.NewUnauthenticatedCipher(hmacBySpec(key, locator), make([]byte, 12))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 64+32768)
	c.XORKeyStream(out, out)
	return out[:16], out[64:]
}

func keyFileBySpec(random, half []byte) []byte {
	b := append([]byte("larkspur/1 shelf"), 1, 0, 0, 0)
	b = append(b, 0, 0, 0x10, 0)
	b = append(b, make([]byte, 8)...)
	d := make([]byte, 32)
	for i := range 4095 {
		stripe := random[32*i : 32*i+32]
		b = append(b, stripe...)
		for j := range d {
			d[j] ^= stripe[j]
		}
		sum := sha256.Sum256(append(u32(uint32(i)), d...))
		d = sum[:]
	}
	for j := range d {
		d[j] ^= half[j]
	}
	b = append(b, d...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func keptBySpec(number, month uint32, half []byte) []byte {
	b := make([]byte, 33408)
	b[0] = 1
	binary.BigEndian.PutUint32(b[4:], number)
	binary.BigEndian.PutUint32(b[8:], month)
	copy(b[16:], half)
	return b
}

// The number of pairs of a rotation, and what of it is turned over, are those of SPEC §9.6, read a second time.
func TestThePairsOfARotationAreAsTheSpecificationSays(t *testing.T) {
	turned := map[uint64]bool{}
	for i := range 40 {
		half := func(b byte) secret.Key { return secret.NewKey(bytes.Repeat([]byte{b}, 32)) }
		old, now := newEpoch(fileHalf{half(byte(i))}, storeHalf{half(0xa5)}), newEpoch(fileHalf{half(0x11)}, storeHalf{half(byte(i))})
		k := keysBySpec(t, bytes.Repeat([]byte{byte(i)}, 32), bytes.Repeat([]byte{0xa5}, 32))
		less := binary.BigEndian.Uint64(hmacBySpec(k.chaff, []byte("drop"))) % 128
		turned[less] = true
		for _, n := range [][2]uint32{{16, 16}, {100, 300}, {300, 100}, {256, 256}} {
			old.chaff, now.chaff = n[0], n[1]
			if want := max(8, int64(min(n[0], n[1]))-int64(less)); int64(epochs{old: &old, now: &now}.pairs()) != want {
				t.Fatalf("of %v with %d turned over: %d pairs, not %d", n, less, epochs{old: &old, now: &now}.pairs(), want)
			}
		}
	}
	if len(turned) < 20 {
		t.Errorf("%d different numbers from 40 keys", len(turned))
	}
}
