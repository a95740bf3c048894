package joint

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// A host and up to 7 guests; random edits of text, items, order, suggestions and scopes; a network that delays, drops, doubles
// and reorders, and breaks: all converge to what they may see, nothing else was ever sent, no cluster was torn. The long
// course, of 50,000 runs:
//
//	go test ./client/live/joint -run TestAllConverge -rapid.checks=50000 -timeout 6h
func TestAllConverge(t *testing.T) {
	counts := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt, rapid.IntRange(1, MaxGuests).Draw(rt, "guests"))
		w.count = counts
		for _, g := range w.guests {
			w.rescope(rt, g)
		}
		w.deliverAll(rt)
		for range rapid.SampledFrom([]int{3, 10, 30, 60, 120, 200}).Draw(rt, "steps") {
			w.step(rt)
		}
		w.settle(rt)
		for _, g := range w.guests {
			counts["held"] += len(g.Held())
			counts["batches"] += int(w.h.seat(g.peer).done)
		}
	})
	t.Log(counts)
	for _, what := range []string{"suggested", "accepted", "held", "batches"} {
		if counts[what] == 0 {
			t.Errorf("nothing was %s in any run", what)
		}
	}
}

// deliverAll lets what the host has to say arrive.
func (w *world) deliverAll(t rapid.TB) {
	w.stepHost()
	for _, g := range w.guests {
		for _, m := range w.h.Messages(g.peer, false) {
			must(t, g.Receive(m))
		}
	}
}

// When nobody deletes anything, every word that was typed is in the plan, and once, or held by who typed it.
func TestNothingTypedIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt, rapid.IntRange(1, 4).Draw(rt, "guests"))
		w.adding = true
		for _, g := range w.guests {
			w.rescope(rt, g)
		}
		w.deliverAll(rt)
		for range rapid.SampledFrom([]int{3, 10, 30, 60, 100}).Draw(rt, "steps") {
			w.step(rt)
		}
		w.settle(rt)
		in := map[string]bool{}
		for _, it := range w.p.Items() {
			for _, f := range it.Fields() {
				for _, tok := range tokens(it.Text(f)) {
					if in[tok] {
						rt.Fatalf("%s is there twice", tok)
					}
					in[tok] = true
				}
			}
		}
		for _, g := range w.guests {
			var held strings.Builder
			for _, h := range g.Held() {
				held.WriteString(h.Text + " ")
			}
			for _, tok := range g.typed {
				if !in[tok] && !slices.Contains(tokens(held.String()), tok) {
					rt.Fatalf("%s of guest %d is gone: held %q\nplan %q", tok, g.peer, g.Held(), plan.Encode(w.p))
				}
			}
		}
	})
}

// The control: what the tests of convergence look for is found when it is there.
func TestALeakIsSeen(t *testing.T) {
	for name, spoil := range map[string]func(w *world, g *player){
		"a section that is not in the scope": func(w *world, g *player) {
			w.h.seat(g.peer).scope.Sections[w.p.Sections()[1].ID()] = View
		},
		"settings": func(w *world, g *player) { w.h.seat(g.peer).scope.All = true },
		"a reference": func(w *world, g *player) {
			in := w.p.Sections()[0].ID()
			id, err := w.p.AddItem(w.ids, in, "tele")
			must(t, err)
			place, err := w.p.AddItem(w.ids, w.p.Sections()[1].ID(), "place")
			must(t, err)
			must(t, w.p.SetField(id, "place", plan.Ref(place)))
			w.h.look(w.p)
			w.h.where[place] = in // the host believes that it may be seen
			w.h.advance()
			w.looked = w.p.Clone()
		},
	} {
		w := newWorld(t, 1)
		g := w.guests[0]
		w.setScope(t, g, Scope{Sections: map[plan.ID]Right{w.p.Sections()[0].ID(): Edit}})
		check := func() string {
			for _, m := range w.h.Messages(g.peer, true) {
				if found := w.leak(g, m); found != "" {
					return found
				}
			}
			return ""
		}
		if found := check(); found != "" {
			t.Fatalf("%s before anything was done", found)
		}
		spoil(w, g)
		if name != "a reference" {
			w.h.Step(w.p)
		}
		if check() == "" {
			t.Errorf("%s: not seen", name)
		}
	}
}

func TestATornClusterIsSeen(t *testing.T) {
	w := newWorld(t, 0)
	it := w.p.Items()[0]
	must(t, w.p.SetField(it.ID(), "note", plan.Text("a🇲🇽🇺🇸e\u0301👍🏽z\u0301")))
	if w.torn() != "" {
		t.Fatal("seen where there is none")
	}
	for _, s := range []string{"a🇲🇺🇸", "a\u0301", "b\u0301", "👩‍👩"} {
		must(t, w.p.SetField(it.ID(), "note", plan.Text(s)))
		if w.torn() == "" {
			t.Errorf("%q: not seen", s)
		}
	}
}
