package joint

import (
	"math/bits"
	"slices"
	"testing"

	"larkspur/client/plan"
)

// Who remembers ids of an earlier link, of things that are not shared now, learns nothing with them: neither whether such a thing is
// there, nor whether somebody else has seen it since. What they add under such an id is theirs, and the other thing stays as it was.
func TestAnIdOfAnEarlierLinkSaysNothing(t *testing.T) {
	type answer struct {
		taken uint64
		sees  string
	}
	for name, remembered := range map[string]func(h *hostile) plan.ID{
		"an item":                  func(h *hostile) plan.ID { return h.p.Sections()[3].Items()[0].ID() },
		"a section":                func(h *hostile) plan.ID { return h.p.Sections()[3].ID() },
		"what another guest knows": func(h *hostile) plan.ID { return h.others(t, true) },
		"what another guest knew":  func(h *hostile) plan.ID { return h.others(t, false) },
		"a suggestion of another":  func(h *hostile) plan.ID { return h.suggested(t, false) },
		"what another suggests":    func(h *hostile) plan.ID { return h.suggested(t, true) },
	} {
		t.Run(name, func(t *testing.T) {
			var answers [2]answer
			for i := range answers {
				h := newHostile(t)
				id := remembered(h)
				if i == 1 {
					id = numbered(990) // which nothing ever had
				}
				sections := h.p.Sections()
				mine := sections[0].Items()[0]
				hidden := sectionsOf(h.p)[3:]
				a := &answers[i]
				for _, ops := range [][]op{
					{{kind: opAdd, item: id, section: sections[0].ID(), name: "note"},
						{kind: opSet, item: id, name: "of a newer version", value: plan.Text("x")},
						{kind: opText, item: id, name: "text", segs: puts("x", 0)},
						{kind: opMove, item: id, section: sections[0].ID(), after: mine.ID()},
						{kind: opAdd, item: numbered(991), section: sections[0].ID(), after: id, name: "appt"},
						{kind: opSet, item: numbered(991), name: "place", value: plan.Ref(id)},
						{kind: opAdd, item: id, section: sections[0].ID(), name: "note"}},
					{{kind: opSuggest, item: numbered(992), body: &op{kind: opRemove, item: id}}},
					{{kind: opSettle, item: numbered(992), outcome: Withdrawn}, {kind: opSettle, item: id, outcome: Withdrawn}},
				} {
					a.taken = a.taken<<8 | h.say(t, ops...)
				}
				if !slices.Equal(sectionsOf(h.p)[3:], hidden) {
					t.Error("what is hidden changed")
				}
				a.sees = h.seen(t, id)
			}
			if answers[0] != answers[1] || answers[0].sees == "" {
				t.Errorf("%+v and %+v", answers[0], answers[1])
			}
		})
	}
}

// So it is with ids of suggestions, and of items that are suggested.
func TestAnIdOfAnEarlierLinkSaysNothingInASuggestion(t *testing.T) {
	for _, inside := range []bool{false, true} {
		var taken [2]uint64
		var sees [2]string
		for i := range taken {
			h := newHostile(t)
			sections := h.p.Sections()
			id, as, of := sections[3].Items()[0].ID(), numbered(992), numbered(993)
			if i == 1 {
				id = numbered(990)
			}
			if inside {
				of = id
			} else {
				as = id
			}
			taken[i] = h.say(t, op{kind: opSuggest, item: as, body: &op{kind: opAdd, item: of, section: sections[1].ID(), name: "note",
				fields: []field{{"text", plan.Text("x")}}}})
			for _, s := range h.h.Suggestions() {
				must(t, h.h.Accept(h.p, s.ID))
			}
			taken[i] = taken[i]<<8 | h.say(t, op{kind: opSettle, item: as, outcome: Withdrawn}, op{kind: opSuggest, item: as,
				body: &op{kind: opRemove, item: of}})
			sees[i] = h.seen(t, of)
			if n := len(h.p.Sections()[1].Items()); n != 3 {
				t.Errorf("%d items", n)
			}
		}
		if taken[0] != taken[1] || sees[0] != sees[1] || sees[0] == "" {
			t.Errorf("inside %v: %b and %b, %q and %q", inside, taken[0], taken[1], sees[0], sees[1])
		}
	}
}

