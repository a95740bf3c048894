package relay

import (
	"bytes"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// everywhere runs a test on one node and with its clients spread over three.
func everywhere(t *testing.T, test func(t *testing.T, at func(i int) *Relay)) {
	t.Helper()
	for _, n := range []int{1, 3} {
		inBubble(t, n, func(t *testing.T, nodes []*Relay) {
			test(t, func(i int) *Relay { return nodes[i%len(nodes)] })
		})
	}
}

func TestAFrameOfAMemberGoesToAllOthers(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		var members []*client
		for i := range wire.MaxMembers {
			members = append(members, dial(t, at(i)).join(wire.WayMeet, roomNamed(1)))
		}
		elsewhere := []*client{
			dial(t, at(0)).join(wire.WayMeet, roomNamed(2)), dial(t, at(1)).join(wire.WayOpen, roomNamed(1)),
			dial(t, at(2)).join(wire.WayKnock, roomNamed(1)),
		}
		for i, m := range members {
			f, g := random(), random()
			m.send(f, g)
			for j, other := range members {
				if i != j {
					other.wantFrames("a member", f, g)
				}
			}
			m.wantFrames("the sender")
		}
		for _, e := range elsewhere {
			e.wantFrames("who is in another room, or in the public one of that name")
		}
	})
}

// A joined frame comes to whoever joins, on the first line, whoever is there, and nothing else tells.
func TestEveryJoinIsAnsweredOnALine(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		dial(t, at(1)).join(wire.WayKnock, roomNamed(1))
		dial(t, at(2)).join(wire.WayMeet, roomNamed(1))
		time.Sleep(333 * time.Millisecond)
		for room := range byte(3) {
			for way := wire.WayKnock; way <= wire.WayMeet; way++ {
				for i := range 3 {
					c := dial(t, at(i))
					begin := time.Now()
					c.asks(way, roomNamed(room))
					time.Sleep(time.Second)
					got := c.take()
					if len(got) != 1 || got[0].at.Sub(begin) != joinStep || !wire.Joined(got[0].b) {
						t.Errorf("way %d, room %d, node %d: %d frames, %v", way, room, i, len(got), got[0].at.Sub(begin))
					}
					c.hangUp()
				}
			}
		}
	})
}

func TestASecondHostIsClosedAndHearsNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		host := dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		time.Sleep(time.Second)
		for i := range 3 {
			second := dial(t, at(i))
			second.asks(wire.WayOpen, roomNamed(1))
			time.Sleep(joinStep)
			second.wantClosed("a second host")
			if got := second.take(); len(got) != 1 {
				t.Errorf("a second host got %d frames", len(got))
			}
		}
		guest := dial(t, at(1)).join(wire.WayKnock, roomNamed(1))
		f := of(1)
		guest.send(f)
		host.wantFrames("the first host", f)
		host.wantOpen("the first host")
		host.hangUp()
		time.Sleep(joinStep)
		dial(t, at(1)).join(wire.WayOpen, roomNamed(1)) // and when it is gone another may come
	})
}

// Who comes at the same moment on two nodes: one of them stays, never both and never none.
func TestOfTwoHostsAtOneMomentOneStays(t *testing.T) {
	for _, apart := range []time.Duration{0, 1, time.Millisecond, 99 * time.Millisecond, joinStep, time.Second} {
		for range 20 {
			inBubble(t, 3, func(t *testing.T, nodes []*Relay) {
				hosts := []*client{dial(t, nodes[0]), dial(t, nodes[1])}
				for _, h := range hosts {
					h.asks(wire.WayOpen, roomNamed(1))
					time.Sleep(apart)
				}
				time.Sleep(5 * time.Second)
				if a, b := hosts[0].isClosed(), hosts[1].isClosed(); a == b || apart != 0 && a {
					t.Errorf("%v apart: closed are %v and %v", apart, a, b)
				}
			})
		}
	}
}

