package relay

import (
	"net"
	"sync"
	"syscall"
	"time"
)

// A pen is what one who writes to a connection works with. It is pooled: few write at any moment.
type pen struct {
	b     [maxBatch]byte
	out   []byte // of b: what is still to be written
	used  int    // bytes of b that held something
	err   error
	quick func(fd uintptr) bool // one attempt to write out
}

var pens = sync.Pool{New: func() any {
	p := &pen{}
	p.quick = func(fd uintptr) bool {
		n, err := tryWrite(fd, p.out)
		p.out, p.err = p.out[n:], err
		return true // whatever came of it: nobody waits here
	}
	return p
}}

// load lays f out after what is there already.
func (p *pen) load(f *frame) {
	p.out = f.appendTo(p.out)
	p.used = max(p.used, len(p.out))
}

func takePen() *pen {
	p := pens.Get().(*pen)
	p.out, p.used, p.err = p.b[:0], 0, nil
	return p
}

// drop wipes what was written and gives the pen back.
func (p *pen) drop() {
	clear(p.b[:p.used])
	p.out = nil
	pens.Put(p)
}

// rawOf returns what a frame can be written to by one call to the system, or nil: under TLS there is more to do.
func rawOf(c net.Conn) syscall.RawConn {
	if tcp, ok := c.(*net.TCPConn); ok && mayTry {
		if raw, err := tcp.SyscallConn(); err == nil {
			return raw
		}
	}
	return nil
}

// send writes f, at once where that needs no waiting, or puts it into the queue. It never waits: a full queue is the end of
// the connection.
func (c *conn) send(f *frame) {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return
	}
	if len(c.queue)+c.flying >= queueSize {
		c.mu.Unlock()
		c.fail()
		return
	}
	start := !c.writing
	c.writing = true
	if start && c.raw != nil && len(c.queue) == 0 {
		select {
		case c.turn <- struct{}{}:
			c.flying = 1
			c.mu.Unlock()
			c.writeNow(f)
			return
		default: // who wrote last has not let go yet
		}
	}
	c.queue = append(c.queue, f.hold())
	c.mu.Unlock()
	if start {
		go func() {
			c.turn <- struct{}{}
			c.write(takePen())
		}()
	}
}

// writeNow writes f where it is, as to wake a goroutine costs more than to write. What the system does not take at once is
// left to a goroutine. Its caller has the turn.
func (c *conn) writeNow(f *frame) {
	p := takePen()
	p.load(f)
	err := c.raw.Write(p.quick)
	if err == nil {
		err = p.err
	}
	switch {
	case err != nil:
		p.drop()
		c.breakOff()
		<-c.turn
	case len(p.out) == 0 && !c.more():
		p.drop()
		<-c.turn
	default:
		go c.write(p)
	}
}

// write writes what is left in p, and then until the queue is empty. It copies frames together, because a call to the system
// costs more than a copy, and a record of TLS more than both. Its caller has the turn.
func (c *conn) write(p *pen) {
	if len(p.out) != 0 {
		c.patience()
	}
	for len(p.out) != 0 || c.batch(p) {
		if _, err := c.net.Write(p.out); err != nil {
			c.breakOff()
		}
		p.out = nil
	}
	p.drop()
	<-c.turn
}

// patience bounds how long the next writing takes, unless the end has come, which has a time of its own.
func (c *conn) patience() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closing {
		_ = c.net.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
}

// more reports whether there is something in the queue, and says that nobody writes when there is nothing.
func (c *conn) more() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flying = 0
	c.writing = !c.closing && len(c.queue) != 0
	return c.writing
}

// batch takes from the queue what is written next, and says that nobody writes when that is nothing.
func (c *conn) batch(p *pen) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flying = 0
	if c.closing || len(c.queue) == 0 {
		c.writing = false
		if cap(c.queue) > queueSize/4 {
			c.queue = nil
		}
		if !c.closing {
			_ = c.net.SetWriteDeadline(time.Time{}) // it is for what was written; a later frame has its own
		}
		return false
	}
	p.out = p.b[:0]
	for c.flying < len(c.queue) && len(p.out)+headerSize+frameSize <= maxBatch {
		f := c.queue[c.flying]
		p.load(f)
		f.release()
		c.flying++
	}
	left := copy(c.queue, c.queue[c.flying:])
	clear(c.queue[left:])
	c.queue = c.queue[:left]
	_ = c.net.SetWriteDeadline(time.Now().Add(writeTimeout))
	return true
}

// breakOff ends a connection to which a part of a frame may have gone.
func (c *conn) breakOff() {
	c.mu.Lock()
	c.broken = true
	c.mu.Unlock()
	c.fail()
}
