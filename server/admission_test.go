package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

const aKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

func TestAStarterFileIsReadLineByLine(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		keys int
		err  string
	}{
		"one":                  {aKey + "\n", 1, ""},
		"no end of line":       {aKey, 1, ""},
		"comments":             {"# of the center\n\n  " + aKey + "  # spring\r\n" + strings.ToUpper(aKey) + "\n", 2, ""},
		"short":                {"\n" + aKey[1:] + "\n", 0, "line 2: a key has 64 hexadecimal digits, this has 63 characters"},
		"long":                 {aKey + "0\n", 0, "line 1: a key has 64 hexadecimal digits, this has 65 characters"},
		"not hexadecimal":      {aKey + "\n" + aKey[1:] + "g\n", 0, "line 2: a key has hexadecimal digits only"},
		"zeros stand for none": {strings.Repeat("0", 64), 0, "line 1: the key of zeros stands for no key"},
		"empty":                {"# nothing\n", 0, ""},
		"too many":             {strings.Repeat(aKey+"\n", 257), 0, "line 257: more than 256 keys"},
	} {
		keys, err := parseStarters([]byte(c.text))
		if len(keys) != c.keys || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %d keys, %v", name, len(keys), err)
		}
		if err != nil && strings.Contains(err.Error(), aKey[8:16]) {
			t.Errorf("%s: the error holds the key: %v", name, err)
		}
	}
}

func FuzzParseStarters(f *testing.F) {
	f.Add([]byte(aKey + "\n# c\n"))
	f.Add([]byte(strings.ToUpper(aKey) + "#"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseStarters(text)
		if err != nil && len(keys) > 0 {
			t.Fatalf("%d keys and %v", len(keys), err)
		}
		if err != nil {
			return
		}
		// What was read, written the plain way, is read as the same.
		var plain strings.Builder
		for _, k := range keys {
			fmt.Fprintln(&plain, hex.EncodeToString(k.Expose()))
		}
		again, err := parseStarters([]byte(plain.String()))
		if err != nil || len(again) != len(keys) {
			t.Fatalf("%d keys became %d: %v", len(keys), len(again), err)
		}
		for i := range keys {
			if string(keys[i].Expose()) != string(again[i].Expose()) {
				t.Fatal("a key changed")
			}
		}
	})
}

func admissionOf(hexKey string, l wire.Locator) (shown [wire.AdmissionSize]byte) {
	key, err := hex.DecodeString(hexKey)
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(l[:])
	copy(shown[:], mac.Sum(nil))
	return shown
}

func writeStarters(t *testing.T, path string, keys ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(keys, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnyCurrentKeyAdmitsItsLocatorAndNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	second := strings.Repeat("ab", 32)
	writeStarters(t, path, aKey, second)
	s, err := OpenStarters(path)
	if err != nil {
		t.Fatal(err)
	}
	var l, other wire.Locator
	rand.Read(l[:])
	rand.Read(other[:])
	for _, key := range []string{aKey, second} {
		if !s.admits(l, admissionOf(key, l)) {
			t.Error("a current key does not admit")
		}
		if s.admits(other, admissionOf(key, l)) {
			t.Error("an admission is good for another locator")
		}
	}
	wrong := admissionOf(aKey, l)
	wrong[31] ^= 1
	if s.admits(l, wrong) || s.admits(l, [32]byte{}) || s.admits(l, admissionOf(strings.Repeat("cd", 32), l)) {
		t.Error("no current key was shown, and it was admitted")
	}
}

// The file changes while the server runs: a key retired stops admitting, and a mistake in the file changes nothing.
func TestTheStarterFileMayChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys")
		writeStarters(t, path, aKey)
		s, err := OpenStarters(path)
		if err != nil {
			t.Fatal(err)
		}
		var told atomic.Int64
		var last atomic.Value
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Watch(ctx, time.Second, func(err error) { told.Add(1); last.Store(err) })
		}()
		var l wire.Locator
		second := strings.Repeat("ab", 32)
		wait := func() { time.Sleep(5 * time.Second); synctest.Wait() }
		admitted := func(key string) bool { return s.admits(l, admissionOf(key, l)) }

		writeStarters(t, path, second, "")
		wait()
		if admitted(aKey) || !admitted(second) || told.Load() != 0 {
			t.Error("the new key is not in force")
		}
		writeStarters(t, path, second, "zz")
		wait()
		if err, _ := last.Load().(error); !admitted(second) || told.Load() != 1 || err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("told %d times, lastly %v", told.Load(), err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		wait()
		if err, _ := last.Load().(error); !admitted(second) || told.Load() != 2 || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("told %d times, lastly %v", told.Load(), err)
		}
		writeStarters(t, path, aKey, aKey, aKey)
		wait()
		if !admitted(aKey) || told.Load() != 2 {
			t.Error("a file put right is not in force")
		}
		cancel()
		<-done
	})
}

func TestAStarterFileThatIsNoneStopsTheStart(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, make([]byte, maxStarterFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "absent", "keys"), dir, large} {
		if _, err := OpenStarters(path); err == nil {
			t.Errorf("%s was read", filepath.Base(path))
		}
	}
}

// A new deployment has no key yet, and can make its first one only with a server that runs.
func TestWithoutAKeyNobodyIsAdmitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	s, err := OpenStarters(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 || s.Count() != 0 {
		t.Errorf("%v, %v, %d keys", info, err, s.Count())
	}
	var l wire.Locator
	if s.admits(l, admissionOf(aKey, l)) || s.admits(l, [32]byte{}) {
		t.Error("admitted without a key")
	}
}
