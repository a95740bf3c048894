package server_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net/http"
	"testing"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// owner has the key of one page. It signs by the text of SPEC §6.3 alone, so it also checks wire.
type owner struct {
	private ed25519.PrivateKey
	locator wire.Locator
	realm   string
}

func newOwner() *owner {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err)
	}
	h := sha256.New()
	h.Write([]byte("larkspur/1 locator\x00"))
	h.Write(public)
	return &owner{private: private, locator: wire.Locator(h.Sum(nil)), realm: servertest.Realm}
}

// request is a signed request with a random page.
func (o *owner) request(op wire.Op, expected wire.Version) *wire.Request {
	q := &wire.Request{Op: op, Locator: o.locator, Expected: expected}
	rand.Read(q.Page[:])
	rand.Read(q.Admission[:])
	o.sign(q)
	return q
}

func (o *owner) sign(q *wire.Request) {
	copy(q.PublicKey[:], o.private.Public().(ed25519.PublicKey))
	page := sha256.Sum256(q.Page[:])
	text := []byte("larkspur/1 write" + o.realm)
	text = append(text, byte(q.Op))
	text = append(text, q.Locator[:]...)
	text = append(text, q.Expected[:]...)
	text = append(text, page[:]...)
	copy(q.Signature[:], ed25519.Sign(o.private, text))
}

// admit shows a starter key (SPEC §6.4).
func admit(q *wire.Request, key []byte) {
	mac := hmac.New(sha256.New, key)
	mac.Write(q.Locator[:])
	copy(q.Admission[:], mac.Sum(nil))
}

func readOf(l wire.Locator) *wire.Request {
	q := &wire.Request{Op: wire.OpRead, Locator: l}
	rand.Read(q.Expected[:])
	rand.Read(q.PublicKey[:])
	rand.Read(q.Signature[:])
	rand.Read(q.Admission[:])
	rand.Read(q.Page[:])
	return q
}

// reply is everything that came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send posts a body as a client does.
func send(t testing.TB, url string, body []byte) reply {
	t.Helper()
	r, err := http.NewRequest(wire.Method, url+wire.Path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	return exchange(t, r)
}

func exchange(t testing.TB, r *http.Request) reply {
	t.Helper()
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{a.StatusCode, a.Header, body}
}

// call sends q and returns the parsed answer.
func call(t testing.TB, url string, q *wire.Request) *wire.Answer {
	t.Helper()
	a, err := wire.ParseAnswer(send(t, url, q.AppendTo(nil)).body)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantCode(t testing.TB, what string, got *wire.Answer, want wire.Code) {
	t.Helper()
	if got.Code != want {
		t.Errorf("%s: code %d, want %d", what, got.Code, want)
	}
}

// makePage writes a page over noise and returns the request that did, and the version.
func makePage(t testing.TB, url string, o *owner) (*wire.Request, wire.Version) {
	t.Helper()
	noise := call(t, url, readOf(o.locator))
	q := o.request(wire.OpWrite, noise.Version)
	a := call(t, url, q)
	if a.Code != wire.CodeOK {
		t.Fatalf("making a page: code %d", a.Code)
	}
	return q, a.Version
}
