package joint

import (
	"slices"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"pgregory.net/rapid"
)

// hostile is a guest that says what it likes.
type hostile struct {
	*world
	g    *player
	turn uint64
}

// newHostile returns a guest with one section to edit, one to suggest in, one to view, and one that is hidden.
func newHostile(t rapid.TB) *hostile {
	w := newWorld(t, 1)
	g := w.guests[0]
	s := w.p.Sections()
	w.setScope(t, g, Scope{Sections: map[plan.ID]Right{s[0].ID(): Edit, s[1].ID(): Suggest, s[2].ID(): View}})
	w.deliverAll(t)
	must(t, w.h.Receive(g.peer, g.Message(false)))
	return &hostile{w, g, g.turn}
}

// say sends operations as the next batch, and returns which were taken.
func (h *hostile) say(t rapid.TB, ops ...op) uint64 {
	t.Helper()
	seat := h.h.seat(h.g.peer)
	h.turn++
	m := said{turn: h.turn, have: seat.number, batch: seat.done + 1, ops: ops}
	h.h.Messages(h.g.peer, false) // so that it may have it
	must(t, h.h.Receive(h.g.peer, m.encode()))
	h.stepHost()
	if seat.done != m.batch {
		t.Fatal("not answered")
	}
	return seat.taken
}

func puts(s string, old int) []seg {
	var t text
	t.insert(s)
	t.keep(old)
	return []seg{{text: t}}
}

// Every operation on a section that may not be edited, in every way of naming it, is not taken and changes nothing.
func TestWhatIsOutOfScopeIsNotTaken(t *testing.T) {
	h := newHostile(t)
	sections := h.p.Sections()
	mine := sections[0].Items()[0]
	note := func(it plan.Item) int { return len(it.Text(noteOf(it.Kind()))) }
	before := plan.Encode(h.p)
	for i, sec := range sections[1:] {
		it := sec.Items()[0]
		ops := []op{
			{kind: opText, item: it.ID(), name: noteOf(it.Kind()), segs: puts("x", note(it))},
			{kind: opText, item: it.ID(), name: noteOf(it.Kind()), segs: []seg{{text: text{{put: "x"}}}}},
			{kind: opSet, item: it.ID(), name: "of a newer version", value: plan.Text("x")},
			{kind: opSet, item: it.ID(), name: "of a newer version"},
			{kind: opAdd, item: numbered(900), section: sec.ID(), name: "note"},
			{kind: opMove, item: it.ID(), section: sections[0].ID()},
			{kind: opMove, item: mine.ID(), section: sec.ID()},
			{kind: opRemove, item: it.ID()},
			{kind: opSection, section: sec.ID(), name: sec.Kind(), title: "x", right: Edit},
			{kind: opDrop, section: sec.ID()},
		}
		if i > 0 {
			ops = append(ops,
				op{kind: opSuggest, item: numbered(901), body: &op{kind: opRemove, item: it.ID()}},
				op{kind: opSuggest, item: numbered(901), body: &op{kind: opText, item: it.ID(), name: noteOf(it.Kind()), segs: puts("x", note(it))}},
				op{kind: opSuggest, item: numbered(901), body: &op{kind: opAdd, item: numbered(902), section: sec.ID(), name: "note"}})
		}
		if got := h.say(t, ops...); got != 0 {
			t.Errorf("section %d: taken %b", i+1, got)
		}
	}
	more := []op{
		{kind: opSection, section: sections[0].ID(), name: sections[0].Kind(), title: "x", right: Edit},
		{kind: opSection, section: numbered(903), name: "own", title: "x", right: Edit},
		{kind: opDrop, section: sections[0].ID()},
		{kind: opSetting, name: "lang", value: plan.Text("x")},
		{kind: opSet, item: mine.ID(), name: noteOf(mine.Kind()), value: plan.Text("x")}, // merges by words
		{kind: opSet, item: mine.ID(), name: "nobody knows", value: plan.Text("x")},
		{kind: opAdd, item: numbered(904), section: sections[0].ID(), name: "nobody knows"},
		{kind: opAdd, item: plan.ID{}, section: sections[0].ID(), name: "note"},
		{kind: opSettle, item: numbered(905), outcome: Withdrawn},
		{kind: opNothing},
	}
	if got := h.say(t, more...); got != 0 {
		t.Errorf("taken %b", got)
	}
	if !slices.Equal(plan.Encode(h.p), before) {
		t.Error("the plan changed")
	}
	// That all this was looked at, and is not refused whatever it is:
	if got := h.say(t, op{kind: opAdd, item: numbered(904), section: sections[0].ID(), name: "note"}); got != 1 {
		t.Error("what may be done is refused")
	}
}

