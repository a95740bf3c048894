// Package table brings together what a live link is made of: calls (package call), the ends that say who may do what (package
// live), and the document that is written together (package joint). A Host sits at it with the plan of an open session, a
// Guest with nothing but what is shared.
//
// Whatever happens to a plan goes through Host: what she types into her session is seen at the next tick, and what guests do
// is done to the session as an edit of hers. A change of terms outranks all that is under way: it is in force before the guest
// is told, and what was said to the guest under the old terms and has not arrived is taken back.
package table

import (
	"context"
	"errors"
	"sync"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Session is an open session with a plan (client.Session).
type Session interface {
	Plan() *plan.Plan
	Edit(change func(*plan.Plan) error) error
}

// full is how many bytes may wait for a guest before it is given more: two frames, so that little has to be taken back.
const full = 2 * link.SegmentSize

// Host is the survivor's side: her session and those she lets in. Any goroutine may use it.
type Host struct {
	secret.Guard
	session Session
	changed func()
	stop    chan struct{}
	once    sync.Once
	ended   sync.WaitGroup

	mu     sync.Mutex
	joint  *joint.Host
	seen   *plan.Plan // the plan at the last step; another one is another pointer
	waits  bool       // somebody said something since
	guests []*Chair
}

// NewHost begins with nobody there. changed is called, from any goroutine, when something may look different; it does not block.
// Close ends it.
func NewHost(s Session, changed func()) *Host {
	h := &Host{session: s, changed: changed, stop: make(chan struct{}), joint: joint.NewHost()}
	h.ended.Go(h.run)
	return h
}

// Close ends all links at once. Calls say so to their guests for a moment more, until ctx of Invite is done.
func (h *Host) Close() {
	h.mu.Lock()
	guests := h.guests
	h.mu.Unlock()
	var ends sync.WaitGroup
	for _, c := range guests {
		ends.Go(c.End) // side by side: a line that is stuck keeps nobody else in
	}
	ends.Wait()
	h.once.Do(func() { close(h.stop) })
	h.ended.Wait()
}

// Invite waits for one guest at a code. cfg.Changed and cfg.Joint are set here.
func (h *Host) Invite(ctx context.Context, cfg call.Config, code link.Code) *Chair {
	c := &Chair{host: h}
	cfg.Changed = func() {
		h.look(c)
		h.changed()
	}
	cfg.Joint = func(m []byte) { h.hear(c, m) }
	h.mu.Lock()
	h.guests = append(h.guests, c)
	c.call = call.Invite(ctx, cfg, code)
	h.mu.Unlock()
	return c
}

// Forget takes a chair away; it ends what is not over.
func (h *Host) Forget(c *Chair) {
	c.End()
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, x := range h.guests {
		if x == c {
			h.guests = append(h.guests[:i:i], h.guests[i+1:]...)
		}
	}
	h.leave(c)
}

// leave forgets a guest of the document; what it suggested waits on.
func (h *Host) leave(c *Chair) {
	if c.peer != 0 {
		h.joint.Leave(c.peer)
		c.peer = 0
	}
}

// look notices that a link is over.
func (h *Host) look(c *Chair) {
	h.mu.Lock() // Invite may not have returned
	on := c.call
	h.mu.Unlock()
	if e := on.Host(); e != nil && e.Stage() == live.Ended {
		h.mu.Lock()
		h.leave(c)
		h.mu.Unlock()
	}
}

// hear takes in what a guest says. One that breaks the protocol is out.
func (h *Host) hear(c *Chair, m []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.peer == 0 {
		return
	}
	if err := h.joint.Receive(c.peer, m); err != nil {
		c.bad = err
		h.leave(c)
		return
	}
	h.waits = true
}

// run brings everybody up to date four times a second.
func (h *Host) run() {
	ticker := time.NewTicker(call.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-h.stop:
			return
		case <-ticker.C:
			h.tick()
		}
	}
}

func (h *Host) tick() {
	h.mu.Lock()
	news := h.waits // a suggestion changes no plan, and who is where neither
	h.stepLocked()
	guests := append([]*Chair(nil), h.guests...)
	h.mu.Unlock()
	for _, c := range guests {
		if c.telling.CompareAndSwap(false, true) { // nobody waits for another one's line
			go func() {
				defer c.telling.Store(false)
				c.call.With(func(e *live.Host) { h.tell(c, e) })
			}()
		}
	}
	if news {
		h.changed()
	}
}

var errAsItWas = errors.New("table: the plan is as it was")

// stepLocked does what guests said, if they did, and looks at what she typed, if she did.
func (h *Host) stepLocked() {
	if h.waits {
		h.waits = false
		err := h.session.Edit(func(p *plan.Plan) error {
			if h.joint.Step(p) {
				return nil
			}
			return errAsItWas
		})
		if err == nil || errors.Is(err, errAsItWas) {
			h.seen = h.session.Plan()
			return
		}
	}
	if p := h.session.Plan(); p != h.seen {
		h.joint.Step(p.Clone())
		h.seen = p
	}
}

// tell gives a guest what it does not know, on the goroutine of its call.
func (h *Host) tell(c *Chair, e *live.Host) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.bad != nil && e.Stage() == live.Open {
		e.End(time.Now())
	}
	if c.peer == 0 || e.Stage() != live.Open || e.Waiting() > full {
		return
	}
	again := c.again
	c.again = false
	for _, m := range h.joint.Messages(c.peer, again) {
		if err := e.Say(m); err != nil {
			c.again = true // there is no room now
			return
		}
	}
}

// Suggestions are what waits for her yes or no.
func (h *Host) Suggestions() []joint.Suggestion {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.joint.Suggestions()
}

// Accept does what was suggested. Errors: joint.ErrScope, those of the session.
func (h *Host) Accept(id plan.ID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := h.session.Edit(func(p *plan.Plan) error { return h.joint.Accept(p, id) })
	h.waits = true
	return err
}

// Decline says no. Error: joint.ErrScope.
func (h *Host) Decline(id plan.ID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waits = true
	return h.joint.Decline(id)
}

// Show says in which section she is; the zero id is none.
func (h *Host) Show(section plan.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.joint.Show(section)
	h.waits = true
}

// Present is where everybody is.
func (h *Host) Present() []joint.Presence {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.joint.Present()
}

// Seat is how far a guest has come; false: it is not in.
func (h *Host) Seat(c *Chair) (joint.Seat, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.joint.Seats() {
		if s.Peer == c.peer && c.peer != 0 {
			return s, true
		}
	}
	return joint.Seat{}, false
}

// Saving is to be called before the plan is taken to be saved, and what it returns when it was saved as it was then: guests are
// told. What they do between belongs to the next time.
func (h *Host) Saving() (saved func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stepLocked()
	m := h.joint.Mark()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.joint.Saved(m)
	}
}
