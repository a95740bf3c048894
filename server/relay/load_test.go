package relay

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

func netPipe() (net.Conn, net.Conn) { return net.Pipe() }

// A flood ends the connection that makes it. What the limits allow does not, for an hour.
func TestAFloodIsClosed(t *testing.T) {
	for name, f := range map[string][]byte{
		"frames": message(opBinary, of(1)), "pings": message(opPing, nil), "pongs": message(opPong, nil),
	} {
		inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
			other := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
			c := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
			time.Sleep(time.Minute)
			for range frameBurst {
				c.raw(f)
			}
			c.wantOpen("a burst of " + name)
			other.wantOpen("who is in the same room")
			for range 2 * frameRate {
				c.raw(f)
			}
			c.wantClosed("a flood of " + name)
			other.wantOpen("who is in the same room")
		})
	}
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		c := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		for range 60 * 60 * (frameRate - 1) / 8 {
			for range 8 {
				c.raw(message(opBinary, of(1)))
			}
			time.Sleep(8 * time.Second / (frameRate - 1)) // the pongs want one now and then
		}
		c.wantOpen("an hour at the limit")
	})
}

// Who does not take its frames is closed when its queue is full, and nobody waits for it.
func TestASlowReaderIsClosedAndHoldsUpNobody(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		sender := dial(t, at(0)).join(wire.WayMeet, roomNamed(1))
		quick := dial(t, at(1)).join(wire.WayMeet, roomNamed(1))
		ours, theirs := net.Pipe() // nobody reads from ours
		ended := time.Time{}
		begin := time.Now()
		slow := at(1).enlist(func() bool { return true }, func() { ended = time.Now() })
		slow.begin(theirs, true)
		j := wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}
		if _, err := ours.Write(message(opBinary, j.AppendTo(nil))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(joinStep)
		for range queueSize + 8 {
			time.Sleep(time.Second / frameRate) // in all less than writeTimeout
			f := random()
			moment := time.Now()
			sender.send(f)
			if !time.Now().Equal(moment) {
				t.Fatal("the sender waits")
			}
			quick.wantFrames("who is quick", f)
		}
		time.Sleep(2 * closeTimeout)
		synctest.Wait()
		if ended.IsZero() || ended.Sub(begin) > (queueSize+8)*time.Second/frameRate+2*closeTimeout || ended.Sub(begin) > writeTimeout {
			t.Errorf("who is slow was closed after %v", ended.Sub(begin))
		}
		if conns, _ := at(1).Counts(); len(slow.queue) != 0 || conns > 2 {
			t.Errorf("%d frames and %d connections are left", len(slow.queue), conns)
		}
	})
}

// Who takes a frame now and then is closed as well, when one batch takes too long.
func TestWhoStopsTakingIsClosed(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		ours, theirs := net.Pipe()
		var ended time.Time
		begin := time.Now()
		nodes[0].enlist(func() bool { return true }, func() { ended = time.Now() }).begin(theirs, true)
		j := wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}
		if _, err := ours.Write(message(opBinary, j.AppendTo(nil))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if took := ended.Sub(begin); ended.IsZero() || took > joinStep+writeTimeout+2*closeTimeout {
			t.Errorf("it was closed after %v", took)
		}
	})
}

// A connection that is only half there is closed: without a join, with half of one, and when nothing comes any more. What
// answers pings stays.
func TestWhatIsSilentIsClosed(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		half := (&wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}).AppendTo(nil)
		for name, begin := range map[string][]byte{"nothing": nil, "half a join": message(opBinary, half)[:300], "pongs only": message(opPong, nil)} {
			c := dial(t, nodes[0])
			c.raw(begin)
			time.Sleep(joinTimeout - time.Millisecond)
			c.wantOpen(name)
			time.Sleep(time.Millisecond)
			c.wantClosed(name)
		}
		awake := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		dead := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		dead.mu.Lock()
		dead.deaf = true
		dead.mu.Unlock()
		time.Sleep(silence - joinStep)
		dead.wantOpen("what was silent for not quite as long")
		time.Sleep(joinStep + 2*sweepEvery)
		dead.wantClosed("what is silent")
		time.Sleep(24 * time.Hour)
		awake.wantOpen("what answers pings")
	})
}
