package s3store

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/server/store"
	"larkspur/server/store/miniotest"
	"larkspur/server/store/storetest"
)

const size = 33448

func config(t testing.TB, m *miniotest.Server) Config {
	t.Helper()
	cfg := Config{
		Endpoint: m.Endpoint, Bucket: m.Bucket(t), AccessKey: NewSecret(m.AccessKey + "\n"), SecretKey: NewSecret(m.SecretKey),
		Size: size, Timeout: 20 * time.Second,
	}
	if m.CAFile != "" {
		pem, err := os.ReadFile(m.CAFile)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Secure, cfg.Roots = true, x509.NewCertPool()
		cfg.Roots.AppendCertsFromPEM(pem)
	}
	return cfg
}

func open(t testing.TB, cfg Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestKeepsTheContract(t *testing.T) {
	for name, opts := range map[string]miniotest.Options{"plain": {}, "tls": {TLS: true}} {
		t.Run(name, func(t *testing.T) {
			m := miniotest.Start(t, opts)
			configs := map[store.Store]Config{}
			storetest.Run(t, storetest.Subject{
				Size: size,
				Open: func(t testing.TB) store.Store {
					cfg := config(t, m)
					s := open(t, cfg)
					configs[s] = cfg
					return s
				},
				Reopen: func(t testing.TB, s store.Store) store.Store {
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					m.Restart(t)
					return open(t, configs[s])
				},
			})
		})
	}
}

func fresh() (n store.Name, object []byte) {
	_, _ = rand.Read(n[:])
	object = make([]byte, size)
	_, _ = rand.Read(object)
	return n, object
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{TLS: true})
	good := config(t, m)
	versioned := good
	versioned.Bucket = m.Bucket(t)
	c, err := m.Client()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.EnableVersioning(t.Context(), versioned.Bucket); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"no such bucket":     func(c *Config) { c.Bucket = "nothing-here" },
		"keeps versions":     func(c *Config) { c.Bucket = versioned.Bucket },
		"wrong secret":       func(c *Config) { c.SecretKey = NewSecret("sentinel-secret") },
		"unknown access key": func(c *Config) { c.AccessKey = NewSecret("sentinel-access") },
		"no secret":          func(c *Config) { c.SecretKey = Secret{} },
		"unknown authority":  func(c *Config) { c.Roots = x509.NewCertPool() },
		"plain to tls":       func(c *Config) { c.Secure = false },
		"nobody listens":     func(c *Config) { c.Endpoint = "127.0.0.1:1" },
		"address with path":  func(c *Config) { c.Endpoint = "https://" + c.Endpoint + "/x" },
		"address, no port":   func(c *Config) { c.Endpoint = "127.0.0.1" },
		"bad bucket name":    func(c *Config) { c.Bucket = "A" },
		"no size":            func(c *Config) { c.Size = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good
			change(&cfg)
			s, err := Open(t.Context(), cfg)
			if err == nil {
				_ = s.Close()
				t.Fatal("opened")
			}
			for _, secret := range []string{"sentinel", m.AccessKey, m.SecretKey} {
				if strings.Contains(err.Error(), secret) {
					t.Fatalf("the error holds a key: %v", err)
				}
			}
			t.Log(err)
		})
	}
}

func TestCreatesTheBucketOnlyWhenTold(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cfg := config(t, m)
	cfg.Bucket, cfg.CreateBucket = "made-by-open", true
	open(t, cfg)
	open(t, cfg) // there by now
	cfg.CreateBucket = false
	open(t, cfg)
}

func TestSecretsDoNotPrint(t *testing.T) {
	cfg := Config{AccessKey: NewSecret("sentinel-a"), SecretKey: NewSecret("sentinel-s")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if out := fmt.Sprintf(verb, cfg); strings.Contains(out, "entinel") || strings.Contains(out, "73656e74") {
			t.Errorf("%s: %s", verb, out)
		}
	}
}

func TestDamageIsSaid(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cfg := config(t, m)
	s := open(t, cfg)
	c, err := m.Client()
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{0, 1, size - 1, size + 1, 3 * size} {
		n, _ := fresh()
		if _, err := c.PutObject(t.Context(), cfg.Bucket, n.String(), strings.NewReader(strings.Repeat("x", length)), int64(length),
			minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
		if object, _, err := s.Get(t.Context(), n); !errors.Is(err, store.ErrDamaged) || object != nil {
			t.Errorf("%d bytes: error %v", length, err)
		} else if strings.Contains(err.Error(), n.String()) {
			t.Errorf("the error holds the name: %v", err)
		}
	}
	if _, err := c.PutObject(t.Context(), cfg.Bucket, "not-ours", strings.NewReader("x"), 1, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.List(t.Context(), func(store.Name) error { return nil }); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("list: %v", err)
	}
}

// TestFailuresAreNotAnswers takes the server and the bucket away: nothing is then absent or stale, and no text has names.
func TestFailuresAreNotAnswers(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cfg := config(t, m)
	n, object := fresh()
	tag, err := open(t, cfg).Put(t.Context(), n, object, "")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Timeout = 2 * time.Second
	s := open(t, cfg)
	try := func(what string) {
		_, _, getErr := s.Get(t.Context(), n)
		_, putErr := s.Put(t.Context(), n, object, tag)
		errs := []error{getErr, putErr, s.List(t.Context(), func(store.Name) error { return nil })}
		if what == "no server" { // where there is no bucket, MinIO confirms that the object is gone
			errs = append(errs, s.Delete(t.Context(), n))
		}
		for _, err := range errs {
			if err == nil || errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s: %v", what, err)
			} else if strings.Contains(err.Error(), n.String()) {
				t.Errorf("%s: the error holds the name: %v", what, err)
			} else {
				t.Log(what+":", err)
			}
		}
	}
	c, err := m.Client()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.RemoveBucketWithOptions(t.Context(), cfg.Bucket, minio.RemoveBucketOptions{ForceDelete: true}); err != nil {
		t.Fatal(err)
	}
	try("no bucket")
	m.Kill()
	try("no server")
}

func TestListsManyPages(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	s := open(t, config(t, m))
	want := map[store.Name]bool{}
	for range pageSize + 30 {
		n, object := fresh()
		if _, err := s.Put(t.Context(), n, object, ""); err != nil {
			t.Fatal(err)
		}
		want[n] = true
	}
	for _, count := range []int{pageSize + 30, pageSize, pageSize - 1} {
		for n := range want {
			if len(want) == count {
				break
			}
			if err := s.Delete(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			delete(want, n)
		}
		seen := map[store.Name]bool{}
		err := s.List(t.Context(), func(n store.Name) error {
			if !want[n] || seen[n] {
				return errors.New("a name that is not held, or comes twice")
			}
			seen[n] = true
			return nil
		})
		if err != nil || len(seen) != count {
			t.Fatalf("%d of %d names, %v", len(seen), count, err)
		}
	}
}

func BenchmarkStore(b *testing.B) {
	m := miniotest.Start(b, miniotest.Options{})
	s, err := Open(context.Background(), config(b, m))
	if err != nil {
		b.Fatal(err)
	}
	storetest.Bench(b, size, s)
}
