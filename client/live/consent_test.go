package live_test

import (
	"errors"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/plan"
)

// waiting is a link on which both have their words, and nobody is let in.
func waiting(t *testing.T) *table {
	t.Helper()
	x := sit(t)
	x.ticks(6)
	if x.host.Stage() != live.Waiting || x.guest.Stage() != live.Waiting {
		t.Fatalf("the host is at %d, the guest at %d", x.host.Stage(), x.guest.Stage())
	}
	return x
}

func (x *table) changes(terms live.Terms) {
	x.t.Helper()
	if err := x.host.Change(terms, x.now); err != nil {
		x.t.Fatal(err)
	}
}

// Nobody is let in on terms that are none, and may be let in on others then. Words are chosen once.
func TestNobodyIsLetInOnTermsThatAreNone(t *testing.T) {
	x := waiting(t)
	if err := x.chooses(); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if err := x.host.Choose(i - 1); !errors.Is(err, live.ErrStage) || x.host.Stage() != live.Waiting {
			t.Error("the words were chosen twice:", err)
		}
	}
	past, long := x.terms(live.Edit), x.terms(live.Edit)
	past.Until, long.Until = x.now, x.now.Add(live.Longest+time.Second)
	for _, terms := range []live.Terms{past, long, x.terms(live.Edit + 1), {}} {
		if err := x.host.LetIn(terms, x.now); !errors.Is(err, live.ErrTerms) {
			t.Error("let in:", err)
		}
	}
	x.ticks(8)
	if x.host.Stage() != live.Waiting || x.guest.Stage() != live.Waiting || x.host.Agreed() != 0 {
		t.Error("something came of it")
	}
	if _, was := x.host.Release(); was {
		t.Error("a release of a link that was not opened")
	}
	if err := x.host.LetIn(x.terms(live.View), x.now); err != nil {
		t.Error(err)
	}
}

// Terms are what she agreed to, whatever becomes of the list that they were made with.
func TestTermsAreNotChangedFromOutside(t *testing.T) {
	x := opened(t, live.View)
	terms := x.terms(live.View)
	x.changes(terms)
	terms.Parts[0] = live.Part{Section: plan.ID{9}, Right: live.Edit}
	if now := x.host.Terms(); now.Of(plan.ID{9}) != 0 || now.Of(plan.ID{1, 0}) != live.View {
		t.Error("the host has terms that she did not agree to")
	}
}

// A change while fresh keys are on their way has both take fresh keys once more: those that come were offered under the old terms.
func TestAChangeDuringFreshKeysTakesOthers(t *testing.T) {
	for n := 4; n < 7; n++ { // the offer is on its way
		x := opened(t, live.Edit)
		x.ticks(40)
		before := x.host.Age()
		x.changes(x.terms(live.View))
		if x.ticks(n); x.host.Age() != before {
			t.Fatal("they are there already")
		}
		x.changes(x.terms())
		x.ticks(60)
		if n := x.host.Age() - before; n != 2 {
			t.Errorf("fresh keys were taken %d times for two changes", n)
		}
	}
}

// What was never shown is not in the record: a section that was among the terms in a pause and taken away before its end. Nor is the
// pause.
func TestWhatWasInAPauseAloneWasNotShared(t *testing.T) {
	x := opened(t, live.View)
	if _, was := x.host.Release(); was {
		t.Error("a release of a link that goes on")
	}
	paused := x.terms(live.Edit, live.Edit)
	paused.Paused = true
	x.changes(paused)
	x.ticks(2)
	back := x.terms(live.View)
	back.Paused = true
	x.changes(back)
	x.ticks(2)
	x.host.End(x.now)
	r, was := x.host.Release()
	if !was || len(r.Shared) != 1 || r.Shared[0] != (live.Part{Section: plan.ID{1, 0}, Right: live.View}) || r.Terms.Paused {
		t.Errorf("%v: %d sections, paused %v", was, len(r.Shared), r.Terms.Paused)
	}
}

// The record has the most that was allowed anywhere, in whatever order, and her clock.
func TestARecordSaysTheMostAndHerTime(t *testing.T) {
	at := time.Date(2026, 3, 4, 2, 30, 0, 0, time.UTC)
	r := live.Release{Card: ana, Start: at, Ended: at.Add(time.Hour), Terms: live.Terms{Until: at.Add(2 * time.Hour)}}
	for _, c := range []struct {
		whole  bool
		shared []live.Part
		want   string
	}{
		{false, parts(live.Edit, live.View), "edit"}, {false, parts(live.View, live.Suggest, live.View), "suggest"}, {false, parts(live.View), "view"},
		{true, nil, "edit"},
	} {
		r.Shared, r.Terms.Whole = c.shared, c.whole
		got := r.Record(time.FixedZone("", -7*3600), nil)
		if s := plan.AsText(got["rights"]); s != c.want {
			t.Errorf("%v, whole %v: %q", c.shared, c.whole, s)
		}
		for key, want := range map[string]string{"start": "2026-03-03T19:30", "ended": "2026-03-03T20:30", "until": "2026-03-03T21:30"} {
			if s := plan.AsText(got[key]); s != want {
				t.Errorf("%s: %q", key, s)
			}
		}
	}
}

