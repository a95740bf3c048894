package joint

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// filled returns a plan with so many notes, and guests that edit all of it, up to date.
func filled(b *testing.B, items, size, guests int) *world {
	w := newWorld(b, 0)
	s := w.p.Sections()
	for i := range items {
		id, err := w.p.AddItem(w.ids, s[i%len(s)].ID(), "note")
		must(b, err)
		must(b, w.p.SetField(id, "title", plan.Text(w.token())))
		must(b, w.p.SetField(id, "text", plan.Text(strings.Repeat("word ", size/5))))
	}
	scope := Scope{Sections: map[plan.ID]Right{}}
	for _, sec := range s {
		scope.Sections[sec.ID()] = Edit
	}
	for range guests {
		w.join(b, scope)
	}
	for {
		n := w.numbers()
		w.h.Step(w.p)
		for _, g := range w.guests {
			for _, m := range w.h.Messages(g.peer, false) {
				must(b, g.Receive(m))
			}
			if m := g.Message(false); m != nil {
				must(b, w.h.Receive(g.peer, m))
			}
		}
		if w.numbers() == n {
			return w
		}
	}
}

// One key of the host, told to 7 guests: Step, messages, and what each guest does with its own.
func BenchmarkAKeyOfTheHost(b *testing.B) {
	for name, n := range map[string][2]int{"200 items": {200, 100}, "4000 items": {4000, 250}} {
		b.Run(name, func(b *testing.B) {
			w := filled(b, n[0], n[1], MaxGuests)
			id := w.p.Items("note")[7].ID()
			it, _ := w.p.Item(id)
			s := it.Text("text")
			for i := 0; b.Loop(); i++ {
				must(b, w.p.SetField(id, "text", plan.Text(s[:i%len(s)]+"x"+s[i%len(s):])))
				w.h.Step(w.p)
				for _, g := range w.guests {
					w.h.Messages(g.peer, false)
				}
				b.StopTimer()
				for _, g := range w.guests {
					w.h.seat(g.peer).have = w.h.seat(g.peer).number
				}
				b.StartTimer()
			}
		})
	}
}

// One key of a guest that sees all of the plan, until it is shown.
func BenchmarkAKeyOfAGuest(b *testing.B) {
	w := filled(b, 4000, 250, 1)
	g := w.guests[0]
	id := w.p.Items("note")[7].ID()
	for i := 0; b.Loop(); i++ {
		must(b, g.Type(id, "text", i%200, i%200, "x"))
		if i%100 == 99 {
			g.waits, g.show = nil, g.base
		}
	}
}

// Seven guests do the most that a batch may do, on the largest plan, in one Step.
func BenchmarkSevenHostileGuests(b *testing.B) {
	w := filled(b, 3000, 100, MaxGuests)
	long := w.p.Items("note")[:maxBatch]
	s := strings.Repeat("한", 5_000)
	for _, it := range long {
		must(b, w.p.SetField(it.ID(), "text", plan.Text(s)))
	}
	for range 100 {
		w.h.Step(w.p)
		for _, g := range w.guests {
			for _, m := range w.h.Messages(g.peer, false) {
				must(b, g.Receive(m))
			}
			if m := g.Message(false); m != nil {
				must(b, w.h.Receive(g.peer, m))
			}
		}
	}
	before := w.p.Clone()
	for b.Loop() {
		b.StopTimer()
		w.p = before.Clone()
		w.h.Step(w.p)
		for _, g := range w.guests {
			seat := w.h.seat(g.peer)
			var ops []op
			for _, it := range long {
				now, _ := w.p.Item(it.ID())
				ops = append(ops, op{kind: opText, item: it.ID(), name: "text", segs: puts("x", len(now.Text("text")))})
			}
			seat.typed = 0
			seat.slot = &said{have: seat.number, batch: seat.done + 1, ops: slices.Clone(ops)}
		}
		b.StartTimer()
		w.h.Step(w.p)
	}
}
