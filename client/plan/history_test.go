package plan_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// script is a source of ids: those that are queued first, then random ones.
type script struct {
	queue []plan.ID
	rest  *rand.ChaCha8
}

func (s *script) Read(b []byte) (int, error) {
	if len(s.queue) > 0 && len(b) == plan.IDSize {
		n := copy(b, s.queue[0][:])
		s.queue = s.queue[1:]
		return n, nil
	}
	return s.rest.Read(b)
}

// writer comes to a given plan by a history of its own: it looks at what the plan shows and types it anew, in another
// order and with detours.
type writer struct {
	p   *plan.Plan
	ids *script
	rng *rand.Rand
}

// rewrite returns a plan that shows what target shows.
func rewrite(t rapid.TB, target *plan.Plan, seed uint64) *plan.Plan {
	w := &writer{ids: &script{rest: rand.NewChaCha8([32]byte{byte(seed), 77})}, rng: rand.New(rand.NewPCG(seed, 7))}
	p, err := plan.New(w.ids.rest)
	ok(t, err)
	w.p = p
	passing := p.Sections()
	sections := target.Sections()
	for _, i := range w.rng.Perm(len(sections)) {
		w.ids.queue = []plan.ID{sections[i].ID()}
		_, err := w.p.AddSection(w.ids, sections[i].Kind(), "for now")
		ok(t, err)
		w.detour(t)
	}
	items := target.Items()
	for _, i := range w.rng.Perm(len(items)) {
		w.ids.queue = []plan.ID{items[i].ID()}
		in := sections[w.rng.IntN(len(sections))].ID()
		_, err := w.p.AddItem(w.ids, in, items[i].Kind())
		ok(t, err)
		w.detour(t)
	}
	for _, i := range w.rng.Perm(len(items)) {
		w.fill(t, items[i])
		w.detour(t)
	}
	for _, s := range sections {
		ok(t, w.p.RenameSection(s.ID(), s.Title()))
		ok(t, w.p.HideSection(s.ID(), true))
		ok(t, w.p.HideSection(s.ID(), s.Hidden()))
	}
	ok(t, w.p.SetSetting("for now", plan.Text("x")))
	for _, k := range target.Settings() {
		ok(t, w.p.SetSetting(k, target.Setting(k)))
	}
	ok(t, w.p.SetSetting("for now", nil))
	for _, s := range passing {
		ok(t, w.p.RemoveSection(s.ID()))
	}
	w.arrange(t, sections)
	return w.p
}

// fill gives an item its fields, some of them after another value, and takes away one that it does not have.
func (w *writer) fill(t rapid.TB, it plan.Item) {
	fields := it.Fields()
	for _, i := range w.rng.Perm(len(fields)) {
		f := fields[i]
		if plan.AsText(it.Value(f)) != "" && f != "state" && w.rng.IntN(2) == 0 {
			ok(t, w.p.SetField(it.ID(), f, plan.Text("something else first")))
		}
		ok(t, w.p.SetField(it.ID(), f, it.Value(f)))
	}
	ok(t, w.p.SetField(it.ID(), "unheard of", plan.Texts("", "x")))
	ok(t, w.p.SetField(it.ID(), "unheard of", plan.Texts("", "")))
}

// detour does something and undoes it: an item that others refer to, a section, a move there and back.
func (w *writer) detour(t rapid.TB) {
	sections := w.p.Sections()
	s := sections[w.rng.IntN(len(sections))]
	switch w.rng.IntN(4) {
	case 0:
		place, err := w.p.AddItem(w.ids, s.ID(), "place")
		ok(t, err)
		for _, it := range w.p.Items("appt") {
			if it.Value("place") == nil {
				ok(t, w.p.SetField(it.ID(), "place", plan.Ref(place)))
			}
		}
		ok(t, w.p.RemoveItem(place))
	case 1:
		id, err := w.p.AddSection(w.ids, plan.Own, "passing")
		ok(t, err)
		_, err = w.p.AddItem(w.ids, id, "note")
		ok(t, err)
		ok(t, w.p.RemoveSection(id))
	case 2:
		if items := s.Items(); len(items) > 0 {
			ok(t, w.p.MoveItem(items[0].ID(), sections[0].ID(), 0))
			ok(t, w.p.MoveItem(items[0].ID(), s.ID(), 0))
		}
	case 3:
		ok(t, w.p.MoveSection(s.ID(), 0))
	}
}

