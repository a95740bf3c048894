package server_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

const testGrid = 250 * time.Millisecond

// direct is a handler that is called without a network, so that the clock of a synctest bubble is the only clock.
type direct struct {
	*server.Server
	model *servertest.Model
}

func newDirect(t *testing.T, c server.Config) direct {
	t.Helper()
	m := servertest.NewModel()
	c.Realm = servertest.Realm
	if c.Grid == 0 {
		c.Grid = testGrid
	}
	if c.CallsPerSecond == 0 {
		c.CallsPerSecond = 1e6
	}
	s, err := server.New(c, m)
	if err != nil {
		t.Fatal(err)
	}
	return direct{s, m}
}

// timed sends one body and says what came back and after how long.
func (d direct) timed(body []byte) (reply, time.Duration) {
	r := httptest.NewRequest(wire.Method, wire.Path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/octet-stream")
	w := httptest.NewRecorder()
	start := time.Now()
	d.ServeHTTP(w, r)
	return reply{w.Code, w.Header(), w.Body.Bytes()}, time.Since(start)
}

func (d direct) call(t *testing.T, q *wire.Request) (*wire.Answer, time.Duration) {
	t.Helper()
	got, took := d.timed(q.AppendTo(nil))
	a, err := wire.ParseAnswer(got.body)
	if err != nil {
		t.Fatal(err)
	}
	return a, took
}

// outcomes brings about every outcome there is, one call each.
func (d direct) outcomes(t *testing.T) map[string]func() *wire.Request {
	held, dead, never := newOwner(), newOwner(), newOwner()
	var heldVersion, deadVersion wire.Version
	for _, o := range []*owner{held, dead} {
		noise, _ := d.call(t, readOf(o.locator))
		a, _ := d.call(t, o.request(wire.OpWrite, noise.Version))
		wantCode(t, "make", a, wire.CodeOK)
		if o == held {
			heldVersion = a.Version
		} else {
			deadVersion = a.Version
		}
	}
	a, _ := d.call(t, dead.request(wire.OpErase, deadVersion))
	wantCode(t, "erase", a, wire.CodeOK)
	unsigned := held.request(wire.OpWrite, heldVersion)
	unsigned.Signature[0]++
	noise, _ := d.call(t, readOf(never.locator))
	return map[string]func() *wire.Request{
		"read of a held page":        func() *wire.Request { return readOf(held.locator) },
		"read of a dead page":        func() *wire.Request { return readOf(dead.locator) },
		"read of a page never held":  func() *wire.Request { return readOf(never.locator) },
		"write that loses":           func() *wire.Request { return held.request(wire.OpWrite, deadVersion) },
		"write that is refused":      func() *wire.Request { return unsigned },
		"erase that loses":           func() *wire.Request { return held.request(wire.OpErase, deadVersion) },
		"erase of a miss":            func() *wire.Request { return dead.request(wire.OpErase, deadVersion) },
		"operation that is unknown":  func() *wire.Request { return held.request(9, heldVersion) },
		"write that makes a page":    func() *wire.Request { return never.request(wire.OpWrite, noise.Version) },
		"erase that is done (again)": func() *wire.Request { return held.request(wire.OpErase, heldVersion) },
	}
}

func TestEveryOutcomeLeavesOnTheFirstLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDirect(t, server.Config{})
		work := map[wire.Op]time.Duration{wire.OpRead: 3 * time.Millisecond, wire.OpWrite: 40 * time.Millisecond, wire.OpErase: 90 * time.Millisecond}
		d.model.Before = func(_ context.Context, op wire.Op) error { time.Sleep(work[op]); return nil }
		for what, q := range d.outcomes(t) {
			if _, took := d.call(t, q()); took != testGrid {
				t.Errorf("%s left after %v", what, took)
			}
		}
		for what, body := range map[string][]byte{"an empty body": nil, "a body cut short": make([]byte, wire.MessageSize-1)} {
			if _, took := d.timed(body); took != testGrid {
				t.Errorf("%s left after %v", what, took)
			}
		}
	})
}

