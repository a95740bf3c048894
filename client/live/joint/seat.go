package joint

import (
	"maps"
	"slices"

	"larkspur/client/plan"
)

// seat is a guest as the host knows it.
type seat struct {
	peer  Peer
	scope Scope
	log   []entry // the sights with the last numbers, rising; never empty

	number uint64 // of the last entry
	sent   uint64 // to which messages were handed out
	most   uint64 // the highest sent ever was
	have   uint64 // as the guest says
	seen   uint64
	saved  uint64
	told   uint64 // of saved, what the guest was told
	turn   uint64 // of the last message

	slot  *said  // the batch that waits for a Step
	done  uint64 // the last batch that was answered
	taken uint64 // and which of its operations were taken
	fresh bool   // it was answered since the last number

	at      plan.ID
	names   names
	calls   []Peer // whom the guest was told of, itself first
	settled []settlement
	unsaid  []unsaid // what became of suggestions that it does not see now, the oldest first
	added   int      // items in the session
	typed   int      // bytes
}

// entry is one sight of a guest, and how its texts came from the one before.
type entry struct {
	number uint64
	step   uint64
	sight  *sight
	texts  map[place][]seg
}

// unsaid is a settlement, and the section in which it was.
type unsaid struct {
	settlement
	in plan.ID
}

func newSeat(p Peer, s Scope) *seat {
	return &seat{peer: p, scope: s.clone(), names: newNames(), calls: []Peer{p}, log: []entry{{sight: &sight{}}}}
}

// call is the number by which the guest knows somebody: itself is 1, and others are numbered as it comes to see them. By our
// own numbers it could tell how many were let in before it, whom it never sees.
func (g *seat) call(p Peer) Peer {
	if p == HostPeer {
		return p
	}
	i := slices.Index(g.calls, p)
	if i < 0 {
		i = len(g.calls)
		g.calls = append(g.calls, p)
	}
	return Peer(i + 1)
}

// tell moves what became of suggestions to what the guest is told, where it sees the section. It is not told during a pause, nor
// ever of a section that was taken back: what she says yes to, and that something is gone, is something of that section.
func (g *seat) tell() {
	g.unsaid = slices.DeleteFunc(g.unsaid, func(u unsaid) bool {
		if g.scope.right(u.in) < View {
			return false
		}
		g.settled = settle(g.settled, u.settlement)
		return true
	})
}

func (s Scope) clone() Scope { return Scope{maps.Clone(s.Sections), s.All} }

func (g *seat) last() *entry { return &g.log[len(g.log)-1] }

// entry returns the sight with a number, or nil when it is not kept any more.
func (g *seat) entry(n uint64) *entry {
	if first := g.log[0].number; n >= first && n <= g.number {
		return &g.log[n-first]
	}
	return nil
}

// hear takes what a guest says about itself and keeps its batch. Messages that come late say nothing new.
func (g *seat) hear(m *said) error {
	if m.have > g.most || m.batch > g.done+1 {
		return ErrForged
	}
	if m.turn <= g.turn {
		return nil
	}
	g.turn, g.have, g.at = m.turn, m.have, g.names.of(m.at)
	g.seen = max(g.seen, m.seen)
	if m.again || g.sent < m.have {
		g.sent = m.have
	}
	if m.batch == g.done+1 {
		g.slot = m
	}
	for len(g.log) > 1 && g.log[0].number < g.have && (g.slot == nil || g.log[0].number < g.slot.have) {
		g.log = g.log[1:]
	}
	return nil
}

