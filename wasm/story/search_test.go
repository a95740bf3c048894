//go:build unix

package story

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// marker is a word that nobody else would write: what was typed, and what must be found nowhere. It is drawn afresh, and
// long enough that compression of the simple kinds (LZ4, Snappy) leaves a stretch of it as it is.
type marker string

func newMarker() marker {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	b := make([]byte, 24)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return marker(b)
}

// forms are the ways in which a marker could stand in a file or on a line: as text in the usual encodings, and part of it,
// for where a copy was cut or compressed.
func (m marker) forms() [][]byte {
	s := string(m)
	half := s[4:16]
	forms := [][]byte{[]byte(half), []byte(strings.ToUpper(half))}
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		var b []byte
		for _, u := range utf16.Encode([]rune(half)) {
			pair := [2]byte{byte(u), byte(u >> 8)}
			b = append(b, pair[order[0]], pair[order[1]])
		}
		forms = append(forms, b)
	}
	forms = append(forms, []byte(hex.EncodeToString([]byte(half))), []byte(url.QueryEscape(half)))
	for shift := range 3 { // base64 looks different at each of three places
		e := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + s))
		forms = append(forms, []byte(e[4:20]))
	}
	return forms
}

// in reports whether any form of the marker stands in b.
func (m marker) in(b []byte) bool {
	for _, f := range m.forms() {
		if bytes.Contains(b, f) {
			return true
		}
	}
	return false
}

// found returns the files below dir, names included, in which a marker stands. It fails the test when there is no file at
// all, as then it looked at the wrong place.
func found(t *testing.T, dir string, markers ...marker) []string {
	t.Helper()
	var hits []string
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) {
				return nil // a browser that is at work removes files
			}
			return err
		}
		for _, m := range markers {
			if m.in([]byte(path)) {
				hits = append(hits, path+" (its name)")
			}
		}
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		files++
		for _, m := range markers {
			if m.in(b) {
				hits = append(hits, path)
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatalf("nothing to search below %s", dir)
	}
	return hits
}

func TestTheSearchFindsWhatIsThere(t *testing.T) {
	m := newMarker()
	dir := t.TempDir()
	utf16le := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(0)
		}
		return b.String()
	}
	for name, content := range map[string]string{
		"plain":  "x" + string(m) + "y",
		"utf16":  utf16le("x" + string(m)),
		"hex":    hex.EncodeToString([]byte(m)),
		"base64": base64.StdEncoding.EncodeToString([]byte("{\"text\":\"" + string(m) + "\"}")),
		"upper":  strings.ToUpper(string(m)),
		"clear":  "nothing of it",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if hits := found(t, dir, m); len(hits) != 5 {
		t.Errorf("found in %v", hits)
	}
	if hits := found(t, dir, newMarker()); len(hits) != 0 {
		t.Errorf("another marker is found in %v", hits)
	}
}
