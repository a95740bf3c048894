package page_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/page"
)

// This file builds pages by SPEC §4 without the package's own Seal: a second reading of the specification, which can also
// make what Seal refuses to make.

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

var (
	refusedRoot  = bytes.Repeat([]byte{0x11}, 32)
	refusedNonce = bytes.Repeat([]byte{0x22}, 24)
)

// sealBySpec seals plaintext as it stands, whatever it says.
func sealBySpec(t *testing.T, root, nonce, plaintext, locator []byte) *[page.Size]byte {
	t.Helper()
	pageKey, err := hkdf.Expand(sha256.New, root, "larkspur/1 page", 32)
	if err != nil {
		t.Fatal(err)
	}
	okm, err := hkdf.Key(sha256.New, pageKey, nonce, "larkspur/1 seal"+string(locator), 64)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.NewX(okm[:32])
	if err != nil {
		t.Fatal(err)
	}
	out := append(append([]byte(nil), nonce...), okm[32:]...)
	return (*[page.Size]byte)(aead.Seal(out, nonce, plaintext, locator))
}

func plain(format byte, length uint32, body []byte) []byte {
	p := make([]byte, 32696)
	p[0] = format
	binary.BigEndian.PutUint32(p[1:], length)
	copy(p[5:], body)
	return p
}

// refusals: each changes one thing of a page that would open.
var refusals = []vector{
	{Refused: "nonce changed", XorAt: 0, XorWith: 1},
	{Refused: "commitment changed", XorAt: 24, XorWith: 1},
	{Refused: "ciphertext changed", XorAt: 5000, XorWith: 0x80},
	{Refused: "tag changed", XorAt: page.Size - 1, XorWith: 1},
	{Refused: "format 0", PlainXorAt: 0, PlainXorWith: 1},
	{Refused: "length beyond the page", PlainXorAt: 3, PlainXorWith: 0x80},
	{Refused: "length of four billion", PlainXorAt: 1, PlainXorWith: 0xff},
	{Refused: "length shorter than the body", PlainXorAt: 4, PlainXorWith: 3},
	{Refused: "the last byte is not zero", PlainXorAt: 32695, PlainXorWith: 1},
	{Refused: "sealed for another locator", SealedFor: "3333333333333333333333333333333333333333333333333333333333333333"},
	{Refused: "sealed under another root", SealedUnder: "1212121212121212121212121212121212121212121212121212121212121212"},
}

// refusedPage makes the page that a refused vector describes: seal by SPEC §4 the body under sealed_under for sealed_for,
// with one byte of the plaintext changed before, or one byte of the page after.
func refusedPage(t *testing.T, v vector) *[page.Size]byte {
	t.Helper()
	body := unhex(t, v.Body)
	plaintext := plain(byte(v.Format), uint32(len(body)), body)
	plaintext[v.PlainXorAt] ^= v.PlainXorWith
	sealed := sealBySpec(t, unhex(t, v.SealedUnder), unhex(t, v.Nonce), plaintext, unhex(t, v.SealedFor))
	sealed[v.XorAt] ^= v.XorWith
	return sealed
}

func TestSealIsWhatTheSpecificationSays(t *testing.T) {
	root, err := page.RootFrom(refusedRoot)
	if err != nil {
		t.Fatal(err)
	}
	locator := root.Keys().Locator()
	sealed, err := root.Keys().Seal(bytes.NewReader(refusedNonce), 1, []byte("a body"))
	if err != nil {
		t.Fatal(err)
	}
	if *sealed != *sealBySpec(t, refusedRoot, refusedNonce, plain(1, 6, []byte("a body")), locator[:]) {
		t.Fatal("Seal and the specification differ")
	}
}

func writeVectors(t *testing.T) {
	if err := os.MkdirAll(vectorDir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, v vector) {
		b, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(vectorDir, name+".json"), append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good := func(name string, v vector, root page.Root) {
		keys := root.Keys()
		public, locator := keys.PublicKey(), keys.Locator()
		v.Root, v.PublicKey, v.Locator = hex.EncodeToString(root.Expose()), hex.EncodeToString(public[:]), hex.EncodeToString(locator[:])
		if v.Message != "" {
			sig := keys.Sign(unhex(t, v.Message))
			v.Signature = hex.EncodeToString(sig[:])
		}
		sealed, err := keys.Seal(bytes.NewReader(unhex(t, v.Nonce)), page.Format(v.Format), unhex(t, v.Body))
		if err != nil {
			t.Fatal(err)
		}
		v.PageStart, v.PageEnd, v.PageHash = hex.EncodeToString(sealed[:96]), hex.EncodeToString(sealed[page.Size-32:]), hashOf(sealed[:])
		write(name, v)
	}
	phrase, realm := "one two three four five six seven", "example-realm"
	good("good-phrase", vector{
		Comment: "from a phrase to a sealed page; the words only stand for a canonical phrase", Phrase: phrase, Realm: realm,
		Salt: hex.EncodeToString(page.Salt(realm)), Message: hex.EncodeToString([]byte("message")),
		Nonce: hex.EncodeToString(bytes.Repeat([]byte{7}, 24)), Format: 1, Body: hex.EncodeToString([]byte("body")),
	}, page.Derive([]byte(phrase), realm))
	phrase, realm = "uno dos tres cuatro cinco seis siete año", "r"
	good("good-phrase-with-a-further-word", vector{
		Comment: "further words are taken as folded, here one that is not ASCII", Phrase: phrase, Realm: realm,
		Salt: hex.EncodeToString(page.Salt(realm)), Nonce: hex.EncodeToString(bytes.Repeat([]byte{8}, 24)), Format: 4,
	}, page.Derive([]byte(phrase), realm))
	root, _ := page.RootFrom(bytes.Repeat([]byte{0xff}, 32))
	good("good-empty", vector{Comment: "an empty body", Nonce: hex.EncodeToString(make([]byte, 24)), Format: 3}, root)
	root, _ = page.RootFrom(make([]byte, 32))
	full := bytes.Repeat([]byte{0xa5}, page.MaxBody)
	good("good-full", vector{Comment: "the largest body, 32,691 bytes", Nonce: hex.EncodeToString(bytes.Repeat([]byte{1}, 24)), Format: 2, Body: hex.EncodeToString(full)}, root)
	refused, err := page.RootFrom(refusedRoot)
	if err != nil {
		t.Fatal(err)
	}
	locator := refused.Keys().Locator()
	for _, v := range refusals {
		v.Comment = "a page that would open but for one change"
		v.Root, v.Nonce, v.Format, v.Body = hex.EncodeToString(refusedRoot), hex.EncodeToString(refusedNonce), 1, hex.EncodeToString([]byte("a body"))
		if v.SealedUnder == "" {
			v.SealedUnder = v.Root
		}
		if v.SealedFor == "" {
			v.SealedFor = hex.EncodeToString(locator[:])
		}
		sealed := refusedPage(t, v)
		v.PageStart, v.PageEnd, v.PageHash = hex.EncodeToString(sealed[:96]), hex.EncodeToString(sealed[page.Size-32:]), hashOf(sealed[:])
		write("refused-"+strings.ReplaceAll(v.Refused, " ", "-"), v)
	}
}