func TestANinthMemberIsClosed(t *testing.T) {
	for _, way := range []wire.Way{wire.WayKnock, wire.WayMeet} {
		everywhere(t, func(t *testing.T, at func(int) *Relay) {
			var eight []*client
			for i := range 8 {
				eight = append(eight, dial(t, at(i)).join(way, roomNamed(1)))
				time.Sleep(time.Second)
			}
			for i := range 3 {
				ninth := dial(t, at(i))
				ninth.asks(way, roomNamed(1))
				time.Sleep(joinStep)
				ninth.wantClosed("a ninth")
				if got := ninth.take(); len(got) != 1 {
					t.Errorf("a ninth got %d frames", len(got))
				}
			}
			dial(t, at(0)).join(way, roomNamed(2))
			eight[3].hangUp()
			time.Sleep(time.Second)
			dial(t, at(1)).join(way, roomNamed(1))
			for i, m := range eight {
				if i != 3 {
					m.wantOpen("one of eight")
				}
			}
		})
	}
}

// All at one moment on three nodes: eight stay.
func TestOfManyAtOneMomentEightStay(t *testing.T) {
	for range 10 {
		inBubble(t, 3, func(t *testing.T, nodes []*Relay) {
			var all []*client
			for i := range 18 {
				c := dial(t, nodes[i%3])
				j := wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}
				go c.raw(message(opBinary, j.AppendTo(nil)))
				all = append(all, c)
			}
			time.Sleep(5 * time.Second)
			open := 0
			for _, c := range all {
				if !c.isClosed() {
					open++
				}
			}
			if open != 8 {
				t.Errorf("%d of 18 stayed", open)
			}
		})
	}
}

// A node that died keeps no place: the host of a room may come back through another at once.
func TestTheMembersOfADeadNodeKeepNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		buses := newBuses(t, 3)
		var nodes []*Relay
		for _, b := range buses {
			r := New(Config{Bus: b})
			defer r.Close()
			nodes = append(nodes, r)
		}
		dial(t, nodes[0]).join(wire.WayOpen, roomNamed(1))
		guest := dial(t, nodes[1]).join(wire.WayKnock, roomNamed(1))
		buses[0].(interface{ Close() }).Close()
		host := dial(t, nodes[1]).join(wire.WayOpen, roomNamed(1)) // the node that has heard of the first one
		f, g := of(1), of(2)
		guest.send(f)
		host.wantFrames("the host that came back", f)
		// Whatever comes from a third node, it does not bring the dead one back.
		dial(t, nodes[2]).join(wire.WayKnock, roomNamed(1)).send(g)
		host.wantFrames("the host that came back", g)
		second := dial(t, nodes[2])
		second.asks(wire.WayOpen, roomNamed(1))
		time.Sleep(joinStep)
		second.wantClosed("a second host")
		host.wantOpen("the host that came back")
		time.Sleep(2 * time.Minute)
		host.wantOpen("the host that came back")
	})
}

// Of a room nothing is left when its last member is gone, in whatever way.
func TestAfterTheLastMemberNothingIsLeft(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		for how, end := range map[string]func(c *client){
			"pulled":     func(c *client) { c.hangUp() },
			"closed":     func(c *client) { c.raw(message(opClose, nil)) },
			"wrong":      func(c *client) { go c.raw(message(0x81, nil)) },
			"fell quiet": func(c *client) { c.mu.Lock(); c.deaf = true; c.mu.Unlock(); time.Sleep(2 * silence) },
		} {
			clients := []*client{
				dial(t, at(0)).join(wire.WayOpen, roomNamed(1)), dial(t, at(1)).join(wire.WayKnock, roomNamed(1)),
				dial(t, at(1)).join(wire.WayMeet, roomNamed(2)), dial(t, at(2)).join(wire.WayMeet, roomNamed(2)),
			}
			clients[1].send(of(1))
			clients[2].send(random())
			if _, rooms := at(1).Counts(); rooms < 2 {
				t.Fatalf("there are %d rooms", rooms)
			}
			for _, c := range clients {
				end(c)
			}
			time.Sleep(2 * closeTimeout)
			synctest.Wait()
			for i := range 3 {
				r := at(i)
				conns, rooms := r.Counts()
				if conns != 0 || rooms != 0 || len(r.rooms) != 0 || len(r.conns) != 0 {
					t.Errorf("%s: %d connections and %d rooms are left", how, conns, rooms)
				}
				if n, ok := r.config.Bus.(interface{ Rooms() int }); ok && n.Rooms() != 0 {
					t.Errorf("%s: the bus has %d rooms left", how, n.Rooms())
				}
			}
		}
	})
}

