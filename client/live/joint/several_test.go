package joint

import (
	"testing"

	"larkspur/client/plan"
)

// What becomes of a suggestion is told while the section is seen: not during a pause, and not of a section that was taken back, where
// it would say what she does there.
func TestWhatBecomesOfSuggestionsOutOfSightIsNotTold(t *testing.T) {
	for name, less := range map[string]Scope{"a pause": {}, "a section less": {Sections: map[plan.ID]Right{}}} {
		w := pair(t, 1)
		g := w.guests[0]
		s := w.p.Sections()
		if less.Sections != nil {
			less.Sections[s[0].ID()] = Edit
		}
		full := g.scope
		items := s[1].Items()
		var all []plan.ID
		for _, it := range []plan.ID{items[0].ID(), items[0].ID(), items[1].ID()} {
			id, err := g.SuggestRemoval(w.ids, it)
			must(t, err)
			all = append(all, id)
		}
		w.settle(t)
		if n := len(g.Suggestions()); n != 3 {
			t.Fatalf("%d wait", n)
		}
		w.setScope(t, g, less)
		w.settle(t)
		must(t, w.h.Decline(all[0]))
		must(t, w.h.Accept(w.p, all[1]))
		must(t, w.p.RemoveItem(items[1].ID()))
		w.settle(t)
		if got := g.Settled(); len(got) > 0 {
			t.Errorf("%s: %v is told", name, got)
		}
		w.setScope(t, g, full)
		w.settle(t)
		if got := g.Settled(); len(got) != 3 {
			t.Errorf("%s: %v is told when it is seen again", name, got)
		}
	}
}

// A guest learns of no number that tells how many others there were.
func TestAGuestIsTheFirstForItself(t *testing.T) {
	w := pair(t, 1)
	s := w.p.Sections()
	for range 3 { // who saw something else, and left
		p, err := w.h.Join(Scope{Sections: map[plan.ID]Right{s[3].ID(): Edit}})
		must(t, err)
		w.h.Step(w.p)
		w.h.Leave(p)
	}
	late := w.join(t, Scope{Sections: map[plan.ID]Right{s[1].ID(): Suggest}})
	w.settle(t)
	_, err := late.SuggestRemoval(w.ids, s[1].Items()[0].ID())
	must(t, err)
	w.settle(t)
	w.guests[0].Show(s[1].ID())
	w.settle(t)
	if got := late.Suggestions(); len(got) != 1 || got[0].By != 1 {
		t.Errorf("%v", got)
	}
	if got := late.Present(); len(got) != 1 || got[0].Peer != 2 {
		t.Errorf("%v", got)
	}
	if got := w.h.Suggestions(); len(got) != 1 || got[0].By != late.peer {
		t.Errorf("the host has %v", got)
	}
}
