//go:build unix

package disclose

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/server/shelf"
	"larkspur/server/store/miniotest"
	"larkspur/server/store/s3store"
	"larkspur/server/wire"
)

// A bucketful is a deployment over a real MinIO.
type bucketful struct {
	t      *testing.T
	client *minio.Client
	bucket Bucket
	config Config
	store  s3store.Config
}

func newBucket(t *testing.T, m *miniotest.Server) *bucketful {
	t.Helper()
	client, err := m.Client()
	if err != nil {
		t.Fatal(err)
	}
	b := &bucketful{t: t, client: client, bucket: Bucket{Client: client, Name: m.Bucket(t), Size: shelf.ObjectSize}}
	dir := t.TempDir()
	key := filepath.Join(dir, "key")
	b.store = s3store.Config{Endpoint: m.Endpoint, Bucket: b.bucket.Name, Size: shelf.ObjectSize,
		AccessKey: s3store.NewSecret(m.AccessKey), SecretKey: s3store.NewSecret(m.SecretKey)}
	b.config = Config{Storage: b.bucket, Where: "bucket", ObjectSize: shelf.ObjectSize, Data: dir, KeyFile: key, Keys: Keys{File: key}, Now: time.Now()}
	return b
}

func (b *bucketful) serve(do func(*shelf.Shelf)) {
	b.t.Helper()
	st, err := s3store.Open(b.t.Context(), b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	defer st.Close()
	s, err := shelf.Open(b.t.Context(), shelf.Config{KeyFile: b.config.KeyFile, Chaff: 16}, st)
	if err != nil {
		b.t.Fatal(err)
	}
	defer s.Close()
	do(s)
}

func (b *bucketful) put(key string, object []byte) {
	b.t.Helper()
	if _, err := b.client.PutObject(b.t.Context(), b.bucket.Name, key, bytes.NewReader(object), int64(len(object)), minio.PutObjectOptions{}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bucketful) build() *Report {
	b.t.Helper()
	r, err := Build(b.t.Context(), b.config)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// Whatever somebody or something put into the bucket is in the report: other names, other sizes, older versions, removed
// objects, uploads that were begun.
func TestWhateverLiesInTheBucketAppears(t *testing.T) {
	b := newBucket(t, miniotest.Start(t, miniotest.Options{}))
	l := newLocator()
	var page *[wire.PageSize]byte
	b.serve(func(s *shelf.Shelf) { page = save(t, s, l) })
	clean := b.build()
	if n := fact(t, clean, "others", "others"); n != int64(0) {
		t.Errorf("a bucket that nobody touched has %v things in it: %s", n, asText(t, clean))
	}
	if fact(t, clean, "store", "objects") != int64(18) || fact(t, clean, "store", "versions") != "not kept" ||
		fact(t, clean, "store", "copies") != "not set up in the bucket" || fact(t, clean, "store", "events") != "not set up in the bucket" {
		t.Error(asText(t, clean))
	}
	for _, id := range testIDs {
		if v := fact(t, clean, "noise", id); v != "passed" {
			t.Errorf("the test %s says %v", id, v)
		}
	}
	if v := fact(t, clean, "dates", "stored-first").(string); !strings.Contains(v, "UTC") {
		t.Error(v)
	}

	name := func() string {
		n := make([]byte, 32)
		rand.Read(n)
		return hex.EncodeToString(n)
	}
	short, readable, replaced, removed := name(), name(), name(), name()
	noise := func() []byte { o := make([]byte, shelf.ObjectSize); rand.Read(o); return o }
	b.put("notes.txt", []byte("who lives where"))
	b.put("backup/of/"+name(), noise())
	b.put(short, []byte("short"))
	b.put(readable, []byte(strings.Repeat("a quiet street, a blue gate ", shelf.ObjectSize)[:shelf.ObjectSize]))
	core := minio.Core{Client: b.client}
	if _, err := core.NewMultipartUpload(t.Context(), b.bucket.Name, "begun", minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := b.client.EnableVersioning(t.Context(), b.bucket.Name); err != nil {
		t.Fatal(err)
	}
	b.put(replaced, noise())
	b.put(replaced, noise())
	b.put(removed, noise())
	if err := b.client.RemoveObject(t.Context(), b.bucket.Name, removed, minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	r := b.build()
	said := map[string]string{}
	for _, row := range r.Table("others", "others").Rows {
		said[row[0].(string)] += row[1].(string)
	}
	for place, want := range map[string]string{
		"notes.txt": "an object of another name", short: "another size", replaced: "An older version", removed: "The mark of a removal",
	} {
		if !strings.Contains(said[place], want) {
			t.Errorf("of %s the report says %q, not %q", place, said[place], want)
		}
	}
	if !strings.Contains(said[removed], "An older version") {
		t.Error("what was removed and is still there is not in the report")
	}
	if text := asText(t, r); !strings.Contains(text, "backup/of/") || strings.Contains(text, "who lives where") {
		t.Error("a folder in the bucket is not in the report, or contents are")
	}
	if v := fact(t, r, "store", "versions").(string); !strings.HasPrefix(v, "kept") {
		t.Errorf("older versions are %s", v)
	}
	if n := fact(t, r, "store", "objects"); n != int64(18+2) { // the readable one and the replaced one
		t.Errorf("%v objects", n)
	}
	if v := fact(t, r, "noise", "chi-square").(string); !strings.Contains(v, "NOT passed") || !strings.Contains(sprint(r.Table("noise", "failed")), readable) {
		t.Errorf("an object that can be read: %s", v)
	}
	if !strings.Contains(said["begun"], "begun and not ended") {
		t.Errorf("of an upload that was begun the report says %q", said["begun"])
	}
	b.config.Locators = []wire.Locator{l}
	if r := b.build(); fact(t, r, "locator", "state") != isPage || !bytes.Equal(r.Page, page[:]) {
		t.Error("the locator was not found in the bucket")
	}
	b.bucket.Name = "nowhere"
	if _, err := (Bucket{Client: b.client, Name: "nowhere", Size: 1}).Facts(context.Background()); err != nil {
		t.Errorf("a bucket that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ctx, b.config); !errors.Is(err, context.Canceled) {
		t.Errorf("a report that was cancelled ended with %v", err)
	}
}
