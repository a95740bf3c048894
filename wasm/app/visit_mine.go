package app

import (
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// visitMine is what a guest suggested: what waits, and what became of the rest. A guest that sees all has everybody's.
type visitMine struct {
	waiting []joint.Suggestion
	settled []view.Settled
	known   map[plan.ID]*joint.Suggestion // all that waited at any time
	fresh   []view.Settled                // to be said aloud
}

// settledRoom is of how many it is shown what became of them.
const settledRoom = 8

// see takes over what the document knows, and reports whether there is anything new.
func (m *visitMine) see(g *joint.Guest) bool {
	waiting, settled := g.Suggestions(), g.Settled()
	is := len(waiting) != len(m.waiting)
	if m.known == nil {
		m.known = map[plan.ID]*joint.Suggestion{}
	}
	for i := range waiting {
		s := &waiting[i]
		is = is || m.known[s.ID] == nil
		m.known[s.ID] = s
	}
	m.waiting = waiting
	for _, s := range settled {
		about := m.known[s.ID]
		if about == nil {
			continue
		}
		is = true
		delete(m.known, s.ID)
		if s.Outcome != joint.Withdrawn {
			one := view.Settled{About: about, Outcome: s.Outcome}
			m.settled, m.fresh = append(m.settled, one), append(m.fresh, one)
		}
	}
	m.settled = m.settled[max(0, len(m.settled)-settledRoom):]
	return is
}

// decide takes a suggestion back, or, where a guest sees all, takes one or leaves it.
func (v *visiting) decide(a *App, verb string, id plan.ID) {
	var err error
	v.table.Do(func(g *joint.Guest) {
		switch verb {
		case "take":
			err = g.Accept(id)
		case "leave-it":
			err = g.Decline(id)
		default:
			err = g.Withdraw(id)
		}
	})
	if err != nil {
		v.note = a.text("ui.live.suggest.gone")
		a.page.Announce(v.note, true)
	}
	v.see()
}
