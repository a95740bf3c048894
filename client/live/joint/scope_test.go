package joint

import (
	"strings"
	"testing"

	"larkspur/client/plan"
)

// A scope is narrowed while the guest types a word: what it gets next is the removal, its text is handed back and not lost, and
// what it had under way is not done.
func TestNarrowedInTheMiddleOfAWord(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "hers")
	g := w.guests[0]
	must(t, g.Type(p.item, p.field, 4, 4, " and half a wo"))
	up := g.Message(false)
	must(t, g.Type(p.item, p.field, 18, 18, "rd"))
	narrow := Scope{Sections: map[plan.ID]Right{w.p.Sections()[2].ID(): View}}
	must(t, w.p.SetField(w.p.Sections()[2].Items()[0].ID(), "phone", plan.Text(w.token())))
	w.setScope(t, g, narrow)
	must(t, w.h.Receive(g.peer, up)) // it was on its way
	w.stepHost()
	messages := w.h.Messages(g.peer, false)
	if len(messages) != 1 {
		t.Fatalf("%d messages", len(messages))
	}
	u, err := decodeUpdate(messages[0])
	must(t, err)
	if u.ops[0].kind != opDrop || u.taken != 0 {
		t.Errorf("first comes %v, taken %b", u.ops[0], u.taken)
	}
	must(t, g.Receive(messages[0]))
	seen, err := g.Plan()
	must(t, err)
	if len(seen.Sections()) != 1 || strings.Contains(string(plan.Encode(seen)), "hers") {
		t.Error("what was taken back is still seen")
	}
	var held strings.Builder
	for _, h := range g.Held() {
		held.WriteString(h.Text)
	}
	if held.String() != " and half a word" {
		t.Errorf("held: %q", held.String())
	}
	if w.text(p) != "hers" {
		t.Errorf("the plan has %q", w.text(p))
	}
	w.settle(t)
	if g.Progress() != (Progress{Saved: false}) && g.Progress() != (Progress{Saved: true}) {
		t.Errorf("%+v", g.Progress())
	}
	g.Forget(0)
	if len(g.Held()) != 1 {
		t.Error("a held text is not forgotten")
	}
}

// Of a value that is set as a whole, what the guest put in is handed back, and nothing of what stood there.
func TestWhatIsHandedBackIsTheGuestsOwn(t *testing.T) {
	w := pair(t, 1)
	item := w.p.Sections()[2].Items()[0].ID()
	must(t, w.p.SetField(item, "phone", plan.Text("555 0101 after six")))
	w.setScope(t, w.guests[0], Scope{Sections: map[plan.ID]Right{w.p.Sections()[2].ID(): Edit}})
	w.settle(t)
	g := w.guests[0]
	must(t, g.Set(item, "phone", plan.Text("555 0101 before noon, or after six")))
	w.setScope(t, g, Scope{})
	w.settle(t)
	if len(g.Held()) != 1 || g.Held()[0].Text != "before noon, or" {
		t.Errorf("held %q", g.Held())
	}
}

// Between taking and the answer the right goes down to view: the text stays in sight, what waits is handed back.
func TestARightThatGoesDownHandsBackWhatWaits(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "hers")
	g := w.guests[0]
	must(t, g.SetText(p.item, p.field, "hers and mine"))
	w.setScope(t, g, Scope{Sections: map[plan.ID]Right{w.p.Sections()[0].ID(): View}})
	w.settle(t)
	if w.text(p) != "hers" || g.show.text(p) != "hers" || len(g.Held()) != 1 || g.Held()[0].Text != " and mine" || g.Held()[0].Item != p.item {
		t.Errorf("%q, %q, %q", w.text(p), g.show.text(p), g.Held())
	}
	if err := g.SetText(p.item, p.field, "x"); err == nil {
		t.Error("it may still type")
	}
}

// References to what a guest does not see are not in its sight, and stay in the plan when it sets the field around them.
func TestReferencesOutOfSightStay(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	s := w.p.Sections()
	hidden, err := w.p.AddItem(w.ids, s[3].ID(), "place")
	must(t, err)
	visit, err := w.p.AddItem(w.ids, s[0].ID(), "appt")
	must(t, err)
	row := func(n string, at plan.Value) plan.Record { return plan.Record{"note": plan.Text(n), "place": at} }
	must(t, w.p.SetField(visit, "alts", plan.Records(row("one", plan.Ref(hidden)), row("two", nil))))
	must(t, w.p.SetField(visit, "place", plan.Ref(hidden)))
	w.settle(t)
	mine, _ := g.Plan()
	it, _ := mine.Item(visit)
	if it.Value("place") != nil || !plan.SameValue(it.Value("alts"), plan.Records(row("one", nil), row("two", nil))) {
		t.Error("a reference is seen")
	}
	must(t, g.Set(visit, "alts", plan.Records(row("one", nil), row("two", nil), row("three", nil))))
	must(t, g.Set(visit, "place", nil))
	w.settle(t)
	it, _ = w.p.Item(visit)
	if !plan.SameValue(it.Value("place"), plan.Ref(hidden)) ||
		!plan.SameValue(it.Value("alts"), plan.Records(row("one", plan.Ref(hidden)), row("two", nil), row("three", nil))) {
		t.Errorf("%v, %v", it.Value("place"), it.Value("alts"))
	}
}
