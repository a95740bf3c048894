package client_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

const realm = "test-realm"

// deployment is a real handler over a real shelf over memory, without a network in between.
type deployment struct {
	tb      testing.TB
	handler http.Handler
	dir     string
	store   *memstore.Store
	shelf   *shelf.Shelf
	starter *client.StarterKey
}

func newDeployment(tb testing.TB) *deployment { return newDeploymentWith(tb, nil) }

func newDeploymentWith(tb testing.TB, starter *client.StarterKey) *deployment {
	tb.Helper()
	d := &deployment{tb: tb, dir: tempDir(tb), starter: starter}
	d.store = memstore.New(memstore.Config{Size: shelf.ObjectSize})
	d.restart()
	return d
}

// tempDir works under rapid too, which has no TempDir.
func tempDir(tb testing.TB) string {
	dir, err := os.MkdirTemp("", "larkspur-client-*")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// restart opens the shelf and the handler anew over the same store.
func (d *deployment) restart() {
	d.tb.Helper()
	sh, err := shelf.Open(context.Background(), shelf.Config{KeyFile: filepath.Join(d.dir, "key"), Random: rand.Reader, Chaff: 1}, d.store)
	if err != nil {
		d.tb.Fatal(err)
	}
	d.shelf = sh
	cfg := server.Config{Realm: realm, CallsPerSecond: 1e6, Notices: &bytes.Buffer{}}
	if d.starter != nil {
		file := filepath.Join(d.dir, "starters")
		if err := os.WriteFile(file, []byte(hex.EncodeToString(d.starter.Expose())+"\n"), 0o600); err != nil {
			d.tb.Fatal(err)
		}
		if cfg.Starters, err = server.OpenStarters(file); err != nil {
			d.tb.Fatal(err)
		}
	}
	h, err := server.New(cfg, sh)
	if err != nil {
		d.tb.Fatal(err)
	}
	d.handler = h
}

// errCut is what a transport reports when the test cut the line.
var errCut = errors.New("the test cut the line")

// line is one device's way to a deployment. It records calls and can fail them: before (nothing arrives) or after (it
// arrives, and the answer is lost).
type line struct {
	d *deployment

	mu      sync.Mutex
	calls   []wire.Request // without the pages
	written map[wire.Locator]map[[sha256.Size]byte]bool
	before  func(n int, r *wire.Request) error
	after   func(n int, r *wire.Request) error
}

func (l *line) Page(_ context.Context, request []byte) ([]byte, error) {
	r, err := wire.ParseRequest(request)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	n := len(l.calls)
	l.calls = append(l.calls, wire.Request{Op: r.Op, Locator: r.Locator, Expected: r.Expected})
	if r.Op == wire.OpWrite {
		if l.written[r.Locator] == nil {
			l.written[r.Locator] = map[[sha256.Size]byte]bool{}
		}
		l.written[r.Locator][sha256.Sum256(r.Page[:])] = true
	}
	before, after := l.before, l.after
	l.mu.Unlock()
	if before != nil {
		if err := before(n, r); err != nil {
			return nil, err
		}
	}
	answer, err := l.d.call(request)
	if err != nil {
		return nil, err
	}
	if after != nil {
		if err := after(n, r); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

func (d *deployment) call(request []byte) ([]byte, error) {
	q := httptest.NewRequest(wire.Method, wire.Path, bytes.NewReader(request))
	q.Header.Set("Content-Type", "application/octet-stream")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, q)
	if w.Code != http.StatusOK {
		return nil, errors.New("status " + http.StatusText(w.Code))
	}
	return w.Body.Bytes(), nil
}

func (l *line) fail(before, after func(n int, r *wire.Request) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.before, l.after = before, after
}

func (l *line) heal() { l.fail(nil, nil) }

// take returns the calls since the last take.
func (l *line) take() []wire.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

// quickDerive stands in for Argon2id, which takes a second: the tests of page pin the real one.
func quickDerive(_ context.Context, canonical []byte, realm string) (page.Root, error) {
	return page.RootFrom(hashOf(append([]byte(realm+"|"), canonical...)))
}

// device is a client on a line of its own.
type device struct {
	*client.Client
	line *line
}

func (d *deployment) device() *device {
	l := &line{d: d, written: map[wire.Locator]map[[sha256.Size]byte]bool{}}
	admission := "open"
	if d.starter != nil {
		admission = "starter"
	}
	return &device{line: l, Client: client.New(client.Config{
		Site:      client.Site{Realm: realm, Words: phrase.DefaultWords, Admission: admission},
		Transport: l,
		Random:    rand.Reader,
		Pace:      -1,
		Derive:    quickDerive,
	})}
}

func newPhrase(tb testing.TB) phrase.Phrase {
	tb.Helper()
	p, err := phrase.Generate(phrase.English, phrase.DefaultWords, rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func (d *device) new(tb testing.TB, p phrase.Phrase) *client.Session {
	tb.Helper()
	s, err := d.New(context.Background(), p, client.StarterKey{})
	if err != nil {
		tb.Fatal(err)
	}
	d.settle(tb)
	return s
}

func (d *device) open(tb testing.TB, p phrase.Phrase) *client.Session {
	tb.Helper()
	o, err := d.Open(context.Background(), p)
	if err != nil {
		tb.Fatal(err)
	}
	if o.Session == nil {
		tb.Fatal("the phrase opened a starter")
	}
	d.settle(tb)
	return o.Session
}

func (d *device) opensNothing(tb testing.TB, p phrase.Phrase) {
	tb.Helper()
	if _, err := d.Open(context.Background(), p); !errors.Is(err, client.ErrNothing) {
		tb.Fatalf("the phrase opened something: %v", err)
	}
	d.settle(tb)
}

// settle waits for the filler of the last act.
func (d *device) settle(tb testing.TB) {
	tb.Helper()
	if err := d.Settle(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

func (d *device) save(tb testing.TB, s *client.Session) {
	tb.Helper()
	if err := s.Save(context.Background()); err != nil {
		tb.Fatal(err)
	}
	d.settle(tb)
	if s.State().Unsaved {
		tb.Fatal("saved, and still unsaved")
	}
}

// addNote adds a note with this text to the first section.
func addNote(s *client.Session, text string) error {
	return s.Edit(func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "text", plan.Text(text))
	})
}

func note(tb testing.TB, s *client.Session, text string) {
	tb.Helper()
	if err := addNote(s, text); err != nil {
		tb.Fatal(err)
	}
}

// says reports whether the plan holds text.
func says(s *client.Session, text string) bool {
	return bytes.Contains(plan.Encode(s.Plan()), []byte(text))
}
