package table

import (
	"sync/atomic"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Chair is one guest, or one code for a guest.
type Chair struct {
	secret.Guard
	host    *Host
	call    *call.HostCall
	telling atomic.Bool

	// Below Host.mu.
	peer  joint.Peer // 0: not let in
	again bool
	bad   error
}

// Call is the call of a chair, to look at (see call.HostCall.Do). What changes terms is done here.
func (c *Chair) Call() *call.HostCall { return c.call }

// LetIn lets a guest in whose words were chosen (live.Host.Choose). Errors: those of live.Host.LetIn, joint.ErrFull.
func (c *Chair) LetIn(t live.Terms) error {
	err := live.ErrStage
	c.call.With(func(e *live.Host) {
		if err = e.LetIn(t, time.Now()); err != nil {
			return
		}
		c.host.mu.Lock()
		defer c.host.mu.Unlock()
		if c.peer, err = c.host.joint.Join(scopeOf(t)); err != nil {
			e.End(time.Now())
		}
		c.host.waits = true
	})
	c.host.changed()
	return err
}

// Change changes the terms. Errors: those of live.Host.Change.
func (c *Chair) Change(t live.Terms) error {
	err := live.ErrStage
	c.call.With(func(e *live.Host) {
		// On the goroutine that says what there is to say: nothing of the old terms comes between.
		if err = e.Change(t, time.Now()); err != nil {
			return
		}
		c.host.mu.Lock()
		defer c.host.mu.Unlock()
		err = c.host.joint.SetScope(c.peer, scopeOf(t))
		c.host.waits = true
		c.host.stepLocked()
		c.again = true // what was on its way was taken back
	})
	c.host.changed()
	return err
}

// End ends a link, or takes a code back.
func (c *Chair) End() {
	c.call.With(func(e *live.Host) { e.End(time.Now()) })
	c.host.mu.Lock()
	c.host.leave(c)
	c.host.mu.Unlock()
}

func scopeOf(t live.Terms) joint.Scope {
	s := joint.Scope{Sections: map[plan.ID]joint.Right{}}
	if t.Paused {
		return s
	}
	if t.Whole {
		return joint.Scope{All: true}
	}
	for _, p := range t.Parts {
		s.Sections[p.Section] = rights[p.Right]
	}
	return s
}

var rights = map[live.Right]joint.Right{live.View: joint.View, live.Suggest: joint.Suggest, live.Edit: joint.Edit}
