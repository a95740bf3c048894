package shelf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// The vectors under testdata pin SPEC §9; each file is one case, and a refusal names what is wrong. `go test
// ./server/shelf -update` writes them anew from the second reading in spec_test.go; a change of a good one is a change of
// the format. Pages and stripes are too long to be written out: they are ChaCha20 keystreams under a key of 32 equal
// bytes and nonce 0.
var update = flag.Bool("update", false, "write the vectors anew")

const vectorDir = "testdata"

type vector struct {
	Comment   string `json:"comment"`
	FileHalf  string `json:"file_half"`
	StoreHalf string `json:"store_half,omitempty"`
	Epoch     string `json:"epoch_key,omitempty"`
	NameKey   string `json:"name_key,omitempty"`
	SealKey   string `json:"seal_key,omitempty"`
	NoiseKey  string `json:"noise_key,omitempty"`
	ChaffKey  string `json:"chaff_key,omitempty"`

	// Of an object (kind object), of the half in the store (half), of a key file (file).
	Kind       string   `json:"kind"`
	Locator    string   `json:"locator,omitempty"`
	Flags      byte     `json:"flags,omitempty"`
	Month      uint32   `json:"month,omitempty"`
	Version    string   `json:"version,omitempty"`
	Memory     []string `json:"memory,omitempty"`
	PageStream byte     `json:"page_stream,omitempty"`
	Chaff      uint32   `json:"number_of_chaff,omitempty"`
	Stripes    byte     `json:"stripe_stream,omitempty"`
	Nonce      string   `json:"nonce,omitempty"`
	Name       string   `json:"name,omitempty"`
	Pair       uint64   `json:"pair,omitempty"` // the index of the locator's chaff object among Chaff
	PairAt     string   `json:"pair_locator,omitempty"`
	Gap        string   `json:"gap_locator,omitempty"`
	NoiseV     string   `json:"noise_version,omitempty"`
	NoiseHash  string   `json:"noise_page_sha256,omitempty"`

	// Of a refusal: the error, and what was changed. A change with 0 is none.
	Refused      string `json:"refused,omitempty"`
	ReadAs       string `json:"read_as_locator,omitempty"` // asked for under this locator instead
	PutUnder     string `json:"sealed_for_name,omitempty"` // sealed for this name instead
	InnerXorAt   int    `json:"inner_xor_at,omitempty"`    // before sealing
	InnerXorWith byte   `json:"inner_xor_with,omitempty"`  //
	XorAt        int    `json:"xor_at,omitempty"`          // afterwards
	XorWith      byte   `json:"xor_with,omitempty"`        //
	CutTo        int    `json:"cut_to,omitempty"`          // afterwards
	SumAnew      bool   `json:"sum_made_anew,omitempty"`   // of a key file, after the change
	Hash         string `json:"sha256"`                    // of all bytes, changes made
	Start        string `json:"first_bytes"`               //
	End          string `json:"last_bytes"`                //
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func take(t testing.TB, key byte, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(newStream(key), b); err != nil {
		t.Fatal(err)
	}
	return b
}

// make builds the bytes of v by the second reading.
func (v *vector) make(t testing.TB) []byte {
	t.Helper()
	var inner, b []byte
	file := unhex(t, v.FileHalf)
	switch v.Kind {
	case "file":
		b = keyFileBySpec(take(t, v.Stripes, 4095*32), file)
		b[v.XorAt] ^= v.XorWith
		if v.SumAnew {
			sum := sha256.Sum256(b[:len(b)-32])
			copy(b[len(b)-32:], sum[:])
		}
	case "half":
		k := keysBySpec(t, file, unhex(t, v.StoreHalf))
		inner = keptBySpec(v.Chaff, v.Month, unhex(t, v.StoreHalf))
		inner[v.InnerXorAt] ^= v.InnerXorWith
		b = sealBySpec(t, k.half, unhex(t, v.Nonce), k.halfName, inner)
		b[v.XorAt] ^= v.XorWith
	case "object":
		k := keysBySpec(t, file, unhex(t, v.StoreHalf))
		var memory [][]byte
		for _, m := range v.Memory {
			memory = append(memory, unhex(t, m))
		}
		inner = innerBySpec(v.Flags, v.Month, unhex(t, v.Locator), unhex(t, v.Version), memory, take(t, v.PageStream, 32768))
		inner[v.InnerXorAt] ^= v.InnerXorWith
		name := hmacBySpec(k.name, unhex(t, v.Locator))
		if v.PutUnder != "" {
			name = unhex(t, v.PutUnder)
		}
		b = sealBySpec(t, k.seal, unhex(t, v.Nonce), name, inner)
		b[v.XorAt] ^= v.XorWith
	default:
		t.Fatalf("kind %q", v.Kind)
	}
	if v.CutTo != 0 {
		b = b[:v.CutTo]
	}
	return b
}

// read has the package read b, and compares all that it says with v.
func (v *vector) read(t *testing.T, b []byte) error {
	f := fileHalf{secret.NewKey(unhex(t, v.FileHalf))}
	switch v.Kind {
	case "file":
		got, err := parseKeyFile(b)
		if err == nil && !bytes.Equal(got.Expose(), f.Expose()) {
			t.Error("another half")
		}
		return err
	case "half":
		k, err := openKept(f, bytes.Clone(b))
		if err != nil {
			return err
		}
		if !bytes.Equal(k.half.Expose(), unhex(t, v.StoreHalf)) || k.chaff != v.Chaff || k.month != v.Month || halfName(f).String() != v.Name {
			t.Error("another half, number or name")
		}
		return nil
	}
	e := newEpoch(f, storeHalf{secret.NewKey(unhex(t, v.StoreHalf))})
	l := wire.Locator(unhex(t, v.Locator))
	if v.ReadAs != "" {
		l = wire.Locator(unhex(t, v.ReadAs))
	}
	o, err := e.open(l, bytes.Clone(b))
	if err != nil {
		return err
	}
	var memory []string
	for _, m := range o.firsts {
		memory = append(memory, hex.EncodeToString(m[:]))
	}
	if o.flags != v.Flags || o.month != v.Month || hex.EncodeToString(o.version[:]) != v.Version ||
		strings.Join(memory, " ") != strings.Join(v.Memory, " ") || !bytes.Equal(o.page[:], take(t, v.PageStream, 32768)) {
		t.Error("another inside")
	}
	for want, k := range map[string]secret.Key{
		v.NameKey: e.nameKey.Key, v.SealKey: e.sealKey.Key, v.NoiseKey: e.noiseKey.Key, v.ChaffKey: e.chaffKey.Key,
	} {
		if hex.EncodeToString(k.Expose()) != want {
			t.Error("another key")
		}
	}
	pair, gap := e.chaffLocator(e.pairOf(l, v.Chaff)), e.gapOf(l)
	if e.nameOf(l).String() != v.Name || e.chaffLocator(uint32(v.Pair)) != pair || hex.EncodeToString(pair[:]) != v.PairAt ||
		hex.EncodeToString(gap[:]) != v.Gap {
		t.Error("another name, pair or gap")
	}
	version, page := e.noiseOf(l)
	if sum := sha256.Sum256(page[:]); hex.EncodeToString(version[:]) != v.NoiseV || hex.EncodeToString(sum[:]) != v.NoiseHash {
		t.Error("other noise")
	}
	return nil
}

var refusals = map[string]error{
	"damaged": errDamaged, "half damaged": ErrStoreHalfDamaged, "file damaged": ErrKeyFileDamaged, "version": ErrVersion,
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d vectors, %v; 30 or more are in the tree", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			d := json.NewDecoder(bytes.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			b := v.make(t)
			if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != v.Hash {
				t.Fatal("the second reading builds other bytes than the vector's")
			}
			err = v.read(t, b)
			if want := refusals[v.Refused]; v.Refused != "" && (want == nil || !errors.Is(err, want)) {
				t.Errorf("refused as %v, want %v", err, want)
			} else if v.Refused == "" && err != nil {
				t.Error(err)
			}
		})
	}
}
