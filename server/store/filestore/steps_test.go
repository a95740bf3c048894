package filestore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"larkspur/server/store"
)

var errStopped = errors.New("the process stopped here")

// faulty is a disk whose steps can be made to fail. Only steps that change something are counted.
type faulty struct {
	disk
	root string

	mu    sync.Mutex
	steps int
	log   []string
	fault func(step int, op, path string) fault
}

// fault is what happens to a step: an error before it, after it, or halfway if it writes bytes.
type fault struct {
	err   error
	where where
}

type where int

const (
	before where = iota
	after
	halfway
)

func ctx() context.Context { return context.Background() }

func (f *faulty) step(op, path string, do func() error, half func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.steps++
	f.log = append(f.log, op+" "+filepath.Dir(path))
	var due fault
	if f.fault != nil {
		due = f.fault(f.steps, op, path)
	}
	switch {
	case due.err == nil:
		return do()
	case due.where == after:
		return errors.Join(do(), due.err)
	case due.where == halfway && half != nil:
		return errors.Join(half(), due.err)
	default:
		return due.err
	}
}

func (f *faulty) create(path string, data []byte) error {
	return f.step("create", path, func() error { return f.disk.create(path, data) }, func() error {
		return os.WriteFile(filepath.Join(f.root, path), data[:len(data)/2], 0o600)
	})
}

