package relay

import (
	"crypto/rand"
	"time"

	"github.com/gtank/ristretto255"

	"larkspur/server/wire"
)

// An attempt is what the node of a guest knows of its attempt to speak to a host (SPEC §10.3). Guarded by room.mu.
type attempt struct {
	name  [wire.AttemptSize]byte
	phase phase
	timer *time.Timer
	held  *frame // what the host answered, until its time has come
	made  *frame // what is answered if it does not
}

type phase int

const (
	waiting  phase = iota // for the time of the answer, whatever has come
	answered              // by the host; the guest has not sent again
	flowing               // the guest has
	ended                 // answered by the relay: nothing goes through any more
)

// fromGuest takes a frame of a guest here to the host. It returns false where the guest breaks the rules of an attempt, which
// are the same with a host and without.
func (rm *room) fromGuest(c *conn, f *frame) bool {
	name := [wire.AttemptSize]byte(f.payload())
	rm.mu.Lock()
	if c.attempt == nil {
		// The answer is made for every attempt and before it is known whether it is wanted, so that no time tells.
		c.attempt = &attempt{name: name, made: madeUp(name)}
		c.attempt.timer = time.AfterFunc(rm.relay.config.AnswerAt, func() { rm.answer(c) })
	} else {
		switch a := c.attempt; {
		case a.name != name || a.phase == waiting:
			rm.mu.Unlock()
			return false
		case a.phase == ended:
			rm.mu.Unlock()
			return true // a host that was slow must not take this for a try of its code
		default:
			a.phase = flowing
		}
	}
	here := rm.toHost(c.id, f)
	rm.mu.Unlock()
	if !here {
		rm.publish(c, f, identity{})
	}
	return true
}

// toHost takes a frame of a guest, from here or from another node, to the host, and reports whether that is here. An attempt
// belongs to who was first to name it: whoever else names it is not heard.
func (rm *room) toHost(from identity, f *frame) bool {
	name := [wire.AttemptSize]byte(f.payload())
	for _, m := range rm.members {
		if m.way != wire.WayOpen || !m.joined {
			continue
		}
		owner, bound := rm.attempts[name]
		switch {
		case !bound && len(rm.attempts) < maxPeers:
			if rm.attempts == nil {
				rm.attempts = map[[wire.AttemptSize]byte]identity{}
			}
			rm.attempts[name] = from
		case owner != from:
			return true
		}
		m.send(f)
		return true
	}
	return false
}

// unbind forgets the attempts of a guest that is gone.
func (rm *room) unbind(guest identity) {
	for name, of := range rm.attempts {
		if of == guest {
			delete(rm.attempts, name)
		}
	}
}

// fromHost takes a frame of the host here to the guest whose attempt it names, and to nobody else.
func (rm *room) fromHost(c *conn, f *frame) {
	rm.mu.Lock()
	to, bound := rm.attempts[[wire.AttemptSize]byte(f.payload())]
	if !bound {
		rm.mu.Unlock()
		return
	}
	for _, m := range rm.members {
		if m.id == to {
			m.hear(f)
			rm.mu.Unlock()
			return
		}
	}
	rm.mu.Unlock()
	rm.publish(c, f, to)
}

// hear is what becomes of a frame of the host for the guest c. Before its time, and beyond the one answer, it would tell
// that there is a host.
func (c *conn) hear(f *frame) {
	a := c.attempt
	if a == nil || a.name != [wire.AttemptSize]byte(f.payload()) {
		return
	}
	switch {
	case a.phase == waiting && a.held == nil:
		a.held = f.hold()
	case a.phase == flowing:
		c.send(f)
	}
}

// answer is called when the time of the answer has come.
func (rm *room) answer(c *conn) {
	rm.mu.Lock()
	defer rm.mu.Unlock()
	a := c.attempt
	if a.made == nil {
		return // the guest has gone meanwhile
	}
	out := a.made
	a.phase = ended
	if a.held != nil {
		out = a.held
		a.phase = answered
	}
	c.send(out)
	a.end()
}

// end gives back what an attempt keeps.
func (a *attempt) end() {
	a.timer.Stop()
	for _, f := range []*frame{a.held, a.made} {
		if f != nil {
			f.release()
		}
	}
	a.held, a.made = nil, nil
}

// madeUp is an answer like that of a host: a share is a random element of the group, and so is this (RFC 9496 §4.3.4).
func madeUp(name [wire.AttemptSize]byte) *frame {
	var uniform [64]byte
	rand.Read(uniform[:])
	f := newFrame(opBinary, frameSize)
	b := f.payload()
	rand.Read(b)
	copy(b, name[:])
	b[wire.AttemptSize] = wire.KindShare
	ristretto255.NewElement().FromUniformBytes(uniform[:]).Encode(b[:wire.AttemptSize+1])
	return f
}
