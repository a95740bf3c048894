package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// The two modes of admission, as /v1/site names them (SPEC §6.4).
const (
	AdmissionOpen    = "open"    // anyone may make pages, under the budgets
	AdmissionStarter = "starter" // a page is made only with a starter key that is in the operator's file
)

// maxStarterKeys bounds the work of one check, and maxStarterFile the file: an operator has a few keys, and retires
// them one by one.
const (
	maxStarterKeys = 256
	maxStarterFile = 1 << 20
)

// starterKey is shown by MAC and never sent. Whoever has it may make pages, and no more.
type starterKey struct{ secret.Key }

// Starters are the starter keys that the operator gives, from a file that may change while the server runs.
//
// The file has one key of 64 hexadecimal digits per line. Empty lines, and what follows a #, are comments. Without a key
// nobody is admitted, which is how a new deployment begins and how an operator closes one to newcomers.
type Starters struct {
	path string
	keys atomic.Pointer[[]starterKey]
	seen stamp
}

// stamp is what tells that a file has changed.
type stamp struct {
	size     int64
	modified time.Time
}

// OpenStarters reads the file at path, and makes an empty one where there is none, as the first key can be made only with
// a server that runs already (larkspur starter). The error names the line that is wrong.
func OpenStarters(path string) (*Starters, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("starter keys: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("starter keys: %w", err)
	}
	s := &Starters{path: path}
	if err := s.read(); err != nil {
		return nil, err
	}
	return s, nil
}

// Count returns how many keys are in force.
func (s *Starters) Count() int { return len(*s.keys.Load()) }

// Watch reads the file again whenever it has changed, until ctx ends. While the file cannot be used, the keys read last
// stay in force, and notice is told once per change.
func (s *Starters) Watch(ctx context.Context, every time.Duration, notice func(error)) {
	for (systemClock{}).Sleep(ctx, every) == nil {
		now, err := s.stat()
		if err == nil && now == s.seen {
			continue
		}
		told := err != nil && s.seen == stamp{}
		if err == nil {
			err = s.read()
		}
		if err == nil {
			continue
		}
		s.seen = now
		if !told {
			notice(fmt.Errorf("%w; the keys read before stay in force", err))
		}
	}
}

func (s *Starters) stat() (stamp, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return stamp{}, fmt.Errorf("starter keys: %w", err)
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

func (s *Starters) read() error {
	seen, err := s.stat()
	if err != nil {
		return err
	}
	if seen.size > maxStarterFile {
		return fmt.Errorf("starter keys: %s is larger than %d bytes", s.path, maxStarterFile)
	}
	text, err := os.ReadFile(s.path)
	if err != nil {
		return fmt.Errorf("starter keys: %w", err)
	}
	defer secret.Wipe(text)
	keys, err := parseStarters(text)
	if err != nil {
		return fmt.Errorf("starter keys: %s: %w", s.path, err)
	}
	s.keys.Store(&keys)
	s.seen = seen
	return nil
}

// parseStarters never puts what a line holds into an error: it may be most of a key.
func parseStarters(text []byte) ([]starterKey, error) {
	var keys []starterKey
	number := 0
	for line := range bytes.Lines(text) {
		number++
		line, _, _ = bytes.Cut(line, []byte{'#'})
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if len(line) != 2*secret.KeySize {
			return nil, fmt.Errorf("line %d: a key has %d hexadecimal digits, this has %d characters", number, 2*secret.KeySize, len(line))
		}
		var b [secret.KeySize]byte
		if _, err := hex.Decode(b[:], line); err != nil {
			return nil, fmt.Errorf("line %d: a key has hexadecimal digits only", number)
		}
		if b == [secret.KeySize]byte{} {
			return nil, fmt.Errorf("line %d: the key of zeros stands for no key", number)
		}
		keys = append(keys, starterKey{secret.NewKey(b[:])})
		clear(b[:])
		if len(keys) > maxStarterKeys {
			return nil, fmt.Errorf("line %d: more than %d keys", number, maxStarterKeys)
		}
	}
	return keys, nil
}

// admits reports whether shown is the admission of l under any of the keys (SPEC §6.4). All keys are tried whatever
// fits, so the time depends on their number only.
func (s *Starters) admits(l wire.Locator, shown [wire.AdmissionSize]byte) bool {
	fits := false
	for _, k := range *s.keys.Load() {
		mac := hmac.New(sha256.New, k.Expose())
		mac.Write(l[:])
		if hmac.Equal(mac.Sum(nil), shown[:]) {
			fits = true
		}
	}
	return fits
}
