// Package s3store keeps objects in a bucket of a MinIO server, or of anything else that speaks S3 and honours If-Match
// and If-None-Match on PUT.
//
// Trust: the server is trusted to keep what it acknowledged and to compare before it swaps, which [store.Prove] makes
// it show at each start; it is trusted with no secret. It sees which random-looking name is read and written when, and
// from which machine of ours, and nothing about who asked.
//
// A tag is the ETag. The caller never puts the same bytes twice, so an old tag never matches again.
//
// What is left on MinIO's disk (measured, and kept true by TestWhatMinIOKeeps):
//
//   - A delete is sent with x-minio-force-delete and leaves nothing: the object's folder goes through MinIO's trash
//     (.minio.sys/tmp/.trash) and is removed from it at once. A plain delete would leave the object whole, readable in
//     the trash, until the trash is emptied.
//   - An overwrite leaves the replaced object whole in the trash, and no request asks MinIO for anything else. MinIO
//     empties the trash every five minutes. Run with MINIO_API_DELETE_CLEANUP_INTERVAL=1s it does so every second, but
//     only from its first emptying on, five minutes after it started; a restart empties the trash at once.
//   - A bucket with versions leaves no less: removing an old version by its id moves it to the same trash.
//   - Emptied means unlinked. MinIO overwrites nothing, so the blocks hold the old bytes until the file system uses
//     them again.
//
// What is left is noise under the epoch key, and is dead when that key is destroyed.
//
// The bucket must not keep versions; Open refuses one that does.
//
// Calls may come from any number of processes. There must be no proxy in between that sends a write again by itself.
//
// The long courses, which .ci/test runs short:
//
//	go test ./server/store/s3store -run TestKill -rounds 50 -timeout 60m
//	go test ./server/store/s3store -run TestWhatMinIOKeeps -trash 7m -v
//	go test ./server/store/s3store -run '^$' -bench . -benchtime 5s
package s3store

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/server/store"
)

// Config says where the bucket is and how to be let in.
type Config struct {
	// Endpoint is host:port, without scheme or path.
	Endpoint string
	// Bucket is the bucket's name. All objects of it are the store's.
	Bucket string
	// AccessKey and SecretKey let in. They are in no error and no text.
	AccessKey, SecretKey Secret
	// Secure speaks TLS. Without it names and sealed objects pass in the clear, and whoever is in between can change
	// answers: for a loopback or a network of one's own only.
	Secure bool
	// Roots are the authorities that may vouch for the server; nil means the system's.
	Roots *x509.CertPool
	// CreateBucket makes the bucket if it does not exist. Otherwise that is an error.
	CreateBucket bool
	// Size is the size of every object in bytes. An object of another size is damage.
	Size int
	// Timeout ends a call that got no answer; 0 means 10 seconds.
	Timeout time.Duration
}

const (
	defaultTimeout = 10 * time.Second

	// region is what is signed. MinIO takes it unless told otherwise, and naming it saves a question at the start.
	region = "us-east-1"

	// contentType is the same for all, and what S3 assumes of bytes nobody described.
	contentType = "application/octet-stream"

	// readTries bounds how often a read, which changes nothing, is asked again after a failure of transport or server.
	// Writes are asked once: a second try of a write that was stored after all is answered as stale.
	readTries = 3
	readPause = 50 * time.Millisecond
)

var errClosed = errors.New("s3store: closed")

// Store is a bucket. Make one with [Open].
type Store struct {
	core    *minio.Core
	bucket  string
	size    int
	timeout time.Duration
	release func() // closes idle connections
	closed  atomic.Bool
}

var _ store.Store = (*Store)(nil)

// Get implements [store.Store].
func (s *Store) Get(ctx context.Context, n store.Name) (object []byte, tag store.Tag, err error) {
	err = s.reading(ctx, func(ctx context.Context) error {
		object, tag, err = s.get(ctx, n)
		return err
	})
	if err != nil {
		return nil, "", failed("get", err)
	}
	return object, tag, nil
}

func (s *Store) get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	body, info, _, err := s.core.GetObject(ctx, s.bucket, n.String(), minio.GetObjectOptions{})
	if err != nil {
		if codeOf(err) == "NoSuchKey" {
			return nil, "", store.ErrAbsent
		}
		return nil, "", err
	}
	defer body.Close()
	buf := make([]byte, s.size+1) // one more, so that a longer object shows
	read, err := io.ReadFull(body, buf)
	switch {
	case err == nil || info.Size != int64(s.size):
		return nil, "", fmt.Errorf("an object has not the size of %d bytes: %w", s.size, store.ErrDamaged)
	case read != s.size: // the answer was cut
		return nil, "", io.ErrUnexpectedEOF
	case !isTag(store.Tag(info.ETag)):
		return nil, "", fmt.Errorf("an object has no usable ETag: %w", store.ErrDamaged)
	}
	return buf[:s.size:s.size], store.Tag(info.ETag), nil
}

