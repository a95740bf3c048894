package relay

import (
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// Nobody hears anything of a room before the answer that they are in, which may be that there is no place: on the node of who speaks,
// or on another.
func TestNobodyHearsAnythingBeforeTheyAreIn(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, nodes []*Relay) {
		secret, public := roomNamed(1), roomNamed(2)
		member := dial(t, nodes[0]).join(wire.WayMeet, secret)
		for i, node := range nodes {
			comes := dial(t, node)
			comes.asks(wire.WayMeet, secret)
			member.send(random(), random())
			time.Sleep(joinStep)
			synctest.Wait()
			if got := comes.frames(); len(got) != 1 || !wire.Joined(got[0]) {
				t.Errorf("who joins on node %d hears %d frames with the answer", i, len(got))
			}
			f := random()
			member.send(f)
			comes.wantFrames("once in", f)
		}
		for i, node := range nodes {
			guest, host := dial(t, nodes[0]).join(wire.WayKnock, public), dial(t, node)
			host.asks(wire.WayOpen, public)
			guest.send(of(byte(i)))
			time.Sleep(joinStep)
			synctest.Wait()
			if got := host.frames(); len(got) != 1 || !wire.Joined(got[0]) {
				t.Errorf("a host that opens a room on node %d hears %d frames with the answer", i, len(got))
			}
			host.hangUp()
			guest.hangUp()
		}
	})
}
