//go:build unix

package relay

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"larkspur/server/wire"
)

// These run on sockets of the system: only there a frame is written where it is, and may be taken in part.

// A watched connection notes the last limit that was set for writing.
type watched struct {
	*net.TCPConn
	mu    sync.Mutex
	limit time.Time
}

func (w *watched) SetWriteDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limit = t
	return w.TCPConn.SetWriteDeadline(t)
}

// socket returns a connection that has joined, and its other end, with little room between them.
func socket(t *testing.T) (c *conn, w *watched, far *net.TCPConn, ended chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dialled, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	far, w = dialled.(*net.TCPConn), &watched{TCPConn: accepted.(*net.TCPConn)}
	_, _ = far.SetReadBuffer(32<<10), w.SetWriteBuffer(16<<10)
	r := New(Config{})
	ended = make(chan struct{})
	c = r.enlist(func() bool { return true }, func() { close(ended) })
	c.begin(w, true)
	if c.raw = rawOf(w.TCPConn); c.raw == nil {
		t.Fatal("frames are not written where they are")
	}
	t.Cleanup(func() { far.Close(); r.Close() })
	j := wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}
	if _, err := far.Write(message(opBinary, j.AppendTo(nil))); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(far, make([]byte, headerSize+frameSize)); err != nil {
		t.Fatal("no answer to the join:", err)
	}
	return c, w, far, ended
}

func (c *conn) waiting() (frames int, writing bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue) + c.flying, c.writing
}

// A socket that takes frames in parts gets all of them, whole and in order, from several who send at once.
func TestASocketThatIsSlowGetsEverythingInOrder(t *testing.T) {
	const senders, each = 3, 500
	c, w, far, _ := socket(t)
	var sending sync.WaitGroup
	var full sync.Map
	for s := range senders {
		sending.Go(func() {
			for n := range each {
				for {
					left, _ := c.waiting()
					if left > 1 {
						full.Store("the queue was used", true)
					}
					if left < queueSize/2 {
						break
					}
					time.Sleep(100 * time.Microsecond)
				}
				f := newFrame(opBinary, frameSize)
				binary.BigEndian.PutUint32(f.payload(), uint32(s))
				for at := 4; at < frameSize; at += 4 {
					binary.BigEndian.PutUint32(f.payload()[at:], uint32(n))
				}
				c.send(f)
				f.release()
			}
		})
	}
	next := [senders]uint32{}
	in := bufio.NewReaderSize(far, 700) // parts of frames
	b := make([]byte, headerSize+frameSize)
	for range senders * each {
		if _, err := io.ReadFull(in, b); err != nil {
			t.Fatal(err)
		}
		s := binary.BigEndian.Uint32(b[headerSize:])
		if b[0] != opBinary || s >= senders { // a ping comes after pingEvery only
			t.Fatalf("no frame of ours: %x", b[:16])
		}
		for at := headerSize + 4; at < len(b); at += 4 {
			if n := binary.BigEndian.Uint32(b[at:]); n != next[s] {
				t.Fatalf("frame %d of sender %d has %d at %d", next[s], s, n, at)
			}
		}
		next[s]++
	}
	sending.Wait()
	if _, used := full.Load("the queue was used"); !used {
		t.Error("the socket was never slow, and nothing was tried")
	}
	for {
		if _, writing := c.waiting(); !writing {
			break
		}
		time.Sleep(time.Millisecond)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.limit.IsZero() {
		t.Error("the limit of what was written is still there for what will be")
	}
}

// A socket that takes nothing is closed when its queue is full, whoever writes where.
func TestASocketThatTakesNothingIsClosed(t *testing.T) {
	c, _, _, ended := socket(t)
	f := newFrame(opBinary, frameSize)
	defer f.release()
	n := 0
	for ; n < 1<<17; n++ { // what the system holds is more on some
		c.mu.Lock()
		closing := c.closing
		c.mu.Unlock()
		if closing {
			break
		}
		c.send(f)
	}
	if n < queueSize || n == 1<<17 {
		t.Errorf("closed after %d frames", n)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

// A socket whose other end is gone ends its connection, and what is sent then goes nowhere.
func TestASocketThatIsGoneEnds(t *testing.T) {
	c, _, far, ended := socket(t)
	_ = far.SetLinger(0)
	far.Close()
	f := newFrame(opBinary, frameSize)
	defer f.release()
	for range queueSize * 2 {
		c.send(f)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
	if left, _ := c.waiting(); left > 1 {
		t.Errorf("%d frames are left", left)
	}
}
