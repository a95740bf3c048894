package relay

import (
	"bytes"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

func wiped(t *testing.T, what string, b []byte) {
	t.Helper()
	if !bytes.Equal(b, make([]byte, len(b))) {
		t.Errorf("%s was not wiped", what)
	}
}

// What frames were written from is wiped before it is used for another connection.
func TestWhatWasWrittenIsWiped(t *testing.T) {
	p := takePen()
	for range 3 {
		f := newFrame(opBinary, frameSize)
		copy(f.payload(), random())
		p.load(f)
		f.release()
	}
	p.out = p.out[:0] // all of it is written
	p.drop()
	wiped(t, "a pen", p.b[:])
}

// When a connection is gone nothing of it is left: not what it was read into, whole or in part, nor what waited to be written, nor what an
// attempt of it kept.
func TestWhatAConnectionKeptIsWiped(t *testing.T) {
	for _, polite := range []bool{false, true} {
		inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
			host := dial(t, nodes[0]).join(wire.WayOpen, roomNamed(1))
			guest := dial(t, nodes[0]).join(wire.WayKnock, roomNamed(1))
			first := of(1)
			guest.send(first)
			host.send(shareOf(first)) // it is held until its time
			var c *conn
			for _, m := range nodes[0].rooms[keyOf(roomNamed(1), false)].members {
				if m.way == wire.WayKnock {
					c = m
				}
			}
			a := c.attempt
			if a == nil || a.held == nil || a.made == nil {
				t.Fatal("no attempt is kept")
			}
			guest.raw(message(opBinary, of(1))[:300])
			synctest.Wait()
			if bytes.Equal(c.reader.in[:300], make([]byte, 300)) {
				t.Fatal("nothing was read")
			}
			if polite {
				guest.raw(message(opBinary, of(1))[300:])
				synctest.Wait()
			}
			guest.hangUp()
			if a.held != nil || a.made != nil {
				t.Error("the attempt keeps its answers")
			}
			time.Sleep(2 * closeTimeout)
			synctest.Wait()
			wiped(t, "what was read", c.reader.in[:])
		})
	}
	far, near := net.Pipe()
	defer far.Close()
	c := newConn(New(Config{}), func() bool { return true }, func() {})
	c.net, c.writing = near, true // somebody is at it
	f := newFrame(opBinary, frameSize)
	copy(f.payload(), random())
	c.send(f)
	f.release()
	if bytes.Equal(f.payload(), make([]byte, frameSize)) {
		t.Fatal("it does not wait")
	}
	c.fail()
	wiped(t, "what waited to be written", f.b[:])
	c.relay.Close()
}
