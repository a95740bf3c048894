package joint

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Guest is the side of a guest: what the host confirmed, and its own operations that wait on top of it. It is for one
// goroutine at a time.
type Guest struct {
	secret.Guard
	base *sight // confirmed
	show *sight // base with all that is pending done to it
	have uint64 // the number of base
	seen uint64
	turn uint64

	flying []op   // the batch under way, as it is on base
	waits  []op   // made after it
	batch  uint64 // the number of the batch under way, or of the next one
	sent   bool   // the batch was handed out

	parts []op // of an update that comes in several messages
	from  uint64
	to    uint64
	next  uint64 // the part that is to come

	at    plan.ID
	saved uint64
	wrote uint64 // the number with which the last batch was answered
	gap   bool   // an update was missed
	news  bool   // there is something to tell
	held  []Held
}

// NewGuest returns a guest that has nothing yet.
func NewGuest() *Guest {
	return &Guest{base: &sight{}, show: &sight{}, batch: 1, news: true}
}

// Plan returns what the guest sees, its own edits included, as a plan of its own. It is empty before something came.
func (g *Guest) Plan() (*plan.Plan, error) { return g.show.plan() }

// All reports whether the guest sees and may do everything.
func (g *Guest) All() bool { return g.show.all }

// Right returns what the guest may do with a section; None for one that it does not see.
func (g *Guest) Right(section plan.ID) Right {
	if sec := g.show.section(section); sec != nil {
		return sec.right
	}
	return None
}

// Present returns where others are.
func (g *Guest) Present() []Presence {
	out := make([]Presence, len(g.base.present))
	for i, p := range g.base.present {
		out[i] = Presence{p.peer, p.at}
	}
	return out
}

// Suggestions returns those that wait and that the guest sees, which are its own, or all if it sees all.
func (g *Guest) Suggestions() []Suggestion {
	var out []Suggestion
	for _, w := range g.show.suggestions {
		if s, ok := g.show.shows(w); ok {
			out = append(out, s)
		}
	}
	return out
}

// Settled is what became of a suggestion.
type Settled struct {
	ID      plan.ID
	Outcome Outcome
}

// Settled returns what became of the guest's suggestions, as far as it is still known, in this order.
func (g *Guest) Settled() []Settled {
	out := make([]Settled, len(g.base.settled))
	for i, s := range g.base.settled {
		out[i] = Settled{s.id, s.outcome}
	}
	return out
}

// Held is text that was typed and has no place any more.
type Held struct {
	Section, Item plan.ID // where it was; the section is zero when that is not known
	Kind, Field   string
	Text          string
}

// Held returns what was typed and could not be kept where it was, the oldest first: to be offered again where there is a
// place for it.
func (g *Guest) Held() []Held { return slices.Clone(g.held) }

// Forget drops one of the held texts.
func (g *Guest) Forget(i int) {
	if i >= 0 && i < len(g.held) {
		g.held = append(g.held[:i:i], g.held[i+1:]...)
	}
}

// Progress says how far what the guest typed has come, in operations.
type Progress struct {
	Waiting int  // not handed out yet
	Sent    int  // handed out, and not answered
	Saved   bool // all that was answered is saved where the plan is
}

// Progress returns how far what was typed has come.
func (g *Guest) Progress() Progress {
	p := Progress{Waiting: len(g.waits), Saved: g.wrote <= g.saved}
	if g.sent {
		p.Sent = len(g.flying)
	} else {
		p.Waiting += len(g.flying)
	}
	return p
}

// Show says in which section the guest is; the zero id is none.
func (g *Guest) Show(section plan.ID) {
	g.news = g.news || g.at != section
	g.at = section
}

// Saw says that what came so far was on the screen.
func (g *Guest) Saw() {
	g.news = g.news || g.seen != g.have
	g.seen = g.have
}

// Message returns what is to be sent to the host, or nil when there is nothing new. Again says that what was sent before may be
// lost, because nothing was heard for a while or the connection is a new one.
func (g *Guest) Message(again bool) []byte {
	fresh := false
	if len(g.flying) == 0 && len(g.waits) > 0 {
		n := portionOf(g.waits)
		g.flying, g.waits = g.waits[:n:n], slices.Clone(g.waits[n:])
		g.sent, fresh = false, true
	}
	if !g.news && !fresh && !again {
		return nil
	}
	g.turn++
	m := said{turn: g.turn, have: g.have, seen: g.seen, again: again || g.gap, at: g.at}
	if len(g.flying) > 0 && (!g.sent || again) {
		m.batch, m.ops = g.batch, g.flying
		g.sent = true
	}
	g.news = false
	return m.encode()
}

// portionOf returns how many operations make a batch.
func portionOf(ops []op) int {
	w, work := writer{}, 0
	for i := range ops {
		w.op(&ops[i])
		work += ops[i].work()
		if i > 0 && (i >= maxBatch || len(w.b) > batchSize || work > maxWork/2) {
			return i
		}
	}
	return len(ops)
}

// Receive takes a message of the host. It returns ErrMalformed for what is none; what was missed is asked for by the next
// Message.
func (g *Guest) Receive(message []byte) error {
	u, err := decodeUpdate(message)
	if err != nil {
		return err
	}
	if u.to < g.have || u.to == g.have && u.from != u.to {
		return nil // it is late
	}
	if u.from != g.have && u.from != 0 {
		g.gap, g.news = true, true
		return nil
	}
	if !g.collect(u) {
		return nil
	}
	old := g.base
	if u.from == 0 {
		old = &sight{}
	}
	now, err := apply(old, u.ops)
	if err != nil {
		g.have, g.gap, g.news = 0, true, true
		return err
	}
	if u.to > g.have {
		g.news = true
		g.confirm(now, u)
	}
	g.have, g.gap = u.to, false
	g.saved = max(g.saved, u.saved)
	return nil
}

// collect puts the parts of an update together, and reports whether u is whole with this one.
func (g *Guest) collect(u *update) bool {
	if u.part == 0 {
		g.parts, g.from, g.to, g.next = nil, u.from, u.to, 0
	}
	if u.part != g.next || u.from != g.from || u.to != g.to || len(g.parts)+len(u.ops) > maxUpdate {
		if u.part != 0 {
			g.gap, g.news, g.next = true, true, 0
			g.parts = nil
		}
		return false
	}
	g.parts = append(g.parts, u.ops...)
	g.next++
	if u.more {
		return false
	}
	u.ops = g.parts
	g.parts, g.next = nil, 0
	return true
}
