package shelf

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	mrand "math/rand/v2"
	"os"
	"testing"

	"larkspur/crypto/secret"
)

// Whoever has one half has a random string: none of the ways in which a key follows from bytes at hand names an object
// or opens one.
func TestEitherHalfAloneNamesNothingAndOpensNothing(t *testing.T) {
	b := newBench(t)
	l := randomLocator()
	b.write(l, randomPage())
	file, err := os.ReadFile(b.conf.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parseKeyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	k, err := readKept(ctx(), b.store, f)
	if err != nil {
		t.Fatal(err)
	}
	zero := make([]byte, 32)
	finds := func(e epoch) (n int) {
		for name, o := range b.store.Objects() {
			if name == e.nameOf(l) {
				n++
			}
			if _, err := openInside(e.sealKey.Key, name, bytes.Clone(o)); err == nil {
				n++
			}
		}
		return n
	}
	if n := finds(newEpoch(f, k.half)); n != 1+1+minChaff {
		t.Fatalf("the control: both halves find %d", n)
	}
	for name, e := range map[string]epoch{
		"the file's half":           newEpoch(f, storeHalf{secret.NewKey(zero)}),
		"the store's half":          newEpoch(fileHalf{secret.NewKey(zero)}, k.half),
		"the file's with another":   newEpoch(f, storeHalf{randomKey()}),
		"the store's with another":  newEpoch(fileHalf{randomKey()}, k.half),
		"the file's twice":          newEpoch(f, storeHalf(f)),
		"a bit of the file's wrong": newEpoch(fileHalf{flipped(f.Key)}, k.half),
	} {
		if n := finds(e); n != 0 {
			t.Errorf("%s finds %d", name, n)
		}
	}
	// The storage alone: its half cannot be told from the other objects, for its name and seal come from the file's.
	for _, other := range []fileHalf{{randomKey()}, {flipped(f.Key)}, {k.half.Key}} {
		if _, held := b.store.Objects()[halfName(other)]; held {
			t.Error("the store's half is found without the file's")
		}
		if _, err := openKept(other, bytes.Clone(b.store.Objects()[halfName(f)])); !errors.Is(err, ErrStoreHalfDamaged) {
			t.Error("the store's half opens without the file's:", err)
		}
	}
	if n := len(b.store.Objects()[halfName(f)]); n != ObjectSize {
		t.Errorf("the store's half has %d bytes", n)
	}
}

func randomKey() secret.Key {
	k := make([]byte, secret.KeySize)
	rand.Read(k)
	return secret.NewKey(k)
}

func flipped(k secret.Key) secret.Key {
	b := bytes.Clone(k.Expose())
	b[31] ^= 1
	return secret.NewKey(b)
}

func TestTheKeyFileDoesNotHoldTheHalf(t *testing.T) {
	f := fileHalf{randomKey()}
	b, err := encodeKeyFile(rand.Reader, f)
	if err != nil {
		t.Fatal(err)
	}
	for at := range len(b) - 8 {
		if bytes.Contains(f.Expose(), b[at:at+8]) {
			t.Fatal("eight bytes of the half stand in the file")
		}
	}
	if got, err := parseKeyFile(b); err != nil || !bytes.Equal(got.Expose(), f.Expose()) {
		t.Fatal("the file does not lead back to the half", err)
	}
}

// Without the sum in the way: each stripe that a disk did not keep changes every bit of the half with even chance.
func TestEveryStripeIsNeeded(t *testing.T) {
	f := fileHalf{randomKey()}
	s, err := split(rand.Reader, f)
	if err != nil {
		t.Fatal(err)
	}
	at := []int{0, 1, stripeCount - 2, stripeCount - 1}
	for range 60 {
		at = append(at, mrand.IntN(stripeCount))
	}
	differing := 0
	for _, i := range at {
		lost := bytes.Clone(s)
		rand.Read(lost[i*stripeSize : (i+1)*stripeSize])
		got, err := merge(lost)
		if err != nil {
			t.Fatal(err)
		}
		for j := range got.Expose() {
			for d := got.Expose()[j] ^ f.Expose()[j]; d != 0; d &= d - 1 {
				differing++
			}
		}
	}
	if share := float64(differing) / float64(256*len(at)); share < 0.47 || share > 0.53 { // 128 bits, ±7.7 sigma
		t.Errorf("a lost stripe leaves a share of %.3f of the bits", 1-share)
	}
	swapped := bytes.Clone(s)
	copy(swapped[:32], s[32:64])
	copy(swapped[32:64], s[:32])
	if got, _ := merge(swapped); bytes.Equal(got.Expose(), f.Expose()) {
		t.Error("two stripes can be exchanged")
	}
}

func TestTwoFilesOfOneHalfShareNoStripe(t *testing.T) {
	f := fileHalf{randomKey()}
	one, _ := encodeKeyFile(rand.Reader, f)
	two, _ := encodeKeyFile(rand.Reader, f)
	for at := offStripes; at < offSum; at += stripeSize {
		if bytes.Equal(one[at:at+8], two[at:at+8]) {
			t.Fatal("a stripe is the same")
		}
	}
}

func TestARandomSourceThatEndsMakesNoKey(t *testing.T) {
	b := newBench(t)
	for n := range 8 {
		c := Config{KeyFile: t.TempDir() + "/key", Chaff: 1, Random: io.LimitReader(rand.Reader, int64(n*30000))}
		if _, err := Open(ctx(), c, b.store.Reopen()); err == nil {
			t.Fatal("a key was made of too little")
		}
	}
}

func TestTheKeyFileIsItsOwnersAlone(t *testing.T) {
	b := newBench(t)
	info, err := os.Stat(b.conf.KeyFile)
	if err != nil || info.Mode() != 0o600 || info.Size() != 131136 {
		t.Fatal(info.Mode(), info.Size(), err)
	}
}

func TestWhatIsDestroyedIsOverwrittenFirst(t *testing.T) {
	path := t.TempDir() + "/key.temp"
	half, err := encodeKeyFile(rand.Reader, fileHalf{randomKey()})
	if err != nil {
		t.Fatal(err)
	}
	if err := (osDisk{}).create(path, half); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, path+".kept"); err != nil { // what a disk might keep
		t.Fatal(err)
	}
	if err := (osDisk{}).destroy(path); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(path + ".kept")
	if err != nil || len(kept) != len(half) {
		t.Fatal(len(kept), err)
	}
	for at := 0; at < len(half); at += 16 {
		if bytes.Equal(kept[at:min(at+16, len(half))], half[at:min(at+16, len(half))]) {
			t.Fatal("bytes of the key file are left at", at)
		}
	}
}

