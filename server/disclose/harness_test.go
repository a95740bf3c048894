//go:build unix

package disclose

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
	"larkspur/server/wire"
)

// A deployment is a data folder with a store in it, as a server has left it.
type deployment struct {
	t   *testing.T
	dir string
}

func newDeployment(t *testing.T) *deployment {
	t.Helper()
	d := &deployment{t, filepath.Join(t.TempDir(), "data")}
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d.write("realm", "shelter-17\n")
	d.serve(func(*shelf.Shelf, store.Store) {})
	return d
}

func (d *deployment) path(parts ...string) string {
	return filepath.Join(append([]string{d.dir}, parts...)...)
}

func (d *deployment) write(place, content string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(d.path(place)), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(d.path(place), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// serve has the store and the shelf open while do runs.
func (d *deployment) serve(do func(*shelf.Shelf, store.Store)) {
	d.t.Helper()
	st, err := filestore.Open(filestore.Config{Dir: d.path("store"), Size: shelf.ObjectSize})
	if err != nil {
		d.t.Fatal(err)
	}
	defer st.Close()
	s, err := shelf.Open(d.t.Context(), shelf.Config{KeyFile: d.path("key"), Chaff: 16}, st)
	if err != nil {
		d.t.Fatal(err)
	}
	defer s.Close()
	do(s, st)
}

func (d *deployment) folder() Folder { return Folder{Dir: d.path("store"), Size: shelf.ObjectSize} }

func (d *deployment) config() Config {
	return Config{
		Storage: d.folder(), Where: "files in " + d.path("store"), ObjectSize: shelf.ObjectSize,
		Data: d.dir, StoreDir: d.path("store"), KeyFile: d.path("key"), Keys: Keys{File: d.path("key")},
		Now: time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC),
	}
}

func (d *deployment) build(change func(*Config)) *Report {
	d.t.Helper()
	c := d.config()
	if change != nil {
		change(&c)
	}
	r, err := Build(d.t.Context(), c)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func asText(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Text(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asHTML(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// one is text with every run of white space as one space.
func one(text string) string { return strings.Join(strings.Fields(text), " ") }

// fact wants a fact to be there.
func fact(t *testing.T, r *Report, section, id string) any {
	t.Helper()
	v, ok := r.Fact(section, id)
	if !ok {
		t.Errorf("there is no %s in the section %s", id, section)
	}
	return v
}

func newLocator() (l wire.Locator) {
	rand.Read(l[:])
	return l
}

// save saves a page of random bytes, as a client's is.
func save(t *testing.T, s *shelf.Shelf, l wire.Locator) *[wire.PageSize]byte {
	t.Helper()
	held, _, err := s.Read(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	page := new([wire.PageSize]byte)
	rand.Read(page[:])
	if _, err := s.Write(context.Background(), l, held, page, func() bool { return true }); err != nil {
		t.Fatal(err)
	}
	return page
}

func erase(t *testing.T, s *shelf.Shelf, l wire.Locator) {
	t.Helper()
	held, _, err := s.Read(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(context.Background(), l, held); err != nil {
		t.Fatal(err)
	}
}
