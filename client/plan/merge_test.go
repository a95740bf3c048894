package plan_test

import (
	"slices"
	"testing"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// wellFormed fails when p does not survive a round trip, which also finds doubled items and empty values.
func wellFormed(t rapid.TB, p *plan.Plan) {
	t.Helper()
	back, err := plan.Decode(plan.Encode(p))
	if err != nil {
		t.Fatalf("what was merged does not decode: %v", err)
	}
	if !plan.Equal(p, back) {
		t.Fatal("what was merged re-encodes differently")
	}
}

func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWords()
		b := small(t, w).p
		x, y := fork(t, b, 3, w).p, fork(t, b, 4, w).p
		laws := []struct {
			name      string
			got, want *plan.Plan
		}{
			{"only mine changed", plan.Merge(b, x, b), x},
			{"only theirs changed", plan.Merge(b, b, y), y},
			{"both changed alike", plan.Merge(b, x, x), x},
			{"either order", plan.Merge(b, x, y), plan.Merge(b, y, x)},
			{"union with itself", plan.Merge(nil, x, x), x},
		}
		m := plan.Merge(b, x, y)
		wellFormed(t, m)
		laws = append(laws, []struct {
			name      string
			got, want *plan.Plan
		}{
			{"again, from theirs", plan.Merge(y, m, y), m},
			{"again, from mine", plan.Merge(x, x, m), m},
		}...)
		for _, l := range laws {
			if !plan.Equal(l.got, l.want) {
				t.Fatalf("%s: not the same\n got %q\nwant %q", l.name, plan.Encode(l.got), plan.Encode(l.want))
			}
		}
	})
}

func TestMergeLosesNothingTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWords()
		b := small(t, w).p
		x, y := fork(t, b, 3, w).p, fork(t, b, 4, w).p
		kept(t, w, plan.Merge(b, x, y), x, y)
		u := plan.Merge(nil, x, y)
		wellFormed(t, u)
		kept(t, newWords(), u, x, y)
	})
}

// kept fails when a word of one of the plans is not in m, unless it was removed on purpose.
func kept(t rapid.TB, w *words, m *plan.Plan, from ...*plan.Plan) {
	t.Helper()
	now := typed(m)
	for _, p := range from {
		for word := range typed(p) {
			if !now[word] && !w.removed[word] {
				t.Fatalf("%s was lost", word)
			}
		}
	}
}

// pair is a base with one item and two devices that go on from it.
type pair struct {
	base, mine, theirs *plan.Plan
	id                 plan.ID
}

func newPair(t *testing.T, kind string, fields plan.Record) pair {
	t.Helper()
	base := newPlan(t)
	id := addItem(t, base, kind, fields)
	return pair{base, base.Clone(), base.Clone(), id}
}

func (p pair) merge(t *testing.T) plan.Item {
	t.Helper()
	m := plan.Merge(p.base, p.mine, p.theirs)
	wellFormed(t, m)
	it, found := m.Item(p.id)
	if !found {
		t.Fatal("the item is gone")
	}
	return it
}

func TestMergeOfText(t *testing.T) {
	for _, c := range []struct{ name, base, mine, theirs, want, other string }{
		{"far apart", "one two three four five", "ONE two three four five", "one two three four FIVE", "ONE two three four FIVE", ""},
		{"other lines", "milk\nbread\neggs", "milk\nrye bread\neggs", "milk\nbread\nsix eggs", "milk\nrye bread\nsix eggs", ""},
		{"neighbours are not mixed", "12 Main Street", "14 Main Street", "12 Elm Street", "14 Main Street", "12 Elm Street"},
		{"both from nothing", "", "left", "right side", "right side", "left"},
		{"both appended", "x", "x yy", "x z", "x yy", "x z"},
		{"the same change", "call at noon", "call at one", "call at one", "call at one", ""},
		{"cleared against changed", "a b", "", "a b c", "a b c", ""},
		{"a sentence removed, a word in it changed", "Stay. Go now please. End.", "Stay. End.", "Stay. Go soon please. End.", "Stay. Go soon please. End.", "Stay. End."},
	} {
		p := newPair(t, "note", plan.Record{"text": plan.Text(c.base)})
		must(t, p.mine.SetField(p.id, "text", plan.Text(c.mine)))
		must(t, p.theirs.SetField(p.id, "text", plan.Text(c.theirs)))
		it := p.merge(t)
		var others []plan.Value
		for _, k := range it.Conflicts() {
			others = append(others, k.Others...)
		}
		var want []plan.Value
		if c.other != "" {
			want = []plan.Value{plan.Text(c.other)}
		}
		if it.Text("text") != c.want || !slices.EqualFunc(others, want, plan.SameValue) {
			t.Errorf("%s: %q beside %q", c.name, it.Text("text"), others)
		}
	}
}

