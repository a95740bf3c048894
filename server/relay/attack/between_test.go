package attack

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// A way is what a go-between does with a frame: what it returns goes on in its place. up is to the server. It is called by
// several goroutines.
type way func(p *passage, up bool, f *link.Frame) []*link.Frame

// A between is a go-between: for its clients it is the server, and for the server it is they.
type between struct {
	URL    string
	t      testing.TB
	server string
	client *http.Client

	mu       sync.Mutex
	way      way
	rejoin   func(wire.Join) wire.Join
	down     bool
	passages []*passage
}

// A passage is one connection through a go-between. Join is what the client asked for.
type passage struct {
	Join wire.Join
	b    *between
	ends [2]*websocket.Conn // the client, the server
	stop context.CancelFunc
	ctx  context.Context
}

// goBetween starts one before a server; nil lets everything pass.
func goBetween(t testing.TB, server string, w way) *between {
	t.Helper()
	b := &between{t: t, server: server + wire.PathLive, way: w, client: &http.Client{Transport: new(http.Transport)}}
	s := httptest.NewServer(b)
	b.URL = s.URL
	t.Cleanup(func() {
		b.Down(true)
		s.Close()
		b.client.CloseIdleConnections()
	})
	return b
}

// Do has frames take another way from now on.
func (b *between) Do(w way) { b.mu.Lock(); b.way = w; b.mu.Unlock() }

// Rejoin has who joins from now on come into other rooms than they asked for.
func (b *between) Rejoin(f func(wire.Join) wire.Join) { b.mu.Lock(); b.rejoin = f; b.mu.Unlock() }

// Down cuts every connection, and refuses new ones for as long as it is on.
func (b *between) Down(on bool) {
	b.mu.Lock()
	b.down = on
	b.mu.Unlock()
	if on {
		b.Cut()
	}
}

// Cut ends all connections there are.
func (b *between) Cut() {
	b.mu.Lock()
	all := b.passages
	b.passages = nil
	b.mu.Unlock()
	for _, p := range all {
		p.stop()
	}
}

// Passages are the connections there are now.
func (b *between) Passages() []*passage {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []*passage
	for _, p := range b.passages {
		if p.ctx.Err() == nil {
			out = append(out, p)
		}
	}
	return out
}

func (b *between) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	down := b.down
	b.mu.Unlock()
	if down || !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	p := &passage{b: b, ctx: ctx, stop: stop}
	var err error
	if p.ends[0], err = websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled}); err != nil {
		return
	}
	defer func() { _ = p.ends[0].CloseNow() }()
	if p.ends[1], _, err = websocket.Dial(ctx, b.server, &websocket.DialOptions{HTTPClient: b.client, CompressionMode: websocket.CompressionDisabled}); err != nil {
		return
	}
	defer func() { _ = p.ends[1].CloseNow() }()
	join, err := p.read(0)
	if err != nil {
		return
	}
	if p.Join, err = wire.ParseJoin(join[:]); err != nil {
		return
	}
	b.mu.Lock()
	rejoin := b.rejoin
	b.mu.Unlock()
	if rejoin != nil {
		other := rejoin(p.Join)
		join = new(link.Frame)
		copy(join[:], other.AppendTo(nil))
	}
	p.Send(true, join)
	joined, err := p.read(1)
	if err != nil {
		return
	}
	b.mu.Lock()
	b.passages = append(b.passages, p)
	if b.down {
		stop()
	}
	b.mu.Unlock()
	p.Send(false, joined)
	go p.carry(1)
	p.carry(0)
}

// carry takes what one end says on its way, until there is no connection.
func (p *passage) carry(from int) {
	defer p.stop()
	for {
		f, err := p.read(from)
		if err != nil {
			return
		}
		p.b.mu.Lock()
		w := p.b.way
		p.b.mu.Unlock()
		out := []*link.Frame{f}
		if w != nil {
			out = w(p, from == 0, f)
		}
		for _, f := range out {
			p.Send(from == 0, f)
		}
	}
}

func (p *passage) read(from int) (*link.Frame, error) {
	_, b, err := p.ends[from].Read(p.ctx)
	if err != nil || len(b) != wire.FrameSize {
		p.stop()
		return nil, context.Canceled
	}
	f := link.Frame(b)
	return &f, nil
}

// Send puts a frame of the go-between's own choice onto the connection.
func (p *passage) Send(up bool, f *link.Frame) {
	to := p.ends[0]
	if up {
		to = p.ends[1]
	}
	if to.Write(p.ctx, websocket.MessageBinary, f[:]) != nil {
		p.stop()
	}
}

// A tape keeps all frames that pass.
type tape struct {
	mu  sync.Mutex
	all []taped
}

type taped struct {
	Join  wire.Join
	Up    bool
	Frame *link.Frame
	At    time.Time
}

// record is a way that keeps what passes; then does the rest, nil: nothing.
func (x *tape) record(then way) way {
	return func(p *passage, up bool, f *link.Frame) []*link.Frame {
		x.mu.Lock()
		x.all = append(x.all, taped{p.Join, up, f, time.Now()})
		x.mu.Unlock()
		if then != nil {
			return then(p, up, f)
		}
		return []*link.Frame{f}
	}
}

// Of returns the frames of rooms of a way in one direction, and Len how many there are in all.
func (x *tape) Of(w wire.Way, up bool) (out []*link.Frame) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, f := range x.all {
		if f.Join.Way == w && f.Up == up {
			out = append(out, f.Frame)
		}
	}
	return out
}

func (x *tape) Len() int { x.mu.Lock(); defer x.mu.Unlock(); return len(x.all) }
