package relay

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// A false node is in the cluster and says what it likes.
type falseNode struct {
	bus  Bus
	room wire.Room // as it is on the bus
}

func (n *falseNode) says(kind byte, way wire.Way, from, to identity, payload []byte) {
	b := make([]byte, headSize, MaxMessage)
	h := head{kind: kind, way: way, from: from, since: time.Now().UnixNano(), to: to}
	h.put(b)
	n.bus.Publish(n.room, append(b, payload...))
	synctest.Wait()
}

// withFalseNode runs a test with one relay and one false node beside it.
func withFalseNode(t *testing.T, secret bool, test func(t *testing.T, r *Relay, n *falseNode)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		buses := newBuses(t, 2)
		r := New(Config{Bus: buses[0]})
		defer r.Close()
		test(t, r, &falseNode{buses[1], keyOf(roomNamed(1), secret)})
	})
}

// However many members and attempts a node speaks of, others keep few of them; and those that nothing more is heard of make room: after a
// minute a guest is heard.
func TestMembersOfOtherNodesAreBounded(t *testing.T) {
	withFalseNode(t, false, func(t *testing.T, r *Relay, n *falseNode) {
		host := dial(t, r).join(wire.WayOpen, roomNamed(1))
		var heard int
		for i := range 4 * maxPeers {
			n.says(messageFrame, wire.WayKnock, newIdentity(), identity{}, of(byte(i)))
			heard += len(host.frames())
		}
		rm := r.rooms[n.room]
		if heard != maxPeers || len(rm.attempts) != maxPeers || len(rm.peers) != maxPeers {
			t.Errorf("%d were heard; %d attempts and %d members are kept", heard, len(rm.attempts), len(rm.peers))
		}
		time.Sleep(silence + time.Second)
		f := of(200)
		n.says(messageFrame, wire.WayKnock, newIdentity(), identity{}, f)
		host.wantFrames("a guest after they fell quiet", f)
		if len(rm.peers) != 1 || len(rm.attempts) != 1 {
			t.Errorf("%d attempts and %d members are left", len(rm.attempts), len(rm.peers))
		}
	})
}

// What a node says as a member of another kind of room, or as none, reaches nobody.
func TestAMessageOfAnotherKindOfRoomIsNotHeard(t *testing.T) {
	withFalseNode(t, false, func(t *testing.T, r *Relay, n *falseNode) {
		host := dial(t, r).join(wire.WayOpen, roomNamed(1))
		guest := dial(t, r).join(wire.WayKnock, roomNamed(1))
		for _, way := range []wire.Way{0, wire.WayMeet, wire.WayMeet + 1, 255} {
			n.says(messageFrame, way, newIdentity(), identity{}, of(1))
			host.wantFrames("the host")
			guest.wantFrames("a guest")
		}
		if len(r.rooms[n.room].peers) != 0 {
			t.Error("it is taken for a member")
		}
	})
	withFalseNode(t, true, func(t *testing.T, r *Relay, n *falseNode) {
		dial(t, r).join(wire.WayMeet, roomNamed(1))
		for _, way := range []wire.Way{wire.WayOpen, wire.WayKnock} {
			n.says(messageFrame, way, newIdentity(), identity{}, of(1))
		}
		if len(r.rooms[n.room].peers) != 0 {
			t.Error("a member of a public room is taken for one of a secret room")
		}
	})
}

