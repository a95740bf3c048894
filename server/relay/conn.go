package relay

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"larkspur/server/wire"
)

// A conn is one connection.
type conn struct {
	relay   *Relay
	net     net.Conn
	mayJoin func() bool
	done    func()
	reader  reader

	// Set before in is, and by the goroutine that reads only.
	id    identity
	way   wire.Way
	since int64 // when it joined, in nanoseconds of the wall clock: who came last leaves first
	in    atomic.Pointer[room]

	// Guarded by room.mu.
	joined  bool
	attempt *attempt // of a guest, once it has sent

	seen   atomic.Int64 // when something came last
	pinged time.Time    // sweep's

	raw  syscall.RawConn // where a frame can be written without waiting; nil: nowhere
	turn chan struct{}   // held by who writes

	mu      sync.Mutex
	queue   []*frame
	flying  int  // frames that are being written
	writing bool // somebody is at it, or about to be
	closing bool
	broken  bool // a write failed: what follows would not be understood
}

func newConn(r *Relay, mayJoin func() bool, done func()) *conn {
	return &conn{relay: r, mayJoin: mayJoin, done: done, id: newIdentity(), turn: make(chan struct{}, 1)}
}

// begin starts to serve. A client that has sent before it was answered is none (RFC 6455 §4.1).
func (c *conn) begin(on net.Conn, patient bool) {
	now := time.Now()
	c.mu.Lock()
	c.net, c.raw = on, rawOf(on)
	c.mu.Unlock()
	c.seen.Store(now.UnixNano())
	if c.relay.ctx.Err() != nil {
		c.fail() // Close came before there was anything to close
	}
	go c.serve(patient)
}

func (c *conn) serve(patient bool) {
	polite := patient && c.take()
	c.fail()
	if rm := c.in.Load(); rm != nil {
		rm.leave(c)
	}
	c.bye(polite)
	c.relay.forget(c)
}

// take reads until the other side closes, which is polite, or something is wrong.
func (c *conn) take() (polite bool) {
	c.deadline(time.Now().Add(joinTimeout))
	f, polite := c.next()
	if f == nil {
		return polite
	}
	j, err := wire.ParseJoin(f.payload())
	f.release()
	if err != nil || j.Way != wire.WayMeet && !c.mayJoin() {
		return false
	}
	arrival := time.Now()
	c.deadline(time.Time{})
	c.way, c.since = j.Way, arrival.UnixNano()
	rm, err := c.relay.roomOf(j)
	if err != nil {
		return false
	}
	c.in.Store(rm)
	if !rm.add(c) {
		return false
	}
	time.Sleep(joinStep - time.Since(arrival)%joinStep)
	if !rm.admit(c, arrival) {
		return false
	}
	for {
		f, polite := c.next()
		if f == nil {
			return polite
		}
		ok := rm.from(c, f)
		f.release()
		if !ok {
			return false
		}
	}
}

// deadline bounds reading, unless the end has come.
func (c *conn) deadline(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closing {
		_ = c.net.SetReadDeadline(t)
	}
}

// next returns the next frame of 512 bytes. It answers pings itself. nil is the end: polite when the other side said so.
func (c *conn) next() (f *frame, polite bool) {
	for {
		f := c.reader.read(c.net)
		if f == nil {
			return nil, false
		}
		now := time.Now()
		c.seen.Store(now.UnixNano())
		if !c.reader.allow(now) {
			f.release()
			return nil, false
		}
		switch f.op {
		case opBinary:
			return f, false
		case opPing:
			f.op = opPong
			c.send(f)
		case opClose:
			f.release()
			return nil, true
		}
		f.release()
	}
}

var longAgo = time.Unix(1, 0)

// fail ends the connection. The goroutine that reads does the rest.
func (c *conn) fail() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing || c.net == nil {
		return
	}
	c.closing = true
	for _, f := range c.queue {
		f.release()
	}
	c.queue = nil
	_ = c.net.SetReadDeadline(longAgo)
	_ = c.net.SetWriteDeadline(time.Now().Add(closeTimeout))
}

// bye says the one close there is, and closes. Where the other side has not closed by itself, it is given a moment to: a
// connection that is closed with something unread is reset by the system, and the close could be lost with that.
func (c *conn) bye(polite bool) {
	c.turn <- struct{}{}
	defer func() { <-c.turn }() // for one who was about to write, and finds that the end has come
	if !c.broken {
		_ = c.net.SetWriteDeadline(time.Now().Add(closeTimeout))
		_, err := c.net.Write(closeFrame.appendTo(nil))
		c.broken = err != nil
	}
	if !c.broken && !polite {
		_ = c.net.SetReadDeadline(time.Now().Add(closeTimeout))
		for err := error(nil); err == nil; {
			_, err = c.net.Read(c.reader.in[:])
		}
	}
	_ = c.net.Close()
	clear(c.reader.in[:])
}

// tend is called by sweep.
func (c *conn) tend(now time.Time) {
	seen := c.seen.Load()
	if seen == 0 {
		return // its handshake is not done yet, and has a time of its own
	}
	if now.UnixNano()-seen > int64(silence) {
		c.fail()
		return
	}
	if c.pinged.IsZero() {
		c.pinged = now
	}
	if now.Sub(c.pinged) >= pingEvery {
		c.pinged = now
		c.send(pingFrame)
		if rm := c.in.Load(); rm != nil {
			rm.tell(messageHere, c) // for those who did not hear it
		}
	}
}