func TestBusyAndFailedLeaveOnTheLineToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDirect(t, server.Config{CallsPerSecond: 1})
		d.model.Before = func(context.Context, wire.Op) error { time.Sleep(time.Millisecond); return errors.New("disk on fire") }
		seen := map[wire.Code]bool{}
		var calls sync.WaitGroup
		var mu sync.Mutex
		for range 30 {
			calls.Go(func() {
				a, took := d.call(t, readOf(newOwner().locator))
				mu.Lock()
				defer mu.Unlock()
				seen[a.Code] = true
				if took != testGrid {
					t.Errorf("code %d left after %v", a.Code, took)
				}
			})
		}
		calls.Wait()
		if !seen[wire.CodeBusy] || !seen[wire.CodeFailed] {
			t.Errorf("the codes were %v", seen)
		}
	})
}

func TestAnOverrunWaitsForTheNextLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDirect(t, server.Config{})
		for took, want := range map[time.Duration]time.Duration{
			testGrid - 1:                  testGrid,
			testGrid:                      testGrid,
			testGrid + 1:                  2 * testGrid,
			2*testGrid + time.Millisecond: 3 * testGrid,
			5 * time.Second:               5 * time.Second,
		} {
			d.model.Before = func(context.Context, wire.Op) error { time.Sleep(took); return nil }
			if _, left := d.call(t, readOf(newOwner().locator)); left != want {
				t.Errorf("work of %v left after %v, want %v", took, left, want)
			}
		}
	})
}

// A slow line must not eat into the time for the store: the lines count from the moment the body was there.
func TestTheLinesCountFromTheEndOfTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDirect(t, server.Config{})
		body := readOf(newOwner().locator).AppendTo(nil)
		r := httptest.NewRequest(wire.Method, wire.Path, &slowReader{body, 3 * time.Second})
		r.ContentLength = wire.MessageSize
		r.Header.Set("Content-Type", "application/octet-stream")
		start := time.Now()
		d.ServeHTTP(httptest.NewRecorder(), r)
		if took := time.Since(start); took != 3*time.Second+testGrid {
			t.Errorf("left after %v", took)
		}
	})
}

// slowReader waits before its last byte.
type slowReader struct {
	left []byte
	wait time.Duration
}

func (s *slowReader) Read(p []byte) (int, error) {
	if len(s.left) == 1 {
		time.Sleep(s.wait)
		return copy(p, s.left), nil
	}
	n := copy(p, s.left[:len(s.left)-1])
	s.left = s.left[n:]
	return n, nil
}

// Negative control: with the grid off, the time of the work shows, so the tests above can fail.
func TestWithoutAGridTheTimeShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := servertest.NewModel()
		m.Before = func(context.Context, wire.Op) error { time.Sleep(7 * time.Millisecond); return nil }
		s, err := server.New(server.Config{Realm: servertest.Realm}, m)
		if err != nil {
			t.Fatal(err)
		}
		if _, took := (direct{s, m}).call(t, readOf(newOwner().locator)); took != 7*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestACallerWhoHangsUpDoesNotStopAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDirect(t, server.Config{})
		o := newOwner()
		noise, _ := d.call(t, readOf(o.locator))
		hungUp, hangUp := context.WithCancel(t.Context())
		d.model.Before = func(ctx context.Context, _ wire.Op) error {
			hangUp()
			time.Sleep(10 * time.Millisecond)
			return ctx.Err()
		}
		r := httptest.NewRequestWithContext(hungUp, wire.Method, wire.Path, bytes.NewReader(o.request(wire.OpWrite, noise.Version).AppendTo(nil)))
		r.Header.Set("Content-Type", "application/octet-stream")
		func() {
			defer func() {
				if p := recover(); p != http.ErrAbortHandler {
					t.Errorf("the call ended with %v", p)
				}
			}()
			d.ServeHTTP(httptest.NewRecorder(), r)
		}()
		if d.model.Held() != 1 {
			t.Error("the write stopped half way")
		}
	})
}
