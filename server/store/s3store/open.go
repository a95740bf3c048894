package s3store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"larkspur/crypto/secret"
)

// Secret is a key as text, which does not print.
type Secret struct {
	secret.Guard
	text func() string
}

// NewSecret wraps what a key file held; white space at both ends is dropped.
func NewSecret(text string) Secret {
	text = strings.TrimSpace(text)
	return Secret{text: func() string { return text }}
}

// expose is the text itself, for the client library.
func (s Secret) expose() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// Open looks at the bucket and makes it if the configuration says so. It does not prove the contract; see store.Prove.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Size <= 0 {
		return nil, fmt.Errorf("s3store: open: object size %d", cfg.Size)
	}
	if cfg.AccessKey.expose() == "" || cfg.SecretKey.expose() == "" {
		return nil, errors.New("s3store: open: the access key or the secret key is empty")
	}
	if _, _, err := net.SplitHostPort(cfg.Endpoint); err != nil || strings.ContainsAny(cfg.Endpoint, "/?#@") {
		return nil, fmt.Errorf("s3store: open: the endpoint %q is not host:port", cfg.Endpoint)
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	transport := newTransport(cfg)
	core, err := minio.NewCore(cfg.Endpoint, &minio.Options{
		Creds:      credentials.NewStaticV4(cfg.AccessKey.expose(), cfg.SecretKey.expose(), ""),
		Secure:     cfg.Secure,
		Transport:  transport,
		Region:     region,
		MaxRetries: 1, // the library would send a write again that may have been stored
	})
	if err != nil {
		return nil, fmt.Errorf("s3store: open: %w", unknown(err))
	}
	s := &Store{core: core, bucket: cfg.Bucket, size: cfg.Size, timeout: cfg.Timeout, release: transport.CloseIdleConnections}
	if err := s.within(ctx, func(ctx context.Context) error { return s.check(ctx, cfg.CreateBucket) }); err != nil {
		return nil, errors.Join(fmt.Errorf("s3store: open bucket %q: %w", cfg.Bucket, unknown(err)), s.Close())
	}
	return s, nil
}

// check sees that the bucket is there and keeps no versions.
func (s *Store) check(ctx context.Context, create bool) error {
	there, err := s.core.BucketExists(ctx, s.bucket)
	if err != nil {
		return err
	}
	if !there && !create {
		return errors.New("there is no such bucket, and the configuration does not say to create it")
	}
	if !there {
		err := s.core.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{})
		if code := codeOf(err); err != nil && code != "BucketAlreadyOwnedByYou" && code != "BucketAlreadyExists" {
			return err
		}
	}
	versioning, err := s.core.GetBucketVersioning(ctx, s.bucket)
	switch code := codeOf(err); {
	case code == "NotImplemented" || code == "AccessDenied": // a server or a key that knows only objects
		return nil
	case err != nil:
		return err
	case versioning.Enabled() || versioning.Suspended():
		return errors.New("the bucket keeps versions, so nothing would ever be deleted; use a bucket that never had versioning enabled")
	}
	return nil
}

// newTransport speaks HTTP/1.1, through no proxy of the environment, and waits for nothing longer than the timeout.
// Go's transport sends a PUT again only if it is certain that no byte of it was written.
func newTransport(cfg Config) *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: cfg.Timeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{RootCAs: cfg.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   cfg.Timeout,
		ResponseHeaderTimeout: cfg.Timeout,
		ExpectContinueTimeout: cfg.Timeout,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       30 * time.Second,
		DisableCompression:    true,
	}
}
