package joint

import (
	"errors"
	"slices"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Errors of a host and of a guest.
var (
	// ErrFull says that there is no place for another guest, or that too much waits.
	ErrFull = errors.New("joint: full")
	// ErrForged says that a guest claims to have what it was never sent, or that it is at a batch that cannot be. It breaks the
	// protocol; nothing of the message was done.
	ErrForged = errors.New("joint: forged")
	// ErrScope says that what is asked for is not in the scope, or is not there.
	ErrScope = errors.New("joint: not in scope")
	// ErrValue says that a value does not fit its field.
	ErrValue = errors.New("joint: not a value of this field")
)

// Host orders what everybody does to one plan, which it is given in every Step. It is for one goroutine at a time.
type Host struct {
	secret.Guard
	whole   *sight              // of the plan, after the last Step
	where   map[plan.ID]plan.ID // the section of every item in it
	hers    map[plan.ID]bool    // items of this kind
	seats   []*seat             // by peer
	peers   Peer                // numbers given so far
	at      plan.ID             // where the host is
	waiting []*suggestion       // in the order in which they came
	rec     map[place][]step    // what was done to texts since the last advance
	born    map[plan.ID]birth   // suggestions made since the last look
	steps   uint64              // for Mark
}

// step is one change of a text, and whose.
type step struct {
	by   Peer
	text text
}

// birth is the text that a suggestion was made on, and how many steps that text had behind it.
type birth struct {
	text  string
	steps int
}

// NewHost returns a host without guests.
func NewHost() *Host {
	return &Host{whole: &sight{all: true}, where: map[plan.ID]plan.ID{}, rec: map[place][]step{},
		born: map[plan.ID]birth{}}
}

// Join adds a guest. It sees what the scope says from the next Step on. Numbers are not given twice. It returns ErrFull when
// there are MaxGuests.
func (h *Host) Join(s Scope) (Peer, error) {
	if len(h.seats) >= MaxGuests || h.peers == ^Peer(0) {
		return 0, ErrFull
	}
	h.peers++
	h.seats = append(h.seats, newSeat(h.peers, s))
	return h.peers, nil
}

// Leave forgets a guest. Its suggestions wait on.
func (h *Host) Leave(p Peer) {
	h.seats = slices.DeleteFunc(h.seats, func(g *seat) bool { return g.peer == p })
}

// SetScope changes what a guest sees and may do, from the next Step on. What was handed out by Messages and was not sent yet
// is to be thrown away, and Messages to be called with again; a batch that waits here is judged by the new scope. An empty
// scope is a pause.
func (h *Host) SetScope(p Peer, s Scope) error {
	g := h.seat(p)
	if g == nil {
		return ErrScope
	}
	g.scope = s.clone()
	return nil
}

func (h *Host) seat(p Peer) *seat {
	for _, g := range h.seats {
		if g.peer == p {
			return g
		}
	}
	return nil
}

// Show says in which section the host is; the zero id is none.
func (h *Host) Show(section plan.ID) { h.at = section }

// Presence says in which section someone is.
type Presence struct {
	Peer Peer
	At   plan.ID
}

// Present returns where everybody is who is in a section, the host first.
func (h *Host) Present() []Presence {
	var out []Presence
	if h.at != nowhere {
		out = append(out, Presence{HostPeer, h.at})
	}
	for _, g := range h.seats {
		if g.at != nowhere && g.scope.right(g.at) >= View {
			out = append(out, Presence{g.peer, g.at})
		}
	}
	return out
}

// Receive takes a message of a guest. It returns ErrMalformed or ErrForged, after which the guest is best let go. Little work
// is done here, and nothing of the plan is touched; see Step.
func (h *Host) Receive(p Peer, message []byte) error {
	g := h.seat(p)
	if g == nil {
		return ErrScope
	}
	m, err := decodeSaid(message)
	if err != nil {
		return err
	}
	return g.hear(m)
}

// Step brings everybody up to date: what became of p meanwhile, whoever changed it, and one batch of each guest, if one
// waits. It reports whether it changed p.
func (h *Host) Step(p *plan.Plan) bool {
	h.steps++
	h.look(p)
	h.advance()
	changed, answered := false, false
	for _, g := range h.seats {
		if m := g.slot; m != nil {
			g.slot = nil
			done, did := h.take(p, g, m)
			answered, changed = answered || done, changed || did
		}
	}
	if answered {
		h.look(p)
		h.advance()
	}
	return changed
}

// look brings the sight of the plan up to date, and the suggestions with it.
func (h *Host) look(p *plan.Plan) {
	now := view(p, h.whole)
	if now == h.whole && len(h.born) == 0 {
		return
	}
	old := h.whole
	h.whole = now
	was, wasHers := h.where, h.hers
	h.where, h.hers = make(map[plan.ID]plan.ID, len(h.where)), map[plan.ID]bool{}
	there := map[plan.ID]bool{}
	for _, sec := range now.sections {
		there[sec.id] = true
		for _, it := range sec.items {
			h.where[it.id] = sec.id
			if it.kind == hers {
				h.hers[it.id] = true
			}
		}
	}
	for i, w := range slices.Clone(h.waiting) {
		if followed := h.follow(w, old, there); followed != nil {
			h.waiting[i] = followed
		} else {
			h.waiting[i] = nil
			h.settle(w, FellAway, w.about(was, wasHers))
		}
	}
	h.waiting = slices.DeleteFunc(h.waiting, func(w *suggestion) bool { return w == nil })
	clear(h.born)
}

// follow returns a suggestion as it is after the change from old to the present sight, or nil if it has no place any more.
func (h *Host) follow(w *suggestion, old *sight, sections map[plan.ID]bool) *suggestion {
	b := &w.body
	exists := func(id plan.ID) bool { _, ok := h.where[id]; return ok }
	if b.kind == opAdd && !sections[b.section] || b.kind != opAdd && !exists(b.item) || !b.eachRef(exists) {
		return nil
	}
	if b.kind != opText {
		return w
	}
	at, to := birth{text: old.text(b.place())}, h.whole.text(b.place())
	if made, ok := h.born[w.id]; ok {
		at = made
	}
	c := h.way(b.place(), at, to)
	w = w.follow(map[place]text{b.place(): c})
	if w.body.segs[0].text.before() != len(to) {
		return nil
	}
	return w
}

// way returns what turned a text into another: what was recorded, if that is all that happened.
func (h *Host) way(p place, from birth, to string) text {
	var segs []seg
	for _, s := range h.rec[p][min(from.steps, len(h.rec[p])):] {
		segs = append(segs, seg{text: s.text})
	}
	if t, ok := composeAll(segs); ok {
		if got, fits := t.apply(from.text); fits && got == to {
			return t
		}
	}
	return changed(from.text, to)
}

// advance makes the next number for every guest whose sight changed or whose batch was answered.
func (h *Host) advance() {
	for _, g := range h.seats {
		g.advance(h)
	}
	clear(h.rec)
}

// Messages returns what a guest is to be sent: nothing, or one update in one or more messages, which are at most about 225
// KiB each. Again says that what was sent before may be lost, because nothing was heard for a while or the connection is
// a new one.
func (h *Host) Messages(p Peer, again bool) [][]byte {
	g := h.seat(p)
	if g == nil {
		return nil
	}
	return g.messages(again)
}

// Mark stands for the plan as it was after the last Step.
type Mark uint64

// Mark is taken when the plan begins to be saved, and given to Saved when it is saved. Guests are told.
func (h *Host) Mark() Mark { return Mark(h.steps) }

// Saved says that the plan is saved as it was at the mark.
func (h *Host) Saved(m Mark) {
	for _, g := range h.seats {
		for _, e := range g.log {
			if e.step <= uint64(m) {
				g.saved = max(g.saved, e.number)
			}
		}
	}
}

// Seat is what is known of a guest. The numbers are of sights: made, handed out to be sent, arrived, shown on its screen, saved
// here.
type Seat struct {
	Peer                          Peer
	Made, Sent, Have, Seen, Saved uint64
	At                            plan.ID
}

// Seats returns what is known of the guests.
func (h *Host) Seats() []Seat {
	out := make([]Seat, len(h.seats))
	for i, g := range h.seats {
		out[i] = Seat{g.peer, g.number, g.sent, g.have, g.seen, g.saved, g.at}
	}
	return out
}
