package live_test

import (
	"errors"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
)

// The time that was agreed ends the link on both sides, also when a relay keeps back whatever the host says, and whatever the
// clock of the guest says.
func TestTheTimeEndsTheLink(t *testing.T) {
	for _, cut := range []bool{false, true} {
		x := opened(t, live.Edit)
		terms := x.terms(live.Edit)
		terms.Until = x.now.Add(time.Minute)
		if err := x.host.Change(terms, x.now); err != nil {
			t.Fatal(err)
		}
		x.ticks(20)
		if x.guest.Stage() != live.Open {
			t.Fatal("over too soon")
		}
		if cut {
			x.relay = func(bool, *link.Frame) *link.Frame { return nil }
		}
		x.ticks(4*55 + 8)
		if x.host.Stage() != live.Ended || x.guest.Stage() != live.Ended {
			t.Errorf("cut off %v: the host is at %d, the guest at %d", cut, x.host.Stage(), x.guest.Stage())
		}
		if r, was := x.host.Release(); !was || !r.Ended.Equal(terms.Until) {
			t.Error("the release ends at another time")
		}
	}
}

// A relay that lets nothing through but keeps the connection up does not keep a guest's screen full.
func TestASilentRelayEmptiesTheScreen(t *testing.T) {
	x := opened(t, live.Edit)
	x.relay = func(toHost bool, f *link.Frame) *link.Frame {
		if toHost {
			return f
		}
		return nil
	}
	x.host.End(x.now)
	x.ticks(4 * 121)
	if x.guest.Stage() != live.Ended {
		t.Error("the guest goes on")
	}
}

// While the link is ended at the host, nothing that was under way counts any more.
func TestNothingCountsAfterTheEnd(t *testing.T) {
	x := opened(t, live.Edit)
	x.guestSays("too late")
	x.host.End(x.now)
	x.ticks(8)
	if len(x.toHost) != 0 {
		t.Errorf("%q counts", x.toHost)
	}
	if x.errHost != nil || x.guest.Stage() != live.Ended {
		t.Error("what was under way kept the end from the guest:", x.errHost)
	}
	if err := x.host.Change(x.terms(live.View), x.now); !errors.Is(err, live.ErrStage) {
		t.Error("a link that is over changes:", err)
	}
}

func TestAGuestThatGoes(t *testing.T) {
	x := opened(t, live.Edit)
	x.guest.Leave()
	x.ticks(6)
	if _, was := x.host.Release(); !was || x.host.Stage() != live.Ended {
		t.Error("the host does not know")
	}
	if f, _ := x.guest.Tick(x.now); f != nil {
		t.Error("the guest goes on, though the host has heard it")
	}
}
