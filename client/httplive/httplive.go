//go:build !js

// Package httplive is the native Line: it carries the frames of a live link over a WebSocket (RFC 6455). The browser has its
// own, and this one is never linked into it.
package httplive

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"larkspur/client/httppage"
	"larkspur/client/live/call"
	"larkspur/client/live/call/pace"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// Times of a connection.
const (
	joining = 10 * time.Second // until the relay has answered the join
	sending = 5 * time.Second  // until a frame has left
	// silence is after what time a connection is gone of which nothing is heard: the relay asks every 20 s whether anybody is
	// there, which the library answers, and the system notices a line that leads nowhere after a quarter of an hour.
	silence = 45 * time.Second
)

// errAnswer is for an answer to a join that is none.
var errAnswer = errors.New("httplive: the server answered something else")

// Line connects to the relay of one server.
type Line struct {
	url     string
	http    *http.Client
	silence time.Duration
	sending time.Duration
}

var _ call.Line = (*Line)(nil)

// New returns a Line to the server at address, which is that of httppage.New. transport may be nil. It sends nothing.
func New(address string, transport *http.Transport) (*Line, error) {
	base, err := httppage.Base(address)
	if err != nil {
		return nil, err
	}
	if transport == nil {
		transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	return &Line{url: base + wire.PathLive, silence: silence, sending: sending, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Dial implements call.Line.
func (l *Line) Dial(ctx context.Context, join wire.Join) (call.Conn, error) {
	ctx, stop := context.WithTimeout(ctx, joining)
	defer stop()
	c := &conn{silence: l.silence, sending: l.sending}
	c.Clock = pace.New(c.Send, pace.Drawn)
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.gone = time.AfterFunc(c.silence, c.cancel)
	var err error
	c.ws, _, err = websocket.Dial(ctx, l.url, &websocket.DialOptions{
		HTTPClient: l.http, CompressionMode: websocket.CompressionDisabled,
		HTTPHeader:     http.Header{"User-Agent": {""}}, // nothing about this machine
		OnPingReceived: func(context.Context, []byte) bool { c.heard(); return true },
	})
	if err != nil {
		c.forget()
		return nil, err
	}
	c.ws.SetReadLimit(wire.FrameSize)
	if err := c.ws.Write(ctx, websocket.MessageBinary, join.AppendTo(nil)); err != nil {
		c.Close()
		return nil, err
	}
	f, err := c.receive(ctx)
	if err == nil && !wire.Joined(f[:]) {
		err = errAnswer
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

type conn struct {
	*pace.Clock
	ws      *websocket.Conn
	ctx     context.Context // ends with Close, or when nothing was heard for so long
	cancel  context.CancelFunc
	silence time.Duration
	sending time.Duration
	gone    *time.Timer
}

// heard says that the other side is there.
func (c *conn) heard() { c.gone.Reset(c.silence) }

func (c *conn) forget() {
	c.gone.Stop()
	c.cancel()
}

func (c *conn) Send(f *link.Frame) error {
	ctx, stop := context.WithTimeout(c.ctx, c.sending)
	defer stop()
	err := c.ws.Write(ctx, websocket.MessageBinary, f[:])
	if err != nil {
		c.forget() // the clock sends no more; who receives has to know
	}
	return err
}

func (c *conn) Receive() (*link.Frame, error) { return c.receive(c.ctx) }

func (c *conn) receive(ctx context.Context) (*link.Frame, error) {
	kind, b, err := c.ws.Read(ctx)
	if err != nil {
		return nil, err
	}
	c.heard()
	if kind != websocket.MessageBinary || len(b) != wire.FrameSize {
		return nil, errAnswer
	}
	f := link.Frame(b)
	return &f, nil
}

// Close implements call.Conn. It does not wait for the other side.
func (c *conn) Close() {
	c.Stop()
	c.forget()
	_ = c.ws.CloseNow()
}
