package server_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// raw is a connection on which a test says exactly what it wants.
type raw struct {
	net.Conn
	t  *testing.T
	in *bufio.Reader
}

func dial(t *testing.T, s *servertest.Server) *raw {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &raw{c, t, bufio.NewReader(c)}
}

// say sends text and ignores that the other side may have closed.
func (r *raw) say(parts ...any) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			_, _ = io.WriteString(r, strings.ReplaceAll(p, "\n", "\r\n"))
		case []byte:
			_, _ = r.Write(p)
		}
	}
}

// reply reads one answer.
func (r *raw) reply() reply {
	r.t.Helper()
	a, err := http.ReadResponse(r.in, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply{a.StatusCode, a.Header, body}
}

// wantClosed asserts that no answer comes any more.
func (r *raw) wantClosed(what string) {
	r.t.Helper()
	if b, err := io.ReadAll(r.in); len(b) != 0 {
		r.t.Errorf("%s: an answer came: %.60q", what, b)
	} else if errors.Is(err, net.ErrClosed) || isTimeout(err) {
		r.t.Errorf("%s: the connection stayed open", what)
	}
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

const head = "POST /v1/page HTTP/1.1\nHost: h\nContent-Type: application/octet-stream\n"

func TestBodiesOfAnotherShapeGetTheConstantRefusal(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	good := readOf(newOwner().locator).AppendTo(nil)
	length := fmt.Sprintf("Content-Length: %d\n\n", len(good))
	for name, parts := range map[string][]any{
		"no body":                 {head, "Content-Length: 0\n\n"},
		"no length":               {head, "\n"},
		"one byte short":          {head, "Content-Length: 33023\n\n", good[:33023]},
		"one byte long":           {head, "Content-Length: 33025\n\n", good, []byte{0}},
		"twice the body":          {head, "Content-Length: 66048\n\n", good, good},
		"chunked":                 {head, "Transfer-Encoding: chunked\n\n", "8100\n", good, "\n0\n\n"},
		"chunked, with a trailer": {head, "Transfer-Encoding: chunked\nTrailer: X\n\n", "8100\n", good, "\n0\nX: y\n\n"},
		"said to be compressed":   {head, "Content-Encoding: gzip\n", length, good},
		"said not to be":          {head, "Content-Encoding: identity\n", length, good},
		"of another type":         {strings.Replace(head, "application/octet-stream", "text/plain", 1), length, good},
		"of a type with more":     {strings.Replace(head, "octet-stream", "octet-stream; a=b", 1), length, good},
		"of no type":              {"POST /v1/page HTTP/1.1\nHost: h\n", length, good},
		"zeros":                   {head, length, make([]byte, wire.MessageSize)},
	} {
		c := dial(t, s)
		c.say(parts...)
		wantConstant(t, name, c.reply(), wire.CodeRefused)
		// What follows on the same connection is a call of its own.
		c.say(head, length, good)
		wantConstant(t, "after "+name, c.reply(), wire.CodeOK)
	}
}

func TestHugeBodiesAreCutOff(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	c := dial(t, s)
	c.say(head, "Content-Length: 1000000000\n\n")
	go func() {
		for range 1000 {
			if _, err := c.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}()
	got := c.reply()
	got.header.Del("Connection") // net/http says that it closes
	wantConstant(t, "a body without end", got, wire.CodeRefused)
	c.wantClosed("a body without end")
}

func TestABodyThatEndsEarlyIsNotAnswered(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	c := dial(t, s)
	c.say(head, "Content-Length: 33024\n\n", make([]byte, 1000))
	if err := c.Conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	c.wantClosed("a body that ends early")
}

func TestCallsInARowAreAnsweredInOrder(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	owners := []*owner{newOwner(), newOwner(), newOwner()}
	c := dial(t, s)
	var all bytes.Buffer
	var want []*wire.Answer
	for _, o := range owners {
		want = append(want, call(t, s.URL, readOf(o.locator)))
		fmt.Fprintf(&all, "%sContent-Length: %d\r\n\r\n", strings.ReplaceAll(head, "\n", "\r\n"), wire.MessageSize)
		all.Write(readOf(o.locator).AppendTo(nil))
	}
	go c.say(all.Bytes())
	for i := range owners {
		got := c.reply()
		wantConstant(t, "a call in a row", got, wire.CodeOK)
		if a, err := wire.ParseAnswer(got.body); err != nil || a.Page != want[i].Page {
			t.Errorf("answer %d is not that of call %d", i, i)
		}
	}
}

func TestTheHostAndTheVersionOfHTTPChangeNothing(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	good := readOf(newOwner().locator).AppendTo(nil)
	length := fmt.Sprintf("Content-Length: %d\n\n", len(good))
	for name, parts := range map[string][]any{
		"another host":   {strings.Replace(head, "Host: h", "Host: elsewhere.example", 1), length, good},
		"an empty host":  {strings.Replace(head, "Host: h", "Host:", 1), length, good},
		"HTTP/1.0":       {strings.Replace(head, "HTTP/1.1", "HTTP/1.0", 1), length, good},
		"many headers":   {head, strings.Repeat("X-A: b\n", 200), "Cookie: a=b\nOrigin: null\nForwarded: for=1.2.3.4\n", length, good},
		"100-continue":   {head, "Expect: 100-continue\n", length, good},
		"asks to close":  {head, "Connection: close\n", length, good},
		"accepts brotli": {head, "Accept-Encoding: br, gzip\n", length, good},
	} {
		c := dial(t, s)
		c.say(parts...)
		got := c.reply()
		if got.status == http.StatusContinue {
			got = c.reply()
		}
		got.header.Del("Connection") // hop by hop; it answers what the caller said of the connection
		wantConstant(t, name, got, wire.CodeOK)
	}
}

// What net/http refuses by itself, before there is a call: constant, closed, and without a word on the caller.
func TestWhatIsNotHTTPIsClosed(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	for name, parts := range map[string][]any{
		"not HTTP":            {"\x16\x03\x01 hello\n\n"},
		"no host":             {"GET / HTTP/1.1\n\n"},
		"HTTP/3.0":            {"GET / HTTP/3.0\nHost: h\n\n"},
		"headers without end": {head, strings.Repeat("X-A: "+strings.Repeat("b", 1000)+"\n", 100), "\n"},
		"two lengths":         {head, "Content-Length: 33024\nContent-Length: 1\n\n"},
		"length and chunked":  {head, "Content-Length: -5\n\n"},
		"a bad header":        {head, "X Y: z\n\n"},
	} {
		c := dial(t, s)
		c.say(parts...)
		got, _ := io.ReadAll(c.in)
		if text := string(got); !strings.HasPrefix(text, "HTTP/1.1 4") && !strings.HasPrefix(text, "HTTP/1.1 505") && text != "" {
			t.Errorf("%s: %.60q", name, text)
		}
	}
	if told := s.Notices(); told != "" {
		t.Errorf("the operator was told: %s", told)
	}
}
