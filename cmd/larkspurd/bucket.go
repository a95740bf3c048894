package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/store/s3store"
)

// maxSecretFile is far above any access key; a larger file was named by mistake.
const maxSecretFile = 4096

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
