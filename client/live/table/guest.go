package table

import (
	"context"
	"sync"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Guest is the side of who is let in. Any goroutine may use it.
type Guest struct {
	secret.Guard
	call    *call.GuestCall
	changed func()
	stop    chan struct{}
	once    sync.Once
	ended   sync.WaitGroup

	mu    sync.Mutex
	joint *joint.Guest
	terms live.Terms
	bad   error
}

// Knock tries a code. cfg.Changed and cfg.Joint are set here; changed is called, from any goroutine, when something may look
// different, and does not block. Errors: those of call.Knock. Close ends it.
func Knock(ctx context.Context, cfg call.Config, code link.Code, card live.Card, changed func()) (*Guest, error) {
	g := &Guest{changed: changed, stop: make(chan struct{}), joint: joint.NewGuest()}
	cfg.Changed = g.look
	cfg.Joint = g.hear
	g.mu.Lock()
	defer g.mu.Unlock()
	var err error
	if g.call, err = call.Knock(ctx, cfg, code, card); err != nil {
		return nil, err
	}
	g.ended.Go(g.run)
	return g, nil
}

// Close leaves. The call says so for a moment more, until ctx of Knock is done.
func (g *Guest) Close() {
	g.call.With(func(e *live.Guest) { e.Leave() })
	g.once.Do(func() { close(g.stop) })
	g.ended.Wait()
	g.empty()
}

// Call is the call, to look at (see call.GuestCall.Do).
func (g *Guest) Call() *call.GuestCall { return g.call }

// Do runs f with the document. What f does is sent at the next tick.
func (g *Guest) Do(f func(*joint.Guest)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(g.joint)
}

// Plan is what the guest sees now: what the document has of the sections that the terms of this moment give. Terms come before
// the document follows them, and count at once.
func (g *Guest) Plan() (*plan.Plan, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.plan()
}

// plan is Plan under the lock.
func (g *Guest) plan() (*plan.Plan, error) {
	p, err := g.joint.Plan()
	if err != nil {
		return nil, err
	}
	for _, s := range p.Sections() {
		if g.terms.Of(s.ID()) == 0 {
			if err := p.RemoveSection(s.ID()); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// empty gives up all that was shared, and what was typed.
func (g *Guest) empty() {
	g.mu.Lock()
	g.joint = joint.NewGuest()
	g.mu.Unlock()
	g.changed()
}

// look notices that a link is over.
func (g *Guest) look() {
	g.mu.Lock()
	e := g.call.Guest()
	if e != nil {
		g.terms = e.Terms()
	}
	g.mu.Unlock()
	if e != nil && e.Stage() == live.Ended {
		g.empty()
		return
	}
	g.changed()
}

func (g *Guest) hear(m []byte) {
	g.mu.Lock()
	if err := g.joint.Receive(m); err != nil {
		g.bad = err
	}
	g.mu.Unlock()
	g.changed()
}

func (g *Guest) run() {
	ticker := time.NewTicker(call.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-g.stop:
			return
		case <-g.call.Done():
			g.empty()
			return
		case <-ticker.C:
			g.call.Do(g.tell)
		}
	}
}

// tell gives the host what it does not know, on the goroutine of the call.
func (g *Guest) tell() {
	e := g.call.Guest()
	if e == nil || e.Stage() != live.Open {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bad != nil { // no host says that
		e.Leave()
		return
	}
	if e.Waiting() > full {
		return
	}
	if m := g.joint.Message(false); m != nil {
		_ = e.Say(m) // there is room: little waits
	}
}
