package filestore

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"larkspur/server/store"
)

// TestDamageIsRefused puts under an object's name what the store cannot have written. Nothing is followed, waited for
// or healed, and nothing outside is touched.
func TestDamageIsRefused(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, noise(), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(outside)
	if err != nil {
		t.Fatal(err)
	}
	for what, plant := range map[string]func(path string) error{
		"empty":                 func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a byte short":          func(path string) error { return os.WriteFile(path, noise()[1:], 0o600) },
		"a byte long":           func(path string) error { return os.WriteFile(path, append(noise(), 0), 0o600) },
		"a link to a file":      func(path string) error { return os.Symlink(outside, path) },
		"a link to nothing":     func(path string) error { return os.Symlink(path+"x", path) },
		"a folder":              func(path string) error { return os.Mkdir(path, 0o700) },
		"a pipe without an end": func(path string) error { return unix.Mkfifo(path, 0o600) },
	} {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			n, object := fresh()
			if err := plant(filepath.Join(dir, objectPath(n))); err != nil {
				t.Fatal(err)
			}
			got, tag, getErr := s.Get(t.Context(), n)
			_, createErr := s.Put(t.Context(), n, object, "")
			_, swapErr := s.Put(t.Context(), n, object, tagOf(before))
			if got != nil || tag != "" {
				t.Error("bytes or a tag beside the error")
			}
			for call, err := range map[string]error{"get": getErr, "create": createErr, "swap": swapErr} {
				if !errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrStale) {
					t.Errorf("%s: %v", call, err)
				} else if strings.Contains(err.Error(), n.String()) {
					t.Errorf("%s: the error holds the name: %v", call, err)
				}
			}
			if err := s.Delete(t.Context(), n); err != nil && !errors.Is(err, store.ErrDamaged) {
				t.Errorf("delete: %v", err)
			}
			if after, err := os.ReadFile(outside); err != nil || string(after) != string(before) {
				t.Errorf("a file outside was touched (%v)", err)
			}
		})
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	for what, harm := range map[string]func(dir string) error{
		"a folder is missing": func(dir string) error { return os.Remove(filepath.Join(dir, folderPath(0x7f))) },
		"a folder is a file": func(dir string) error {
			p := filepath.Join(dir, folderPath(1))
			return errors.Join(os.Remove(p), os.WriteFile(p, nil, 0o600))
		},
		"a folder is a link": func(dir string) error {
			p := filepath.Join(dir, folderPath(2))
			return errors.Join(os.Remove(p), os.Symlink("/", p))
		},
		"objects is a file": func(dir string) error {
			p := filepath.Join(dir, objectsFolder)
			return errors.Join(os.RemoveAll(p), os.WriteFile(p, nil, 0o600))
		},
		"work is a link": func(dir string) error {
			p := filepath.Join(dir, workFolder)
			return errors.Join(os.Remove(p), os.Symlink("/", p))
		},
		"the lock is a link": func(dir string) error {
			p := filepath.Join(dir, "lock")
			return errors.Join(os.Remove(p), os.Symlink("/dev/null", p))
		},
		"work holds something": func(dir string) error { return os.WriteFile(filepath.Join(dir, workFolder, "notes.txt"), nil, 0o600) },
		"work holds a link":    func(dir string) error { return os.Symlink("/dev/null", filepath.Join(dir, workFolder, newPrefix+"1")) },
		"work holds an odd old one": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, workFolder, oldPrefix+"12"), nil, 0o600)
		},
	} {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			dir := t.TempDir()
			if err := open(t, dir).Close(); err != nil {
				t.Fatal(err)
			}
			if err := harm(dir); err != nil {
				t.Fatal(err)
			}
			s, err := Open(Config{Dir: dir, Size: size})
			if err == nil {
				_ = s.Close()
			}
			if !errors.Is(err, store.ErrDamaged) {
				t.Fatalf("error %v", err)
			}
			t.Log(err)
			if again, err := Open(Config{Dir: dir, Size: size}); errors.Is(err, ErrLocked) {
				t.Error("a failed Open keeps the lock")
			} else if err == nil {
				_ = again.Close()
			}
		})
	}
}

func TestListRefusesWhatIsNoName(t *testing.T) {
	for _, entry := range []string{"x", strings.Repeat("0", 63), strings.Repeat("A", 64), strings.Repeat("0", 64) + ".bak"} {
		dir := t.TempDir()
		s := open(t, dir)
		if err := os.WriteFile(filepath.Join(dir, folderPath(0), entry), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.List(t.Context(), func(store.Name) error { return nil }); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%q: %v", entry, err)
		}
	}
}

func TestOtherFilesBesideAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	beside := filepath.Join(dir, "larkspur.conf")
	if err := os.WriteFile(beside, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if content, err := os.ReadFile(beside); err != nil || string(content) != "x" {
		t.Fatalf("%q, %v", content, err)
	}
}

func TestSizeHasToBePositive(t *testing.T) {
	for _, bad := range []int{0, -1} {
		if _, err := Open(Config{Dir: t.TempDir(), Size: bad}); err == nil {
			t.Errorf("opened for objects of %d bytes", bad)
		}
	}
}

func TestASecondStoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := Open(Config{Dir: dir, Size: size}); !errors.Is(err, ErrLocked) {
		t.Fatalf("in the same process: %v", err)
	}
	child := childCommand(t, dir, "open")
	out, err := child.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); !failed || !strings.Contains(string(out), ErrLocked.Error()) {
		t.Fatalf("in another process: %v, %s", err, out)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := childCommand(t, dir, "open").CombinedOutput(); err != nil {
		t.Fatalf("after the first was closed: %v, %s", err, out)
	}
}

// TestInterruptedCreationGoesOn leaves half of the folders, as a kill during the first start would.
func TestInterruptedCreationGoesOn(t *testing.T) {
	dir := t.TempDir()
	for _, made := range []string{"objects.new/00", "objects.new/7f"} {
		if err := os.MkdirAll(filepath.Join(dir, made), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir)
	n, object := fresh()
	put(t, s, n, object, "")
	if entries, err := os.ReadDir(filepath.Join(dir, objectsFolder)); err != nil || len(entries) != 256 {
		t.Fatalf("%d folders, %v", len(entries), err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "objects.new")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("objects.new: %v", err)
	}
}

// TestCloseWaitsForCalls closes while writes are at work: each of them either finished or did not begin.
func TestCloseWaitsForCalls(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	stored := make(chan []store.Name)
	for range 4 {
		go func() {
			var done []store.Name
			for {
				n, object := fresh()
				if _, err := s.Put(t.Context(), n, object, ""); err != nil {
					stored <- done
					return
				}
				done = append(done, n)
			}
		}()
	}
	time.Sleep(30 * time.Millisecond)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	for range 4 {
		for _, n := range <-stored {
			if _, _, err := s.Get(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
	}
}
