package joint

import (
	"slices"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"pgregory.net/rapid"
)

// sameSight compares all that a guest has.
func sameSight(a, b *sight) bool {
	return a.all == b.all && sameFields(a.settings, b.settings) && slices.Equal(a.settled, b.settled) && slices.Equal(a.present, b.present) &&
		slices.EqualFunc(a.sections, b.sections, func(x, y *section) bool {
			return x.id == y.id && x.same(y) && slices.EqualFunc(x.items, y.items, (*item).same)
		}) &&
		slices.EqualFunc(a.suggestions, b.suggestions, (*suggestion).same)
}

func numbered(n int) plan.ID { return plan.ID{byte(n), byte(n >> 8), 7} }

// drawSight draws a sight of few sections and items, so that two of them share much and differ in order.
func drawSight(t *rapid.T) *sight {
	s := &sight{all: rapid.Bool().Draw(t, "all")}
	taken := map[int]bool{}
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(1, 4), 0, 4, rapid.ID[int]).Draw(t, "sections") {
		sec := &section{id: numbered(n), kind: "own", right: Right(rapid.IntRange(1, 3).Draw(t, "right")), title: drawText(t, "title", pieces, 1)}
		for _, m := range rapid.SliceOfNDistinct(rapid.IntRange(10, 20), 0, 5, rapid.ID[int]).Draw(t, "items") {
			if taken[m] {
				continue
			}
			taken[m] = true
			it := &item{id: numbered(m), kind: rapid.SampledFrom([]string{"note", "note", "note", "place"}).Draw(t, "kind")}
			if m%2 == 0 {
				it.kind = "note"
			}
			for _, key := range []string{"note", "only", "text", "title"} {
				switch {
				case rapid.IntRange(0, 2).Draw(t, "there") == 0:
				case key == "only":
					it.fields = append(it.fields, field{key, plan.Flag(true)})
				default:
					if v := plan.Tidy(plan.Text(drawText(t, key, pieces, 3))); v != nil {
						it.fields = append(it.fields, field{key, v})
					}
				}
			}
			sec.items = append(sec.items, it)
		}
		s.sections = append(s.sections, sec)
	}
	if s.all && rapid.Bool().Draw(t, "setting") {
		s.settings = []field{{"lang", plan.Text(drawText(t, "lang", pieces[:3], 1) + "x")}}
	}
	for p := range 3 {
		if rapid.Bool().Draw(t, "here") {
			s.present = append(s.present, presence{Peer(p), numbered(rapid.IntRange(1, 4).Draw(t, "at"))})
		}
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "settled") {
		s.settled = append(s.settled, settlement{numbered(90 + n), Accepted})
	}
	if len(s.sections) > 0 && rapid.Bool().Draw(t, "suggestions") {
		for _, it := range s.sections[0].items {
			p := place{it.id, "text"}
			body := op{kind: opText, item: p.item, name: p.field, segs: []seg{{text: drawOp(t, s.text(p), true)}}}
			s.suggestions = suggested(s.suggestions, &suggestion{numbered(50 + int(it.id[0])), 1, body})
		}
	}
	return s
}

func TestADifferenceLeadsFromOneSightToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSight(t), drawSight(t)
		b.settled = slices.Concat(a.settled, b.settled[min(len(b.settled), len(a.settled)):])
		ops := diff(a, b, nil)
		u := update{from: 1, to: 2, ops: ops}
		back, err := decodeUpdate(u.encode())
		if err != nil {
			t.Fatalf("%v: %v", err, ops)
		}
		if !slices.EqualFunc(ops, back.ops, func(x, y op) bool { return x.same(&y) }) {
			t.Fatalf("%v was read as %v", ops, back.ops)
		}
		got, err := apply(a, back.ops)
		if err != nil || len(got.suggestions) != len(b.suggestions) {
			t.Fatalf("%v", err)
		}
		if !sameSight(got, b) {
			t.Fatalf("from %v\nto %v\nby %v", a, b, ops)
		}
		if len(diff(got, b, nil)) != 0 {
			t.Fatal("a difference is left")
		}
		ids := map[plan.ID]bool{}
		if _, err := got.plan(); err != nil {
			t.Fatalf("no plan: %v (%v)", err, ids)
		}
	})
}

// One item that goes from the first place to the last is one step.
func TestAMoveIsOneStep(t *testing.T) {
	a, b := &sight{}, &sight{}
	sec := section{id: numbered(1), kind: "own", right: View}
	for n := range 50 {
		sec.items = append(sec.items, &item{id: numbered(10 + n), kind: "note"})
	}
	a.sections = []*section{&sec}
	moved := sec
	moved.items = append(slices.Clone(sec.items[1:]), sec.items[0])
	b.sections = []*section{&moved}
	if ops := diff(a, b, nil); len(ops) != 1 || ops[0].kind != opMove {
		t.Errorf("%v", ops)
	}
}

// What leaves the sight is said before anything that comes into it.
func TestRemovalsComeFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSight(t), drawSight(t)
		other := false
		for _, o := range diff(a, b, nil) {
			if o.kind != opDrop && o.kind != opRemove && o.kind != opAll {
				other = true
			} else if other {
				t.Fatal("a removal waits")
			}
		}
	})
}

func TestMessagesOfAGuestComeBack(t *testing.T) {
	m := said{turn: 3, have: 700, seen: 2, again: true, at: numbered(1), batch: 9, ops: []op{
		{kind: opText, item: numbered(10), name: "text", segs: []seg{{text: text{{n: 3}, {put: "é"}, {n: 1, drop: true}}}}},
		{kind: opSet, item: numbered(10), name: "rows", value: plan.Records(plan.Record{"a": plan.Text("b")})},
		{kind: opSet, item: numbered(10), name: "rows"},
		{kind: opAdd, item: numbered(11), section: numbered(1), after: numbered(10), name: "note"},
		{kind: opAdd, item: numbered(12), section: numbered(1), after: numbered(11), name: "note"},
		{kind: opMove, item: numbered(11), section: numbered(2)},
		{kind: opRemove, item: numbered(11)},
		{kind: opSection, section: numbered(3), name: "own", title: "t", right: Edit, hidden: true},
		{kind: opDrop, section: numbered(3)},
		{kind: opSetting, name: "lang", value: plan.Text("es")},
		{kind: opSuggest, item: numbered(50), body: &op{kind: opAdd, item: numbered(13), section: numbered(1), name: "note",
			fields: []field{{"text", cbor.Text("x")}}}},
		{kind: opSettle, item: numbered(50), outcome: Withdrawn},
	}}
	got, err := decodeSaid(m.encode())
	if err != nil {
		t.Fatal(err)
	}
	if got.turn != 3 || got.have != 700 || got.seen != 2 || !got.again || got.at != m.at || got.batch != 9 ||
		!slices.EqualFunc(got.ops, m.ops, func(a, b op) bool { return a.same(&b) }) {
		t.Errorf("%v", got)
	}
	if n := len(m.encode()); n > 360 {
		t.Errorf("%d bytes", n)
	}
}