// arrange brings sections and items into their final order, from the back or from the front.
func (w *writer) arrange(t rapid.TB, sections []plan.Section) {
	if w.rng.IntN(2) == 0 {
		for i, s := range sections {
			ok(t, w.p.MoveSection(s.ID(), i))
			for j, it := range s.Items() {
				ok(t, w.p.MoveItem(it.ID(), s.ID(), j))
			}
		}
		return
	}
	for _, s := range slices.Backward(sections) {
		ok(t, w.p.MoveSection(s.ID(), 0))
		for _, it := range slices.Backward(s.Items()) {
			ok(t, w.p.MoveItem(it.ID(), s.ID(), 0))
		}
	}
}

func TestTwoHistoriesOfOnePlanEncodeAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWords()
		target := small(t, w).p
		if rapid.Bool().Draw(t, "merged") {
			target = plan.Merge(target, fork(t, target, 3, w).p, fork(t, target, 4, w).p)
			resolveAll(t, target)
		}
		again := rewrite(t, target, rapid.Uint64().Draw(t, "seed"))
		if !plan.Equal(target, again) {
			t.Fatalf("two histories of one plan\n%q\n%q", plan.Encode(target), plan.Encode(again))
		}
	})
}

func TestTheOrderOfTickingLeavesNoTrace(t *testing.T) {
	a := newPlan(t)
	id := addItem(t, a, "win", plan.Record{"days": plan.Texts("we", "mo", "we")})
	visit := addItem(t, a, "appt", plan.Record{"skip": plan.Texts("2026-05-02", "2026-05-01"), "repeat": plan.Text("INTERVAL=1;FREQ=DAILY")})
	b := a.Clone()
	must(t, b.SetField(id, "days", plan.Texts("mo", "we")))
	must(t, b.SetField(visit, "skip", plan.Texts("2026-05-01", "2026-05-02")))
	must(t, b.SetField(visit, "repeat", plan.Text("FREQ=DAILY")))
	if !plan.Equal(a, b) {
		t.Error("the order shows")
	}
}

func TestEveryEditHasAnInverse(t *testing.T) {
	p := newPlan(t)
	id := addItem(t, p, "note", plan.Record{"text": plan.Text("a")})
	before := p.Clone()
	s := p.Sections()[0].ID()
	for name, there := range map[string]func() error{
		"hide":   func() error { must(t, p.HideSection(s, true)); return p.HideSection(s, false) },
		"rename": func() error { must(t, p.RenameSection(s, "x")); return p.RenameSection(s, "") },
		"move":   func() error { must(t, p.MoveSection(s, 3)); return p.MoveSection(s, 0) },
		"field":  func() error { must(t, p.SetField(id, "title", plan.Text("t"))); return p.SetField(id, "title", nil) },
		"flag": func() error {
			must(t, p.SetField(id, "f", plan.Flag(true)))
			return p.SetField(id, "f", plan.Flag(false))
		},
		"item": func() error {
			x := addItem(t, p, "chan", plan.Record{"note": plan.Text("n")})
			return p.RemoveItem(x)
		},
		"setting": func() error { must(t, p.SetSetting("k", plan.Text("v"))); return p.SetSetting("k", plan.Text("")) },
	} {
		must(t, there())
		if !plan.Equal(p, before) {
			t.Errorf("%s and back left a trace", name)
		}
	}
}