// What went through a frame is wiped before it is used for the next.
func TestAFrameThatIsDoneIsWiped(t *testing.T) {
	f := newFrame(opBinary, frameSize)
	copy(f.payload(), random())
	f.hold()
	f.release()
	if bytes.Equal(f.payload(), make([]byte, frameSize)) {
		t.Fatal("a frame that somebody holds was wiped")
	}
	f.release()
	if !bytes.Equal(f.b[:], make([]byte, len(f.b))) {
		t.Error("a frame that nobody holds was not wiped")
	}
	for range 3 {
		joinedFrame.release()
	}
	if joinedFrame.op != opBinary || joinedFrame.size != frameSize {
		t.Error("a constant frame was given back")
	}
}

// A full relay refuses rooms that are there as well: otherwise being refused would tell which are.
func TestAFullRelayRefusesEveryRoom(t *testing.T) {
	inBubbleWith(t, Config{Rooms: 3}, 1, func(t *testing.T, nodes []*Relay) {
		var hosts []*client
		for i := range byte(3) {
			hosts = append(hosts, dial(t, nodes[0]).join(wire.WayOpen, roomNamed(i)))
		}
		for i := range byte(6) {
			for _, way := range []wire.Way{wire.WayKnock, wire.WayMeet} {
				c := dial(t, nodes[0])
				begin := time.Now()
				c.asks(way, roomNamed(i))
				if c.take(); time.Since(begin) != 0 {
					t.Error("a refusal took its time")
				}
				c.wantClosedAgain(fmt.Sprintf("way %d, room %d", way, i))
			}
		}
		hosts[0].hangUp()
		dial(t, nodes[0]).join(wire.WayKnock, roomNamed(1))
	})
}

// wantClosedAgain is wantClosed after take has taken what came.
func (c *client) wantClosedAgain(what string) {
	c.t.Helper()
	time.Sleep(closeTimeout)
	if !c.isClosed() {
		c.t.Errorf("%s: the connection stayed open", what)
	}
}

// Who may not join a public room is closed, and may still meet in a secret one.
func TestTheBudgetOfPublicRoomsIsAsked(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		for _, way := range []wire.Way{wire.WayOpen, wire.WayKnock} {
			c := dialAs(t, nodes[0], false)
			c.asks(way, roomNamed(1))
			c.wantClosed("who may not join")
		}
		dialAs(t, nodes[0], false).join(wire.WayMeet, roomNamed(1))
	})
}

// No more than so many connections are taken, and one that ended makes room.
func TestConnectionsAreBounded(t *testing.T) {
	inBubbleWith(t, Config{Connections: 3}, 1, func(t *testing.T, nodes []*Relay) {
		var all []*client
		for range 3 {
			all = append(all, dial(t, nodes[0]))
		}
		if nodes[0].enlist(nil, nil) != nil {
			t.Error("a fourth was taken")
		}
		all[1].hangUp()
		time.Sleep(closeTimeout)
		dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
	})
}

// A bus that cannot reach everybody is told to the operator, and nobody joins.
func TestABusThatFailsClosesWhoJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := 0
		r := New(Config{Bus: deadBus{}, Trouble: func(error) { told++ }})
		defer r.Close()
		c := dial(t, r)
		c.asks(wire.WayMeet, roomNamed(1))
		time.Sleep(joinStep)
		c.wantClosed("a join")
		if _, rooms := r.Counts(); rooms != 0 || told != 1 {
			t.Errorf("%d rooms are left, and the operator was told %d times", rooms, told)
		}
	})
}

type deadBus struct{ alone }

func (deadBus) Subscribe(wire.Room, func([]byte)) (func(), error) { return nil, errFull }

// Close ends all, and what is only beginning.
func TestCloseEndsEverything(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		clients := []*client{
			dial(t, at(0)), dial(t, at(1)).join(wire.WayMeet, roomNamed(1)), dial(t, at(2)).join(wire.WayKnock, roomNamed(2)),
		}
		late := at(0).enlist(func() bool { return true }, func() {})
		for i := range 3 {
			go at(i).Close()
		}
		synctest.Wait()
		l := &client{t: t}
		ours, theirs := netPipe()
		l.conn, l.released = ours, 1
		late.begin(theirs, true)
		go l.read()
		for _, c := range append(clients, l) {
			c.wantClosed("when the relay ends")
		}
	})
}
