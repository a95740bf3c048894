package filestore

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"larkspur/server/store"
)

func fresh() (n store.Name, object []byte) {
	_, _ = rand.Read(n[:])
	return n, noise()
}

func noise() []byte {
	object := make([]byte, size)
	_, _ = rand.Read(object)
	return object
}

func put(t testing.TB, s *Store, n store.Name, object []byte, ifTag store.Tag) store.Tag {
	t.Helper()
	tag, err := s.Put(t.Context(), n, object, ifTag)
	if err != nil {
		t.Fatal(err)
	}
	return tag
}

// holders are the files below dir that hold any 64 bytes of the object, tried at every 512th.
func holders(t testing.TB, dir string, object []byte) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if holds(content, object) {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func holds(content, object []byte) bool {
	for at := 0; at+64 <= len(object); at += 512 {
		if bytes.Contains(content, object[at:at+64]) {
			return true
		}
	}
	return false
}

// TestReplacedAndDeletedBytesAreOverwritten keeps a second name and an open descriptor of the old file.
func TestReplacedAndDeletedBytesAreOverwritten(t *testing.T) {
	for what, act := range map[string]func(*Store, store.Name, store.Tag) error{
		"replace": func(s *Store, n store.Name, tag store.Tag) error {
			_, err := s.Put(t.Context(), n, noise(), tag)
			return err
		},
		"delete": func(s *Store, n store.Name, _ store.Tag) error { return s.Delete(t.Context(), n) },
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			n, old := fresh()
			tag := put(t, s, n, old, "")
			kept := filepath.Join(t.TempDir(), "kept") // on the same file system, outside the store
			if err := os.Link(filepath.Join(dir, objectPath(n)), kept); err != nil {
				t.Fatal(err)
			}
			descriptor, err := os.Open(kept)
			if err != nil {
				t.Fatal(err)
			}
			defer descriptor.Close()
			if content, err := os.ReadFile(kept); err != nil || !holds(content, old) || len(holders(t, dir, old)) != 1 {
				t.Fatalf("the old bytes are not found before they go: the test sees nothing (%v)", err)
			}
			if err := act(s, n, tag); err != nil {
				t.Fatal(err)
			}
			for name, read := range map[string]func() ([]byte, error){
				"second name": func() ([]byte, error) { return os.ReadFile(kept) },
				"descriptor": func() ([]byte, error) {
					b := make([]byte, size)
					_, err := descriptor.ReadAt(b, 0)
					return b, err
				},
			} {
				content, err := read()
				if err != nil || len(content) != size {
					t.Fatalf("%s: %d bytes, %v", name, len(content), err)
				}
				if holds(content, old) {
					t.Errorf("%s: the old bytes are readable", name)
				}
				if bytes.Count(content, []byte{0}) > size/64 {
					t.Errorf("%s: zeros, not noise", name)
				}
			}
			if found := holders(t, dir, old); len(found) != 0 {
				t.Errorf("the old bytes are in %q", found)
			}
			if entries, err := os.ReadDir(filepath.Join(dir, workFolder)); err != nil || len(entries) != 0 {
				t.Errorf("work in progress is left: %v, %v", entries, err)
			}
		})
	}
}

// TestFoldersTellNothing looks at what is there, empty and after a few calls: names, modes and times.
func TestFoldersTellNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	open(t, dir)
	if files := constantBelow(t, dir); files != 1 { // the lock
		t.Fatalf("%d files in an empty store", files)
	}
	dir = t.TempDir()
	s := open(t, dir)
	var names []store.Name
	for range 5 {
		n, object := fresh()
		tag := put(t, s, n, object, "")
		put(t, s, n, noise(), tag)
		names = append(names, n)
	}
	if _, _, err := s.Get(t.Context(), names[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), names[4]); err != nil {
		t.Fatal(err)
	}
	if err := s.List(t.Context(), func(store.Name) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if files := constantBelow(t, dir); files != 1+4 {
		t.Fatalf("%d files for 4 objects and a lock", files)
	}
}

// constantBelow sees that all times and modes below dir are the constant ones, and counts the files. It can be asked
// once: walking reads the folders. A walk looks at a folder before it reads it.
func constantBelow(t *testing.T, dir string) (files int) {
	t.Helper()
	folders := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			folders++
			want = 0o700
		} else {
			files++
		}
		if accessed := accessTime(t, path); !info.ModTime().Equal(constantTime) || !accessed.Equal(constantTime) {
			t.Errorf("%s was modified %s and read %s", path, info.ModTime(), accessed)
		}
		if info.Mode().Perm() != want && path != dir { // dir may be the operator's own
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || folders != 3+256 {
		t.Fatalf("%d folders, %v", folders, err)
	}
	return files
}

func TestLeftoversAreScrubbedAndSwept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n, held := fresh()
	tag := put(t, s, n, held, "")
	gone, dead := fresh()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	draft, kept := noise(), filepath.Join(t.TempDir(), "kept")
	work := filepath.Join(dir, workFolder)
	for path, content := range map[string][]byte{
		filepath.Join(work, newPrefix+"00112233445566778899aabbccddeeff"): draft[:size/2], // cut while it was written
		filepath.Join(dir, oldPath(gone)):                                 dead,           // cut while it was deleted
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(dir, oldPath(gone)), kept); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(dir, objectPath(n)), filepath.Join(dir, oldPath(n))); err != nil { // cut before its swap
		t.Fatal(err)
	}
	s = open(t, dir)
	if object, again, err := s.Get(t.Context(), n); err != nil || again != tag || !bytes.Equal(object, held) {
		t.Fatalf("the sweep damaged an object that was in its place: %v", err)
	}
	if _, _, err := s.Get(t.Context(), gone); !errors.Is(err, store.ErrAbsent) {
		t.Fatalf("the sweep brought a deleted object back: %v", err)
	}
	for _, old := range [][]byte{draft[:size/2], dead} {
		if found := holders(t, dir, old); len(found) != 0 {
			t.Errorf("leftovers are in %q", found)
		}
	}
	if content, err := os.ReadFile(kept); err != nil || holds(content, dead) {
		t.Errorf("the leftover was unlinked and not overwritten (%v)", err)
	}
	if entries, err := os.ReadDir(work); err != nil || len(entries) != 0 {
		t.Errorf("%v are left, %v", entries, err)
	}
}
