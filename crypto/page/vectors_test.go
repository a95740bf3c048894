package page_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"larkspur/crypto/page"
)

// The vectors under crypto/testdata/vectors/page pin SPEC §3 and §4. Each file is one case: a good one names all that is
// derived on the way, a refusal names what is wrong with it. `go test ./crypto/page -update` writes them anew; a change
// of a good one is a change of the format.
var update = flag.Bool("update", false, "write the vectors anew")

const vectorDir = "../testdata/vectors/page"

type vector struct {
	Comment   string `json:"comment"`
	Phrase    string `json:"phrase,omitempty"`
	Realm     string `json:"realm,omitempty"`
	Salt      string `json:"salt,omitempty"`
	Root      string `json:"root"`
	PublicKey string `json:"public_key,omitempty"`
	Locator   string `json:"locator,omitempty"`
	Message   string `json:"message,omitempty"`
	Signature string `json:"signature,omitempty"`
	Nonce     string `json:"nonce,omitempty"`
	Format    int    `json:"format,omitempty"`
	Body      string `json:"body,omitempty"`
	PageStart string `json:"page_start"` // its first bytes
	PageEnd   string `json:"page_end"`   // its last bytes
	PageHash  string `json:"page_sha256,omitempty"`

	// Of a refusal: the page is sealed by SPEC §4 under one root for one locator, with a byte of the plaintext changed
	// before, or a byte of the page after. A change with 0 is none.
	Refused      string `json:"refused,omitempty"`
	SealedUnder  string `json:"sealed_under,omitempty"`
	SealedFor    string `json:"sealed_for,omitempty"`
	PlainXorAt   int    `json:"plain_xor_at,omitempty"`
	PlainXorWith byte   `json:"plain_xor_with,omitempty"`
	XorAt        int    `json:"xor_at,omitempty"`
	XorWith      byte   `json:"xor_with,omitempty"`
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(files) < 12 {
		t.Fatalf("%d vectors, %v; 12 or more are in the tree", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			checkVector(t, v)
		})
	}
}

func checkVector(t *testing.T, v vector) {
	root, err := page.RootFrom(unhex(t, v.Root))
	if err != nil {
		t.Fatal(err)
	}
	keys := root.Keys()
	if v.Phrase != "" {
		if got := page.Salt(v.Realm); !bytes.Equal(got, unhex(t, v.Salt)) {
			t.Errorf("salt %x", got)
		}
		if got := page.Derive([]byte(v.Phrase), v.Realm); !bytes.Equal(got.Expose(), unhex(t, v.Root)) {
			t.Errorf("root %x", got.Expose())
		}
	}
	if got := keys.PublicKey(); v.PublicKey != "" && !bytes.Equal(got[:], unhex(t, v.PublicKey)) {
		t.Errorf("public key %x", got)
	}
	if got := keys.Locator(); v.Locator != "" && !bytes.Equal(got[:], unhex(t, v.Locator)) {
		t.Errorf("locator %x", got)
	}
	if v.Signature != "" {
		if got := keys.Sign(unhex(t, v.Message)); !bytes.Equal(got[:], unhex(t, v.Signature)) {
			t.Errorf("signature %x", got)
		}
	}
	if v.Refused != "" {
		sealed := refusedPage(t, v)
		if got := hashOf(sealed[:]); got != v.PageHash {
			t.Fatalf("the refused page has the hash %s: the vector and its maker differ", got)
		}
		if _, _, err := keys.Open(sealed); !errors.Is(err, page.ErrOpen) {
			t.Fatalf("%s: %v", v.Refused, err)
		}
		return
	}
	sealed, err := keys.Seal(bytes.NewReader(unhex(t, v.Nonce)), page.Format(v.Format), unhex(t, v.Body))
	if err != nil {
		t.Fatal(err)
	}
	if hashOf(sealed[:]) != v.PageHash || hex.EncodeToString(sealed[:96]) != v.PageStart || hex.EncodeToString(sealed[page.Size-32:]) != v.PageEnd {
		t.Errorf("the page differs: %x...", sealed[:96])
	}
	format, body, err := keys.Open(sealed)
	if err != nil || int(format) != v.Format || !bytes.Equal(body, unhex(t, v.Body)) {
		t.Errorf("opened: format %d, body %x, %v", format, body, err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