func TestMergeNeverMixesWhatIsRightOnlyAsAWhole(t *testing.T) {
	p := newPair(t, "person", plan.Record{"phone": plan.Text("555 0100 ext 20")})
	must(t, p.mine.SetField(p.id, "phone", plan.Text("556 0100 ext 20")))
	must(t, p.theirs.SetField(p.id, "phone", plan.Text("555 0100 ext 21")))
	it := p.merge(t)
	if got := it.Conflicts(); len(got) != 1 || len(got[0].Others) != 1 {
		t.Fatalf("no conflict: %q", it.Text("phone"))
	}
	if s := it.Text("phone"); s != "556 0100 ext 20" && s != "555 0100 ext 21" {
		t.Errorf("a number that nobody typed: %q", s)
	}
}

func TestMergeShowsTheCarefulChoice(t *testing.T) {
	p := newPair(t, "chan", nil)
	must(t, p.mine.SetField(p.id, "state", plan.Text("safe")))
	must(t, p.theirs.SetField(p.id, "state", plan.Text("unsafe")))
	it := p.merge(t)
	if it.Text("state") != "unsafe" || len(it.Conflicts()) != 1 {
		t.Errorf("%q, %d conflicts", it.Text("state"), len(it.Conflicts()))
	}
}

func TestMergeKeepsWhatWasEditedElsewhere(t *testing.T) {
	p := newPair(t, "note", plan.Record{"text": plan.Text("old")})
	it, _ := p.mine.Item(p.id)
	section := it.Section()
	must(t, p.mine.RemoveSection(section))
	must(t, p.theirs.SetField(p.id, "text", plan.Text("new")))
	if got := p.merge(t); got.Section() != section || got.Text("text") != "new" {
		t.Error("the edit did not win")
	}
}

func TestMergeRemovesWhatNobodyEdited(t *testing.T) {
	p := newPair(t, "place", plan.Record{"name": plan.Text("old")})
	visit := addItem(t, p.base, "appt", plan.Record{"place": plan.Ref(p.id)})
	p.mine, p.theirs = p.base.Clone(), p.base.Clone()
	must(t, p.mine.RemoveItem(p.id))
	must(t, p.theirs.SetField(visit, "note", plan.Text("new")))
	m := plan.Merge(p.base, p.mine, p.theirs)
	if _, found := m.Item(p.id); found {
		t.Error("a removed place came back")
	}
	it, _ := m.Item(visit)
	if it.Value("place") != nil || it.Text("note") != "new" || len(it.Conflicts()) != 0 {
		t.Error("the reference to a removed place was not handled")
	}
	// That a reference went with its place is no edit of the visit: its removal elsewhere stands.
	must(t, p.theirs.RemoveItem(visit))
	if _, found := plan.Merge(p.base, p.mine, p.theirs).Item(visit); found {
		t.Error("a removed visit came back")
	}
}

func TestMergeKeepsAPlaceThatIsNewlyReferredTo(t *testing.T) {
	p := newPair(t, "place", plan.Record{"name": plan.Text("old")})
	must(t, p.mine.RemoveItem(p.id))
	visit := addItem(t, p.theirs, "appt", plan.Record{"place": plan.Ref(p.id)})
	m := plan.Merge(p.base, p.mine, p.theirs)
	if _, found := m.Item(p.id); !found {
		t.Fatal("the place is gone")
	}
	if it, _ := m.Item(visit); it.Value("place") == nil {
		t.Error("the reference is gone")
	}
}

