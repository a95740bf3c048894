package attack

import (
	"errors"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// plays sends recorded frames of a guest on a connection of its own, at the times at which a guest sends them, and returns what
// came.
func plays(t *testing.T, url string, room wire.Room, frames []*link.Frame) (came []*link.Frame) {
	t.Helper()
	conn := dial(t, url, wire.WayKnock, room)
	defer conn.Close()
	for i, f := range frames {
		if conn.Send(f) != nil {
			return came
		}
		if i == 0 {
			f, err := receive(conn, soon)
			if err != nil {
				return came
			}
			came = append(came, f)
		}
	}
	for {
		f, err := receive(conn, time.Second)
		if err != nil {
			return came
		}
		came = append(came, f)
	}
}

// All frames of a guest who got in, sent again: when the code is used, nobody is there; where the same code is said once more,
// they are a wrong try and seen.
func TestARecordedKnockOpensNothing(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	x := new(tape)
	b := goBetween(t, server.URL, x.record(nil))
	code := newCode(t)
	chair := h.invites(code)
	g := h.knocks(b.URL, code)
	within(t, patience, "they met", func() bool { return wordsOf(g) != nil && stageOf(chair) == live.Waiting })
	knock, room := x.Of(wire.WayKnock, true), code.Room(server.Realm)
	if len(knock) == 0 || len(knock)%4 != 0 {
		t.Fatalf("a knock of %d frames", len(knock))
	}
	knock = knock[len(knock)-4:] // the last, where the host was slower than the relay waits for it
	if came := plays(t, server.URL, room, knock); len(came) != 1 {
		t.Errorf("%d frames came where nobody is", len(came))
	}
	again := h.invites(code)
	for range 3 { // a host that was slower than the relay waits for it has seen no proof
		if came := plays(t, server.URL, room, knock); len(came) != 1 {
			t.Errorf("%d frames came in answer to a recording", len(came))
		}
		if over(again.Call()) {
			break
		}
	}
	within(t, patience, "it is seen", func() bool { return over(again.Call()) })
	if !errors.Is(again.Call().Err(), call.ErrSpent) || again.Call().Host() != nil {
		t.Error(again.Call().Err())
	}
	h.admits(chair, g, wordsOf(g), h.usual())
	h.works(g)
}

// A knock that never came, as the connection was cut before its proof: who recorded it and sends it whole on another connection
// neither gets in nor spends the code, and the guest who comes again is let in.
func TestAKnockThatWasCutIsNotContinuedByAnother(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	x := new(tape)
	b := goBetween(t, server.URL, nil)
	b.Do(x.record(func(p *passage, up bool, f *link.Frame) []*link.Frame {
		if up && f[16] == 3 {
			if len(x.Of(wire.WayKnock, true)) == 4 {
				b.Down(true)
			}
			return nil
		}
		return []*link.Frame{f}
	}))
	code := newCode(t)
	chair := h.invites(code)
	g := h.knocks(b.URL, code)
	within(t, patience, "the proof is kept back", func() bool { return len(x.Of(wire.WayKnock, true)) == 4 })
	if came := plays(t, server.URL, code.Room(server.Realm), x.Of(wire.WayKnock, true)); len(came) != 1 {
		t.Errorf("%d frames came", len(came))
	}
	if stageOf(chair) != 0 || over(chair.Call()) {
		t.Error("a recording is taken for a guest")
	}
	b.Do(nil)
	b.Down(false)
	within(t, patience, "the guest comes again", func() bool { return wordsOf(g) != nil })
}

// A relay that keeps back the host's proof: the code was right, so the host goes to the secret room, where nobody ever comes. It
// learns no name, shows nothing, lets nobody in, and says another code.
func TestAProofKeptBackIsAnEmptyRoom(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, func(_ *passage, _ bool, f *link.Frame) []*link.Frame {
		if f[16] == 4 {
			return nil
		}
		return []*link.Frame{f}
	})
	code := newCode(t)
	chair := h.invites(code)
	if err := chair.LetIn(h.usual()); !errors.Is(err, live.ErrStage) {
		t.Error("before anybody knocks:", err)
	}
	if err := chair.Change(h.usual()); !errors.Is(err, live.ErrStage) {
		t.Error("before anybody knocks:", err)
	}
	g := h.knocks(b.URL, code)
	within(t, patience, "somebody knew the code", func() bool { return stageOf(chair) == live.Checking })
	time.Sleep(2 * time.Second)
	if s := stageOf(chair); s != live.Checking || wordsOf(g) != nil {
		t.Error("it is as far as", s)
	}
	if err := chair.LetIn(h.usual()); !errors.Is(err, live.ErrStage) {
		t.Error(err)
	}
	h.host.Forget(chair)
	_, guest := h.meets(server.URL, h.usual())
	h.works(guest)
}

// Frames of a secret room, sent there again by a third member: not heard by either side, and nothing that they said counts
// twice.
func TestFramesOfASecretRoomPlayedAgain(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	x := new(tape)
	b := goBetween(t, server.URL, x.record(nil))
	chair, g := h.meets(b.URL, h.usual())
	for range 4 {
		h.works(g)
	}
	before := textOf(h.Plan(), h.Note)
	room := b.Passages()[0].Join.Room
	conn := dial(t, server.URL, wire.WayMeet, room)
	for _, up := range []bool{true, false} {
		for _, f := range x.Of(wire.WayMeet, up) {
			if conn.Send(f) != nil {
				t.Fatal("the control: it is not in the room")
			}
			time.Sleep(30 * time.Millisecond)
		}
	}
	time.Sleep(time.Second)
	if now := textOf(h.Plan(), h.Note); now != before {
		t.Errorf("%q became %q", before, now)
	}
	if stageOf(chair) != live.Open {
		t.Error("it ended the link")
	}
	h.works(g)
}
