package table_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// stuckLine is a line on which every frame of a public room waits until it is let go, as a native one may for some seconds when
// the network takes nothing.
type stuckLine struct {
	call.Line
	mu    sync.Mutex
	stuck int // frames that wait
	free  chan struct{}
}

func (l *stuckLine) Dial(ctx context.Context, join wire.Join) (call.Conn, error) {
	conn, err := l.Line.Dial(ctx, join)
	if err == nil && join.Way == wire.WayOpen {
		conn = &stuckConn{conn, l}
	}
	return conn, err
}

func (l *stuckLine) waiting() int { l.mu.Lock(); defer l.mu.Unlock(); return l.stuck }

type stuckConn struct {
	call.Conn
	line *stuckLine
}

func (c *stuckConn) Send(f *link.Frame) error {
	c.line.mu.Lock()
	c.line.stuck++
	c.line.mu.Unlock()
	<-c.line.free
	return c.Conn.Send(f)
}

// stuck has somebody knock at a code whose line takes no frame, and returns when the host's answer waits at it.
func (r *room) stuck() *stuckLine {
	r.t.Helper()
	line := &stuckLine{Line: r.air, free: make(chan struct{})}
	cfg := r.config()
	cfg.Line = line
	code, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		r.t.Fatal(err)
	}
	r.host.Invite(r.ctx, cfg, code)
	time.Sleep(time.Second)
	g, err := table.Knock(r.ctx, r.config(), code, live.Card{Name: "Eva", Role: "peer", Reporter: "no"}, func() {})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(g.Close)
	time.Sleep(time.Second)
	if line.waiting() != 1 {
		r.t.Fatal("nothing is stuck")
	}
	return line
}

// While the line of one guest takes nothing, what she types is with the others as soon as ever.
func TestAStuckLineHoldsUpNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		line := r.stuck()
		defer close(line.free)
		for _, typed := range []string{"one", "two", "three"} {
			if err := r.Home.Edit(func(p *plan.Plan) error { return p.SetField(r.Note, "text", plan.Text(typed)) }); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
			if got := text(s.reads(), r.Note); got != typed {
				t.Errorf("the guest reads %q, and she wrote %q", got, typed)
			}
		}
	})
}

// So it is with the end: it waits for no line.
func TestAStuckLineKeepsNobodyIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		first := r.stuck()
		defer close(first.free)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		if len(s.reads().Sections()) != 1 {
			t.Fatal("the guest has nothing")
		}
		go r.host.Close()
		time.Sleep(2 * time.Second)
		if n := len(s.reads().Sections()); n != 0 {
			t.Errorf("the guest has %d sections", n)
		}
	})
}
