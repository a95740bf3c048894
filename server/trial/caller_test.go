package trial

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"larkspur/client"
	"larkspur/crypto/page"
	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// callTimeout is how long an answer is waited for; after it the outcome is not known.
const callTimeout = 60 * time.Second

// A caller sends calls to a page service, several at once, and repeats none.
type caller struct {
	url, realm string
	starter    client.StarterKey
	http       *http.Client
}

func (s site) caller() *caller { return newCaller(s.url, s.realm) }

func newCaller(url, realm string) *caller {
	return &caller{url, realm, starter(), &http.Client{
		Timeout:   callTimeout,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}}
}

// send posts a body as it is.
func (c *caller) send(ctx context.Context, body []byte) (*wire.Answer, error) {
	r, err := http.NewRequestWithContext(ctx, wire.Method, c.url+wire.Path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.GetBody = nil
	r.Header.Set("Content-Type", "application/octet-stream")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	return wire.ParseAnswer(b)
}

// An owner has the key of one page.
type owner struct{ page.Keys }

func newOwner(t testing.TB) owner {
	t.Helper()
	root, err := page.NewRoot(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return owner{root.Keys()}
}

func (o owner) locator() wire.Locator { return o.Locator() }

// request is a signed request that shows the starter key.
func (c *caller) request(o owner, op wire.Op, expected wire.Version, p *[wire.PageSize]byte) *wire.Request {
	q := &wire.Request{Op: op, Locator: o.locator(), Expected: expected, PublicKey: o.PublicKey(), Page: *p}
	m := hmac.New(sha256.New, c.starter.Expose())
	m.Write(q.Locator[:])
	m.Sum(q.Admission[:0])
	q.Signature = o.Sign(q.Signed(c.realm))
	return q
}

func readOf(l wire.Locator) *wire.Request {
	q := &wire.Request{Op: wire.OpRead, Locator: l}
	for _, f := range [][]byte{q.Expected[:], q.PublicKey[:], q.Signature[:], q.Admission[:], q.Page[:]} {
		rand.Read(f)
	}
	return q
}

func randomPage() *[wire.PageSize]byte {
	p := new([wire.PageSize]byte)
	rand.Read(p[:])
	return p
}

// errUnknown: the outcome of a call is not known.
var errUnknown = errors.New("the outcome is not known")

// ask sends q and takes every answer but ok for an error: shelf.ErrLost and shelf.ErrAdmission when nothing was done.
func (c *caller) ask(ctx context.Context, q *wire.Request) (*wire.Answer, error) {
	a, err := c.send(ctx, q.AppendTo(nil))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnknown, err)
	}
	switch a.Code {
	case wire.CodeOK:
		return a, nil
	case wire.CodeLost:
		return nil, shelf.ErrLost
	case wire.CodeAdmission, wire.CodeBusy:
		return nil, shelf.ErrAdmission
	case wire.CodeFailed:
		return nil, errUnknown
	default:
		return nil, fmt.Errorf("refused: code %d", a.Code)
	}
}

// make makes a page and returns its version.
func (c *caller) make(ctx context.Context, o owner, p *[wire.PageSize]byte) (wire.Version, error) {
	noise, err := c.ask(ctx, readOf(o.locator()))
	if err != nil {
		return wire.Version{}, err
	}
	made, err := c.ask(ctx, c.request(o, wire.OpWrite, noise.Version, p))
	if err != nil {
		return wire.Version{}, err
	}
	return made.Version, nil
}

// keyring is the page service on the other side of the wire, for the locators whose keys it has.
type keyring struct {
	*caller
	owners map[wire.Locator]owner
}

var _ server.Pages = keyring{}

// Read implements server.Pages.
func (k keyring) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	a, err := k.ask(ctx, readOf(l))
	if err != nil {
		return wire.Version{}, nil, err
	}
	return a.Version, &a.Page, nil
}

// Write implements server.Pages. It shows a starter key always, and so never asks admit.
func (k keyring) Write(ctx context.Context, l wire.Locator, expected wire.Version, p *[wire.PageSize]byte, _ func() bool) (wire.Version, error) {
	a, err := k.ask(ctx, k.request(k.owners[l], wire.OpWrite, expected, p))
	if err != nil {
		return wire.Version{}, err
	}
	return a.Version, nil
}

// Erase implements server.Pages.
func (k keyring) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	_, err := k.ask(ctx, k.request(k.owners[l], wire.OpErase, expected, randomPage()))
	return err
}
