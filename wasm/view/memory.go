package view

import (
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Memory keeps what was worked out of a schedule for the stretches that were told last: a phone takes longer for that than for
// all else of a screen. It is good for one state of a plan, which is not changed once it is there (client.Session.Plan); of
// another one it knows nothing. The zero Memory is empty, and nil is one that keeps nothing.
type Memory struct {
	plan *plan.Plan
	kept []memory // the newest last
}

// memoryRoom is enough for today, a week and its beginning, and the weeks beside it.
const memoryRoom = 6

type memory struct {
	from, to string
	cover    bool
	words    *catalog.Words
	here     *time.Location
	worked
}

// Forget empties it: what was kept was not all that can be known.
func (m *Memory) Forget() { m.plan, m.kept = nil, nil }

func (m *Memory) of(words *catalog.Words, p *plan.Plan, s Stretch) *worked {
	if m == nil || m.plan != p {
		return nil
	}
	for i := range m.kept {
		k := &m.kept[i]
		if k.from == s.From && k.to == s.To && k.cover == s.Cover && k.words == words && k.here == s.Zones.Here {
			return &k.worked
		}
	}
	return nil
}

func (m *Memory) keep(words *catalog.Words, p *plan.Plan, s Stretch, w worked) {
	if m == nil {
		return
	}
	if m.plan != p {
		m.plan, m.kept = p, nil
	}
	if len(m.kept) == memoryRoom {
		m.kept = append([]memory(nil), m.kept[1:]...)
	}
	m.kept = append(m.kept, memory{s.From, s.To, s.Cover, words, s.Zones.Here, w})
}