func (f *faulty) scrub(path string) error {
	return f.step("scrub", path, func() error { return f.disk.scrub(path) }, func() error {
		w, err := os.OpenFile(filepath.Join(f.root, path), os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = w.WriteAt(noise()[:size/2], 0)
		return errors.Join(err, w.Close())
	})
}

func (f *faulty) link(old, new string) error {
	return f.step("link", new, func() error { return f.disk.link(old, new) }, nil)
}

func (f *faulty) rename(old, new string) error {
	return f.step("rename", new, func() error { return f.disk.rename(old, new) }, nil)
}

func (f *faulty) syncFolder(path string) error {
	return f.step("sync", path+"/", func() error { return f.disk.syncFolder(path) }, nil)
}

func (f *faulty) remove(path string) error {
	return f.step("remove", path, func() error { return f.disk.remove(path) }, nil)
}

func (f *faulty) quieten(path string) error {
	return f.step("quieten", path, func() error { return f.disk.quieten(path) }, nil)
}

// scenario is one call that is interrupted, on a store that holds old under n unless it creates.
type scenario struct {
	name string
	has  bool
	act  func(s *Store, n store.Name, fresh []byte, tag store.Tag) error
}

var scenarios = []scenario{
	{"create", false, func(s *Store, n store.Name, fresh []byte, tag store.Tag) error {
		_, err := s.Put(ctx(), n, fresh, tag) // the tag is empty, unless a failed try stored it after all
		return err
	}},
	{"replace", true, func(s *Store, n store.Name, fresh []byte, tag store.Tag) error {
		_, err := s.Put(ctx(), n, fresh, tag)
		return err
	}},
	{"delete", true, func(s *Store, n store.Name, _ []byte, _ store.Tag) error { return s.Delete(ctx(), n) }},
}

// stage makes a store with the scenario's state on a disk that can fail.
func stage(t *testing.T, sc scenario) (f *faulty, s *Store, n store.Name, old []byte, tag store.Tag, kept string) {
	t.Helper()
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	f = &faulty{disk: osDisk{root: dir}, root: dir}
	s, err := openOn(f, size, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	n, old = fresh()
	if sc.has {
		tag = put(t, s, n, old, "")
		kept = filepath.Join(t.TempDir(), "kept")
		if err := os.Link(filepath.Join(dir, objectPath(n)), kept); err != nil {
			t.Fatal(err)
		}
	}
	f.steps, f.log = 0, nil
	return f, s, n, old, tag, kept
}

// TestStopAtEveryStep stops the process before, after and halfway through each step of each call, opens the folder
// again, and looks: old or new, whole; nothing left in the work folder; of what is not held, no bytes anywhere.
func TestStopAtEveryStep(t *testing.T) {
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			for _, at := range []where{before, after, halfway} {
				for k := 1; ; k++ {
					f, s, n, old, tag, kept := stage(t, sc)
					f.fault = func(step int, _, _ string) fault {
						switch {
						case step == k:
							return fault{errStopped, at}
						case step > k:
							return fault{errStopped, before}
						}
						return fault{}
					}
					next := noise()
					err := sc.act(s, n, next, tag)
					if f.steps < k {
						if err != nil || k < 4 {
							t.Fatalf("%d steps without a fault, %v", f.steps, err)
						}
						t.Logf("%s: %s", sc.name, strings.Join(f.log, ", "))
						break
					}
					what := fmt.Sprintf("stopped at step %d (%d) of %v", k, at, f.log)
					if err == nil && f.log[k-1] != "quieten ." {
						t.Fatalf("%s: acknowledged", what)
					}
					reopened := open(t, f.root)
					check(t, what, sc, reopened, f.root, n, old, next, kept)
					if err := reopened.Close(); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// check looks at a folder after an interrupted call.
func check(t *testing.T, what string, sc scenario, s *Store, dir string, n store.Name, old, next []byte, kept string) {
	t.Helper()
	held, _, err := s.Get(ctx(), n)
	var gone [][]byte
	switch {
	case errors.Is(err, store.ErrAbsent) && sc.name == "create":
		gone = [][]byte{next}
	case errors.Is(err, store.ErrAbsent) && sc.name == "delete":
		gone = [][]byte{old}
	case err == nil && sc.has && bytes.Equal(held, old):
		gone = [][]byte{next}
	case err == nil && sc.name != "delete" && bytes.Equal(held, next):
		gone = [][]byte{old}
	default:
		t.Fatalf("%s: %d bytes that nobody put, %v", what, len(held), err)
	}
	for _, object := range gone {
		if found := holders(t, dir, object); len(found) != 0 {
			t.Errorf("%s: bytes of what is not held are in %q", what, found)
		}
		if kept != "" && bytes.Equal(object, old) {
			if content, err := os.ReadFile(kept); err != nil || holds(content, old) {
				t.Errorf("%s: the old bytes were unlinked and not overwritten (%v)", what, err)
			}
		}
	}
	if entries, err := os.ReadDir(filepath.Join(dir, workFolder)); err != nil || len(entries) != 0 {
		t.Errorf("%s: the work folder holds %v, %v", what, entries, err)
	}
}

// TestAFailedStepLosesNothing lets one step fail, as a full or a failing disk would, and the store goes on: what is held
// is the old object or the new one, whole; the same call then succeeds, or writes are refused until a restart.
func TestAFailedStepLosesNothing(t *testing.T) {
	for at, cause := range map[where]error{before: syscall.EIO, after: syscall.EIO, halfway: syscall.ENOSPC} {
		for _, sc := range scenarios {
			t.Run(fmt.Sprintf("%v_%d/%s", cause, at, sc.name), func(t *testing.T) {
				for k := 1; failOnce(t, sc, cause, at, k); k++ {
				}
			})
		}
	}
}

// failOnce is false when the call has fewer than k steps.
func failOnce(t *testing.T, sc scenario, cause error, at where, k int) bool {
	f, s, n, old, tag, _ := stage(t, sc)
	f.fault = func(step int, _, _ string) fault {
		if step == k {
			return fault{cause, at}
		}
		return fault{}
	}
	next := noise()
	err := sc.act(s, n, next, tag)
	if f.steps < k {
		return false
	}
	what := fmt.Sprintf("%v at step %d (%d) of %v", cause, k, at, f.log)
	for _, known := range []error{store.ErrStale, store.ErrAbsent, store.ErrDamaged, store.ErrSize} {
		if errors.Is(err, known) {
			t.Errorf("%s: claims to know: %v", what, err)
		}
	}
	if !errors.Is(err, cause) && !strings.Contains(fmt.Sprint(err), cause.Error()) {
		t.Errorf("%s: error %v", what, err)
	}
	if strings.Contains(fmt.Sprint(err), n.String()) {
		t.Errorf("%s: the error holds the name: %v", what, err)
	}
	held, heldTag, err := s.Get(ctx(), n)
	if err != nil && !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("%s: get: %v", what, err)
	}
	if err == nil && !bytes.Equal(held, old) && !bytes.Equal(held, next) {
		t.Fatalf("%s: bytes that nobody put", what)
	}
	again := noise()
	err = sc.act(s, n, again, heldTag)
	if errors.Is(err, errDisk) != strings.HasPrefix(f.log[k-1], "sync") {
		t.Fatalf("%s: afterwards: %v", what, err)
	}
	if err != nil && !errors.Is(err, errDisk) {
		t.Fatalf("%s: the same call afterwards: %v", what, err)
	}
	reopened := open(t, f.root)
	defer reopened.Close()
	if err == nil {
		next, old = again, mix(old, next)
	}
	check(t, what+", and once more", sc, reopened, f.root, n, old, next, "")
	return true
}

// mix has pieces of both, so that finding any of them finds it.
func mix(a, b []byte) []byte {
	both := bytes.Clone(a)
	for at := 0; at+1024 <= len(both); at += 1024 {
		copy(both[at:at+512], b[at:])
	}
	return both
}
