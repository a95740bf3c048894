package game

import (
	"bytes"
	"encoding/binary"
	"net"
	"sync"
	"time"

	"larkspur/server/wire"
)

// sightings are when frames of a live link passed a place on the line, as a watcher of the network sees them: by the sizes of
// what goes by.
type sightings struct {
	mu    sync.Mutex
	begin time.Time // zero: nothing is noted
	at    []time.Duration
	other int // messages that were none of 512 bytes

	// of the stream
	head bool // the answer to the upgrade, or the request, has passed
	left []byte
}

// passes is told of bytes of one direction of one connection.
func (s *sightings) passes(b []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = append(s.left, b...)
	if !s.head {
		i := bytes.Index(s.left, []byte("\r\n\r\n"))
		if i < 0 {
			return
		}
		s.head, s.left = true, s.left[i+4:]
	}
	for {
		// RFC 6455 §5.2: opcode, mask and length; what is longer than 125 bytes has its length in two bytes more, or eight.
		if len(s.left) < 2 {
			return
		}
		op, n, skip := s.left[0]&0xF, int(s.left[1]&0x7F), 2
		if n == 127 {
			s.other++
			s.left = nil
			return
		}
		if n == 126 {
			if skip = 4; len(s.left) < skip {
				return
			}
			n = int(binary.BigEndian.Uint16(s.left[2:]))
		}
		if s.left[1]&0x80 != 0 {
			skip += 4
		}
		if len(s.left) < skip+n {
			return
		}
		s.left = s.left[skip+n:]
		switch {
		case op == 2 && n == wire.FrameSize && !s.begin.IsZero():
			s.at = append(s.at, at.Sub(s.begin))
		case op < 8 && n != wire.FrameSize:
			s.other++
		}
	}
}

func (s *sightings) wrong() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.other != 0
}

// from forgets what was noted, and notes from a time on.
func (s *sightings) from(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin, s.at = t, nil
}

// until is what was noted up to a time.
func (s *sightings) until(t time.Time) (out []time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.at {
		if at < t.Sub(s.begin) {
			out = append(out, at)
		}
	}
	return out
}

// seenConn is a connection of a native end.
type seenConn struct {
	net.Conn
	sent, heard *sightings
	lag         func() time.Duration
}

func (c *seenConn) Write(b []byte) (int, error) {
	if c.lag != nil {
		time.Sleep(c.lag())
	}
	c.sent.passes(b, time.Now())
	return c.Conn.Write(b)
}

func (c *seenConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.heard.passes(b[:n], time.Now())
	return n, err
}
