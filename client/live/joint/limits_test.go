package joint

import (
	"errors"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// A suggestion has a longest size, to the byte, whatever the program of the guest says, and that program does not make a longer one.
func TestALongSuggestionIsRefused(t *testing.T) {
	h := newHostile(t)
	second := h.p.Sections()[1]
	of := func(n int) *op {
		return &op{kind: opAdd, item: numbered(903), section: second.ID(), name: "note", fields: []field{{"text", plan.Text(strings.Repeat("x", n))}}}
	}
	n := suggestionSize
	for of(n).size() > suggestionSize {
		n--
	}
	if h.say(t, op{kind: opSuggest, item: numbered(901), body: of(n + 1)}) != 0 || len(h.h.waiting) != 0 {
		t.Error("a suggestion that is one byte too long waits")
	}
	if h.say(t, op{kind: opSuggest, item: numbered(902), body: of(n)}) != 1 || len(h.h.waiting) != 1 {
		t.Error("one that is as long as may be does not")
	}
	w := pair(t, 1)
	g := w.guests[0]
	sec := w.p.Sections()[1]
	for name, suggest := range map[string]func(s string) error{
		"a text": func(s string) error {
			it := sec.Items()[0]
			_, err := g.SuggestText(w.ids, it.ID(), noteOf(it.Kind()), s)
			return err
		},
		"an item": func(s string) error {
			_, err := g.SuggestItem(w.ids, sec.ID(), "note", plan.Record{"text": plan.Text(s)})
			return err
		},
	} {
		if err := suggest(strings.Repeat("x", suggestionSize)); !errors.Is(err, plan.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
		if err := suggest(strings.Repeat("x", suggestionSize-200)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.settle(t)
}

// An update of many parts has an end: a host whose program goes on and on is not collected without one. What was collected goes, and the
// guest asks for all anew.
func TestAnUpdateWithoutEndIsNotCollected(t *testing.T) {
	for more, kept := range map[int]bool{1: true, 2: false} {
		g := NewGuest()
		g.parts, g.next, g.to = make([]op, maxUpdate-1, maxUpdate), 1, 1 // what came in many parts before
		if g.collect(&update{to: 1, part: 1, more: true, ops: make([]op, more)}) {
			t.Fatal("it is whole")
		}
		if (len(g.parts) == maxUpdate) != kept || (g.parts == nil) == kept || g.gap == kept {
			t.Errorf("%d more: %d operations are kept, and asks for them anew: %v", more, len(g.parts), g.gap)
		}
	}
}

// Parts of two updates are not put together.
func TestPartsOfTwoUpdatesAreNotOne(t *testing.T) {
	for name, other := range map[string]update{
		"leads elsewhere":       {to: 2, part: 1},
		"comes from elsewhere":  {from: 1, to: 1, part: 1},
		"the part after next":   {to: 1, part: 2},
		"a part that was there": {to: 1, part: 0},
	} {
		g := NewGuest()
		if g.collect(&update{to: 1, more: true, ops: make([]op, 3)}) || len(g.parts) != 3 {
			t.Fatal("the first part")
		}
		whole := g.collect(&other)
		if begins := other.part == 0; whole != begins || !begins && (g.parts != nil || !g.gap) {
			t.Errorf("%s: whole %v, %d operations are kept, asks anew %v", name, whole, len(g.parts), g.gap)
		}
	}
}

// However much waits for a guest, and however far behind it is: what is taken away from it is in the next number, all of it.
func TestWhatIsTakenAwayIsInEveryPortion(t *testing.T) {
	much := op{kind: opAdd, item: numbered(1), section: numbered(2), name: "note", fields: []field{{"text", plan.Text(strings.Repeat("x", 2*maxGrowth))}}}
	for _, behind := range []bool{false, true} {
		for name, take := range map[string]op{
			"an item":   {kind: opRemove, item: numbered(3)},
			"a section": {kind: opDrop, section: numbered(3)},
			"all":       {kind: opAll},
		} {
			var ops []op
			for i := range 1000 {
				o := take
				if o.kind == opRemove {
					o.item = numbered(100 + i)
				}
				ops = append(ops, o)
			}
			if n, all := portion(append(ops, much, much), behind); n != 1000 || all {
				t.Errorf("%s, behind %v: %d operations, all %v", name, behind, n, all)
			}
		}
	}
}

// A guest that does not say that it has anything, so that it is far behind, loses what it may not see any more all the same, with the next
// update and though much that is new waits for it.
func TestAGuestThatIsFarBehindLosesWhatIsTakenAway(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	s := w.p.Sections()
	moved := s[0].Items()[0].ID()
	for range 4 * maxAhead {
		for range 2 {
			id, err := w.p.AddItem(w.ids, s[2].ID(), "note")
			must(t, err)
			must(t, w.p.SetField(id, "text", plan.Text(w.token()+strings.Repeat(" x", maxGrowth/4))))
		}
		w.stepHost()
	}
	if seat := w.h.seat(g.peer); seat.number-seat.have < maxAhead {
		t.Fatal("it is not behind")
	}
	must(t, w.p.MoveItem(moved, s[3].ID(), 0))
	w.stepHost()
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m))
	}
	if it, _ := g.base.item(moved); it != nil {
		t.Error("it has an item that was taken away")
	}
	w.settle(t)
}

// An update that is longer than any may be is none, however little of it there is.
func TestALongUpdateIsRefused(t *testing.T) {
	long := op{kind: opSet, item: numbered(1), name: "note", value: plan.Text(strings.Repeat("x", maxValue-10))}
	for n, want := range map[int]error{1: nil, 2: ErrMalformed} {
		u := update{to: 1, ops: []op{long, long}[:n]}
		if _, err := decodeUpdate(u.encode()); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v", len(u.encode()), err)
		}
	}
}

// What a guest knows is counted, and has an end: then it adds and suggests nothing more.
func TestWhatAGuestBringsHasAnEnd(t *testing.T) {
	h := newHostile(t)
	seat := h.h.seat(h.g.peer)
	for i := len(seat.names.knew); i < maxShown-1; i++ {
		seat.names.knew[plan.ID{byte(i), byte(i >> 8), byte(i >> 16), 8}] = true
	}
	add := func(n int) op {
		return op{kind: opAdd, item: numbered(n), section: h.p.Sections()[0].ID(), name: "note"}
	}
	if got := h.say(t, add(901), add(902)); got != 1 {
		t.Errorf("taken %b at the end", got)
	}
}

// A list that a guest sets has an end.
func TestALongListIsRefused(t *testing.T) {
	h := newHostile(t)
	sec := h.p.Sections()[0].ID()
	id := numbered(900)
	list := func(n int) plan.Value {
		var all []string
		for i := range n {
			all = append(all, string(rune('a'+i%26))+string(rune('a'+i/26)))
		}
		return plan.Texts(all...)
	}
	if got := h.say(t, op{kind: opAdd, item: id, section: sec, name: "order"}, op{kind: opSet, item: id, name: "copies", value: list(maxEntries + 1)},
		op{kind: opSet, item: id, name: "copies", value: list(maxEntries)}); got != 0b101 {
		t.Errorf("taken %b", got)
	}
}