// Whatever a guest says, what it may not edit stays as it was, and the plan is a plan.
func TestAHostileGuestChangesNothingElse(t *testing.T) {
	taken := 0
	rapid.Check(t, func(rt *rapid.T) {
		h := newHostile(rt)
		var ids []plan.ID
		for _, s := range h.p.Sections() {
			ids = append(ids, s.ID())
			for _, it := range s.Items() {
				ids = append(ids, it.ID())
			}
		}
		ids = append(ids, numbered(900), numbered(901), plan.ID{})
		before := sectionsOf(h.p)
		for range 3 {
			ops := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) op { return drawHostile(t, ids, h.p) }), 1, 8).Draw(rt, "ops")
			if h.say(rt, ops...) != 0 {
				taken++
			}
		}
		after := sectionsOf(h.p)
		for i, s := range before {
			if i > 0 && (i >= len(after) || after[i] != s) {
				rt.Fatalf("section %d changed from\n%q\nto\n%q", i, s, after[i])
			}
		}
		if _, err := plan.Decode(plan.Encode(h.p)); err != nil {
			rt.Fatal(err)
		}
		h.settleHost(rt)
	})
	if taken == 0 {
		t.Error("nothing of it was ever taken")
	}
}

// settleHost checks that the guest's sight is still what it is to be.
func (h *hostile) settleHost(t rapid.TB) {
	g := NewGuest()
	seat := h.h.seat(h.g.peer)
	h.stepHost()
	seat.have = 0
	for _, m := range seat.messages(true) {
		must(t, g.Receive(m))
	}
	named, err := apply(&sight{}, seat.names.ops(diff(&sight{}, seat.last().sight, func(place) []seg { return nil })))
	must(t, err)
	if !sameSight(g.base, named) {
		t.Fatal("a new guest would see something else")
	}
	for hidden := range h.hidden() {
		if n, _ := g.base.item(seat.names.of(hidden)); n != nil {
			t.Fatal("what is hidden is seen")
		}
	}
}

// hidden are the items that are not shared.
func (h *hostile) hidden() map[plan.ID]bool {
	out := map[plan.ID]bool{}
	for _, s := range h.p.Sections()[3:] {
		for _, it := range s.Items() {
			out[it.ID()] = true
		}
	}
	return out
}

func sectionsOf(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Sections() {
		q := p.Clone()
		for _, o := range q.Sections() {
			if o.ID() != s.ID() {
				_ = q.RemoveSection(o.ID())
			}
		}
		out = append(out, string(plan.Encode(q)))
	}
	return out
}