// The second of the end is the end, and an end that comes late, as her device slept, is said all the same, for as long as any other.
func TestTheEndIsSaidAlsoWhenItIsLate(t *testing.T) {
	for _, late := range []time.Duration{0, 10 * time.Minute} {
		x := opened(t, live.Edit)
		until := x.host.Terms().Until
		if _, err := x.host.Tick(until.Add(-time.Nanosecond)); err != nil || x.host.Stage() != live.Open {
			t.Fatal("over before its time", err)
		}
		x.now = until.Add(late)
		for i := range 16 {
			f, err := x.host.Tick(x.now)
			if said := x.now.Sub(until.Add(late)) < 3*time.Second; err != nil || (f != nil) != said || x.host.Stage() != live.Ended {
				t.Errorf("%v late, tick %d: a frame %v, stage %d, %v", late, i, f != nil, x.host.Stage(), err)
			}
			x.now = x.now.Add(250 * time.Millisecond)
		}
		if r, was := x.host.Release(); !was || !r.Ended.Equal(until) {
			t.Error("the release ends at another time")
		}
	}
}

// Only a link that was not opened is refused: what is open is ended, and said to be.
func TestAnOpenLinkIsNotRefused(t *testing.T) {
	x := opened(t, live.Edit)
	x.host.Refuse()
	if x.host.Stage() != live.Open {
		t.Error("it is over, and the guest is not told")
	}
}

// Of a guest who breaks the protocol, or goes, there is a record with the time at which that was.
func TestARecordOfAGuestThatBreaksTheProtocol(t *testing.T) {
	for name, does := range map[string]func(x *table) error{
		"breaks it": func(x *table) error { return live.Force(x.guest, []byte{99}) },
		"goes":      func(x *table) error { x.guest.Leave(); return nil },
	} {
		x := opened(t, live.Edit)
		x.ticks(20)
		before := x.now
		if err := does(x); err != nil {
			t.Fatal(err)
		}
		x.ticks(4)
		if r, was := x.host.Release(); !was || r.Ended.Before(before) || r.Ended.After(x.now) {
			t.Errorf("%s: %v, ended %v and not from %v", name, was, r.Ended, before)
		}
	}
}

// Who leaves takes along what was not said yet, and does not wait for ever to be heard.
func TestWhoLeavesTakesBackWhatWasNotSent(t *testing.T) {
	x := opened(t, live.Edit)
	x.guestSays("not this")
	x.guest.Leave()
	x.ticks(8)
	if len(x.toHost) != 0 || x.host.Stage() != live.Ended {
		t.Errorf("the host hears %q", x.toHost)
	}
	x = opened(t, live.Edit)
	x.relay = func(bool, *link.Frame) *link.Frame { return nil }
	x.guest.Leave()
	x.ticks(4)
	if f, err := x.guest.Tick(x.now); f == nil || err != nil {
		t.Error("it is quiet before anybody heard it:", err)
	}
	x.ticks(4 * 120)
	if f, err := x.guest.Tick(x.now); f != nil || err != nil {
		t.Error("it says so for ever:", err)
	}
}

// What came together with the end, before it or behind it, is not shown any more, and is no reason to complain.
func TestWhatComesWithTheEndIsNotShown(t *testing.T) {
	for _, behind := range []bool{false, true} {
		x := opened(t, live.Edit)
		x.ticks(30)
		var frames []*link.Frame
		tick := func() {
			f, err := x.host.Tick(x.now)
			if err != nil {
				t.Fatal(err)
			}
			frames = append(frames, f)
		}
		says := func() {
			if err := live.ForceHost(x.host, append([]byte{5}, "with the end"...)); err != nil { // of another make: it takes nothing back
				t.Fatal(err)
			}
			tick()
		}
		if !behind {
			says()
		}
		x.host.End(x.now)
		tick()
		if behind {
			says()
		}
		for _, f := range []*link.Frame{frames[1], frames[0]} { // both messages are whole with the one that comes last
			joint, heard, err := x.guest.Hear(f, x.now)
			if !heard || err != nil || len(joint) != 0 {
				t.Errorf("behind %v: heard %v, %q, %v", behind, heard, joint, err)
			}
		}
		if x.guest.Stage() != live.Ended {
			t.Error("it is not over")
		}
	}
}

// A guest that hears the end, or whose host breaks the protocol, is quiet at once, whatever it would still have said.
func TestAGuestIsQuietAfterTheEnd(t *testing.T) {
	for name, ends := range map[string]func(x *table) error{
		"the end":               func(x *table) error { x.host.End(x.now); return nil },
		"breaking the protocol": func(x *table) error { return live.ForceHost(x.host, []byte{99}) },
	} {
		x := opened(t, live.Edit)
		x.ticks(30)
		x.relay = func(toHost bool, f *link.Frame) *link.Frame {
			if toHost {
				return nil
			}
			return f
		}
		x.guestSays("not heard by anybody")
		if err := ends(x); err != nil {
			t.Fatal(err)
		}
		x.ticks(2)
		if f, err := x.guest.Tick(x.now); f != nil || err != nil || x.guest.Stage() != live.Ended {
			t.Errorf("%s: it goes on, at stage %d, %v", name, x.guest.Stage(), err)
		}
	}
}

// The bounds of SPEC §13 are these numbers: another make of a guest counts on them.
func TestTheBoundsAreThoseOfTheSpecification(t *testing.T) {
	if live.MaxName != 80 || live.MaxOrg != 120 || live.MaxPurpose != 300 || live.MaxParts != 64 || live.Longest != 86_400*time.Second {
		t.Error("other bounds")
	}
	x := opened(t, live.Edit)
	heard := x.now
	x.relay = func(bool, *link.Frame) *link.Frame { return nil }
	for x.guest.Stage() == live.Open && x.now.Sub(heard) < time.Hour {
		x.ticks(1)
	}
	if took := x.now.Sub(heard); took < 120*time.Second || took > 121*time.Second {
		t.Errorf("a guest waits %v for a host that is silent", took)
	}
}
