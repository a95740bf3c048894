package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// pipes is a listener whose connections are in memory, so that a whole HTTP server runs on the clock of a bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// inBubble runs f against a server in a bubble and stops the server afterwards.
func inBubble(t *testing.T, f func(t *testing.T, m *servertest.Model, p *pipes, stop func(), stopped <-chan error)) {
	synctest.Test(t, func(t *testing.T) {
		m := servertest.NewModel()
		s, err := server.New(server.Config{Realm: servertest.Realm, Grid: testGrid}, m)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		stopped := make(chan error, 1)
		go func() { stopped <- s.Serve(ctx, p); close(stopped) }()
		f(t, m, p, stop, stopped)
		stop()
		<-stopped
	})
}

// untilClosed reads whatever comes until the other side closes, and says how long that took.
func untilClosed(t *testing.T, c net.Conn) (got string, took time.Duration) {
	start := time.Now()
	b, err := io.ReadAll(c)
	if err != nil && !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("read: %v", err)
	}
	return string(b), time.Since(start)
}

func TestSlowCallersAreClosed(t *testing.T) {
	crlf := strings.NewReplacer("\n", "\r\n")
	for name, c := range map[string]struct {
		sent  string
		after time.Duration
	}{
		"headers that do not end": {"POST /v1/page HTTP/1.1\nHost: h\n", 10 * time.Second},
		"a body that stops":       {head + "Content-Length: 33024\n\n" + strings.Repeat("x", 1000), 30 * time.Second},
		"a body that never comes": {head + "Content-Length: 33024\n\n", 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, _ *servertest.Model, p *pipes, _ func(), _ <-chan error) {
				conn := p.dial()
				defer conn.Close()
				go io.WriteString(conn, crlf.Replace(c.sent))
				if got, took := untilClosed(t, conn); got != "" || took != c.after {
					t.Errorf("closed after %v with %.40q", took, got)
				}
			})
		})
	}
}

func TestADrippingBodyIsClosed(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *servertest.Model, p *pipes, _ func(), _ <-chan error) {
		conn := p.dial()
		dripped := make(chan struct{})
		defer func() { conn.Close(); <-dripped }()
		go func() {
			defer close(dripped)
			io.WriteString(conn, strings.ReplaceAll(head, "\n", "\r\n")+"Content-Length: 33024\r\n\r\n")
			for {
				if _, err := conn.Write([]byte{1}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		if got, took := untilClosed(t, conn); got != "" || took != 30*time.Second {
			t.Errorf("closed after %v with %.40q", took, got)
		}
	})
}

func TestAConnectionThatWaitsIsClosedInTheEnd(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *servertest.Model, p *pipes, _ func(), _ <-chan error) {
		conn := p.dial()
		defer conn.Close()
		in := bufio.NewReader(conn)
		for range 2 {
			go post(conn, readOf(newOwner().locator))
			if a, err := http.ReadResponse(in, nil); err != nil {
				t.Fatal(err)
			} else if _, err := io.Copy(io.Discard, a.Body); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute) // the pause between two bursts does not close it
		}
		if got, took := untilClosed(t, conn); got != "" || took != time.Minute {
			t.Errorf("closed after %v with %.40q", took, got)
		}
	})
}

func post(conn net.Conn, q *wire.Request) {
	fmt.Fprintf(conn, "%sContent-Length: %d\r\n\r\n", strings.ReplaceAll(head, "\n", "\r\n"), wire.MessageSize)
	conn.Write(q.AppendTo(nil))
}

func TestCallsInFlightFinishWhenTheServerStops(t *testing.T) {
	inBubble(t, func(t *testing.T, m *servertest.Model, p *pipes, stop func(), stopped <-chan error) {
		began := make(chan struct{})
		m.Before = func(context.Context, wire.Op) error { close(began); time.Sleep(5 * time.Second); return nil }
		conn := p.dial()
		defer conn.Close()
		go post(conn, readOf(newOwner().locator))
		<-began
		stop()
		a, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("the call in flight was not answered: %v", err)
		}
		body, err := io.ReadAll(a.Body)
		if err != nil || len(body) != wire.MessageSize || wire.Code(body[1]) != wire.CodeOK {
			t.Errorf("the call in flight got %d bytes, %v", len(body), err)
		}
		if err := <-stopped; err != nil {
			t.Errorf("the server stopped with %v", err)
		}
	})
}

func TestAServerThatCannotFinishSaysSo(t *testing.T) {
	inBubble(t, func(t *testing.T, m *servertest.Model, p *pipes, stop func(), stopped <-chan error) {
		began, end := make(chan struct{}), make(chan struct{})
		defer close(end)
		m.Before = func(context.Context, wire.Op) error { close(began); <-end; return nil }
		conn := p.dial()
		defer conn.Close()
		go post(conn, readOf(newOwner().locator))
		<-began
		start := time.Now()
		stop()
		if err := <-stopped; err == nil || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		io.Copy(io.Discard, conn)
	})
}
