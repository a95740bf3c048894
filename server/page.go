package server

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"larkspur/server/shelf"
	"larkspur/server/wire"
)

const mediaPage = "application/octet-stream"

// A call is the memory that one call needs. It is used again, so its size is constant; it is wiped in between.
type call struct {
	in     [wire.MessageSize]byte
	answer wire.Answer
	out    [wire.MessageSize]byte
}

// pageService answers POST /v1/page.
type pageService struct {
	config  Config
	pages   Pages
	budgets *budgets
	grid    grid
	notices *notices
	calls   sync.Pool
	atWork  chan struct{}
}

func newPageService(c Config, pages Pages, n *notices) *pageService {
	return &pageService{
		config:  c,
		pages:   pages,
		budgets: newBudgets(c.Clock, c.CallsPerSecond, c.Starters == nil),
		grid:    grid{c.Grid, c.Clock},
		notices: n,
		calls:   sync.Pool{New: func() any { return new(call) }},
		atWork:  make(chan struct{}, maxAtWork),
	}
}

// serve takes every call through the same steps: count, read, do, wait for the line, answer. What differs between the
// outcomes happens in do and is hidden by the line.
func (s *pageService) serve(w http.ResponseWriter, r *http.Request) {
	verdict, from := s.budgets.enter(source(r, s.config.TrustProxy))
	defer s.budgets.leave(from)
	if verdict == dropped {
		panic(http.ErrAbortHandler)
	}
	c := s.calls.Get().(*call)
	defer s.release(c)
	whole, err := readBody(w, r, &c.in)
	if err != nil {
		panic(http.ErrAbortHandler) // slow, or gone: nobody is there to be answered
	}
	arrival := s.config.Clock.Now()
	rand.Read(c.answer.Version[:])
	rand.Read(c.answer.Page[:])
	switch {
	case verdict == busy:
		c.answer.Code = wire.CodeBusy
	case !whole:
		c.answer.Code = wire.CodeRefused
	default:
		c.answer.Code = s.do(r.Context(), c, from)
	}
	out := c.answer.AppendTo(c.out[:0])
	if err := s.grid.wait(r.Context(), arrival); err != nil {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h.Set("Content-Type", mediaPage)
	h.Set("Content-Length", strconv.Itoa(wire.MessageSize))
	_, _ = w.Write(out) // a caller that went away reads again (SPEC §6.2, failed)
}

func (s *pageService) release(c *call) {
	*c = call{}
	s.calls.Put(c)
}

// readBody reads the body into b and reports whether it was exactly one message, sent as plain bytes of a known length.
// The error says that it did not come in time, or that the caller went away.
func readBody(w http.ResponseWriter, r *http.Request, b *[wire.MessageSize]byte) (whole bool, err error) {
	if r.ContentLength != wire.MessageSize || len(r.TransferEncoding) != 0 ||
		len(r.Header.Values("Content-Encoding")) != 0 || r.Header.Get("Content-Type") != mediaPage {
		return false, nil // net/http reads the rest, or closes when there is too much of it
	}
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(bodyTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return false, err
	}
	if _, err := io.ReadFull(r.Body, b[:]); err != nil {
		return false, err
	}
	// The deadline was for the body. Left standing it would end a call that waits for the store.
	if err := control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return false, err
	}
	return true, nil
}

// do parses, checks and asks the shelf. It sets the version and page of the answer where the code calls for them, and
// returns the code.
func (s *pageService) do(ctx context.Context, c *call, from *cell) wire.Code {
	q, err := wire.ParseRequest(c.in[:])
	if err != nil {
		return wire.CodeRefused
	}
	defer func() { *q = wire.Request{} }()
	if q.Op != wire.OpRead && !signed(q, s.config.Realm) {
		return wire.CodeRefused
	}
	// From here on the call runs to its end, whether the caller stays or not: otherwise hanging up would be a way to
	// choose how far a write gets.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	select {
	case s.atWork <- struct{}{}:
		defer func() { <-s.atWork }()
	case <-ctx.Done():
		return wire.CodeBusy
	}
	code, err := s.ask(ctx, q, &c.answer, from)
	if err != nil {
		s.notices.tell("the store failed", err)
	}
	return code
}

// signed is the check of SPEC §6.3, but for the version, which the shelf compares.
func signed(q *wire.Request, realm string) bool {
	return wire.LocatorOf(q.PublicKey) == q.Locator &&
		ed25519.Verify(q.PublicKey[:], q.Signed(realm), q.Signature[:])
}

// ask maps what the shelf says to a code. This is the one place that does.
func (s *pageService) ask(ctx context.Context, q *wire.Request, a *wire.Answer, from *cell) (code wire.Code, err error) {
	defer func() {
		if p := recover(); p != nil {
			code, err = wire.CodeFailed, fmt.Errorf("defect: %T at %s", p, debug.Stack())
		}
	}()
	refusal := wire.CodeAdmission
	switch q.Op {
	case wire.OpRead:
		var page *[wire.PageSize]byte
		var version wire.Version
		if version, page, err = s.pages.Read(ctx, q.Locator); err == nil {
			a.Version, a.Page = version, *page
		}
	case wire.OpWrite:
		var version wire.Version
		version, err = s.pages.Write(ctx, q.Locator, q.Expected, &q.Page, func() bool {
			if s.config.Starters != nil && !s.config.Starters.admits(q.Locator, q.Admission) {
				return false
			}
			if !s.budgets.mayMake(from) {
				refusal = wire.CodeBusy
				return false
			}
			return true
		})
		if err == nil {
			a.Version = version
		}
	case wire.OpErase:
		err = s.pages.Erase(ctx, q.Locator, q.Expected)
	}
	switch {
	case err == nil:
		return wire.CodeOK, nil
	case errors.Is(err, shelf.ErrLost):
		return wire.CodeLost, nil
	case errors.Is(err, shelf.ErrAdmission):
		return refusal, nil
	default:
		return wire.CodeFailed, err
	}
}
