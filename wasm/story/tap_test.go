//go:build unix

package story

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// tap stands between the browsers and the server and keeps every byte of both directions, as somebody on the network
// would without TLS in the way. Before several servers it is what an operator puts there: a connection goes to the first of
// them that takes it.
type tap struct {
	url string
	to  []string

	mu     sync.Mutex
	wait   sync.WaitGroup
	open   map[net.Conn]bool
	closed bool
	up     []*stream // one per connection
	down   []*stream
}

// stream is one direction of one connection.
type stream struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *stream) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.b.Bytes())
}

// newTap listens on loopback for servers at host:port, until the test ends.
func newTap(t *testing.T, to ...string) *tap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{url: "http://" + ln.Addr().String(), to: to, open: map[net.Conn]bool{}}
	p.wait.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			p.wait.Go(func() { p.carry(c) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		p.mu.Lock()
		p.closed = true
		for c := range p.open {
			c.Close()
		}
		p.mu.Unlock()
		p.wait.Wait()
	})
	return p
}

// hold keeps a connection to be closed at the end; false when that is over already.
func (p *tap) hold(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return false
	}
	p.open[c] = true
	return true
}

// dial returns nil when no server takes a connection.
func (p *tap) dial() net.Conn {
	for _, to := range p.to {
		if out, err := net.Dial("tcp", to); err == nil {
			return out
		}
	}
	return nil
}

func (p *tap) carry(in net.Conn) {
	defer in.Close()
	out := p.dial()
	if out == nil {
		return
	}
	defer out.Close()
	if !p.hold(in) || !p.hold(out) {
		return
	}
	up, down := &stream{}, &stream{}
	p.mu.Lock()
	p.up, p.down = append(p.up, up), append(p.down, down)
	p.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.MultiWriter(out, up), in)
		out.(*net.TCPConn).CloseWrite()
	}()
	if _, err := io.Copy(io.MultiWriter(in, down), out); err != nil {
		in.Close() // the server is dead
	}
	in.(*net.TCPConn).CloseWrite()
	<-done
}

// sent and answered are all bytes of each direction so far, a stream per connection.
func (p *tap) sent() [][]byte     { return p.all(&p.up) }
func (p *tap) answered() [][]byte { return p.all(&p.down) }

func (p *tap) all(which *[]*stream) [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out [][]byte
	for _, s := range *which {
		out = append(out, s.bytes())
	}
	return out
}
