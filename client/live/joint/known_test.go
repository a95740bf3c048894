package joint

import (
	"testing"

	"larkspur/client/plan"
)

// A right that is none gives nothing: neither to see, nor to change what is not seen.
func TestARightThatIsNoneGivesNothing(t *testing.T) {
	h := newHostile(t)
	sec := h.p.Sections()[0]
	it := sec.Items()[0]
	h.setScope(t, h.g, Scope{Sections: map[plan.ID]Right{sec.ID(): Edit + 1}})
	if got := h.h.project(h.h.seat(h.g.peer)); len(got.sections) != 0 {
		t.Error("it sees something")
	}
	if h.say(t, op{kind: opRemove, item: it.ID()}, op{kind: opAdd, item: numbered(900), section: sec.ID(), name: "note"},
		op{kind: opSuggest, item: numbered(901), body: &op{kind: opRemove, item: it.ID()}}) != 0 {
		t.Error("what it says is taken")
	}
}

// A guest is where it says only as far as it may be there: of a section that was taken from it, or that it remembers of an earlier link, it
// is shown in none to anybody, not even to her.
func TestNobodyIsWhereTheyMayNotBe(t *testing.T) {
	w := pair(t, 2)
	a, b := w.guests[0], w.guests[1]
	s := w.p.Sections()
	where := func(want int, what string) {
		t.Helper()
		w.settle(t)
		if n, m := len(w.h.Present()), len(b.Present()); n != want || m != want {
			t.Errorf("%s: the host sees %d, and another guest %d", what, n, m)
		}
	}
	a.Show(s[0].ID())
	where(1, "in a section that both see")
	w.setScope(t, b, Scope{Sections: map[plan.ID]Right{s[0].ID(): View, s[3].ID(): View}})
	a.Show(s[3].ID())
	where(0, "in one that it does not see")
	a.Show(s[0].ID())
	where(1, "back")
	w.setScope(t, a, Scope{})
	where(0, "in a pause")
}

// An id that somebody who is there was told goes to nothing else, though the thing is gone: what they still do to it would be done to
// something of another guest.
func TestAnIdThatAnotherKnowsIsNotGivenAgain(t *testing.T) {
	w := pair(t, 1)
	sections := w.p.Sections()
	h := &hostile{world: w, g: w.join(t, Scope{Sections: map[plan.ID]Right{sections[0].ID(): Edit}})}
	w.settle(t)
	h.turn = h.g.turn
	item, section := sections[2].Items()[0].ID(), sections[2].ID() // which the first guest views, and the other never saw
	must(t, w.p.RemoveSection(section))
	w.stepHost()
	if got := h.say(t, op{kind: opAdd, item: item, section: sections[0].ID(), name: "note"}, op{kind: opAdd, item: section, section: sections[0].ID(), name: "note"}); got != 0b11 {
		t.Errorf("taken %b", got)
	}
	for _, id := range []plan.ID{item, section} {
		if _, there := w.p.Item(id); there {
			t.Error("another guest's id is that of something new")
		}
	}
	if n := len(w.p.Sections()[0].Items()); n != 4 {
		t.Errorf("%d items", n)
	}
}

// A suggestion waits on when its guest is gone. Who comes back and remembers its id cannot put another one under it, nor an item under that
// of the one suggested: what she says yes to is what she was shown.
func TestASuggestionThatWaitsKeepsItsId(t *testing.T) {
	h := newHostile(t)
	sections := h.p.Sections()
	mine, as, of := sections[0].Items()[0].ID(), numbered(906), numbered(907)
	if h.say(t, op{kind: opSuggest, item: as, body: &op{kind: opAdd, item: of, section: sections[1].ID(), name: "note", fields: []field{{"text", plan.Text("harmless")}}}}) != 1 {
		t.Fatal("the suggestion is not taken")
	}
	scope := h.g.scope
	h.h.Leave(h.g.peer)
	h.guests = nil
	h.g = h.join(t, scope)
	h.stepHost()
	h.turn = 0
	if got := h.say(t, op{kind: opSuggest, item: as, body: &op{kind: opRemove, item: mine}}, op{kind: opAdd, item: of, section: sections[0].ID(), name: "note"}); got != 0b11 {
		t.Errorf("taken %b", got) // as any other id would be
	}
	if _, there := h.p.Item(of); there {
		t.Error("an item has the id of one that is suggested")
	}
	all := h.h.Suggestions()
	if len(all) != 2 || all[0].ID == all[1].ID {
		t.Fatalf("%d suggestions wait, or two under one id", len(all))
	}
	for _, s := range all {
		must(t, h.h.Accept(h.p, s.ID))
		if _, there := h.p.Item(mine); there == s.Remove {
			t.Error("she said yes to one, and another was done")
		}
	}
}

