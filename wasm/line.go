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

// This file is the line of live links: a WebSocket in a worker that does nothing else (Offer.dial in bridge.d.ts).

// joining is how long the relay has to answer a join.
const joining = 10 * time.Second

// held is how many frames wait to be taken. Whoever takes none of so many is as good as gone.
const held = 256

// lead is how long before a moment its frames are on their way to that worker.
const lead = 80 * time.Millisecond

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
		if f != nil && wire.Joined(f[:]) {
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
	frames chan *link.Frame // nil: something was put too late
	gone   chan struct{}
	once   sync.Once
}

// take is called by the browser, which must never be made to wait.
func (c *line) take(frame js.Value) {
	var f *link.Frame
	switch {
	case frame.Type() == js.TypeNumber:
	case frame.IsNull() || frame.Get("length").Int() != wire.FrameSize:
		c.end()
		return
	default:
		f = (*link.Frame)(toGo(frame))
	}
	select {
	case c.frames <- f:
	default:
		c.end()
	}
}

func (c *line) end() { c.once.Do(func() { close(c.gone) }) }

// Send implements call.Conn. It does not block; a line whose frames do not leave is closed by the page.
func (c *line) Send(f *link.Frame) error { return c.say("send", toJS(f[:])) }

// Beat implements call.Conn.
func (c *line) Beat(start time.Time) time.Duration {
	_ = c.say("beat", time.Until(start).Seconds()*1000)
	return lead
}

// Put implements call.Conn. That a moment has passed is known later.
func (c *line) Put(n int, frames []*link.Frame) error {
	var all []byte
	for _, f := range frames {
		all = append(all, f[:]...)
	}
	return c.say("put", n, toJS(all))
}

func (c *line) say(what string, args ...any) error {
	select {
	case <-c.gone:
		return errLine
	default:
		c.js.Call(what, args...)
		return nil
	}
}

// Receive implements call.Conn.
func (c *line) Receive() (*link.Frame, error) {
	select {
	case f := <-c.frames:
		if f == nil {
			return nil, call.ErrLate
		}
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
