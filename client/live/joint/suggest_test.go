package joint

import (
	"slices"
	"testing"

	"larkspur/client/plan"
)

func TestASuggestionWaitsIsFollowedAndAccepted(t *testing.T) {
	w := pair(t, 2)
	p := w.note(t, 1, "call on monday")
	g, other := w.guests[0], w.guests[1]
	id, err := g.SuggestText(w.ids, p.item, p.field, "call on tuesday")
	must(t, err)
	w.settle(t)
	if w.text(p) != "call on monday" || g.show.text(p) != "call on monday" {
		t.Error("it was done already")
	}
	must(t, w.p.SetField(p.item, p.field, plan.Text("please call on monday")))
	w.settle(t)
	if s := w.h.Suggestions(); len(s) != 1 || s[0].Text != "please call on tuesday" || s[0].By != g.peer || s[0].Item != p.item {
		t.Errorf("the host has %v", s)
	}
	if s := g.Suggestions(); len(s) != 1 || s[0].Text != "please call on tuesday" || len(other.Suggestions()) != 0 {
		t.Errorf("%v and %v", s, other.Suggestions())
	}
	must(t, w.h.Accept(w.p, id))
	w.settle(t)
	if w.text(p) != "please call on tuesday" || len(g.Suggestions()) != 0 {
		t.Errorf("%q", w.text(p))
	}
	if s := g.Settled(); len(s) != 1 || s[0] != (Settled{id, Accepted}) || len(other.Settled()) != 0 {
		t.Errorf("%v", s)
	}
}

func TestWhatBecomesOfSuggestions(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	items := w.p.Sections()[1].Items()
	second := w.p.Sections()[1].ID()
	declined, err := g.SuggestRemoval(w.ids, items[0].ID())
	must(t, err)
	withdrawn, err := g.SuggestRemoval(w.ids, items[0].ID())
	must(t, err)
	fell, err := g.SuggestRemoval(w.ids, items[1].ID())
	must(t, err)
	added, err := g.SuggestItem(w.ids, second, "person", plan.Record{"name": plan.Text("Kim"), "phone": plan.Text("1")})
	must(t, err)
	w.settle(t)
	must(t, g.Withdraw(withdrawn))
	must(t, w.h.Decline(declined))
	must(t, w.h.Accept(w.p, added))
	must(t, w.p.RemoveItem(items[1].ID()))
	w.settle(t)
	got := map[plan.ID]Outcome{}
	for _, s := range g.Settled() {
		got[s.ID] = s.Outcome
	}
	want := map[plan.ID]Outcome{declined: Declined, withdrawn: Withdrawn, fell: FellAway, added: Accepted}
	for id, o := range want {
		if got[id] != o {
			t.Errorf("%v is %d and not %d", id, got[id], o)
		}
	}
	if all := w.p.Items("person"); !slices.ContainsFunc(all, func(it plan.Item) bool { return it.Text("name") == "Kim" && it.Text("phone") == "1" }) {
		t.Error("the new item is not there")
	}
	if w.h.Accept(w.p, added) == nil || w.h.Decline(declined) == nil {
		t.Error("done twice")
	}
}

// Suggestions that came into sight in another order are the same.
func TestWhoSeesAllLaterHasTheSameSuggestions(t *testing.T) {
	w := pair(t, 2)
	it := w.p.Sections()[1].Items()[0].ID()
	for i := range 6 {
		_, err := w.guests[i%2].SuggestRemoval(w.ids, it)
		must(t, err)
		w.settle(t)
	}
	w.setScope(t, w.guests[1], Scope{All: true})
	w.settle(t)
	if n := len(w.guests[1].Suggestions()); n != 6 {
		t.Errorf("%d", n)
	}
}

// A record of who was let in is seen by who sees all alone. Who suggested something about one, and sees less now, is neither shown that
// it waits nor told what became of it, until they see all again.
func TestASuggestionAboutARecordIsOfWhoSeesAll(t *testing.T) {
	w := pair(t, 1)
	g, in := w.guests[0], w.p.Sections()[1].ID()
	for _, end := range []func(it, id plan.ID) error{
		func(it, _ plan.ID) error { return w.p.RemoveItem(it) },
		func(_, id plan.ID) error { return w.h.Decline(id) },
	} {
		w.setScope(t, g, Scope{All: true})
		it, err := w.p.AddItem(w.ids, in, hers)
		must(t, err)
		w.settle(t)
		id, err := g.SuggestRemoval(w.ids, it)
		must(t, err)
		w.settle(t)
		if len(g.base.suggestions) != 1 {
			t.Fatal("the control: it waits")
		}
		told := len(g.Settled())
		w.setScope(t, g, Scope{Sections: map[plan.ID]Right{in: Edit}})
		w.settle(t)
		if len(g.base.suggestions) != 0 {
			t.Errorf("it is shown: %+v", g.base.suggestions[0])
		}
		must(t, end(it, id))
		w.settle(t)
		if s := g.Settled(); len(s) != told {
			t.Errorf("who does not see it is told %v", s)
		}
		w.setScope(t, g, Scope{All: true})
		w.settle(t)
		if s := g.Settled(); len(s) != told+1 || s[told].ID != id {
			t.Errorf("who sees all again is told %v", s)
		}
	}
}

// Who made a suggestion takes it back, and nothing else: neither says a guest yes or no to it, nor to one of another, nor does it take
// that back, whatever its program says.
func TestAGuestTakesBackItsOwnSuggestionsOnly(t *testing.T) {
	h := newHostile(t)
	mine := h.p.Sections()[0].Items()[0]
	own, other := numbered(906), numbered(907)
	if h.say(t, op{kind: opSuggest, item: own, body: &op{kind: opRemove, item: mine.ID()}}) != 1 {
		t.Fatal("the suggestion is not taken")
	}
	h.h.waiting = append(h.h.waiting, &suggestion{other, 99, op{kind: opRemove, item: mine.ID()}})
	for id, outcomes := range map[plan.ID][]Outcome{own: {Declined, Accepted, FellAway}, other: {Withdrawn, Declined, Accepted, FellAway}} {
		for _, o := range outcomes {
			if h.say(t, op{kind: opSettle, item: id, outcome: o}) != 0 {
				t.Errorf("the outcome %d of a suggestion of its own, %v, is taken from a guest", o, id == own)
			}
		}
	}
	if len(h.h.waiting) != 2 {
		t.Errorf("%d suggestions wait", len(h.h.waiting))
	}
	if h.say(t, op{kind: opSettle, item: own, outcome: Withdrawn}) != 1 || len(h.h.waiting) != 1 {
		t.Error("it does not take back its own")
	}
}