// advance adds the sight that the guest is to have now, if it is another one than the last or a batch was answered.
func (g *seat) advance(h *Host) {
	old := g.last().sight
	g.tell()
	next := h.project(g)
	by := func(p place) []seg { return own(h.rec[p], g.peer) }
	ops := diff(old, next, by)
	if len(ops) == 0 && !g.fresh {
		return
	}
	if n, all := portion(ops, g.number-min(g.number, g.have) >= maxAhead); !all {
		if n == 0 && !g.fresh {
			return
		}
		ops = ops[:n]
		var err error
		if next, err = apply(old, ops); err != nil {
			panic("joint: a difference does not lead anywhere")
		}
	}
	e := entry{number: g.number + 1, step: h.steps, sight: next}
	for i := range ops {
		switch o := &ops[i]; o.kind {
		case opText:
			if e.texts == nil {
				e.texts = map[place][]seg{}
			}
			e.texts[o.place()] = o.segs
		case opAdd, opSuggest:
			g.names.told(o.item)
		case opSection:
			g.names.told(o.section)
		}
	}
	g.number, g.fresh = e.number, false
	g.log = append(g.log, e)
	if len(g.log) > maxLog {
		g.log = g.log[1:]
	}
}

// portion returns how many of the operations make one number, and whether these are all. What takes something away is never
// left out. If the guest is far behind there is nothing else in a portion that is not all.
func portion(ops []op, behind bool) (n int, all bool) {
	w := writer{}
	for i := range ops {
		w.op(&ops[i])
		takes := ops[i].kind == opDrop || ops[i].kind == opRemove || ops[i].kind == opAll
		if takes || !behind && (len(w.b) <= maxGrowth || n == 0) {
			n = i + 1
		}
		if len(w.b) > maxGrowth && !takes {
			return n, n == len(ops)
		}
	}
	return len(ops), true
}

// own returns steps as a guest is told them: what others did before and after its own batch, each in one piece.
func own(steps []step, p Peer) []seg {
	segs := make([]seg, len(steps))
	for i, s := range steps {
		segs[i] = seg{s.by == p, s.text}
	}
	return joined(segs)
}

// joined composes neighbours that are both own or both not. It returns nil when they do not fit, or when there are two own
// ones, which no update has.
func joined(segs []seg) []seg {
	var out []seg
	owns := 0
	for _, s := range segs {
		if k := len(out); k > 0 && out[k-1].own == s.own {
			t, ok := compose(out[k-1].text, s.text)
			if !ok || len(t) > maxBridge {
				return nil
			}
			out[k-1].text = t
			continue
		}
		if s.own {
			owns++
		}
		out = append(out, s)
	}
	if owns > 1 {
		return nil
	}
	return out
}

// since returns all steps of a text that the log knows after a number.
func (g *seat) since(n uint64, p place) []seg {
	var out []seg
	for i := range g.log {
		if g.log[i].number > n {
			out = append(out, g.log[i].texts[p]...)
		}
	}
	return out
}

// messages returns an update from what was sent last, or from what the guest has, or from nothing.
func (g *seat) messages(again bool) [][]byte {
	if again {
		g.sent = g.have
	}
	if g.sent == g.number && g.told == g.saved && !again {
		return nil
	}
	u := update{from: g.sent, to: g.number, saved: min(g.saved, g.number), done: g.done, taken: g.taken}
	old := &sight{}
	if e := g.entry(g.sent); e != nil {
		old = e.sight
	} else {
		u.from = 0
	}
	by := func(p place) []seg { return joined(g.since(u.from, p)) }
	ops := diff(old, g.last().sight, by)
	g.sent, g.told = g.number, g.saved
	g.most = g.number
	return u.cut(g.names.ops(ops))
}

// cut returns the update as messages, of which none is much longer than maxPart.
func (u update) cut(ops []op) [][]byte {
	var out [][]byte
	for {
		n := 0
		for w := (writer{}); n < len(ops); n++ {
			if w.op(&ops[n]); n > 0 && len(w.b) > maxPart {
				break
			}
		}
		u.ops, u.more = ops[:n], n < len(ops)
		out = append(out, u.encode())
		if ops = ops[n:]; len(ops) == 0 {
			return out
		}
		u.part++
	}
}
