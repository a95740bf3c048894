package live_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/plan"
)

// At every change of the terms both take fresh keys, several changes in a row included: who copied all of a guest's keys before
// opens nothing of what comes after.
func TestEveryChangeTakesFreshKeys(t *testing.T) {
	x := opened(t, live.Edit)
	thief := live.CopyLink(x.guest)
	var taped []*link.Frame
	tape := func(toHost bool, f *link.Frame) *link.Frame {
		if !toHost {
			taped = append(taped, f)
		}
		return f
	}
	for range 3 {
		if err := x.host.Change(x.terms(live.View), x.now); err != nil {
			t.Fatal(err)
		}
		x.ticks(1)
	}
	x.ticks(30)
	x.relay = tape
	x.hostSays("after the change")
	x.ticks(4)
	if len(taped) != 4 || len(x.toGuest) != 1 {
		t.Fatal("nothing to look at")
	}
	for _, f := range taped {
		if thief(f) {
			t.Error("opened with the keys of before")
		}
	}
	// And every quarter of an hour without a change.
	thief = live.CopyLink(x.guest)
	x.relay = nil
	x.ticks(40)
	if f, _ := x.host.Tick(x.now); !thief(f) {
		t.Fatal("the control: a copy of the keys opens what they seal, and they are not taken afresh all the time")
	}
	x.ticks(4*60*15 + 30)
	if f, _ := x.host.Tick(x.now); thief(f) {
		t.Error("opened after a quarter of an hour")
	}
}

// What was on its way when less is shared, or when the link ends, is not sent any more, nor sent again.
func TestWhatIsOnItsWayIsTakenBack(t *testing.T) {
	for _, how := range []string{"narrowed", "paused", "ended"} {
		x := opened(t, live.Edit)
		x.ticks(30)
		secret := strings.Repeat("the marker sentence ", 300)
		x.hostSays(secret)
		lost := 0
		x.relay = func(toHost bool, f *link.Frame) *link.Frame {
			if lost++; !toHost && lost < 8 {
				return nil
			}
			return f
		}
		x.ticks(5)
		terms := x.terms(live.View)
		switch how {
		case "ended":
			x.host.End(x.now)
		case "paused":
			terms.Paused = true
			fallthrough
		default:
			if err := x.host.Change(terms, x.now); err != nil {
				t.Fatal(err)
			}
		}
		begun := x.now
		for x.guest.Stage() == live.Open && x.guest.Terms().Of(plan.ID{1, 0}) == live.Edit && x.now.Sub(begun) < time.Minute {
			x.ticks(1)
		}
		if took := x.now.Sub(begun); took > time.Second {
			t.Errorf("%s: the guest learns of it after %v", how, took)
		}
		x.ticks(100)
		if got := string(bytes.Join(x.toGuest, nil)); strings.Contains(got, "marker") {
			t.Errorf("%s: it was sent all the same", how)
		}
		if how == "narrowed" {
			x.hostSays("what is shared now")
			x.ticks(4)
			if string(bytes.Join(x.toGuest, nil)) != "what is shared now" {
				t.Error("and what came after it is not there")
			}
		}
	}
}

func TestAPauseGivesNoRight(t *testing.T) {
	x := opened(t, live.Edit)
	terms := x.terms(live.Edit)
	terms.Paused = true
	if err := x.host.Change(terms, x.now); err != nil {
		t.Fatal(err)
	}
	x.ticks(2)
	if got := x.guest.Terms(); !got.Paused || got.Of(plan.ID{1, 0}) != 0 {
		t.Error("the guest does not know of it, or has a right")
	}
	if r := x.host.Terms(); r.Of(plan.ID{1, 0}) != 0 {
		t.Error("the host gives a right")
	}
}

// What stays of a link says the most that was allowed in a section, also when that was less in the end.
func TestTheRecordSaysTheMostThatWasAllowed(t *testing.T) {
	x := opened(t, live.Edit, live.View)
	for _, r := range []live.Right{live.View, live.Suggest} {
		if err := x.host.Change(x.terms(r, r), x.now); err != nil {
			t.Fatal(err)
		}
		x.ticks(3)
	}
	x.host.End(x.now)
	if r, was := x.host.Release(); !was || len(r.Shared) != 2 || r.Shared[0].Right != live.Edit || r.Shared[1].Right != live.Suggest {
		t.Error("it says less than was allowed, or more")
	}
}
