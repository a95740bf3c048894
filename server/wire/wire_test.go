package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// filled is a request in which every byte of every field is that field's own, so that a field in the wrong place shows.
func filled() *wire.Request {
	q := &wire.Request{Op: wire.OpErase}
	fill(q.Locator[:], 0x10)
	fill(q.Expected[:], 0x20)
	fill(q.PublicKey[:], 0x30)
	fill(q.Signature[:], 0x40)
	fill(q.Admission[:], 0x50)
	fill(q.Page[:], 0x60)
	return q
}

func fill(b []byte, with byte) {
	for i := range b {
		b[i] = with
	}
}

func run(with byte, n int) []byte { return bytes.Repeat([]byte{with}, n) }

// The layout of SPEC §6.1, joined from its table and not from the package's offsets.
func TestTheLayoutOfARequest(t *testing.T) {
	want := slicesOf([]byte{1, 3}, run(0x10, 32), run(0x20, 16), run(0x30, 32), run(0x40, 64), run(0x50, 32), run(0, 78), run(0x60, 32768))
	got := filled().AppendTo([]byte("before"))
	if !bytes.Equal(got, append([]byte("before"), want...)) {
		t.Errorf("the header is %x", got[6:262])
	}
	if len(want) != 33024 || wire.MessageSize != 33024 || wire.HeaderSize != 256 || wire.PageSize != 32768 {
		t.Error("the sizes are not those of the specification")
	}
	q, err := wire.ParseRequest(want)
	if err != nil || *q != *filled() {
		t.Errorf("parsed otherwise: %v", err)
	}
}

// The layout of SPEC §6.2.
func TestTheLayoutOfAnAnswer(t *testing.T) {
	a := &wire.Answer{Code: wire.CodeAdmission}
	fill(a.Version[:], 0x20)
	fill(a.Page[:], 0x60)
	want := slicesOf([]byte{1, 4}, run(0x20, 16), run(0, 238), run(0x60, 32768))
	if got := a.AppendTo(nil); !bytes.Equal(got, want) || len(got) != wire.MessageSize {
		t.Errorf("the header is %x", got[:256])
	}
	back, err := wire.ParseAnswer(want)
	if err != nil || *back != *a {
		t.Errorf("parsed otherwise: %v", err)
	}
}

func slicesOf(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// The hashes were computed from SPEC §6.1 to §6.3 with another program.
func TestGoldenBytes(t *testing.T) {
	if got := sum(filled().AppendTo(nil)); got != goldenRequest {
		t.Errorf("the request hashes to %s", got)
	}
	a := &wire.Answer{Code: wire.CodeFailed}
	fill(a.Version[:], 0x21)
	fill(a.Page[:], 0x61)
	if got := sum(a.AppendTo(nil)); got != goldenAnswer {
		t.Errorf("the answer hashes to %s", got)
	}
	if got := hex.EncodeToString(filled().Signed("a-realm")); got != goldenSigned {
		t.Errorf("signed are %s", got)
	}
	public := [wire.PublicKeySize]byte(run(0x30, 32))
	if got := wire.LocatorOf(public); hex.EncodeToString(got[:]) != goldenLocator {
		t.Errorf("the locator is %x", got[:])
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func TestEveryByteOfTheZerosIsLookedAt(t *testing.T) {
	request, answer := filled().AppendTo(nil), (&wire.Answer{Code: wire.CodeOK}).AppendTo(nil)
	for at := range wire.HeaderSize {
		for _, flip := range []byte{1, 0x80, 0xff} {
			bad := bytes.Clone(request)
			bad[at] ^= flip
			_, err := wire.ParseRequest(bad)
			op := at == 1 && (bad[1] == 1 || bad[1] == 2)
			if free := at >= 2 && at < 178 || op; free != (err == nil) || err != nil && !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("request, byte %d changed: %v", at, err)
			}
			bad = bytes.Clone(answer)
			bad[at] ^= flip
			_, err = wire.ParseAnswer(bad)
			code := at == 1 && bad[1] >= 1 && bad[1] <= 6
			if free := at >= 2 && at < 18 || code; free != (err == nil) || err != nil && !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("answer, byte %d changed: %v", at, err)
			}
		}
	}
}

func TestOtherSizesAreMalformed(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 257, 32768, 33023, 33025, 66048} {
		b := append(filled().AppendTo(nil), run(0, wire.MessageSize)...)[:n]
		if _, err := wire.ParseRequest(b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("a request of %d bytes: %v", n, err)
		}
		b = append((&wire.Answer{Code: wire.CodeOK}).AppendTo(nil), run(0, wire.MessageSize)...)[:n]
		if _, err := wire.ParseAnswer(b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("an answer of %d bytes: %v", n, err)
		}
	}
	for _, nothing := range [][]byte{nil, {}} {
		if _, err := wire.ParseRequest(nothing); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("nothing: %v", err)
		}
	}
}

