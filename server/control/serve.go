package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// limits are the times and numbers of one server, which tests make short.
type limits struct {
	callers       int
	requestWithin time.Duration
	lineWithin    time.Duration
}

// Serve answers on ln, which came from Listen, until ctx ends. Verbs at work then see their context end, and Serve
// returns nil when the last of them has. It closes ln.
func Serve(ctx context.Context, ln net.Listener, verbs map[string]Verb) error {
	return serve(ctx, ln, verbs, limits{maxCallers, requestWithin, lineWithin})
}

func serve(ctx context.Context, ln net.Listener, verbs map[string]Verb, l limits) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer ln.Close() // waits for the other to have closed it: the folder is free when Serve returns
	slots := make(chan struct{}, l.callers)
	var calls sync.WaitGroup
	defer calls.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("control: %w", err)
			}
			select { // no descriptor is left for a moment, most often
			case <-time.After(100 * time.Millisecond):
				continue
			case <-ctx.Done():
				return nil
			}
		}
		c := &call{conn: conn, verbs: verbs, limits: l}
		select {
		case slots <- struct{}{}:
			calls.Go(func() {
				defer func() { <-slots }()
				c.answer(ctx)
			})
		default:
			c.end(ErrBusy)
		}
	}
}

// A call is one connection at the server.
type call struct {
	conn   net.Conn
	verbs  map[string]Verb
	limits limits

	writing sync.Mutex
	gone    bool // guarded by writing: the caller takes no more lines
}

var errGone = errors.New("control: the caller is gone")

// answer takes one request to its end and closes the connection.
func (c *call) answer(ctx context.Context) {
	if err := samePeer(c.conn, callers); err != nil {
		c.end(err)
		return
	}
	r, err := c.request(ctx)
	if err != nil {
		c.end(err)
		return
	}
	verb, known := c.verbs[r.Verb]
	if !known {
		c.end(ErrVerb)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		// A caller sends nothing after its request. So this returns when it goes, or when it is broken, or when end
		// closes the connection.
		_, _ = c.conn.Read(make([]byte, 1))
		if !verb.GoesOn {
			cancel()
		}
	}()
	c.end(verb.Do(ctx, r.Args, func(v any) error { return c.report(v, verb.GoesOn) }))
	<-watched
}

// request reads the one line that a caller sends.
func (c *call) request(ctx context.Context) (request, error) {
	_ = c.conn.SetReadDeadline(time.Now().Add(c.limits.requestWithin))
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetReadDeadline(time.Unix(1, 0)) })
	defer func() {
		if stop() {
			_ = c.conn.SetReadDeadline(time.Time{})
		}
	}()
	text, err := bufio.NewReaderSize(io.LimitReader(c.conn, maxRequest), 4096).ReadBytes('\n')
	if err != nil {
		return request{}, ErrRequest
	}
	var r request
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil || r.Version != version {
		return request{}, ErrRequest
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return request{}, ErrRequest
	}
	return r, nil
}

func (c *call) report(v any, goesOn bool) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("control: report: %w", err)
	}
	if len(b) > MaxReport {
		return fmt.Errorf("control: a report of %d bytes is longer than the %d of a line", len(b), MaxReport)
	}
	if err := c.write(line{Report: b}); err != nil && !goesOn {
		return err
	}
	return nil
}

// end sends the last line and closes.
func (c *call) end(err error) {
	last := line{Done: true}
	if err != nil {
		last = line{Error: toWire(err)}
	}
	_ = c.write(last)
	_ = c.conn.Close()
}

// write sends one line. Once a line was not taken, no other is tried: the answer has a hole.
func (c *call) write(l line) error {
	b, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.gone {
		return errGone
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(c.limits.lineWithin))
	if _, err := c.conn.Write(append(b, '\n')); err != nil {
		c.gone = true
		return errGone
	}
	return nil
}