func drawHostile(t *rapid.T, ids []plan.ID, p *plan.Plan) op {
	id := func() plan.ID { return rapid.SampledFrom(ids).Draw(t, "id") }
	name := func() string {
		return rapid.SampledFrom([]string{"note", "text", "title", "addr", "place", "alts", "copies", "only", "kind", "own"}).Draw(t, "name")
	}
	value := func() plan.Value {
		return rapid.SampledFrom([]plan.Value{nil, plan.Text("x"), plan.Flag(true), plan.Texts("a", "b"), plan.Ref(id()),
			plan.Records(plan.Record{"place": plan.Ref(id())}), cbor.Array{cbor.Array{cbor.Text("deep")}}}).Draw(t, "value")
	}
	o := op{kind: opKind(rapid.IntRange(int(opText), int(opSettle)).Draw(t, "kind"))}
	if o.kind.hasItem() {
		o.item = id()
	}
	switch o.kind {
	case opText:
		o.name = name()
		s := "unlike"
		if it, ok := p.Item(o.item); ok {
			s = it.Text(o.name)
		}
		o.segs = []seg{{text: drawOp(t, s, false)}}
	case opSet, opSetting:
		o.name, o.value = name(), value()
	case opAdd:
		o.section, o.after, o.name = id(), id(), rapid.SampledFrom(append(kindsUsed, "unknown")).Draw(t, "of kind")
	case opMove:
		o.section, o.after = id(), id()
	case opSection:
		o.section, o.after, o.name, o.title, o.right = id(), id(), name(), "x", Edit
	case opDrop:
		o.section = id()
	case opSettle:
		o.outcome = Outcome(rapid.IntRange(1, 4).Draw(t, "outcome"))
	case opSuggest:
		body := op{kind: opSet, item: id(), name: name(), value: value()}
		if rapid.Bool().Draw(t, "of a new item") {
			body = op{kind: opAdd, item: id(), section: id(), name: "note", fields: []field{{"text", plan.Text("x")}}}
		}
		o.body = &body
	}
	return o
}

// Whoever lost sight of an item cannot find out whether it is still there.
func TestALostItemAnswersTheSameWhetherItIsThereOrNot(t *testing.T) {
	answers := map[bool]uint64{}
	for _, there := range []bool{true, false} {
		h := newHostile(t)
		sections := h.p.Sections()
		it, last := sections[2].Items()[0], sections[0].Items()[0]
		must(t, h.p.MoveItem(it.ID(), sections[3].ID(), 0))
		h.stepHost()
		if !there {
			must(t, h.p.RemoveItem(it.ID()))
			h.stepHost()
		}
		answers[there] = h.say(t,
			op{kind: opAdd, item: it.ID(), section: sections[0].ID(), name: it.Kind()},
			op{kind: opMove, item: it.ID(), section: sections[0].ID()},
			op{kind: opRemove, item: it.ID()},
			op{kind: opText, item: it.ID(), name: noteOf(it.Kind()), segs: puts("x", len(it.Text(noteOf(it.Kind()))))},
			op{kind: opSet, item: it.ID(), name: "addr", value: plan.Text("x")},
			op{kind: opSet, item: last.ID(), name: "place", value: plan.Ref(it.ID())},
			op{kind: opAdd, item: numbered(999), section: sections[0].ID(), after: it.ID(), name: "note"},
			op{kind: opSuggest, item: numbered(998), body: &op{kind: opRemove, item: it.ID()}},
			op{kind: opSuggest, item: it.ID(), body: &op{kind: opRemove, item: last.ID()}},
			op{kind: opSuggest, item: numbered(997), body: &op{kind: opAdd, item: it.ID(), section: sections[0].ID(), name: "note"}},
		)
	}
	if answers[true] != answers[false] {
		t.Errorf("%b and %b", answers[true], answers[false])
	}
}

// Operations on what was removed meanwhile are not taken, and what came after them in the batch is.
func TestOperationsOnWhatIsGone(t *testing.T) {
	h := newHostile(t)
	items := h.p.Sections()[0].Items()
	gone, left := items[0], items[1]
	must(t, h.p.RemoveItem(gone.ID()))
	seat := h.h.seat(h.g.peer)
	m := said{turn: h.turn + 1, have: seat.number, batch: 1, ops: []op{
		{kind: opText, item: gone.ID(), name: noteOf(gone.Kind()), segs: puts("x", len(gone.Text(noteOf(gone.Kind()))))},
		{kind: opMove, item: gone.ID(), section: h.p.Sections()[0].ID()},
		{kind: opRemove, item: gone.ID()},
		{kind: opText, item: left.ID(), name: noteOf(left.Kind()), segs: puts("x", len(left.Text(noteOf(left.Kind()))))},
	}}
	must(t, h.h.Receive(h.g.peer, m.encode()))
	h.stepHost()
	if seat.taken != 0b1000 {
		t.Errorf("taken %b", seat.taken)
	}
}