// A suggestion that refers to what a guest does not see is not taken, whether that is there or not: if it waited, it would fall away when it
// is not, and that is told.
func TestASuggestionRefersToNothingOutOfSight(t *testing.T) {
	for _, there := range []bool{true, false} {
		h := newHostile(t)
		s := h.p.Sections()
		hidden := s[3].Items()[0].ID()
		visit, err := h.p.AddItem(h.ids, s[1].ID(), "appt")
		must(t, err)
		if !there {
			must(t, h.p.RemoveItem(hidden))
		}
		h.stepHost()
		got := h.say(t,
			op{kind: opSuggest, item: numbered(901), body: &op{kind: opSet, item: visit, name: "place", value: plan.Ref(hidden)}},
			op{kind: opSuggest, item: numbered(902), body: &op{kind: opAdd, item: numbered(903), section: s[1].ID(), name: "appt", fields: []field{{"place", plan.Ref(hidden)}}}},
			op{kind: opSuggest, item: numbered(904), body: &op{kind: opSet, item: visit, name: "place", value: plan.Ref(s[2].Items()[0].ID())}})
		if got != 0b100 || len(h.h.waiting) != 1 {
			t.Errorf("there %v: taken %b, and %d wait", there, got, len(h.h.waiting))
		}
	}
}

// What she said yes to and could not be done is not told as done.
func TestWhatCouldNotBeDoneFellAway(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	second := w.p.Sections()[1].ID()
	id, err := g.SuggestItem(w.ids, second, "note", plan.Record{"text": plan.Text("x")})
	must(t, err)
	w.settle(t)
	_, err = w.p.AddItem(fixed(w.h.waiting[0].body.item), second, "note") // the place is taken meanwhile
	must(t, err)
	if err := w.h.Accept(w.p, id); err == nil {
		t.Fatal("it was done")
	}
	w.settle(t)
	if s := g.Settled(); len(s) != 1 || s[0] != (Settled{id, FellAway}) {
		t.Errorf("%v", s)
	}
}

// No number of a guest is given twice, and never that of the host, however many come and go.
func TestNumbersOfGuestsAreGivenOnce(t *testing.T) {
	h := NewHost()
	seen := map[Peer]bool{HostPeer: true}
	for range 255 {
		p, err := h.Join(Scope{})
		must(t, err)
		if seen[p] {
			t.Fatalf("%d is given twice", p)
		}
		seen[p] = true
		h.Leave(p)
	}
	if p, err := h.Join(Scope{}); err != ErrFull || p != 0 || len(h.seats) != 0 {
		t.Errorf("the 256th is %d, %v", p, err)
	}
}

// A scope is what was given, whatever becomes of the map that it was given in.
func TestAScopeIsNotChangedFromOutside(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	last := w.p.Sections()[3].ID()
	given := Scope{Sections: map[plan.ID]Right{last: View}}
	must(t, w.h.SetScope(g.peer, given))
	given.Sections[last], given.Sections[w.p.Sections()[0].ID()] = Edit, Edit
	w.stepHost()
	if s := w.h.project(w.h.seat(g.peer)); len(s.sections) != 1 || s.sections[0].right != View {
		t.Error("it has more")
	}
	joined := Scope{Sections: map[plan.ID]Right{last: View}}
	p, err := w.h.Join(joined)
	must(t, err)
	joined.Sections[last] = Edit
	if w.h.seat(p).scope.right(last) != View {
		t.Error("who joined has more")
	}
}

// Her second device changes one thing of a section while she changes another at the first: both are done, as what was left as it was is not
// set, be it on its way to the first device when that happens, or not sent yet.
func TestASecondDeviceSetsWhatItChangedAlone(t *testing.T) {
	for _, sent := range []bool{false, true} {
		for _, hides := range []bool{false, true} {
			w := newWorld(t, 1)
			g := w.guests[0]
			w.setScope(t, g, Scope{All: true})
			w.settle(t)
			s := w.p.Sections()
			title, want := s[1].Title(), "of the first"
			if !hides {
				title, want = "of the second", "of the second"
			}
			must(t, g.PutSection(s[1].ID(), s[0].ID(), s[1].Kind(), title, hides))
			if sent {
				must(t, w.h.Receive(g.peer, g.Message(false)))
			}
			if hides {
				must(t, w.p.RenameSection(s[1].ID(), "of the first"))
			} else {
				must(t, w.p.HideSection(s[1].ID(), true))
			}
			must(t, w.p.MoveSection(s[1].ID(), 3))
			w.settle(t)
			if now, _ := w.p.Section(s[1].ID()); now.Title() != want || !now.Hidden() || w.p.Sections()[3].ID() != s[1].ID() {
				t.Errorf("sent %v, the second hides %v: %q, hidden %v", sent, hides, now.Title(), now.Hidden())
			}
		}
	}
}
