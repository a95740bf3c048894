package trial

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// leastObjects is how many stored objects are looked at.
const leastObjects = 1000

// A thousand objects that a server stored, living, dead and chaff, the half of the key among them: one size, and noise in
// every byte, on files and in a bucket; and the same objects with something planted in them are rejected.
func TestStoredObjectsAreNoise(t *testing.T) {
	for _, storage := range storages {
		t.Run(storage.name, func(t *testing.T) {
			s := storage.start(t, "--grid", "0s")
			own := len(s.objects()) // chaff, and a half of the key
			s.makeMany(leastObjects-own, 250)
			s.Kill()
			var rows, names [][]byte
			all := s.objects()
			for name, object := range all {
				if len(object) != shelf.ObjectSize {
					t.Errorf("an object of %d bytes", len(object))
				}
				b, err := hex.DecodeString(name)
				if err != nil {
					t.Fatal(err)
				}
				rows, names = append(rows, object), append(names, b)
			}
			if len(rows) < leastObjects {
				t.Fatalf("only %d objects", len(rows))
			}
			if err := random(rows); err != nil {
				t.Errorf("the objects: %v", err)
			}
			if err := random(names); err != nil {
				t.Errorf("their names: %v", err)
			}
			t.Logf("%d objects of %d bytes, %d of them the server's own, 250 dead: noise", len(rows), shelf.ObjectSize, own)
			if s.minio == nil {
				wantPlantsRejected(t, rows) // the same bytes in principle; once is enough
			} else {
				wantOneSizeOnDisk(t, s)
			}
		})
	}
}

// makeMany makes pages and erases some of them again.
func (s *stage) makeMany(n, erased int) {
	s.t.Helper()
	c, ctx := s.caller(), context.Background()
	var wait sync.WaitGroup
	todo, failed := make(chan int), make(chan error, 16)
	for range cap(failed) {
		wait.Go(func() {
			for i := range todo {
				o := newOwner(s.t)
				version, err := c.make(ctx, o, new([wire.PageSize]byte)) // zeros: what a client seals is noise before it comes
				if err == nil && i < erased {
					_, err = c.ask(ctx, c.request(o, wire.OpErase, version, randomPage()))
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	var err error
	for i := 0; i < n && err == nil; i++ {
		select {
		case todo <- i:
		case err = <-failed:
		}
	}
	close(todo)
	wait.Wait()
	if err != nil {
		s.t.Fatal(err)
	}
	if len(failed) != 0 {
		s.t.Fatal(<-failed)
	}
}

// wantOneSizeOnDisk looks at what MinIO made of the objects: a file each, which holds the object and what MinIO keeps of
// it. Whoever has the disk sees these sizes.
func wantOneSizeOnDisk(t *testing.T, s *stage) {
	t.Helper()
	sizes := map[int64]int{}
	err := filepath.WalkDir(filepath.Join(s.minio.Dir, s.bucket), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err == nil {
			sizes[info.Size()]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var each []int64
	for size := range sizes {
		each = append(each, size)
	}
	slices.Sort(each)
	if len(each) != 1 || each[0] < shelf.ObjectSize {
		t.Errorf("files of the sizes %v", sizes)
	}
	t.Logf("on MinIO's disk: %v", sizes)
}
