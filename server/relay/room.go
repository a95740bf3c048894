package relay

import (
	"slices"
	"sync"
	"time"

	"larkspur/server/wire"
)

// A room is what a node knows of one. It is there as long as the node has a member.
type room struct {
	relay  *Relay
	key    wire.Room
	secret bool
	users  int           // connections that are in it or about to be; guarded by relay.mu
	ready  chan struct{} // closed when the bus has told everybody, or could not
	cancel func()
	err    error

	mu       sync.Mutex
	members  []*conn
	peers    []peer                              // members on other nodes, as far as known
	attempts map[[wire.AttemptSize]byte]identity // where the host is here: the guest that each attempt is of
}

// A peer is a member on another node.
type peer struct {
	id    identity
	way   wire.Way
	since int64
	seen  time.Time
}

// fresh is how long a peer counts when a place is wanted that it has: a node that died tells nobody.
const fresh = 2 * time.Second

// places is how many of a way may be in a room.
func places(w wire.Way) int {
	switch w {
	case wire.WayOpen:
		return wire.MaxHosts
	case wire.WayKnock:
		return wire.MaxGuests
	default:
		return wire.MaxMembers
	}
}

// add takes c into the room, not yet as one that gets frames, and tells the other nodes.
func (rm *room) add(c *conn) bool {
	rm.mu.Lock()
	taken := 0
	for _, m := range rm.members {
		if m.way == c.way {
			taken++
		}
	}
	if taken >= places(c.way) {
		rm.mu.Unlock()
		return false
	}
	rm.members = append(rm.members, c)
	rm.mu.Unlock()
	rm.tell(messageHere, c)
	return true
}

// admit answers the join of c, unless members on other nodes, which have said so since, have all the places.
func (rm *room) admit(c *conn, arrival time.Time) bool {
	rm.mu.Lock()
	defer rm.mu.Unlock()
	if rm.before(c, arrival) >= places(c.way) {
		return false
	}
	c.joined = true
	c.send(joinedFrame)
	return true
}

// before counts those of the way of c who came before it, on other nodes only if heard of since. All nodes put members into
// the same order, so they agree on who is too many; it follows the clocks of the nodes, and who came at the same moment is
// ordered by what is random.
func (rm *room) before(c *conn, since time.Time) (n int) {
	earlier := func(s int64, id identity) bool {
		return s < c.since || s == c.since && slices.Compare(id[:], c.id[:]) < 0
	}
	for _, m := range rm.members {
		if m != c && m.way == c.way && earlier(m.since, m.id) {
			n++
		}
	}
	for _, p := range rm.peers {
		if p.way == c.way && !p.seen.Before(since) && earlier(p.since, p.id) {
			n++
		}
	}
	return n
}

// leave takes c out of the room. The last one ends it.
func (rm *room) leave(c *conn) {
	rm.mu.Lock()
	at := slices.Index(rm.members, c)
	if at >= 0 {
		rm.members = slices.Delete(rm.members, at, at+1)
	}
	if c.attempt != nil {
		c.attempt.end()
	}
	rm.unbind(c.id)
	if c.way == wire.WayOpen && at >= 0 {
		rm.attempts = nil
	}
	rm.mu.Unlock()
	if at >= 0 {
		rm.tell(messageGone, c)
	}
	rm.relay.leave(rm)
}

// from takes a frame of c to those it is for. It returns false when c may not send it.
func (rm *room) from(c *conn, f *frame) bool {
	switch c.way {
	case wire.WayOpen:
		rm.fromHost(c, f)
		return true
	case wire.WayKnock:
		return rm.fromGuest(c, f)
	default:
		rm.mu.Lock()
		for _, m := range rm.members {
			if m != c && m.joined {
				m.send(f)
			}
		}
		rm.mu.Unlock()
		rm.publish(c, f, identity{})
		return true
	}
}

// publish sends a frame of c to the other nodes.
func (rm *room) publish(c *conn, f *frame, to identity) {
	h := head{kind: messageFrame, way: c.way, from: c.id, since: c.since, to: to}
	h.put(f.b[:])
	rm.relay.config.Bus.Publish(rm.key, f.b[:])
}

// tell says to the other nodes what is with c.
func (rm *room) tell(kind byte, c *conn) {
	var b [headSize]byte
	h := head{kind: kind, way: c.way, from: c.id, since: c.since}
	h.put(b[:])
	rm.relay.config.Bus.Publish(rm.key, b[:])
}

// message takes what another node published.
func (rm *room) message(b []byte) {
	h, payload, ok := parseMessage(b)
	if !ok || rm.secret != (h.way == wire.WayMeet) {
		return
	}
	rm.mu.Lock()
	defer rm.mu.Unlock()
	if h.kind == messageGone {
		rm.peers = slices.DeleteFunc(rm.peers, func(p peer) bool { return p.id == h.from })
		rm.unbind(h.from)
		return
	}
	if rm.meets(h) {
		for _, m := range rm.members {
			rm.tell(messageHere, m)
		}
	}
	for _, m := range rm.members {
		since := time.Unix(0, m.since) // who was there before m, and is alive, has said so since
		if recent := time.Now().Add(-fresh); recent.After(since) {
			since = recent
		}
		if m.way == h.way && rm.before(m, since) >= places(m.way) {
			m.fail()
		}
	}
	if h.kind == messageFrame {
		f := newFrame(opBinary, frameSize)
		copy(f.payload(), payload)
		rm.deliver(h, f)
		f.release()
	}
}

// meets notes a member on another node, and reports whether it was not known.
func (rm *room) meets(h head) bool {
	now := time.Now()
	for i, p := range rm.peers {
		if p.id == h.from {
			rm.peers[i].seen = now
			return false
		}
	}
	rm.peers = slices.DeleteFunc(rm.peers, func(p peer) bool {
		gone := now.Sub(p.seen) > silence
		if gone {
			rm.unbind(p.id)
		}
		return gone
	})
	if len(rm.peers) >= maxPeers {
		return false
	}
	rm.peers = append(rm.peers, peer{h.from, h.way, h.since, now})
	return true
}

// deliver takes a frame from another node to those here whom it is for.
func (rm *room) deliver(h head, f *frame) {
	switch h.way {
	case wire.WayOpen:
		for _, m := range rm.members {
			if m.way == wire.WayKnock && m.id == h.to {
				m.hear(f)
			}
		}
	case wire.WayKnock:
		rm.toHost(h.from, f)
	default:
		for _, m := range rm.members {
			if m.joined {
				m.send(f)
			}
		}
	}
}
