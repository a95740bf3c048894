// Package vectortest reads the vectors of live links (SPEC §12 to §14), and writes them, for tests.
package vectortest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors of live links anew, as the specification says; a change of them is a change of the protocol")

// Read reads the vector of that name, after it was written anew if the tests run with -update, and holds that it is what made makes
// without the package that is tested.
func Read[T any](t *testing.T, name string, made func() T) (v T) {
	t.Helper()
	path := filepath.Join(dir(t), name)
	now, err := json.MarshalIndent(made(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	now = append(now, '\n')
	if *update {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, now) {
		t.Errorf("%s is not what the specification says", name)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Bytes are those that hexadecimal digits in a vector stand for.
func Bytes(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// dir finds the vectors from the folder of any package, as the module's root is above it.
func dir(t *testing.T) string {
	t.Helper()
	for up := "."; len(up) < 64; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return filepath.Join(up, "crypto", "testdata", "vectors", "live")
		}
	}
	t.Fatal("no go.mod above this package")
	return ""
}
