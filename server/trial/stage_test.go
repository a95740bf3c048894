package trial

import (
	"bytes"
	"context"
	"encoding/hex"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/client"
	"larkspur/crypto/secret"
	"larkspur/server/servertest"
	"larkspur/server/store/miniotest"
)

// long makes the long courses of the package comment.
var long = flag.Bool("long", false, "run the long courses: see the package comment")

// course is short, or with -long the long one.
func course(short, longer int) int {
	if *long {
		return longer
	}
	return short
}

// startWithin is how long a start may take on a machine that is busy with other things.
const startWithin = 5 * time.Minute

// A site is a server as callers see it. It is in the mode starter, so that making pages is not budgeted; calls from this
// machine itself count against no source.
type site struct {
	t          *testing.T
	url, realm string
}

// starter is the starter key, in memory of its own: a session that is closed wipes the one that it was given.
func starter() client.StarterKey { return client.StarterKey{Key: secret.NewKey(starterKey)} }

// A stage is the real larkspurd over a store that is real too.
type stage struct {
	*servertest.Process
	site
	minio  *miniotest.Server // nil: on files
	bucket string
}

// starterKey is the one key that the servers here take.
var starterKey = bytes.Repeat([]byte{7}, 32)

// storages are the kinds of store that an operator may have.
var storages = []struct {
	name  string
	start func(t *testing.T, args ...string) *stage
}{{"files", onFiles}, {"MinIO", onMinIO}}

func onFiles(t *testing.T, args ...string) *stage { return newStage(t, nil, args) }

func onMinIO(t *testing.T, args ...string) *stage {
	return newStage(t, miniotest.Start(t, miniotest.Options{}), args)
}

func newStage(t *testing.T, m *miniotest.Server, args []string) *stage {
	t.Helper()
	s := &stage{minio: m}
	args = append([]string{"--admission", "starter", "--starter-keys", file(t, hex.EncodeToString(starterKey))}, args...)
	if m != nil {
		s.bucket = m.Bucket(t)
		args = append(args, "--s3-endpoint", "http://"+m.Endpoint, "--s3-bucket", s.bucket,
			"--s3-access-key-file", file(t, m.AccessKey), "--s3-secret-key-file", file(t, m.SecretKey))
	}
	s.Process = servertest.StartProcess(t, servertest.ProcessOptions{Args: args, Ready: startWithin})
	s.site = site{t, s.URL, s.Realm}
	return s
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var objectName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// objects are all stored objects by their names: the files below the data folder, or what the S3 API brings.
func (s *stage) objects() map[string][]byte {
	s.t.Helper()
	if s.minio != nil {
		return s.bodies()
	}
	all := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(s.Data, "store", "objects"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !objectName.MatchString(d.Name()) {
			s.t.Errorf("in the store lies %s, which is no object", d.Name())
		}
		all[d.Name()], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *stage) bodies() map[string][]byte {
	s.t.Helper()
	c, err := s.minio.Client()
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, all := context.Background(), map[string][]byte{}
	for o := range c.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			s.t.Fatal(o.Err)
		}
		if !objectName.MatchString(o.Key) {
			s.t.Errorf("in the bucket lies %s, which is no object", o.Key)
		}
		body, err := c.GetObject(ctx, s.bucket, o.Key, minio.GetObjectOptions{})
		if err != nil {
			s.t.Fatal(err)
		}
		if all[o.Key], err = io.ReadAll(body); err != nil {
			s.t.Fatal(err)
		}
		_ = body.Close()
	}
	return all
}
