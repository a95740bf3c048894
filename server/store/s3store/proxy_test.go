package s3store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/signer"

	"larkspur/server/store"
	"larkspur/server/store/miniotest"
)

// proxy stands between the store and a real MinIO, signs what it changed again, and can lose, cut and repeat.
type proxy struct {
	m    *miniotest.Server
	puts atomic.Int32 // requests to write that came in

	mu      sync.Mutex
	drop    []string // headers that are taken out of every request
	mistake func(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) (handled bool)
}

// between starts a proxy and returns a configuration that goes through it.
func between(t *testing.T, m *miniotest.Server) (*proxy, Config) {
	t.Helper()
	p := &proxy{m: m}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	cfg := config(t, m)
	cfg.Endpoint = server.Listener.Addr().String()
	return p, cfg
}

// next makes one mistake at the next request of a method.
func (p *proxy) next(method string, mistake func(p *proxy, w http.ResponseWriter, r *http.Request, body []byte)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mistake = func(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) bool {
		if r.Method != method {
			return false
		}
		p.mistake = nil
		mistake(p, w, r, body)
		return true
	}
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.Method == http.MethodPut {
		p.puts.Add(1)
	}
	p.mu.Lock()
	handled := p.mistake != nil && p.mistake(p, w, r, body)
	p.mu.Unlock()
	if handled {
		return
	}
	answer, content, err := p.forward(r, body)
	if err != nil {
		cut(w)
		return
	}
	send(w, answer, content)
}

func (p *proxy) forward(r *http.Request, body []byte) (*http.Response, []byte, error) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+p.m.Endpoint+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	for name, values := range r.Header {
		if name != "Authorization" && name != "Accept-Encoding" {
			out.Header[name] = values
		}
	}
	for _, name := range p.drop {
		out.Header.Del(name)
	}
	out = signer.SignV4(*out, p.m.AccessKey, p.m.SecretKey, "", region)
	answer, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	return answer, content, err
}

func send(w http.ResponseWriter, answer *http.Response, content []byte) {
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(content)
}

// cut closes the connection without an answer.
func cut(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

// Mistakes.
func cutAnswer(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) {
	_, _, _ = p.forward(r, body)
	cut(w)
}

func lose(_ *proxy, w http.ResponseWriter, _ *http.Request, _ []byte) { cut(w) }

func repeat(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) {
	_, _, _ = p.forward(r, body)
	answer, content, err := p.forward(r, body)
	if err != nil {
		cut(w)
		return
	}
	send(w, answer, content)
}

func unavailableAfterwards(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) {
	_, _, _ = p.forward(r, body)
	w.WriteHeader(http.StatusServiceUnavailable)
}

func half(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) {
	answer, content, err := p.forward(r, body)
	if err != nil {
		cut(w)
		return
	}
	send(w, answer, content[:len(content)/2]) // less than Content-Length says
}

func hang(_ *proxy, _ http.ResponseWriter, r *http.Request, _ []byte) { <-r.Context().Done() }

// TestUnknownOutcomesAreNotCalledStale loses and cuts creates and swaps. What was stored must not be called stale, as a
// second try of the library would, and nothing is sent twice.
func TestUnknownOutcomesAreNotCalledStale(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	for name, row := range map[string]struct {
		mistake func(*proxy, http.ResponseWriter, *http.Request, []byte)
		stored  bool
	}{
		"answer cut":             {cutAnswer, true},
		"request lost":           {lose, false},
		"stored and unavailable": {unavailableAfterwards, true},
		"no answer in time":      {hang, false},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			p, cfg := between(t, m)
			if name == "no answer in time" {
				cfg.Timeout = 5 * time.Second // which all else has as well
			}
			s := open(t, cfg)
			n, object := fresh()
			var tag store.Tag
			for _, what := range []string{"create", "swap"} {
				before := p.puts.Load()
				p.next(http.MethodPut, row.mistake)
				got, err := s.Put(t.Context(), n, object, tag)
				for _, known := range []error{store.ErrStale, store.ErrAbsent, store.ErrDamaged, store.ErrSize} {
					if errors.Is(err, known) {
						t.Errorf("%s: claims to know: %v", what, err)
					}
				}
				if err == nil || got != "" || strings.Contains(err.Error(), n.String()) {
					t.Errorf("%s: tag %q, error %v", what, got, err)
				}
				if sent := p.puts.Load() - before; sent != 1 {
					t.Errorf("%s: sent %d times", what, sent)
				}
				held, heldTag, err := s.Get(t.Context(), n)
				if (err == nil && bytes.Equal(held, object)) != row.stored {
					t.Errorf("%s: stored must be %t: %v", what, row.stored, err)
				}
				if !row.stored {
					if heldTag, err = s.Put(t.Context(), n, object, tag); err != nil {
						t.Fatal(err)
					}
				}
				tag = heldTag
				_, object = fresh()
			}
		})
	}
}

