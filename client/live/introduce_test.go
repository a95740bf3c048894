package live_test

import (
	"errors"
	"testing"
	"time"

	"larkspur/client/live"
)

// A guest whose page asks who they are only when the code was right: nothing moves before they said it, and then all goes on.
func TestWhoKnocksMaySayLaterWhoTheyAre(t *testing.T) {
	x := sit(t)
	x.guest = sitWith(t, x, live.Card{})
	x.ticks(8)
	if x.host.Stage() != live.Checking || x.guest.Stage() != live.Checking || x.errHost != nil || x.errGst != nil {
		t.Fatal("without a card the host is at", x.host.Stage(), "the guest at", x.guest.Stage(), x.errHost, x.errGst)
	}
	if err := x.guest.Introduce(live.Card{Name: " ", Role: "peer", Reporter: "no"}); !errors.Is(err, live.ErrCard) {
		t.Error("a card that is none:", err)
	}
	if err := x.guest.Introduce(ana); err != nil {
		t.Fatal(err)
	}
	if err := x.guest.Introduce(ana); !errors.Is(err, live.ErrStage) {
		t.Error("twice:", err)
	}
	x.ticks(6)
	if x.host.Stage() != live.Waiting || x.guest.Stage() != live.Waiting || x.host.Card().Name != ana.Name {
		t.Fatal("with a card the host is at", x.host.Stage(), "the guest at", x.guest.Stage())
	}
	if err := x.chooses(); err != nil {
		t.Fatal(err)
	}
}

// The card is sent once, whether it was said before the host had fixed its half or after.
func TestWhoIsQuickWithTheCardSaysItOnce(t *testing.T) {
	x := sit(t)
	x.guest = sitWith(t, x, live.Card{})
	if err := x.guest.Introduce(ana); err != nil {
		t.Fatal(err)
	}
	x.ticks(8)
	if x.host.Stage() != live.Waiting || x.errHost != nil {
		t.Fatal("the host is at", x.host.Stage(), x.errHost)
	}
}

// Whoever closes a page waits until the end has left, and no longer.
func TestAHostKnowsThatTheEndHasLeft(t *testing.T) {
	x := opened(t, live.Edit)
	if x.host.Told() {
		t.Error("before the end")
	}
	x.hostSays("something that waits")
	x.host.End(x.now)
	if x.host.Told() {
		t.Error("before anything has left")
	}
	x.ticks(2)
	if !x.host.Told() || x.guest.Stage() != live.Ended {
		t.Error("the end has not left, and the guest is at", x.guest.Stage())
	}
	y := sit(t)
	y.host.Refuse()
	if !y.host.Told() {
		t.Error("there was nobody to tell")
	}
}

func TestAHostKnowsHowLongAGuestIsQuiet(t *testing.T) {
	x := sit(t)
	if q := x.host.Quiet(x.now); q != 0 {
		t.Error("before anything came:", q)
	}
	x.ticks(6)
	if q := x.host.Quiet(x.now.Add(7 * time.Second)); q < 7*time.Second || q > 8*time.Second {
		t.Error("after 7 seconds:", q)
	}
}
