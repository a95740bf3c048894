package page_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"larkspur/crypto/page"
	"larkspur/crypto/secret"
)

func testRoot(t testing.TB, seed byte) page.Root {
	t.Helper()
	r, err := page.RootFrom(bytes.Repeat([]byte{seed}, page.RootSize))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryChangedBitFailsToOpen(t *testing.T) {
	keys := testRoot(t, 1).Keys()
	sealed, err := keys.Seal(rand.Reader, 2, []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	// All bits of the nonce, the commitment, the start and the tag; a sample of the rest.
	var bits []int
	for i := range 8 * 128 {
		bits = append(bits, i, 8*page.Size-1-i)
	}
	random := mrand.New(mrand.NewPCG(1, 2))
	for range 500 {
		bits = append(bits, random.IntN(8*page.Size))
	}
	for _, bit := range bits {
		changed := *sealed
		changed[bit/8] ^= 1 << (bit % 8)
		if _, _, err := keys.Open(&changed); !errors.Is(err, page.ErrOpen) {
			t.Fatalf("bit %d changed: %v", bit, err)
		}
	}
	if _, body, err := keys.Open(sealed); err != nil || string(body) != "body" {
		t.Fatalf("the page itself: %q, %v", body, err)
	}
}

func TestAnotherRootOpensNothing(t *testing.T) {
	sealed, err := testRoot(t, 1).Keys().Seal(rand.Reader, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := testRoot(t, 2).Keys().Open(sealed); !errors.Is(err, page.ErrOpen) {
		t.Fatalf("another root: %v", err)
	}
}

func TestWipedKeysOpenNothing(t *testing.T) {
	keys := testRoot(t, 1).Keys()
	sealed, err := keys.Seal(rand.Reader, 1, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	keys.Wipe()
	if _, _, err := keys.Open(sealed); !errors.Is(err, page.ErrOpen) {
		t.Fatalf("wiped keys: %v", err)
	}
}

func TestBodiesOfEverySizeComeBack(t *testing.T) {
	keys := testRoot(t, 3).Keys()
	for _, n := range []int{0, 1, 2, 63, 64, 65, 4096, page.MaxBody - 1, page.MaxBody} {
		body := make([]byte, n)
		_, _ = rand.Read(body)
		sealed, err := keys.Seal(rand.Reader, 7, body)
		if err != nil {
			t.Fatal(err)
		}
		format, got, err := keys.Open(sealed)
		if err != nil || format != 7 || !bytes.Equal(got, body) {
			t.Fatalf("%d bytes: format %d, same %t, %v", n, format, bytes.Equal(got, body), err)
		}
	}
	if _, err := keys.Seal(rand.Reader, 1, make([]byte, page.MaxBody+1)); !errors.Is(err, page.ErrTooLarge) {
		t.Fatalf("one byte too many: %v", err)
	}
	if _, err := keys.Seal(rand.Reader, 0, nil); !errors.Is(err, page.ErrFormat) {
		t.Fatalf("format 0: %v", err)
	}
}

func TestTheSameBodySealsDifferently(t *testing.T) {
	keys := testRoot(t, 4).Keys()
	a, _ := keys.Seal(rand.Reader, 1, []byte("same"))
	b, _ := keys.Seal(rand.Reader, 1, []byte("same"))
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	// Two random pages share about 128 bytes by chance, with a deviation of about 11.
	if same > 128+10*12 {
		t.Fatalf("two seals share %d bytes", same)
	}
}

func TestAFailingGeneratorSealsNothing(t *testing.T) {
	keys := testRoot(t, 5).Keys()
	if sealed, err := keys.Seal(strings.NewReader("short"), 1, nil); err == nil || sealed != nil {
		t.Fatalf("sealed with five bytes of randomness: %v", err)
	}
	if _, err := page.NewRoot(strings.NewReader("short")); err == nil {
		t.Fatal("a root from five bytes of randomness")
	}
}

func TestSignaturesVerifyUnderThePublicKeyOnly(t *testing.T) {
	keys := testRoot(t, 6).Keys()
	public := keys.PublicKey()
	sig := keys.Sign([]byte("message"))
	if !ed25519.Verify(public[:], []byte("message"), sig[:]) {
		t.Fatal("the signature does not verify")
	}
	if ed25519.Verify(public[:], []byte("Message"), sig[:]) {
		t.Fatal("it verifies for another message")
	}
}

func TestKeysOfOneRootAreUnlike(t *testing.T) {
	a, b := testRoot(t, 7).Keys(), testRoot(t, 8).Keys()
	if a.Locator() == b.Locator() || a.PublicKey() == b.PublicKey() {
		t.Fatal("two roots share a locator or a public key")
	}
	if a.Locator() == a.PublicKey() {
		t.Fatal("the locator is the public key")
	}
}

func TestRealmsSeparateTheSamePhrase(t *testing.T) {
	a := page.Derive([]byte("the same words"), "realm-a")
	b := page.Derive([]byte("the same words"), "realm-b")
	if bytes.Equal(a.Expose(), b.Expose()) {
		t.Fatal("two deployments derive one root")
	}
}

func TestSecretsOfAPageDoNotPrint(t *testing.T) {
	root := testRoot(t, 0x5a)
	type outer struct {
		r page.Root
		k page.Keys
	}
	for _, v := range []any{root, root.Keys(), outer{root, root.Keys()}, &outer{root, root.Keys()}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d", "%c"} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "90 90") || strings.Contains(strings.ToLower(got), "5a5a") || strings.Contains(got, "ZZ") {
				t.Errorf("%s of %T printed the root", verb, v)
			}
		}
	}
	for _, v := range []any{root, root.Keys()} {
		if _, err := json.Marshal(v); !errors.Is(err, secret.ErrMarshal) {
			t.Errorf("json of %T: %v", v, err)
		}
		if reflect.TypeOf(v).Comparable() {
			t.Errorf("%T compares with ==", v)
		}
	}
}

// FuzzOpen: nothing that is not sealed opens, nothing panics, and what opens seals back to the same body.
func FuzzOpen(f *testing.F) {
	keys := testRoot(f, 9).Keys()
	// The same in every process: with -fuzz another one makes the corpus, and a second good page is no changed one.
	good, err := keys.Seal(bytes.NewReader(make([]byte, 24)), 1, []byte("good"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[:], uint16(0), byte(0))
	f.Add(good[:100], uint16(3), byte(1))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, flip byte) {
		var sealed [page.Size]byte
		copy(sealed[:], good[:])
		copy(sealed[:], b)
		sealed[int(at)%page.Size] ^= flip
		format, body, err := keys.Open(&sealed)
		if sealed == *good {
			if err != nil || format != 1 || string(body) != "good" {
				t.Fatalf("the good page: %v", err)
			}
		} else if err == nil {
			t.Fatalf("a changed page opened")
		}
	})
}