// A guest hears what is for it and names its attempt: neither of the two is enough.
func TestAGuestHearsWhatIsForItAlone(t *testing.T) {
	withFalseNode(t, false, func(t *testing.T, r *Relay, n *falseNode) {
		var guests []*client
		for i := range byte(2) {
			g := dial(t, r).join(wire.WayKnock, roomNamed(1))
			g.send(of(i))
			guests = append(guests, g)
		}
		ids := map[byte]identity{}
		for _, m := range r.rooms[n.room].members {
			ids[m.attempt.name[0]] = m.id
		}
		host := newIdentity()
		n.says(messageFrame, wire.WayOpen, host, ids[0], shareOf(of(0)))
		n.says(messageFrame, wire.WayOpen, host, ids[1], shareOf(of(1)))
		time.Sleep(DefaultAnswerAt)
		for i, g := range guests {
			if len(g.frames()) != 1 {
				t.Fatalf("guest %d was not answered", i)
			}
			g.send(of(byte(i)))
		}
		n.says(messageFrame, wire.WayOpen, host, ids[0], of(1)) // for it, with the attempt of the other
		n.says(messageFrame, wire.WayOpen, host, newIdentity(), of(0))
		n.says(messageFrame, wire.WayOpen, host, identity{}, of(1))
		for _, g := range guests {
			g.wantFrames("what is not for it")
		}
		f := of(0)
		n.says(messageFrame, wire.WayOpen, host, ids[0], f)
		guests[0].wantFrames("what is for it", f)
		guests[1].wantFrames("what is for the other")
	})
}

// A room has no more members than places on one node either, for the time until they are answered: who is too many is not told of, and
// told so at once.
func TestWhoIsTooManyIsNotInARoomForAMoment(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		var all []*client
		for range 3 * wire.MaxMembers {
			c := dial(t, nodes[0])
			c.asks(wire.WayMeet, roomNamed(1))
			all = append(all, c)
			if rm := nodes[0].rooms[keyOf(roomNamed(1), true)]; len(rm.members) > wire.MaxMembers {
				t.Fatalf("%d members", len(rm.members))
			}
		}
		for i, c := range all {
			if got := c.take(); (len(got) == 1) != (i >= wire.MaxMembers) {
				t.Errorf("connection %d: %d frames", i, len(got))
			}
		}
		for _, c := range all {
			c.hangUp()
		}
	})
}

// Nobody is answered while others have all the places, as far as is known then.
func TestNobodyIsAdmittedBesideThoseWhoWereThere(t *testing.T) {
	r := New(Config{})
	defer r.Close()
	now := time.Now()
	for _, places := range []struct {
		way wire.Way
		n   int
	}{{wire.WayOpen, wire.MaxHosts}, {wire.WayKnock, wire.MaxGuests}, {wire.WayMeet, wire.MaxMembers}} {
		for n := places.n - 1; n <= places.n; n++ {
			rm := &room{relay: r}
			c := newConn(r, nil, nil)
			c.way, c.since, c.closing = places.way, now.UnixNano(), true // nothing is to be written
			for range n {
				rm.peers = append(rm.peers, peer{newIdentity(), places.way, c.since - 1, now})
			}
			rm.peers = append(rm.peers, peer{newIdentity(), places.way, c.since - 1, now.Add(-1)}, peer{newIdentity(), places.way, c.since + 1, now})
			if in := rm.admit(c, now); in != (n < places.n) || c.joined != in {
				t.Errorf("way %d, %d before it: %v", places.way, n, in)
			}
		}
	}
}

// A torn bus loses all messages while it is torn.
type tornBus struct {
	Bus
	torn *atomic.Bool
}

func (b *tornBus) Publish(room wire.Room, message []byte) {
	if !b.torn.Load() {
		b.Bus.Publish(room, message)
	}
}

// Nodes that did not hear of each other for a while let in too many. When they do again, who was there first stays, and the others are
// closed within the time in which members are told of.
func TestAfterABusWasTornOneHostStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		torn := new(atomic.Bool)
		torn.Store(true)
		var hosts []*client
		for _, b := range newBuses(t, 3) {
			r := New(Config{Bus: &tornBus{Bus: b, torn: torn}})
			defer r.Close()
			hosts = append(hosts, dial(t, r).join(wire.WayOpen, roomNamed(1)))
			time.Sleep(time.Second)
		}
		torn.Store(false)
		time.Sleep(pingEvery + 2*sweepEvery)
		hosts[0].wantOpen("the first host")
		for _, h := range hosts[1:] {
			h.wantClosed("a host that came later")
		}
	})
}