func FuzzParseKeyFile(f *testing.F) {
	good, err := encodeKeyFile(newStream(1), fileHalf{secret.NewKey(bytes.Repeat([]byte{7}, 32))})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[:offStripes], good[offStripes:offStripes+64])
	f.Add([]byte(keyMagic), []byte{})
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, head, stripes []byte) {
		if h, err := parseKeyFile(head); err == nil && len(head) != keyFileSize {
			t.Fatal("a file of another size is taken", h)
		}
		b := bytes.Clone(good)
		copy(b[:offStripes], head)
		copy(b[offStripes:offSum], stripes)
		sum := sha256.Sum256(b[:offSum])
		copy(b[offSum:], sum[:])
		h, err := parseKeyFile(b)
		if err != nil {
			if !errors.Is(err, ErrKeyFileDamaged) && !errors.Is(err, ErrVersion) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(b[:offStripes], good[:offStripes]) {
			t.Fatal("another head is taken")
		}
		b[offSum-1] ^= 1 // the half follows from the stripes, so another last stripe is another half
		sum = sha256.Sum256(b[:offSum])
		copy(b[offSum:], sum[:])
		if other, err := parseKeyFile(b); err != nil || bytes.Equal(other.Expose(), h.Expose()) {
			t.Fatal("two files with one half but for a stripe", err)
		}
	})
}

func FuzzParseKept(f *testing.F) {
	k := &kept{half: storeHalf{secret.NewKey(bytes.Repeat([]byte{7}, 32))}, chaff: 128}
	f.Add(k.appendTo(nil)[:offHalfRest+8])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, head []byte) {
		b := make([]byte, innerSize)
		copy(b, head)
		k, err := parseKept(b)
		if err == nil && !bytes.Equal(k.appendTo(nil), b) {
			t.Fatal("what was parsed is laid out otherwise")
		}
		if err != nil && !errors.Is(err, ErrVersion) {
			t.Fatal(err)
		}
		if _, err := parseKept(head); err == nil && len(head) != innerSize {
			t.Fatal("another size is taken")
		}
	})
}
