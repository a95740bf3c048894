package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
	"larkspur/server/store/s3store"
)

// maxSecretFile is far above any access key; a larger file was named by mistake.
const maxSecretFile = 4096

// storage is an open store and what to call it.
type storage struct {
	store.Store
	kind string
	dir  string // the data folder: key, realm and, when it is the built-in one, the store
	key  string // this machine's half of the key
}

// openStorage makes the data folder, opens the store and has it prove that it compares before it swaps.
func openStorage(ctx context.Context, s settings) (*storage, error) {
	dir, err := dataFolder(s.data)
	if err != nil {
		return nil, err
	}
	o := &storage{dir: dir, key: s.keyFile}
	if o.key == "" {
		o.key = filepath.Join(dir, "key")
	}
	if s.s3.endpoint == "" {
		o.kind = "files in " + filepath.Join(dir, "store")
		o.Store, err = filestore.Open(filestore.Config{Dir: filepath.Join(dir, "store"), Size: shelf.ObjectSize})
	} else {
		o.kind = "bucket " + s.s3.bucket + " at " + s.s3.endpoint
		o.Store, err = openS3(ctx, s.s3)
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

func openS3(ctx context.Context, s s3Settings) (store.Store, error) {
	host, secure, err := s.address()
	if err != nil {
		return nil, err
	}
	access, err := secretFile("--s3-access-key-file", s.accessKeyFile)
	if err != nil {
		return nil, err
	}
	secret, err := secretFile("--s3-secret-key-file", s.secretKeyFile)
	if err != nil {
		return nil, err
	}
	c := s3store.Config{
		Endpoint: host, Secure: secure, Bucket: s.bucket, CreateBucket: true, Size: shelf.ObjectSize,
		AccessKey: access, SecretKey: secret,
	}
	if s.caFile != "" {
		if c.Roots, err = authorities(s.caFile); err != nil {
			return nil, err
		}
	}
	return s3store.Open(ctx, c)
}

func secretFile(option, path string) (s3store.Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return s3store.Secret{}, usage("%s: %w", option, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err != nil {
		return s3store.Secret{}, usage("%s: %w", option, err)
	}
	if len(text) > maxSecretFile {
		return s3store.Secret{}, usage("%s: %s is larger than a key", option, path)
	}
	if key := strings.TrimSpace(string(text)); key == "" || strings.ContainsAny(key, " \t\r\n") {
		return s3store.Secret{}, usage("%s: %s has to hold one key and nothing else", option, path)
	}
	return s3store.NewSecret(string(text)), nil
}

func authorities(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--s3-ca-file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, usage("--s3-ca-file: %s holds no certificate", path)
	}
	return pool, nil
}

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

// hasKey reports whether this machine's half of a key was made before.
func (o *storage) hasKey() (bool, error) {
	_, err := os.Stat(o.key)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("key: %w", err)
	}
	return true, nil
}
