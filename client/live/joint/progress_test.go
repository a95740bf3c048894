package joint

import (
	"strings"
	"testing"

	"larkspur/client/plan"
)

// What was sent, has arrived, was seen and is saved are four truths.
func TestHowFarItHasCome(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "a")
	g := w.guests[0]
	seat := func() Seat { return w.h.Seats()[0] }
	must(t, w.p.SetField(p.item, p.field, plan.Text("ab")))
	w.stepHost()
	if s := seat(); s.Made != s.Sent+1 || s.Have != s.Sent {
		t.Errorf("made: %+v", s)
	}
	down := w.h.Messages(g.peer, false)
	if s := seat(); s.Sent != s.Made || s.Have == s.Made {
		t.Errorf("sent: %+v", s)
	}
	must(t, g.Receive(down[0]))
	must(t, w.h.Receive(g.peer, g.Message(false)))
	if s := seat(); s.Have != s.Made || s.Seen == s.Made {
		t.Errorf("arrived: %+v", s)
	}
	g.Saw()
	must(t, w.h.Receive(g.peer, g.Message(false)))
	if s := seat(); s.Seen != s.Made {
		t.Errorf("seen: %+v", s)
	}
	if g.Message(false) != nil || w.h.Messages(g.peer, false) != nil {
		t.Error("there is always something to say")
	}
	must(t, g.SetText(p.item, p.field, "abc"))
	if pr := g.Progress(); pr.Waiting != 1 || pr.Sent != 0 {
		t.Errorf("typed: %+v", pr)
	}
	up := g.Message(false)
	if pr := g.Progress(); pr.Waiting != 0 || pr.Sent != 1 {
		t.Errorf("sent: %+v", pr)
	}
	must(t, w.h.Receive(g.peer, up))
	w.stepHost()
	mark := w.h.Mark()
	must(t, g.Receive(w.h.Messages(g.peer, false)[0]))
	if pr := g.Progress(); pr.Waiting+pr.Sent != 0 || pr.Saved {
		t.Errorf("taken: %+v", pr)
	}
	must(t, w.p.SetField(p.item, p.field, plan.Text("abcd"))) // later than what is saved
	w.stepHost()
	w.h.Saved(mark)
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m))
	}
	if pr := g.Progress(); !pr.Saved {
		t.Errorf("saved: %+v", pr)
	}
	if s := seat(); s.Saved != s.Made-1 {
		t.Errorf("saved: %+v", s)
	}
}

// A guest types while it is cut off for longer than the host keeps its sights: it gets all anew, and what it typed is carried
// over.
func TestOfflineForLong(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "one two")
	g := w.guests[0]
	must(t, g.Type(p.item, p.field, 3, 3, " and a half"))
	lost := g.Message(false)
	must(t, g.Type(p.item, p.field, 0, 0, "from "))
	for range maxLog + 10 {
		must(t, w.p.SetField(p.item, p.field, plan.Text(w.text(p)+".")))
		w.stepHost()
	}
	must(t, w.h.Receive(g.peer, lost)) // too old to be done
	w.stepHost()
	if strings.Contains(w.text(p), "half") {
		t.Fatal("done on a sight that is not kept")
	}
	down := w.h.Messages(g.peer, true)
	if u, err := decodeUpdate(down[0]); err != nil || u.from != 0 {
		t.Fatalf("%v, from %d", err, u.from)
	}
	w.settle(t)
	if got := w.text(p); got != "from one and a half two"+strings.Repeat(".", maxLog+10) || len(g.Held()) != 0 {
		t.Errorf("%q, held %q", got, g.Held())
	}
}

// Much that is shared comes in portions, and what is larger than a message in several; one that is lost is asked for.
func TestMuchComesInPortionsAndParts(t *testing.T) {
	w := newWorld(t, 1)
	g := w.guests[0]
	sec := w.p.Sections()[0].ID()
	for range 40 {
		id, err := w.p.AddItem(w.ids, sec, "note")
		must(t, err)
		must(t, w.p.SetField(id, "text", plan.Text(strings.Repeat(w.token()+" ", 500))))
	}
	must(t, w.h.SetScope(g.peer, Scope{All: true}))
	g.scope.All = true
	w.stepHost()
	if n := len(w.h.Messages(g.peer, false)); n != 1 || w.h.seat(g.peer).last().sight.sections == nil {
		t.Errorf("%d messages", n)
	}
	for range 100 { // without an answer it does not go on for ever
		w.stepHost()
	}
	if s := w.h.seat(g.peer); s.number > maxAhead+1 {
		t.Errorf("%d portions that nobody has", s.number)
	}
	w.settle(t)
	if w.h.seat(g.peer).number < 10 {
		t.Errorf("only %d portions", w.h.seat(g.peer).number)
	}
	// All anew, in parts.
	w.guests[0] = &player{Guest: NewGuest(), peer: g.peer, scope: g.scope, known: g.known}
	g = w.guests[0]
	g.turn = w.h.seat(g.peer).turn
	must(t, w.h.Receive(g.peer, g.Message(true)))
	down := w.h.Messages(g.peer, false)
	if len(down) < 3 {
		t.Fatalf("%d messages", len(down))
	}
	for i, m := range down {
		if len(m) > maxMessage {
			t.Errorf("%d bytes", len(m))
		}
		if i != 1 { // lost
			must(t, g.Receive(m))
		}
	}
	if !g.gap || g.have != 0 {
		t.Error("the loss is not noticed")
	}
	must(t, w.h.Receive(g.peer, g.Message(false)))
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m))
	}
	if g.have != w.h.seat(g.peer).number || g.gap {
		t.Error("it was not sent again")
	}
	w.settle(t)
}
