package relay

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// The tests run in a bubble of time (testing/synctest): what they say of moments is exact.

// A received is one frame as a client got it.
type received struct {
	at time.Time
	op byte
	b  []byte
}

// A client speaks to a relay over a pipe, byte by byte.
type client struct {
	t    *testing.T
	conn net.Conn
	room wire.Room

	mu       sync.Mutex
	got      []received
	closed   time.Time // when the relay closed
	rest     []byte    // what came and was no whole frame
	deaf     bool      // answers no ping
	released int
}

// dial connects. May is what the relay is told when it asks whether a public room may be joined.
func dial(t *testing.T, r *Relay) *client { t.Helper(); return dialAs(t, r, true) }

func dialAs(t *testing.T, r *Relay, may bool) *client {
	t.Helper()
	ours, theirs := net.Pipe()
	cl := &client{t: t, conn: ours}
	c := r.enlist(func() bool { return may }, func() { cl.mu.Lock(); cl.released++; cl.mu.Unlock() })
	if c == nil {
		t.Fatal("no connection was taken")
	}
	c.begin(theirs, true)
	go cl.read()
	t.Cleanup(func() { ours.Close() })
	return cl
}

func (c *client) read() {
	buffer := make([]byte, 4096)
	for {
		n, err := c.conn.Read(buffer)
		c.mu.Lock()
		c.rest = append(c.rest, buffer[:n]...)
		for {
			header, size := 2, 0
			if len(c.rest) >= 2 {
				size = int(c.rest[1])
			}
			if size == 126 && len(c.rest) >= 4 {
				header, size = 4, int(binary.BigEndian.Uint16(c.rest[2:]))
			}
			if len(c.rest) < header+size || len(c.rest) < 2 {
				break
			}
			op, b := c.rest[0], bytes.Clone(c.rest[header:header+size])
			c.rest = c.rest[header+size:]
			c.got = append(c.got, received{time.Now(), op, b})
			if op == opPing && !c.deaf {
				go c.raw(message(opPong, nil))
			}
		}
		if err != nil {
			c.closed = time.Now()
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
	}
}

// message lays out what a client sends: final, masked.
func message(op byte, payload []byte) []byte {
	b := []byte{op}
	if len(payload) <= maxControl {
		b = append(b, 0x80|byte(len(payload)))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(payload)))
	}
	var mask [4]byte
	rand.Read(mask[:])
	b = append(b, mask[:]...)
	for i, x := range payload {
		b = append(b, x^mask[i%4])
	}
	return b
}

// raw sends bytes. Whether they are taken is another matter.
func (c *client) raw(b []byte) { _, _ = c.conn.Write(b) }

// send sends frames and waits until all has settled.
func (c *client) send(frames ...[]byte) {
	for _, f := range frames {
		c.raw(message(opBinary, f))
	}
	synctest.Wait()
}

// asks sends a join.
func (c *client) asks(way wire.Way, room wire.Room) {
	c.room = room
	j := wire.Join{Way: way, Room: room}
	c.send(j.AppendTo(nil))
}

// join joins, and fails the test when that is not answered.
func (c *client) join(way wire.Way, room wire.Room) *client {
	c.t.Helper()
	c.asks(way, room)
	time.Sleep(joinStep)
	synctest.Wait()
	got := c.take()
	if len(got) != 1 || got[0].op != opBinary || !wire.Joined(got[0].b) {
		c.t.Fatalf("the join was answered with %d frames", len(got))
	}
	return c
}

// take returns what came since it was called last, without pings.
func (c *client) take() []received {
	c.mu.Lock()
	defer c.mu.Unlock()
	var got []received
	for _, f := range c.got {
		if f.op != opPing {
			got = append(got, f)
		}
	}
	c.got = nil
	return got
}

// frames are the messages among what take returns.
func (c *client) frames() (all [][]byte) {
	for _, f := range c.take() {
		if f.op == opBinary {
			all = append(all, f.b)
		}
	}
	return all
}

func (c *client) wantFrames(what string, want ...[]byte) {
	c.t.Helper()
	synctest.Wait()
	got := c.frames()
	if len(got) != len(want) {
		c.t.Errorf("%s: %d frames came, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if !bytes.Equal(got[i], want[i]) {
			c.t.Errorf("%s: frame %d is another", what, i)
		}
	}
}

func (c *client) isClosed() bool {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.closed.IsZero()
}

// wantClosed wants the one close, nothing after it, and the end of the connection within a second.
func (c *client) wantClosed(what string) {
	c.t.Helper()
	time.Sleep(closeTimeout)
	if !c.isClosed() {
		c.t.Errorf("%s: the connection stayed open", what)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.got) == 0 || len(c.rest) != 0 {
		c.t.Errorf("%s: %d frames and %d bytes came", what, len(c.got), len(c.rest))
		return
	}
	last := c.got[len(c.got)-1]
	if last.op != opClose || !bytes.Equal(last.b, []byte{0x03, 0xf0}) {
		c.t.Errorf("%s: the last frame is %x %x", what, last.op, last.b)
	}
	if c.released != 1 {
		c.t.Errorf("%s: its budgets were given back %d times", what, c.released)
	}
}

func (c *client) wantOpen(what string) {
	c.t.Helper()
	if c.isClosed() {
		c.t.Errorf("%s: the connection was closed", what)
	}
}

// hangUp ends the connection as a cable does that is pulled.
func (c *client) hangUp() { c.conn.Close(); synctest.Wait() }

// in a bubble with nodes that are joined by a bus, or one without. All has to be gone when the test is over.
func inBubble(t *testing.T, nodes int, test func(t *testing.T, nodes []*Relay)) {
	t.Helper()
	inBubbleWith(t, Config{}, nodes, test)
}

func inBubbleWith(t *testing.T, c Config, nodes int, test func(t *testing.T, nodes []*Relay)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		buses := newBuses(t, nodes)
		var all []*Relay
		for i := range nodes {
			c.Bus = buses[i]
			all = append(all, New(c))
		}
		test(t, all)
		for _, r := range all {
			r.Close()
			if conns, rooms := r.Counts(); conns != 0 || rooms != 0 {
				t.Errorf("%d connections and %d rooms are left", conns, rooms)
			}
		}
	})
}

func roomNamed(n byte) (r wire.Room) {
	for i := range r {
		r[i] = n
	}
	return r
}

// random is a frame without a meaning.
func random() []byte {
	b := make([]byte, frameSize)
	rand.Read(b)
	return b
}

// of is a frame of an attempt.
func of(attempt byte) []byte {
	b := random()
	for i := range wire.AttemptSize {
		b[i] = attempt
	}
	return b
}
