// Package client is a vault session over a Transport: make, open, edit, save, merge, move, erase (SPEC §8). The same code
// runs natively and in the browser.
//
// It promises: nothing leaves it but sealed pages and random filler; every act is made of whole bursts of four calls; what
// was typed is kept until the server has acknowledged it, and is never dropped silently; a page that is no longer there is
// never made again by a session that was left open. It knows no DOM, no file and no clock but the one it is given.
//
// Two devices against one server with faults between: go test ./client -rapid.checks=10000 is the long course.
package client

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"larkspur/crypto/page"
)

// Errors that a user can act on, each told apart. Other errors wrap one of these.
var (
	// ErrNothing: the phrase opens nothing. A wrong phrase, one that never was and one whose plan was erased are the same.
	ErrNothing = errors.New("client: the phrase opens nothing")
	// ErrGone: the plan of this session is not there any more. What was typed is still in the session.
	ErrGone = errors.New("client: the plan is not there any more")
	// ErrUnreachable: the server did not answer. Whether a write was stored is not known; saving again finds out.
	ErrUnreachable = errors.New("client: the server cannot be reached")
	// ErrServer: the server answered that its store failed. Saving again finds out what became of a write.
	ErrServer = errors.New("client: the server could not store or fetch")
	// ErrBusy: the server has too much to do. Nothing was done; try again in a while.
	ErrBusy = errors.New("client: the server is busy")
	// ErrAdmission: the server wants a current starter phrase before it keeps a new page.
	ErrAdmission = errors.New("client: the server wants a current starter phrase")
	// ErrRefused: the server refused the call as malformed or not signed. It is a defect, or not a Larkspur server.
	ErrRefused = errors.New("client: the server refused the call")
	// ErrTaken: something is kept under the phrase already, so nothing was made.
	ErrTaken = errors.New("client: the phrase is in use")
	// ErrTooLarge: the plan is larger than a plan can be.
	ErrTooLarge = errors.New("client: the plan is too large")
	// ErrDamaged: the door opens, but what it leads to is not whole.
	ErrDamaged = errors.New("client: a part of the plan is missing or damaged")
	// ErrRecovery: the session was opened by a recovery phrase, which cannot do this.
	ErrRecovery = errors.New("client: a recovery phrase cannot do this")
	// ErrContended: other devices kept saving in between. Try again.
	ErrContended = errors.New("client: other devices kept changing the plan")
	// ErrClosed: the session or the client was closed.
	ErrClosed = errors.New("client: closed")
)

// A Transport carries one call to the page service and brings the answer. Both are wire.MessageSize bytes. Any error
// means that the outcome is not known. It is never called twice at the same time.
type Transport interface {
	Page(ctx context.Context, request []byte) (answer []byte, err error)
}

// A Clock tells and waits for time. The zero Config uses the real one.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
}

// DefaultPace is the least time between the starts of two calls (SPEC §8.2). It lies above the grid of the server's
// answers (250 ms) and the time a slow phone needs to seal a page, so that neither shows.
const DefaultPace = 350 * time.Millisecond

// restShare is the part of the pace, one in so many, that passes at the least after an answer. On a line on which answers
// take longer than the pace, a call that left as soon as it was made would show how long that took, and so what it is:
// sealing a page takes longer than drawing filler.
const restShare = 4

// Config says what a Client works with.
type Config struct {
	// Site is what the deployment says of itself (SPEC §8.1).
	Site Site
	// Transport carries the calls.
	Transport Transport
	// Random is a cryptographic generator: crypto/rand.Reader but in tests.
	Random io.Reader
	// Pace is the least time between the starts of two calls; 0 means DefaultPace, and less than 0 none (tests).
	Pace time.Duration
	// Clock is for tests; nil is the real one.
	Clock Clock
	// Derive turns a canonical phrase into a root. nil runs page.Derive right here; the browser gives it to a worker that
	// is thrown away.
	Derive func(ctx context.Context, canonical []byte, realm string) (page.Root, error)
}

// Client speaks with one deployment. Its acts go one after the other.
type Client struct {
	cfg  Config
	act  chan struct{} // holds one token; who has it may send
	next time.Time     // the earliest start of the next call; owned by who has the token

	mu   sync.Mutex
	acts int // acts begun so far
}

// New returns a client for one deployment. It sends nothing.
func New(cfg Config) *Client {
	if cfg.Clock == nil {
		cfg.Clock = realClock{}
	}
	switch {
	case cfg.Pace == 0:
		cfg.Pace = DefaultPace
	case cfg.Pace < 0:
		cfg.Pace = 0
	}
	if cfg.Derive == nil {
		cfg.Derive = func(_ context.Context, canonical []byte, realm string) (page.Root, error) {
			return page.Derive(canonical, realm), nil
		}
	}
	c := &Client{cfg: cfg, act: make(chan struct{}, 1)}
	c.act <- struct{}{}
	return c
}

// Site returns what the deployment says of itself.
func (c *Client) Site() Site { return c.cfg.Site }

// Settle waits until the burst under way is whole. A program calls it before it ends, so that its last burst has the
// shape of all others.
func (c *Client) Settle(ctx context.Context) error {
	select {
	case <-c.act:
		c.act <- struct{}{}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
