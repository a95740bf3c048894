package attack

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/client/httplive"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// Kinds of messages (SPEC §13.1).
const (
	msgCommit = 1
	msgCard   = 2
	msgReveal = 3
	msgTerms  = 4
	msgJoint  = 5
	msgEnd    = 6
	msgLeave  = 7
)

// dial joins a room as anybody can who has a program of their own.
func dial(t testing.TB, url string, way wire.Way, room wire.Room) call.Conn {
	t.Helper()
	line, err := httplive.New(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := line.Dial(t.Context(), wire.Join{Way: way, Room: room})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

var errSilence = errors.New("nothing came")

// receive waits for a frame, and not for long.
func receive(c call.Conn, d time.Duration) (*link.Frame, error) {
	timer := time.AfterFunc(d, c.Close)
	defer timer.Stop()
	f, err := c.Receive()
	if err != nil {
		return nil, errSilence
	}
	return f, nil
}

// exchange is a guest's whole attempt at a code, on a connection of its own in the room. told gets every frame that it sends.
func exchange(t testing.TB, url, realm string, code link.Code, told func(*link.Frame)) (*link.Session, error) {
	t.Helper()
	conn := dial(t, url, wire.WayKnock, code.Room(realm))
	defer conn.Close()
	k, hello, err := link.NewKnock(code, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	send := func(f *link.Frame) {
		if told != nil {
			told(f)
		}
		_ = conn.Send(f)
	}
	send(hello)
	for {
		f, err := receive(conn, 10*time.Second)
		if err != nil {
			return nil, err
		}
		out, s, err := k.Hear(f)
		for _, f := range out {
			send(f)
		}
		if s != nil || err != nil {
			return s, err
		}
	}
}

// meets is exchange, again where the host was slower than the relay waits for it, which spends no code.
func meets(t testing.TB, url, realm string, code link.Code) link.Session {
	t.Helper()
	for tries := 1; ; tries++ {
		s, err := exchange(t, url, realm, code, nil)
		if s != nil {
			return *s
		}
		if tries == 3 {
			t.Fatal(err)
		}
	}
}

// A puppet is an end that has the true keys, and says what it is told to. It plays a guest, or the host.
type puppet struct {
	t       testing.TB
	session link.Session
	half    link.Half
	conn    call.Conn
	stop    chan struct{}
	done    sync.WaitGroup
	every   atomic.Int64 // nanoseconds between frames

	mu     sync.Mutex
	link   *link.Link
	heard  [][]byte // messages of kind 0, whole
	frames []*link.Frame
	keys   []func(*link.Frame) bool // copies of all keys that it ever had
	err    error
}

// newPuppet goes to the secret room of a session.
func newPuppet(t testing.TB, url string, s link.Session, host bool) *puppet {
	t.Helper()
	p := &puppet{t: t, session: link.Session{Key: secret.NewKey(s.Expose())}, stop: make(chan struct{}), link: link.New(s, host, rand.Reader)}
	p.every.Store(int64(100 * time.Millisecond))
	var err error
	if p.half, err = link.NewHalf(rand.Reader); err != nil {
		t.Fatal(err)
	}
	p.keys = append(p.keys, p.link.Copied())
	p.conn = dial(t, url, wire.WayMeet, s.Meeting())
	p.done.Go(p.listen)
	p.done.Go(p.tick)
	t.Cleanup(p.close)
	return p
}

func (p *puppet) close() {
	p.mu.Lock()
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	p.mu.Unlock()
	p.conn.Close()
	p.done.Wait()
}

func (p *puppet) listen() {
	for {
		f, err := p.conn.Receive()
		if err != nil {
			return
		}
		p.mu.Lock()
		p.frames = append(p.frames, f)
		m, _, err := p.link.Hear(f)
		p.heard = append(p.heard, m...)
		p.keys = append(p.keys, p.link.Copied())
		if p.err == nil {
			p.err = err
		}
		p.mu.Unlock()
	}
}

func (p *puppet) tick() {
	for {
		select {
		case <-p.stop:
			return
		case <-time.After(time.Duration(p.every.Load())):
		}
		p.mu.Lock()
		f, err := p.link.Tick(time.Now())
		p.mu.Unlock()
		if err == nil {
			_ = p.conn.Send(f)
		}
	}
}

func (p *puppet) say(m ...byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.link.Say(m); err != nil && p.err == nil {
		p.err = err
	}
}

// count is how many messages of a kind came, and last the last of them.
func (p *puppet) count(kind byte) (n int) { n, _ = p.find(kind); return n }

func (p *puppet) find(kind byte) (n int, last []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.heard {
		if len(m) > 0 && m[0] == kind {
			n++
			last = m
		}
	}
	return n, last
}

// card is the message with which a guest says who it is.
func (p *puppet) card(name string) []byte {
	m := append([]byte{msgCard}, p.half[:]...)
	m = binary.BigEndian.AppendUint16(m, uint16(len(name)))
	m = append(m, name...)
	return append(m, 0, 0, 0, 0, 0, 1) // no organisation, nobody else, advocate, no reporter
}

// words are what it would say aloud as a guest, when the host has shown its half.
func (p *puppet) words() []string {
	_, commit := p.find(msgCommit)
	_, reveal := p.find(msgReveal)
	if commit == nil || reveal == nil {
		return nil
	}
	w, err := p.session.Check([sha256.Size]byte(commit[3:]), link.Half(reveal[1:]), p.half, "en")
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

// forge seals what an honest end never says, by what SPEC §12.3 says and with the first keys of a session.
func forge(s link.Session, host bool, counter uint64, lie func(plain []byte)) *link.Frame {
	side := "guest"
	if host {
		side = "host"
	}
	key, err := hkdf.Expand(sha256.New, s.Expose(), "larkspur/1 live frames "+side, 32)
	if err != nil {
		panic(err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err)
	}
	plain := make([]byte, wire.FrameSize-24-16)
	binary.BigEndian.PutUint64(plain, counter)
	lie(plain)
	f := new(link.Frame)
	_, _ = rand.Read(f[:24])
	aead.Seal(f[:24], f[:24], plain, nil)
	return f
}

// puppetGuest knows a code, and goes to the secret room of the host.
func puppetGuest(t testing.TB, server *servertest.Server, url string, code link.Code) *puppet {
	t.Helper()
	return newPuppet(t, url, meets(t, url, server.Realm, code), false)
}

// shown has it say who it is, and waits until there are words.
func (p *puppet) shown() []string {
	p.t.Helper()
	within(p.t, patience, "the host fixes its half", func() bool { return p.count(msgCommit) > 0 })
	p.say(p.card("Ana")...)
	within(p.t, patience, "the host shows its half", func() bool { return p.count(msgReveal) > 0 })
	return p.words()
}
