package trial

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"larkspur/server/wire"
)

// A tap stands between clients and a server and keeps every byte of both directions, in the order in which they passed. It
// is what somebody sees who sits on the line where no TLS is.
type tap struct {
	url      string
	listener net.Listener
	to       string

	mu     sync.Mutex
	passed int // chunks so far
	lines  []*line
}

// A line is one connection.
type line struct{ up, down []chunk }

type chunk struct {
	at    int // its place among all that passed
	bytes []byte
}

// newTap listens until the test ends and passes on to the server at url.
func newTap(t *testing.T, url string) *tap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{url: "http://" + ln.Addr().String(), listener: ln, to: strings.TrimPrefix(url, "http://")}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go p.pass(c)
		}
	}()
	return p
}

func (p *tap) pass(c net.Conn) {
	defer c.Close()
	s, err := net.Dial("tcp", p.to)
	if err != nil {
		return // the server is down: the caller sees that its connection ends
	}
	defer s.Close()
	l := &line{}
	p.mu.Lock()
	p.lines = append(p.lines, l)
	p.mu.Unlock()
	go func() {
		p.copy(s, c, &l.up)
		_ = s.Close()
	}()
	p.copy(c, s, &l.down)
}

func (p *tap) copy(to io.Writer, from io.Reader, kept *[]chunk) {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			p.mu.Lock()
			p.passed++
			*kept = append(*kept, chunk{p.passed, bytes.Clone(b[:n])})
			p.mu.Unlock()
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// A message is a request or an answer as it went over the line.
type message struct {
	head        string // all of it, to the empty line
	body        []byte
	first, last int // the places of its first and its last chunk
}

// An exchange is a request and its answer.
type exchange struct{ request, answer message }

// take returns what passed since it was last called, as exchanges, and how many connections carried them.
func (p *tap) take() (all []exchange, lines int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.lines {
		up, err := messages(l.up)
		if err != nil {
			return nil, 0, err
		}
		down, err := messages(l.down)
		if err != nil {
			return nil, 0, err
		}
		if len(up) != len(down) {
			return nil, 0, fmt.Errorf("%d requests and %d answers", len(up), len(down))
		}
		if len(up) != 0 {
			lines++
		}
		for i := range up {
			all = append(all, exchange{up[i], down[i]})
		}
		l.up, l.down = nil, nil
	}
	return all, lines, nil
}

// messages cuts a direction of a line into whole messages.
func messages(chunks []chunk) ([]message, error) {
	var all []message
	var text []byte
	var from []int // of each byte, the place of its chunk
	for _, c := range chunks {
		text = append(text, c.bytes...)
		for range c.bytes {
			from = append(from, c.at)
		}
	}
	for at := 0; at < len(text); {
		end := bytes.Index(text[at:], []byte("\r\n\r\n"))
		if end < 0 {
			return nil, errors.New("a head without end")
		}
		m := message{head: string(text[at : at+end+4]), first: from[at]}
		at += end + 4
		size, err := length(m.head)
		if err != nil || at+size > len(text) {
			return nil, fmt.Errorf("a body of %d bytes, of which %d are there: %w", size, len(text)-at, err)
		}
		m.body, m.last = text[at:at+size], from[at+size-1]
		at += size
		all = append(all, m)
	}
	return all, nil
}

func length(head string) (int, error) {
	for _, line := range strings.Split(head, "\r\n") {
		if value, is := strings.CutPrefix(line, "Content-Length: "); is {
			n, err := strconv.Atoi(value)
			if err == nil && n <= 0 {
				err = errors.New("an empty body")
			}
			return n, err
		}
	}
	return 0, errors.New("a head without a length: " + head)
}

// op is the operation of a request of the page service.
func (e exchange) op() wire.Op { return wire.Op(e.request.body[1]) }

// code is what it was answered with.
func (e exchange) code() wire.Code { return wire.Code(e.answer.body[1]) }
