//go:build unix

package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// leaves makes a call, sees it begin, and goes away.
func leaves(t *testing.T, path, verb string, began <-chan bool) {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, `{"version":1,"verb":%q}`+"\n", verb)
	<-began
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestACallerThatGoesAwayEndsWhatIsForItAndNothingElse(t *testing.T) {
	began, ended, proceed := make(chan bool), make(chan error), make(chan bool)
	path := listening(t, patient, map[string]Verb{
		"mine": {Do: func(ctx context.Context, _ json.RawMessage, report func(any) error) error {
			began <- true
			<-ctx.Done()
			ended <- ctx.Err()
			return ctx.Err()
		}},
		"rotate": {GoesOn: true, Do: func(ctx context.Context, _ json.RawMessage, report func(any) error) error {
			began <- true
			<-proceed
			for range 1000 {
				if err := report("further"); err != nil {
					ended <- err
					return err
				}
			}
			ended <- ctx.Err()
			return nil
		}},
	})
	leaves(t, path, "mine", began)
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("what was for its caller ended with %v", err)
	}
	leaves(t, path, "rotate", began)
	// A call that is cancelled at the caller's end is the same.
	ctx, cancel := context.WithCancel(t.Context())
	called := make(chan error)
	go func() { called <- Call(ctx, path, "rotate", nil, nil) }()
	<-began
	cancel()
	if err := <-called; !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call ended with %v", err)
	}
	close(proceed)
	for range 2 {
		if err := <-ended; err != nil {
			t.Errorf("what goes on without its caller ended with %v", err)
		}
	}
}

func TestTheServersEndEndsEveryCallAndWaitsForIt(t *testing.T) {
	path := filepath.Join(folder(t), File)
	began := make(chan bool)
	finished := 0
	stay := func(ctx context.Context, _ json.RawMessage, report func(any) error) error {
		began <- true
		<-ctx.Done()
		finished++ // without a lock: serve has waited when it is read
		return ctx.Err()
	}
	end := serving(t, path, patient, map[string]Verb{"stay": {Do: stay, GoesOn: true}})
	silent, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	called := make(chan error)
	go func() { called <- Call(t.Context(), path, "stay", nil, nil) }()
	<-began
	end()
	if finished != 1 {
		t.Error("it did not wait for a call at work")
	}
	if err := <-called; err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("the caller was told %v", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is there after the end: %v", err)
	}
	if _, err := ask(t, path, "stay", nil); !errors.Is(err, ErrNobody) {
		t.Errorf("a call after the end: %v", err)
	}
}

func TestAnAnswerWithoutAnEndIsNoAnswer(t *testing.T) {
	for answer, want := range map[string]error{
		"":                             ErrCut,
		`{"report":1}` + "\n":          ErrCut,
		`{"done":true`:                 nil, // not understood
		`{}` + "\n":                    nil,
		"Welcome\n":                    nil,
		strings.Repeat("x", maxAnswer): nil,
	} {
		path := filepath.Join(folder(t), File)
		ln, err := net.Listen("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1000))
			_, _ = conn.Write([]byte(answer))
			_ = conn.Close()
		}()
		err = Call(t.Context(), path, "echo", nil, func(json.RawMessage) error { return nil })
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("after %.20q the call ended with %v", answer, err)
		}
		_ = ln.Close()
	}
}

func TestNobodyIsThereWhereNoServerListens(t *testing.T) {
	dir := folder(t)
	for _, path := range []string{filepath.Join(dir, File), filepath.Join(dir, "no", "such", File)} {
		if _, err := ask(t, path, "echo", nil); !errors.Is(err, ErrNobody) {
			t.Errorf("%v", err)
		}
	}
	leaveStale(t, filepath.Join(dir, File))
	if _, err := ask(t, filepath.Join(dir, File), "echo", nil); !errors.Is(err, ErrNobody) {
		t.Errorf("a stale socket: %v", err)
	}
}

// leaveStale leaves what a killed server does: a socket that nobody listens on.
func leaveStale(t *testing.T, path string) {
	t.Helper()
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Fatal(err)
	}
}

func TestAStaleSocketIsReplacedAndNothingElse(t *testing.T) {
	path := filepath.Join(folder(t), File)
	leaveStale(t, path)
	serving(t, path, patient, map[string]Verb{"echo": {Do: echo}})()
	leaveStale(t, path)
	serving(t, path, patient, map[string]Verb{"echo": {Do: echo}})
	if _, err := ask(t, path, "echo", nil); err != nil {
		t.Error(err)
	}
	for name, plant := range map[string]func(string) error{
		"a file":   func(p string) error { return os.WriteFile(p, []byte("mine"), 0o600) },
		"a folder": func(p string) error { return os.Mkdir(p, 0o700) },
		"a link":   func(p string) error { return os.Symlink(path, p) },
	} {
		other := filepath.Join(folder(t), File)
		if err := plant(other); err != nil {
			t.Fatal(err)
		}
		if ln, err := Listen(other); err == nil {
			_ = ln.Close()
			t.Errorf("%s was replaced", name)
		}
		if _, err := os.Lstat(other); err != nil {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
}

func TestTwoServersNeverListenSideBySide(t *testing.T) {
	path := filepath.Join(folder(t), File)
	leaveStale(t, path)
	var wait sync.WaitGroup
	listeners, refused := make(chan net.Listener, 20), make(chan error, 20)
	for range 20 {
		wait.Go(func() {
			if ln, err := Listen(path); err == nil {
				listeners <- ln
			} else {
				refused <- err
			}
		})
	}
	wait.Wait()
	if len(listeners) != 1 {
		t.Fatalf("%d listen", len(listeners))
	}
	for range 19 {
		if err := <-refused; !errors.Is(err, ErrInUse) {
			t.Errorf("another was told %v", err)
		}
	}
	if err := (<-listeners).Close(); err != nil {
		t.Error(err)
	}
	ln, err := Listen(path)
	if err != nil {
		t.Fatalf("after the first was closed: %v", err)
	}
	_ = ln.Close()
}

func TestTheSocketIsItsOwnersAloneInAFolderThatIs(t *testing.T) {
	path := listening(t, patient, map[string]Verb{"echo": {Do: echo}})
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Mode().Type() != fs.ModeSocket {
		t.Errorf("the socket is %v, %v", info.Mode(), err)
	}
	for _, mode := range []fs.FileMode{0o702, 0o777, 0o777 | fs.ModeSticky} {
		dir := folder(t)
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if ln, err := Listen(filepath.Join(dir, File)); !errors.Is(err, ErrFolder) {
			if err == nil {
				_ = ln.Close()
			}
			t.Errorf("in a folder of mode %v: %v", mode, err)
		}
	}
}
