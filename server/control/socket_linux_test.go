package control

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderOfAnyLengthWorks(t *testing.T) {
	for _, length := range []int{60, 99, 100, 101, 102, 103, 107, 108, 109, 110, 250, 1000} {
		dir := folder(t)
		for len(dir)+len("/"+File) < length {
			dir += "/" + strings.Repeat("d", max(1, min(200, length-len(dir)-len("/"+File)-1)))
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, File)
		if _, err := ask(t, path, "echo", nil); !errors.Is(err, ErrNobody) {
			t.Errorf("a path of %d: nobody listens, and it says %v", len(path), err)
		}
		for range 2 { // again over the same path: the first took its socket away
			end := serving(t, path, patient, map[string]Verb{"echo": {Do: echo}})
			info, err := os.Lstat(path)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("a path of %d: %v, %v", len(path), info, err)
			}
			if got, err := ask(t, path, "echo", 7); err != nil || len(got) != 3 {
				t.Errorf("a path of %d: %q, %v", len(path), got, err)
			}
			end()
			if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a path of %d: the socket stays: %v", len(path), err)
			}
		}
	}
}

// Another user's process is seen as such at both ends, whatever the modes allow. The user is this one, and those that may
// are others.
func TestAProcessOfAnotherUserIsAStranger(t *testing.T) {
	if !callers(os.Geteuid()) || !servers(os.Geteuid()) || !callers(0) {
		t.Error("the owner, or root, is a stranger")
	}
	if callers(os.Geteuid() + 1) {
		t.Error("another user may call")
	}
	if os.Geteuid() != 0 && servers(os.Geteuid()+1) {
		t.Error("another user's server is believed")
	}
	path := listening(t, patient, map[string]Verb{"echo": {Do: echo}})
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	seen := -1
	if err := samePeer(conn, func(uid int) bool { seen = uid; return false }); !errors.Is(err, ErrStranger) || seen != os.Geteuid() {
		t.Errorf("the peer is user %d, %v", seen, err)
	}
	a, b := net.Pipe() // says nothing of who is there
	defer a.Close()
	defer b.Close()
	if err := samePeer(a, func(int) bool { return true }); !errors.Is(err, ErrStranger) {
		t.Errorf("who cannot be told is %v", err)
	}
}

// The stranger is told so, and nothing runs for it.
func TestAStrangerIsToldSoAndNothingRuns(t *testing.T) {
	a, b := net.Pipe()
	c := &call{conn: a, limits: patient, verbs: map[string]Verb{"run": {Do: func(context.Context, json.RawMessage, func(any) error) error {
		t.Error("it ran")
		return nil
	}}}}
	go c.answer(t.Context())
	text := make([]byte, 1000)
	n, err := b.Read(text)
	if err != nil || !strings.Contains(string(text[:n]), `"code":"stranger"`) {
		t.Errorf("told %q, %v", text[:n], err)
	}
}
