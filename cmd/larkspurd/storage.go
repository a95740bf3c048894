package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/minio/minio-go/v7"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
)

// storage is an open store and what to call it.
type storage struct {
	store.Store
	kind string
	dir  string // the data folder: key, realm and, when it is the built-in one, the store
	key  string // this machine's half of the key

	bucket *minio.Client // to look at the bucket as it is; nil with the built-in store
}

// openStorage makes the data folder, opens the store and has it prove that it compares before it swaps.
func openStorage(ctx context.Context, s settings) (*storage, error) {
	dir, err := dataFolder(s.data)
	if err != nil {
		return nil, err
	}
	o := &storage{dir: dir, key: s.keyPath(dir)}
	if s.s3.endpoint == "" {
		o.kind = "files in " + filepath.Join(dir, "store")
		o.Store, err = filestore.Open(filestore.Config{Dir: filepath.Join(dir, "store"), Size: shelf.ObjectSize})
	} else {
		o.kind = "bucket " + s.s3.bucket + " at " + s.s3.endpoint
		if o.bucket, err = bucketClient(s.s3); err == nil {
			o.Store, err = openS3(ctx, s.s3)
		}
	}
	if errors.Is(err, filestore.ErrLocked) {
		return nil, fmt.Errorf("%w: is another larkspurd running with this --data? (%w)", errInUse, err)
	}
	if err != nil {
		return nil, err
	}
	if err := store.Prove(ctx, o.Store, rand.Reader, shelf.ObjectSize); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

var errInUse = errors.New("the data folder is in use")

// withoutKey says in what state a deployment is that has no key file: one that never served, or whose first start did not
// come to its end. It is an error that the store was used.
func (o *storage) withoutKey(ctx context.Context) (string, error) {
	_, err := os.Stat(o.key + ".next")
	if err == nil {
		return "its making was interrupted; the next start of serve finishes it", nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	objects := 0
	if err := o.List(ctx, func(store.Name) error { objects++; return nil }); err != nil {
		return "", err
	}
	if objects > spareObjects {
		return "", shelf.ErrNoKeyFile
	}
	return "none yet; the first start of serve makes it", nil
}

// spareObjects is how many objects a store may hold that never was used: proofs that were killed leave some.
const spareObjects = 8

// keyPath is where this machine's half of the key lies.
func (s settings) keyPath(dir string) string {
	if s.keyFile == "" {
		return filepath.Join(dir, "key")
	}
	return s.keyFile
}

// hasKey reports whether this machine's half of a key was made before. It has another name for a moment at the end of a
// change of the key.
func (o *storage) hasKey() (bool, error) {
	for _, path := range []string{o.key, o.key + ".old"} {
		_, err := os.Stat(path)
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("key: %w", err)
		}
	}
	return false, nil
}