// Put implements [store.Store]. The request is sent once.
func (s *Store) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	if len(object) != s.size {
		return "", fmt.Errorf("s3store: put: %w", store.ErrSize)
	}
	if err := s.usable(ctx); err != nil {
		return "", err
	}
	opts := minio.PutObjectOptions{ContentType: contentType, DisableContentSha256: true}
	switch {
	case ifTag == "":
		opts.SetMatchETagExcept("*")
	case isTag(ifTag):
		opts.SetMatchETag(string(ifTag))
	default: // no ETag of ours; sent as it is, it might mean "anything" to the server
		return "", store.ErrStale
	}
	tag, err := s.put(ctx, n, object, opts)
	if err == nil {
		return tag, nil
	}
	if isConflict(err) {
		return s.conflict(ctx, n, object, ifTag, err)
	}
	return "", failed("put", err)
}

// put sends the object with its MD5, which the server checks, and its SHA-256, which the signature covers. Both are
// over the whole body, so that no streaming signature and no trailer is needed.
func (s *Store) put(ctx context.Context, n store.Name, object []byte, opts minio.PutObjectOptions) (store.Tag, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	sum5, sum256 := md5.Sum(object), sha256.Sum256(object)
	info, err := s.core.PutObject(ctx, s.bucket, n.String(), bytes.NewReader(object), int64(len(object)),
		base64.StdEncoding.EncodeToString(sum5[:]), hex.EncodeToString(sum256[:]), opts)
	if err != nil {
		return "", err
	}
	if !isTag(store.Tag(info.ETag)) {
		return "", errors.New("the answer has no usable ETag")
	}
	return store.Tag(info.ETag), nil
}

// conflict decides what a refused compare means. We send a write once, but a proxy on the way may send it again when
// it loses an answer, and the second is refused because the first was stored. So the held object is looked at: if it
// is ours, and no two are equal, the write was stored. (Were it replaced again in that moment, the answer would be
// stale all the same: another reason to have no such proxy.) A 409 says only that other writes were at work; it means
// stale if what is held now is not what the write compared with.
func (s *Store) conflict(ctx context.Context, n store.Name, object []byte, ifTag store.Tag, cause error) (store.Tag, error) {
	held, tag, err := s.Get(ctx, n)
	switch {
	case err == nil && bytes.Equal(held, object):
		return tag, nil
	case err != nil && !errors.Is(err, store.ErrAbsent):
		return "", fmt.Errorf("s3store: put: look again after a refusal: %v", err) // %v: it may be ErrDamaged, of the read
	case err == nil && tag == ifTag:
		return "", failed("put", cause)
	}
	return "", store.ErrStale
}

// Delete implements [store.Store]. On MinIO no copy is left in the trash, neither of the object nor of what belongs to it.
func (s *Store) Delete(ctx context.Context, n store.Name) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	err := s.core.RemoveObject(ctx, s.bucket, n.String(), minio.RemoveObjectOptions{ForceDelete: true})
	if err != nil && codeOf(err) != "NoSuchKey" {
		return failed("delete", err)
	}
	return nil
}

// List implements [store.Store]. Pages come in the order of the names, each asked for after the last name of the one
// before, so that what stays is visited once.
func (s *Store) List(ctx context.Context, visit func(store.Name) error) error {
	var after string
	for {
		var page []store.Name
		err := s.reading(ctx, func(ctx context.Context) (err error) {
			page, err = s.page(ctx, after)
			return err
		})
		if err != nil {
			return failed("list", err)
		}
		for _, n := range page {
			if err := s.usable(ctx); err != nil {
				return err
			}
			if err := visit(n); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1].String()
	}
}

// pageSize is the most that S3 gives in one answer.
const pageSize = 1000

// page asks for the names that follow after.
func (s *Store) page(ctx context.Context, after string) ([]store.Name, error) {
	ctx, cancel := context.WithCancel(ctx) // ends the iteration's goroutine
	defer cancel()
	var names []store.Name
	opts := minio.ListObjectsOptions{Recursive: true, StartAfter: after, MaxKeys: pageSize}
	for info := range s.core.ListObjectsIter(ctx, s.bucket, opts) {
		if info.Err != nil {
			return nil, info.Err
		}
		n, err := store.ParseName(info.Key)
		if err != nil {
			return nil, fmt.Errorf("the bucket holds something that is no object of the store: %w", store.ErrDamaged)
		}
		if names = append(names, n); len(names) == pageSize {
			break
		}
	}
	return names, nil
}

// Close implements [store.Store].
func (s *Store) Close() error {
	if !s.closed.Swap(true) {
		s.release()
	}
	return nil
}

func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("s3store: %w", err)
	}
	return nil
}

// reading asks a few times, each within the timeout.
func (s *Store) reading(ctx context.Context, ask func(context.Context) error) error {
	pause := readPause
	for try := 1; ; try++ {
		if err := s.usable(ctx); err != nil {
			return err
		}
		err := s.within(ctx, ask)
		if err == nil || try == readTries || !isTransient(err) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
		pause *= 4
	}
}

func (s *Store) within(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return ask(ctx)
}

// etag is the shape of the ETags that servers give to objects sent in one piece. Quotes, commas and the asterisk have
// a meaning in If-Match and are in none.
var etag = regexp.MustCompile(`^[0-9A-Za-z_-]{1,128}$`)

func isTag(t store.Tag) bool { return etag.MatchString(string(t)) }