// others returns the id of an item of the hidden section that another guest knows, or knew before it was removed.
func (h *hostile) others(t *testing.T, there bool) plan.ID {
	sec := h.p.Sections()[3]
	id := sec.Items()[1].ID()
	h.join(t, Scope{Sections: map[plan.ID]Right{sec.ID(): Edit}})
	h.stepHost()
	if !there {
		must(t, h.p.RemoveItem(id))
		h.stepHost()
	}
	return id
}

// suggested returns the id of a suggestion that another guest makes, or of the item in it.
func (h *hostile) suggested(t *testing.T, item bool) plan.ID {
	g := h.join(t, Scope{Sections: map[plan.ID]Right{h.p.Sections()[3].ID(): Suggest}})
	h.settle(t)
	h.turn = h.g.turn
	id, err := g.SuggestItem(h.ids, h.p.Sections()[3].ID(), "note", nil)
	must(t, err)
	h.settle(t)
	h.turn = h.g.turn
	for _, w := range h.h.waiting {
		if w.id == id && item {
			return w.body.item
		}
	}
	return id
}

// seen is what a guest with this seat sees of an item: its place, its kind, what stands in it, and what refers to it.
func (h *hostile) seen(t *testing.T, id plan.ID) (s string) {
	t.Helper()
	h.stepHost()
	g := NewGuest()
	h.h.seat(h.g.peer).have = 0
	for _, m := range h.h.Messages(h.g.peer, true) {
		must(t, g.Receive(m))
	}
	p, err := g.Plan()
	must(t, err)
	for i, it := range p.Items() {
		if it.ID() == id {
			s += string(rune('0'+i)) + it.Kind() + it.Text("text")
		}
		if r, ok := plan.AsRef(it.Value("place")); ok && r == id {
			s += "<" + it.Kind()
		}
	}
	for _, w := range g.Suggestions() {
		s += "?" + w.Kind
	}
	return s
}

// Ids are used up by a guest itself alone: one that suggests and takes back without end keeps no other from suggesting.
func TestAFloodOfSuggestionsTakesNoRoomFromOthers(t *testing.T) {
	h := newHostile(t)
	sections := h.p.Sections()
	of := sections[1].Items()[0].ID()
	taken := 0
	for range 2 {
		other := h.join(t, Scope{Sections: map[plan.ID]Right{sections[1].ID(): Suggest}})
		seat := h.h.seat(other.peer)
		h.stepHost()
		h.h.Messages(other.peer, false)
		for n := 0; n < maxShown; {
			var ops []op
			for range maxBatch / 2 {
				n++
				id := plan.ID{byte(n), byte(n >> 8), byte(n >> 16), byte(other.peer), 9}
				ops = append(ops, op{kind: opSuggest, item: id, body: &op{kind: opRemove, item: of}}, op{kind: opSettle, item: id, outcome: Withdrawn})
			}
			m := said{turn: uint64(n), have: 1, batch: seat.done + 1, ops: ops}
			must(t, h.h.Receive(other.peer, m.encode()))
			h.h.Step(h.p)
			seat.log = seat.log[:1] // as if it said that it has them
			seat.log[0].number = 1
			seat.number = 1
			taken += bits.OnesCount64(seat.taken) / 2
		}
	}
	if taken < maxShown-maxShown/16 {
		t.Fatalf("the flood ends after %d", taken)
	}
	if h.say(t, op{kind: opSuggest, item: numbered(990), body: &op{kind: opRemove, item: of}}) != 1 {
		t.Error("an honest suggestion does not fit")
	}
}