func TestMergeTakesBothNewRows(t *testing.T) {
	row := func(name string) plan.Record { return plan.Record{"name": plan.Text(name)} }
	p := newPair(t, "trade", plan.Record{"rows": plan.Records(row("a"))})
	must(t, p.mine.SetField(p.id, "rows", plan.Records(row("a"), row("b"))))
	must(t, p.theirs.SetField(p.id, "rows", plan.Records(row("a"), row("c"))))
	it := p.merge(t)
	if n := len(plan.AsRecords(it.Value("rows"))); n != 3 || len(it.Conflicts()) != 0 {
		t.Errorf("%d rows, %d conflicts", n, len(it.Conflicts()))
	}
}

func TestMergeOfOrders(t *testing.T) {
	base := newPlan(t)
	s := base.Sections()[0]
	var ids []plan.ID
	for range 5 {
		ids = append(ids, addItem(t, base, "chan", nil))
	}
	mine, theirs := base.Clone(), base.Clone()
	must(t, mine.MoveItem(ids[4], s.ID(), 0))   // 4 0 1 2 3
	must(t, theirs.MoveItem(ids[1], s.ID(), 3)) // 0 2 3 1 4
	must(t, theirs.RemoveItem(ids[0]))
	m := plan.Merge(base, mine, theirs)
	sec, _ := m.Section(s.ID())
	var got []plan.ID
	for _, it := range sec.Items() {
		got = append(got, it.ID())
	}
	if want := []plan.ID{ids[4], ids[2], ids[3], ids[1]}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMergeOfAResolvedConflict(t *testing.T) {
	p := newPair(t, "note", nil)
	must(t, p.mine.SetField(p.id, "title", plan.Text("one")))
	must(t, p.theirs.SetField(p.id, "title", plan.Text("other")))
	base := plan.Merge(p.base, p.mine, p.theirs)
	resolved, edited := base.Clone(), base.Clone()
	must(t, resolved.ResolveConflict(p.id, "title", plan.Text("one")))
	must(t, edited.SetField(p.id, "text", plan.Text("more")))
	it, _ := plan.Merge(base, resolved, edited).Item(p.id)
	if it.Text("title") != "one" || len(it.Conflicts()) != 0 || it.Text("text") != "more" {
		t.Errorf("%q, %d conflicts, %q", it.Text("title"), len(it.Conflicts()), it.Text("text"))
	}
}

func TestRebaseKeepsWhatOthersAddedToAList(t *testing.T) {
	rows := func(names ...string) plan.Value {
		var out []plan.Record
		for _, n := range names {
			out = append(out, plan.Record{"name": plan.Text(n)})
		}
		return plan.Records(out...)
	}
	list, line := plan.Field{Type: plan.Rows}, plan.Field{Type: plan.Exact}
	for _, c := range []struct {
		f                          plan.Field
		base, mine, theirs, result plan.Value
	}{
		{list, rows("a"), rows("a", "b"), rows("a", "c"), rows("a", "b", "c")},
		{list, nil, rows("b"), rows("c"), rows("b", "c")},
		{list, rows("a", "b"), rows("b"), rows("a", "c"), rows("c")},
		{list, rows("a"), rows("a", "b"), nil, rows("b")},
		{list, rows("a"), rows("b"), rows("c"), rows("c")},
		{list, rows("a"), nil, rows("a"), nil},
		{line, plan.Text("5 mg"), plan.Text("50 mg"), plan.Text("6 mg"), plan.Text("6 mg")},
	} {
		if got := c.f.Rebase(c.base, c.mine, c.theirs); !plan.SameValue(got, c.result) {
			t.Errorf("%v, %v, %v: %v", c.base, c.mine, c.theirs, got)
		}
	}
}
