package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

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

func openS3(ctx context.Context, s s3Settings) (store.Store, error) {
	l, err := s.login()
	if err != nil {
		return nil, err
	}
	return s3store.Open(ctx, s3store.Config{
		Endpoint: l.host, Secure: l.secure, Bucket: s.bucket, CreateBucket: true, Size: shelf.ObjectSize,
		AccessKey: s3store.NewSecret(l.access()), SecretKey: s3store.NewSecret(l.secret()), Roots: l.roots,
	})
}

// bucketClient is for looking at the bucket as it is, which a store of ours does not offer. Nothing is asked yet.
func bucketClient(s s3Settings) (*minio.Client, error) {
	l, err := s.login()
	if err != nil {
		return nil, err
	}
	client, err := minio.New(l.host, &minio.Options{
		Creds: credentials.NewStaticV4(l.access(), l.secret(), ""), Secure: l.secure, Region: "us-east-1",
		Transport: &http.Transport{
			TLSClientConfig:       &tls.Config{RootCAs: l.roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:   bucketTimeout,
			ResponseHeaderTimeout: bucketTimeout,
			IdleConnTimeout:       bucketTimeout,
			DisableCompression:    true,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("bucket: %w", err)
	}
	return client, nil
}

// bucketTimeout ends a question that got no answer.
const bucketTimeout = 30 * time.Second

// A login is what a storage server is reached with. The keys are in closures, which print as addresses.
type login struct {
	host           string
	secure         bool
	access, secret func() string
	roots          *x509.CertPool // nil: the system's
}

func (s s3Settings) login() (l login, err error) {
	if l.host, l.secure, err = s.address(); err != nil {
		return l, err
	}
	if l.access, err = secretFile("--s3-access-key-file", s.accessKeyFile); err != nil {
		return l, err
	}
	if l.secret, err = secretFile("--s3-secret-key-file", s.secretKeyFile); err != nil {
		return l, err
	}
	if s.caFile != "" {
		l.roots, err = authorities(s.caFile)
	}
	return l, err
}

func secretFile(option, path string) (func() string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usage("%s: %w", option, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err != nil {
		return nil, usage("%s: %w", option, err)
	}
	if len(text) > maxSecretFile {
		return nil, usage("%s: %s is larger than a key", option, path)
	}
	key := strings.TrimSpace(string(text))
	if key == "" || strings.ContainsAny(key, " \t\r\n") {
		return nil, usage("%s: %s has to hold one key and nothing else", option, path)
	}
	return func() string { return key }, nil
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
