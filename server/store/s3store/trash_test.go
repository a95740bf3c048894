package s3store

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/server/store/miniotest"
)

var trashWait = flag.Duration("trash", 0, "how long to wait for MinIO to empty its trash; 0 leaves that part out")

const trash = ".minio.sys/tmp/.trash/"

// copies are the files of MinIO that hold a piece of the object, by their path below its folder.
func copies(t *testing.T, m *miniotest.Server, object []byte) (found []string) {
	t.Helper()
	err := filepath.WalkDir(m.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // gone meanwhile
		}
		content, err := os.ReadFile(path)
		if err == nil && bytes.Contains(content, object[size/2:size/2+64]) {
			below, _ := filepath.Rel(m.Dir, path)
			found = append(found, below)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// gone waits until no file holds the object.
func gone(t *testing.T, m *miniotest.Server, object []byte, within time.Duration) (after time.Duration, ok bool) {
	t.Helper()
	for began := time.Now(); time.Since(began) < within; time.Sleep(10 * time.Millisecond) {
		if len(copies(t, m, object)) == 0 {
			return time.Since(began), true
		}
	}
	return within, false
}

// TestWhatMinIOKeeps measures what the package comment says of MinIO's disk. It fails when MinIO leaves more than is
// said there, and also when it leaves less: then the comment, and what operators are told, can become better.
func TestWhatMinIOKeeps(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{Env: []string{"MINIO_API_DELETE_CLEANUP_INTERVAL=1s"}})
	cfg := config(t, m)
	s := open(t, cfg)

	n, first := fresh()
	tag, err := s.Put(t.Context(), n, first, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := copies(t, m, first); len(got) != 1 || !strings.HasSuffix(got[0], n.String()+"/xl.meta") {
		t.Errorf("after a create the object is in %q, not in its own xl.meta", got)
	}

	_, second := fresh()
	if _, err := s.Put(t.Context(), n, second, tag); err != nil {
		t.Fatal(err)
	}
	if got := copies(t, m, first); len(got) != 1 || !strings.HasPrefix(got[0], trash) || !strings.HasSuffix(got[0], "/xl.meta.bkp") {
		t.Errorf("after an overwrite the replaced object is in %q, not in the trash", got)
	}

	if err := s.Delete(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if after, ok := gone(t, m, second, time.Minute); !ok {
		t.Errorf("after a delete the object is still in %q", copies(t, m, second))
	} else {
		t.Logf("a deleted object was gone %s after the answer", after.Round(time.Microsecond))
	}

	// The negative control: without ForceDelete it stays.
	plain, third := fresh()
	if _, err := s.Put(t.Context(), plain, third, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.core.RemoveObject(t.Context(), cfg.Bucket, plain.String(), minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, ok := gone(t, m, third, 2*time.Second); ok {
		t.Error("a plain delete leaves nothing either: ForceDelete is not needed any more")
	}

	if *trashWait > 0 {
		emptied(t, m, s, first)
	}
	m.Restart(t)
	if after, ok := gone(t, m, third, time.Minute); !ok {
		t.Errorf("after a restart the trash still holds %q", copies(t, m, third))
	} else {
		t.Logf("a restart emptied the trash %s after MinIO was ready", after.Round(time.Millisecond))
	}
}

// emptied waits for the first time that MinIO empties its trash, and then for the second.
func emptied(t *testing.T, m *miniotest.Server, s *Store, first []byte) {
	after, ok := gone(t, m, first, *trashWait)
	if !ok {
		t.Fatalf("the trash was not emptied within %s", *trashWait)
	}
	t.Logf("the trash was first emptied after %s", after.Round(time.Second))
	n, old := fresh()
	tag, err := s.Put(t.Context(), n, old, "")
	if err != nil {
		t.Fatal(err)
	}
	_, next := fresh()
	if _, err := s.Put(t.Context(), n, next, tag); err != nil {
		t.Fatal(err)
	}
	after, ok = gone(t, m, old, 10*time.Second)
	if !ok {
		t.Fatal("the interval has no effect after the first time either")
	}
	t.Logf("from then on a replaced object was gone after %s", after.Round(time.Millisecond))
}