// TestRepeatedWriteIsNotCalledStale has a proxy send a write twice and give the second answer, a refusal.
func TestRepeatedWriteIsNotCalledStale(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	p, cfg := between(t, m)
	s := open(t, cfg)
	n, object := fresh()
	var tag store.Tag
	for _, what := range []string{"create", "swap"} {
		p.next(http.MethodPut, repeat)
		next, err := s.Put(t.Context(), n, object, tag)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		held, heldTag, err := s.Get(t.Context(), n)
		if err != nil || !bytes.Equal(held, object) || heldTag != next {
			t.Fatalf("%s: tag %q, held under %q, %v", what, next, heldTag, err)
		}
		tag = next
		_, object = fresh()
	}
}

// TestLibraryAloneWouldCallItStale is the negative control: with the library's own retries a stored write is refused.
func TestLibraryAloneWouldCallItStale(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	p, cfg := between(t, m)
	c, err := minio.New(cfg.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(m.AccessKey, m.SecretKey, ""), Region: region, MaxRetries: 3})
	if err != nil {
		t.Fatal(err)
	}
	n, object := fresh()
	p.next(http.MethodPut, cutAnswer)
	opts := minio.PutObjectOptions{DisableContentSha256: true}
	opts.SetMatchETagExcept("*")
	_, err = c.PutObject(t.Context(), cfg.Bucket, n.String(), bytes.NewReader(object), size, opts)
	if codeOf(err) != "PreconditionFailed" {
		t.Fatalf("error %v: the trap that the store avoids is not there any more", err)
	}
}

// TestReadsAreAskedAgain cuts reads and lists; a few failures are passed over, and a server that stays away is not.
func TestReadsAreAskedAgain(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	p, cfg := between(t, m)
	s := open(t, cfg)
	n, object := fresh()
	tag, err := s.Put(t.Context(), n, object, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, mistake := range map[string]func(*proxy, http.ResponseWriter, *http.Request, []byte){
		"lost": lose, "cut": cutAnswer, "half": half, "unavailable": unavailableAfterwards,
	} {
		p.next(http.MethodGet, mistake)
		held, heldTag, err := s.Get(t.Context(), n)
		if err != nil || !bytes.Equal(held, object) || heldTag != tag {
			t.Errorf("get, %s: %v", name, err)
		}
		p.next(http.MethodGet, mistake)
		visits := 0
		if err := s.List(t.Context(), func(store.Name) error { visits++; return nil }); err != nil || visits != 1 {
			t.Errorf("list, %s: %d visits, %v", name, visits, err)
		}
	}
}

// TestProofRefusesServersThatLie puts a MinIO behind a proxy that takes the conditions away.
func TestProofRefusesServersThatLie(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	for _, drop := range [][]string{{"If-Match"}, {"If-None-Match"}, {"If-Match", "If-None-Match"}, nil} {
		t.Run(strings.Join(drop, "_and_"), func(t *testing.T) {
			p, cfg := between(t, m)
			s := open(t, cfg)
			p.drop = drop
			err := store.Prove(t.Context(), s, rand.Reader, size)
			if drop == nil {
				if err != nil {
					t.Fatalf("the proxy that changes nothing: %v", err)
				}
				return
			}
			if !errors.Is(err, store.ErrNoCompareAndSwap) {
				t.Fatalf("error %v", err)
			}
			t.Log(err)
			left := 0
			if err := s.List(t.Context(), func(store.Name) error { left++; return nil }); err != nil || left != 0 {
				t.Fatalf("%d scratch objects are left, %v", left, err)
			}
		})
	}
}

// TestRequestsTellNothingOfTheCaller looks at every header that leaves.
func TestRequestsTellNothingOfTheCaller(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	p, cfg := between(t, m)
	s := open(t, cfg)
	allowed := map[string]bool{"Authorization": true, "User-Agent": true, "X-Amz-Content-Sha256": true, "X-Amz-Date": true,
		"Content-Length": true, "Content-Md5": true, "Content-Type": true, "If-Match": true, "If-None-Match": true,
		"X-Minio-Force-Delete": true, "Accept-Encoding": true}
	seen := 0
	p.mu.Lock()
	p.mistake = func(p *proxy, w http.ResponseWriter, r *http.Request, body []byte) bool {
		seen++
		for name := range r.Header {
			if !allowed[name] {
				t.Errorf("%s sends %s: %q", r.Method, name, r.Header[name])
			}
		}
		if agent := r.Header.Get("User-Agent"); strings.Contains(strings.ToLower(agent), "larkspur") {
			t.Errorf("the agent is %q", agent)
		}
		return false
	}
	p.mu.Unlock()
	n, object := fresh()
	tag, err := s.Put(t.Context(), n, object, "")
	if err != nil {
		t.Fatal(err)
	}
	_, object = fresh()
	if _, err := s.Put(t.Context(), n, object, tag); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), n); err != nil || seen < 4 {
		t.Fatalf("%d requests, %v", seen, err)
	}
}
