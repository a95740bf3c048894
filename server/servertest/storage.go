package servertest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
	"larkspur/server/store/memstore"
	"larkspur/server/store/s3store"
)

// Storage says where a server's objects lie, and its half of the key. At most one of Memory, Dir and S3 is set; with none
// of them it is a memstore that lives as long as the Server.
type Storage struct {
	// Memory is a memstore that the test has in hand, to fail calls or to search it. It is not closed.
	Memory *memstore.Store

	// Dir is the folder of a filestore.
	Dir string

	// S3 is a bucket; its Size is set for it.
	S3 *s3store.Config

	// Wrap, if not nil, stands between the shelf and whichever store it is: to record, or to break its promises.
	Wrap func(store.Store) store.Store

	// Key is the key file; empty is one in a folder of its own that goes with the test.
	Key string

	// Chaff is the number of chaff objects; 0 is the least there can be.
	Chaff int
}

// opened is what a life of a server has open.
type opened struct {
	storage Storage
	shelf   *shelf.Shelf
	store   store.Store
}

// open opens store and shelf; what the storage left empty is chosen once and kept over the lives of the server.
func (o *opened) open(t testing.TB, notice func(string)) (server.Pages, error) {
	s := &o.storage
	if s.Memory == nil && s.Dir == "" && s.S3 == nil {
		s.Memory = memstore.New(memstore.Config{Size: shelf.ObjectSize})
	}
	if s.Key == "" {
		dir, err := os.MkdirTemp("", "servertest-*") // works under rapid too, which has no TempDir
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		s.Key = filepath.Join(dir, "key")
	}
	if s.Chaff == 0 {
		s.Chaff = 1 // the shelf makes the least of it
	}
	st, err := s.store(context.Background())
	if err != nil {
		return nil, err
	}
	o.store = st
	if s.Wrap != nil {
		st = s.Wrap(st)
	}
	o.shelf, err = shelf.Open(context.Background(), shelf.Config{KeyFile: s.Key, Chaff: s.Chaff, Notice: notice}, st)
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o.shelf, nil
}

func (s *Storage) store(ctx context.Context) (store.Store, error) {
	switch {
	case s.Dir != "":
		return filestore.Open(filestore.Config{Dir: s.Dir, Size: shelf.ObjectSize})
	case s.S3 != nil:
		c := *s.S3
		c.Size = shelf.ObjectSize
		return s3store.Open(ctx, c)
	default:
		return kept{s.Memory}, nil
	}
}

// kept is a memstore that outlives the server.
type kept struct{ *memstore.Store }

func (kept) Close() error { return nil }

func (o *opened) close() error {
	var errs []error
	if o.shelf != nil {
		errs = append(errs, o.shelf.Close())
	}
	if o.store != nil {
		errs = append(errs, o.store.Close())
	}
	o.shelf, o.store = nil, nil
	return errors.Join(errs...)
}
