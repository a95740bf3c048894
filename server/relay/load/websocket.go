package load

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/gobwas/ws"

	"larkspur/server/wire"
)

// Messages are what one kind of relay wants to hear: the way of the address, what is said first, and frames.
type Messages struct {
	// Path is that of a room.
	Path func(room uint64) string
	// Hello is sent first; nil: nothing is. Welcome says whether a message is the answer to it, which is waited for.
	Hello   func(room uint64) []byte
	Welcome func(message []byte) bool
	// Frame is a message with a number in it, and Stamp the number; false: the message is something else.
	Frame func(room, stamp uint64) []byte
	Stamp func(message []byte) (uint64, bool)
}

// Blind are the messages of a relay that carries 512 bytes whatever they are, to a room that the path names.
func Blind(path func(room uint64) string) Messages {
	noise := make([]byte, wire.FrameSize)
	_, _ = rand.Read(noise)
	return Messages{
		Path: path,
		Frame: func(_, stamp uint64) []byte {
			return stamped(append([]byte(nil), noise...), stamp)
		},
		Stamp: func(b []byte) (uint64, bool) {
			return binary.BigEndian.Uint64(append(b, make([]byte, 8)...)), len(b) == wire.FrameSize
		},
	}
}

// Larkspur are the messages of our own relay (SPEC §10).
func Larkspur() Messages {
	m := Blind(func(uint64) string { return wire.PathLive })
	m.Hello = func(room uint64) []byte {
		j := wire.Join{Way: wire.WayMeet}
		binary.BigEndian.PutUint64(j.Room[:], room)
		return j.AppendTo(nil)
	}
	m.Welcome = wire.Joined
	return m
}

// WebSocket returns a target behind an address of this machine, ws:// or wss:// (whose certificate is not looked at).
func WebSocket(name, address string, m Messages, pid int) (Target, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Target{}, err
	}
	if u.Scheme != "ws" && u.Scheme != "wss" {
		return Target{}, errors.New("load: the address begins with ws:// or wss://")
	}
	if err := Local(u.Host); err != nil {
		return Target{}, err
	}
	base := u.Scheme + "://" + u.Host
	return Target{Name: name, PID: pid, Dial: func(ctx context.Context, room uint64, n int) (Peer, error) {
		return dial(ctx, base, m, room, n)
	}}, nil
}

type peer struct {
	conn net.Conn
	in   *bufio.Reader
	m    Messages
	room uint64
	mu   sync.Mutex // of what is written
	buf  []byte
}

func dial(ctx context.Context, base string, m Messages, room uint64, n int) (Peer, error) {
	from := net.Dialer{LocalAddr: From(n), Timeout: 30 * time.Second}
	d := ws.Dialer{
		NetDial:   from.DialContext,
		TLSConfig: &tls.Config{InsecureSkipVerify: true}, // of this machine itself, which Local has seen to
		Timeout:   30 * time.Second, ReadBufferSize: 1024, WriteBufferSize: 1024,
	}
	conn, early, _, err := d.Dial(ctx, base+m.Path(room))
	if err != nil {
		return nil, err
	}
	p := &peer{conn: conn, m: m, room: room}
	if early != nil {
		p.in = early
	} else {
		p.in = bufio.NewReaderSize(conn, 1024)
	}
	if m.Hello != nil {
		if err := p.write(m.Hello(room)); err != nil {
			conn.Close()
			return nil, err
		}
		b, err := p.read()
		if err == nil && !m.Welcome(b) {
			err = errors.New("load: another answer than was waited for")
		}
		if err != nil {
			conn.Close()
			return nil, err
		}
	}
	return p, nil
}

func (p *peer) write(b []byte) error { return p.message(ws.OpBinary, b) }

// message sends one in one call. The mask is zeros: it hides nothing from anybody, and costs nothing so.
func (p *peer) message(op ws.OpCode, b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.buf = append(p.buf[:0], 0x80|byte(op))
	if len(b) < 126 {
		p.buf = append(p.buf, 0x80|byte(len(b)))
	} else {
		p.buf = append(p.buf, 0x80|126, byte(len(b)>>8), byte(len(b)))
	}
	p.buf = append(append(p.buf, 0, 0, 0, 0), b...)
	_, err := p.conn.Write(p.buf)
	return err
}

func (p *peer) read() ([]byte, error) {
	for {
		h, err := ws.ReadHeader(p.in)
		if err != nil {
			return nil, err
		}
		if h.Length > 1<<20 {
			return nil, errors.New("load: a message that is too large")
		}
		b := make([]byte, h.Length)
		if _, err := io.ReadFull(p.in, b); err != nil {
			return nil, err
		}
		switch h.OpCode {
		case ws.OpBinary, ws.OpText:
			return b, nil
		case ws.OpClose:
			return nil, io.EOF
		case ws.OpPing:
			if err := p.message(ws.OpPong, b); err != nil {
				return nil, err
			}
		}
	}
}

func (p *peer) Send(stamp uint64) error { return p.write(p.m.Frame(p.room, stamp)) }

func (p *peer) Receive() (uint64, error) {
	for {
		b, err := p.read()
		if err != nil {
			return 0, err
		}
		if stamp, ok := p.m.Stamp(b); ok {
			return stamp, nil
		}
	}
}

func (p *peer) Close() { p.conn.Close() }