// What the signature covers changes with each part of it, so nothing signed can be used as anything else.
func TestEverythingThatCountsIsSigned(t *testing.T) {
	base := string(filled().Signed("realm"))
	for name, change := range map[string]func(q *wire.Request) string{
		"the realm":     func(*wire.Request) string { return "realn" },
		"a longer one":  func(*wire.Request) string { return "realm\x03" },
		"a shorter one": func(*wire.Request) string { return "real" },
		"the operation": func(q *wire.Request) string { q.Op = wire.OpWrite; return "realm" },
		"the locator":   func(q *wire.Request) string { q.Locator[31]++; return "realm" },
		"the version":   func(q *wire.Request) string { q.Expected[15]++; return "realm" },
		"the page":      func(q *wire.Request) string { q.Page[wire.PageSize-1]++; return "realm" },
	} {
		q := filled()
		realm := change(q)
		if string(q.Signed(realm)) == base {
			t.Errorf("%s is not signed", name)
		}
	}
	for name, change := range map[string]func(q *wire.Request){
		"the public key": func(q *wire.Request) { q.PublicKey[0]++ },
		"the signature":  func(q *wire.Request) { q.Signature[0]++ },
		"the admission":  func(q *wire.Request) { q.Admission[0]++ },
	} {
		q := filled()
		change(q)
		if string(q.Signed("realm")) != base {
			t.Errorf("%s is signed, which SPEC §6.3 does not say", name)
		}
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(public, filled().Signed("realm"), ed25519.Sign(private, []byte(base))) {
		t.Error("what is signed does not verify")
	}
}

func TestRealmsAreShortPrintableASCII(t *testing.T) {
	for realm, want := range map[string]bool{
		"a": true, "!~": true, strings.Repeat("r", 64): true, "": false, strings.Repeat("r", 65): false, "a b": false,
		" ": false, "a\n": false, "a\x00": false, "\x7f": false, "é": false, "a=b": true,
	} {
		if wire.ValidRealm(realm) != want {
			t.Errorf("%q: %v", realm, !want)
		}
	}
}

func TestLocatorsAndVersionsDoNotPrint(t *testing.T) {
	q := filled()
	for _, verb := range []string{"%v", "%+v", "%s", "%#v"} {
		got := fmt.Sprintf(verb+" "+verb, q.Locator, q.Expected)
		if strings.Contains(got, "10") || strings.Contains(got, "16") || strings.Contains(got, "20") || strings.Contains(got, "32") {
			t.Errorf("%s printed %s", verb, got)
		}
	}
}

// No secret can be reached from what crosses the wire: the server has no type to put a key into.
func TestNoSecretIsReachableFromTheTypesOfTheWire(t *testing.T) {
	guard := reflect.TypeFor[secret.Guard]()
	var walk func(reflect.Type, map[reflect.Type]bool) bool
	walk = func(at reflect.Type, seen map[reflect.Type]bool) bool {
		if at == guard {
			return true
		}
		if seen[at] {
			return false
		}
		seen[at] = true
		switch at.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
			return walk(at.Elem(), seen)
		case reflect.Map:
			return walk(at.Key(), seen) || walk(at.Elem(), seen)
		case reflect.Struct:
			for f := range at.Fields() {
				if walk(f.Type, seen) {
					return true
				}
			}
		case reflect.Func, reflect.Interface:
			return true // could lead anywhere
		}
		return false
	}
	for _, at := range []reflect.Type{
		reflect.TypeFor[wire.Request](), reflect.TypeFor[wire.Answer](), reflect.TypeFor[wire.Locator](),
		reflect.TypeFor[wire.Version](), reflect.TypeFor[wire.Op](), reflect.TypeFor[wire.Code](),
		reflect.TypeFor[wire.Join](), reflect.TypeFor[wire.Room](), reflect.TypeFor[wire.Way](),
	} {
		if walk(at, map[reflect.Type]bool{}) {
			t.Errorf("a secret is reachable from %v", at)
		}
	}
	if !walk(reflect.TypeFor[struct{ A []map[string]*secret.Key }](), map[reflect.Type]bool{}) {
		t.Error("the walk finds nothing")
	}
}

const (
	goldenRequest = "3921a7e0f17355f5b9fb7bf97e0eb485b9143d698a8d8b2a82f85ee47d3f7433"
	goldenAnswer  = "a348f235aa135aee4a298e89c222344557c69ce3b8f5cb89dbdb746df58f2262"
	goldenLocator = "2529adc3f9fa2890941e69b25cd3052c2ff44a49f4eb1cf6084d941caa61d50c"
	goldenSigned  = "6c61726b737075722f31207772697465612d7265616c6d031010101010101010101010101010101010101010101010101010101010101010202020202020202020202020202020205132d59959ad584de05f00f06b88c25ef25aa49b36bdf7bf2f31b4ed324568c7"
)
