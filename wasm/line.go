//go:build js && wasm

package main

import (
	"context"
	"errors"
	"sync"
	"syscall/js"
	"time"

	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// This file is the line of live links: the WebSocket of the worker (Offer.dial in bridge.d.ts).

// joining is how long the relay has to answer a join.
const joining = 10 * time.Second

// held is how many frames wait to be taken. Whoever takes none of so many is as good as gone.
const held = 256

// errLine says that there is no connection, or none any more.
var errLine = errors.New("bridge: no line")

// Dial implements call.Line.
func (b *Bridge) Dial(ctx context.Context, join wire.Join) (call.Conn, error) {
	ctx, stop := context.WithTimeout(ctx, joining)
	defer stop()
	c := &line{frames: make(chan *link.Frame, held), gone: make(chan struct{})}
	c.hear = js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.take(args[0])
		return nil
	})
	c.js = offer().Call("dial", toJS(join.AppendTo(nil)), c.hear)
	select {
	case f := <-c.frames:
		if wire.Joined(f[:]) {
			return c, nil
		}
	case <-c.gone:
	case <-ctx.Done():
	}
	c.Close()
	return nil, errLine
}

// line is one connection.
type line struct {
	js     js.Value
	hear   js.Func
	frames chan *link.Frame
	gone   chan struct{}
	once   sync.Once
}

// take is called by the browser, which must never be made to wait.
func (c *line) take(frame js.Value) {
	if frame.IsNull() || frame.Get("length").Int() != wire.FrameSize {
		c.end()
		return
	}
	f := link.Frame(toGo(frame))
	select {
	case c.frames <- &f:
	default:
		c.end()
	}
}

func (c *line) end() { c.once.Do(func() { close(c.gone) }) }

// Send implements call.Conn. It does not block; a line whose frames do not leave is closed by the page.
func (c *line) Send(f *link.Frame) error {
	select {
	case <-c.gone:
		return errLine
	default:
		c.js.Call("send", toJS(f[:]))
		return nil
	}
}

// Receive implements call.Conn.
func (c *line) Receive() (*link.Frame, error) {
	select {
	case f := <-c.frames:
		return f, nil
	case <-c.gone:
		return nil, errLine
	}
}

// Close implements call.Conn.
func (c *line) Close() {
	c.end()
	c.js.Call("close")
	c.hear.Release()
}
