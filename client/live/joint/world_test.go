package joint

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// world is a host, its guests, and a network between them that does what it likes.
type world struct {
	p      *plan.Plan
	h      *Host
	ids    *rand.ChaCha8
	guests []*player
	n      int        // tokens so far
	looked *plan.Plan // as the host saw it last
	adding bool       // nothing that was typed is deleted by anyone
	count  map[string]int
}

// player is a guest, what is under way to and from it, and what it may know.
type player struct {
	*Guest
	peer  Peer
	scope Scope
	up    [][]byte
	down  [][]byte
	known map[plan.ID]bool // ids that were in its scope at some time
	typed []string         // tokens
}

// kinds of items that the world uses: with texts, an exact line, a reference, a choice, rows with references, lists; and what no
// guest sees.
var kindsUsed = []string{"note", "place", "tele", "appt", "person", "order", hers}

func newWorld(t rapid.TB, guests int) *world {
	w := &world{h: NewHost(), ids: rand.NewChaCha8([32]byte{9}), count: map[string]int{}}
	p, err := plan.New(w.ids)
	must(t, err)
	for _, s := range p.Sections()[4:] {
		must(t, p.RemoveSection(s.ID()))
	}
	w.p = p
	for i, s := range p.Sections() {
		must(t, p.RenameSection(s.ID(), w.token()))
		for j := range 2 {
			kind := kindsUsed[(i+j)%len(kindsUsed)]
			id, err := p.AddItem(w.ids, s.ID(), kind)
			must(t, err)
			must(t, p.SetField(id, "of a newer version", plan.Text(w.token())))
			must(t, p.SetField(id, noteOf(kind), plan.Text(w.token()+" é👍🏽 "+w.token())))
		}
	}
	must(t, p.SetSetting("lang", plan.Text(w.token())))
	for range guests {
		w.join(t, Scope{})
	}
	return w
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func (w *world) join(t rapid.TB, s Scope) *player {
	peer, err := w.h.Join(s)
	must(t, err)
	g := &player{Guest: NewGuest(), peer: peer, scope: s, known: map[plan.ID]bool{}}
	w.guests = append(w.guests, g)
	return g
}

// token returns a word that was never written before.
func (w *world) token() string {
	w.n++
	return fmt.Sprintf("w%dx", w.n)
}

// tokens returns the tokens in s.
func tokens(s string) []string {
	var out []string
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return r > 0x7f || r <= ' ' || !strings.ContainsRune("wx0123456789", r) }) {
		for len(f) > 2 {
			i := strings.IndexByte(f, 'w')
			if i < 0 {
				break
			}
			f = f[i:]
			j := strings.IndexByte(f, 'x')
			if j < 0 {
				break
			}
			if j > 1 && strings.IndexByte(f[1:j], 'w') < 0 {
				out = append(out, f[:j+1])
			}
			f = f[1:]
		}
	}
	return out
}

// step does one random thing.
func (w *world) step(t *rapid.T) {
	w.p = w.p.Clone() // as when a save brings another plan
	switch k := rapid.IntRange(0, 39).Draw(t, "step"); {
	case k < 5:
		w.hostEdit(t)
	case k < 17 && len(w.guests) > 0:
		w.guestEdit(t, w.player(t))
	case k < 18 && len(w.guests) > 0:
		w.rescope(t, w.player(t))
	case k < 22:
		w.stepHost()
	case k < 28 && len(w.guests) > 0:
		w.send(t, w.player(t), rapid.IntRange(0, 4).Draw(t, "again") == 0)
	case k < 32 && len(w.guests) > 0:
		w.deliver(t, w.player(t))
	case k < 39 && len(w.guests) > 0: // for once all goes well
		g := w.player(t)
		w.stepHost()
		w.fromHost(t, g, false)
		for _, m := range g.down {
			must(t, g.Receive(m))
		}
		g.down = nil
		if m := g.Message(rapid.IntRange(0, 2).Draw(t, "again") == 0); m != nil {
			must(t, w.h.Receive(g.peer, m))
		}
	case len(w.guests) > 0: // the connection breaks
		g := w.player(t)
		g.up, g.down = nil, nil
	}
}

func (w *world) player(t *rapid.T) *player {
	return w.guests[rapid.IntRange(0, len(w.guests)-1).Draw(t, "guest")]
}

// send lets the host and a guest hand out what they have.
func (w *world) send(t *rapid.T, g *player, again bool) {
	if rapid.Bool().Draw(t, "host") {
		w.fromHost(t, g, again)
	} else if m := g.Message(again); m != nil {
		g.up = append(g.up, m)
	}
}

// fromHost hands out what the host has for a guest, and looks for what is not in its scope.
func (w *world) fromHost(t rapid.TB, g *player, again bool) {
	for _, m := range w.h.Messages(g.peer, again) {
		if found := w.leak(g, m); found != "" {
			t.Fatalf("guest %d is sent %s", g.peer, found)
		}
		g.down = append(g.down, m)
	}
}

// deliver takes one message from the network, in the order sent or not, once or twice, or loses it.
func (w *world) deliver(t *rapid.T, g *player) {
	queue := &g.up
	if rapid.Bool().Draw(t, "down") {
		queue = &g.down
	}
	if len(*queue) == 0 {
		return
	}
	i := 0
	if rapid.IntRange(0, 5).Draw(t, "reorder") == 0 {
		i = rapid.IntRange(0, len(*queue)-1).Draw(t, "which")
	}
	m := (*queue)[i]
	fate := rapid.IntRange(0, 9).Draw(t, "fate")
	if fate != 9 {
		*queue = slices.Delete(slices.Clone(*queue), i, i+1)
	}
	if fate == 8 {
		return
	}
	if queue == &g.up {
		must(t, w.h.Receive(g.peer, m))
	} else {
		must(t, g.Receive(m))
	}
	if rapid.Bool().Draw(t, "saw") {
		g.Saw()
	}
}

// rescope draws a new scope. What was handed out and not delivered is lost, as SetScope demands.
func (w *world) rescope(t *rapid.T, g *player) {
	s := Scope{Sections: map[plan.ID]Right{}}
	if rapid.IntRange(0, 9).Draw(t, "all") == 0 {
		s.All = true
	}
	for _, sec := range w.p.Sections() {
		if r := Right(rapid.IntRange(0, 3).Draw(t, "right")); r > None && !s.All {
			s.Sections[sec.ID()] = r
		}
	}
	w.setScope(t, g, s)
}

func (w *world) setScope(t rapid.TB, g *player, s Scope) {
	g.scope = s
	must(t, w.h.SetScope(g.peer, s))
	g.down = nil
	w.stepHost()
}

// stepHost makes a Step, and notes what everybody may know from then on.
func (w *world) stepHost() bool {
	changed := w.h.Step(w.p)
	w.look()
	return changed
}

func (w *world) look() {
	w.looked = w.p.Clone()
	for _, s := range w.looked.Sections() {
		for _, g := range w.guests {
			if g.scope.right(s.ID()) < View {
				continue
			}
			g.known[s.ID()] = true
			for _, it := range s.Items() {
				g.known[it.ID()] = g.known[it.ID()] || it.Kind() != hers || g.scope.All
			}
		}
	}
}

// leak returns what a message for a guest holds that is not in its scope, or "".
func (w *world) leak(g *player, m []byte) string {
	hidden, visible := map[string]bool{}, map[string]bool{}
	for _, s := range w.looked.Sections() {
		into := hidden
		if g.scope.right(s.ID()) >= View {
			into = visible
		}
		collect(into, plan.Text(s.Title()))
		for _, it := range s.Items() {
			into := into
			if it.Kind() == hers && !g.scope.All {
				into = hidden
			}
			for _, f := range it.Fields() {
				collect(into, it.Value(f))
			}
		}
	}
	if !g.scope.All {
		for _, k := range w.looked.Settings() {
			collect(hidden, w.looked.Setting(k))
		}
	}
	for _, s := range w.h.waiting { // of somebody else
		if s.by != g.peer && !g.scope.All {
			o := op{kind: opSet, value: s.body.value}
			for _, f := range append(slices.Clone(s.body.fields), field{"", o.value}) {
				collect(hidden, f.value)
			}
			for _, sg := range s.body.segs {
				collect(hidden, plan.Text(sg.text.typed()))
			}
		}
	}
	for _, tok := range tokens(string(m)) {
		if hidden[tok] && !visible[tok] && !slices.Contains(g.typed, tok) {
			return tok
		}
	}
	for _, s := range w.looked.Sections() {
		if id := s.ID(); !g.known[id] && bytes.Contains(m, id[:]) {
			return "the id of a section"
		}
		for _, it := range s.Items() {
			if id := it.ID(); !g.known[id] && bytes.Contains(m, id[:]) {
				return "the id of an item"
			}
		}
	}
	return ""
}

func collect(into map[string]bool, v plan.Value) {
	for _, s := range texts(v, nil) {
		for _, tok := range tokens(s) {
			into[tok] = true
		}
	}
}

// expected returns what a guest is to see, made from the plan by means of the plan: sections removed, and references with them.
func (w *world) expected(t rapid.TB, g *player) *plan.Plan {
	p := w.p.Clone()
	if g.scope.All {
		return p
	}
	for _, s := range p.Sections() {
		if g.scope.right(s.ID()) < View {
			must(t, p.RemoveSection(s.ID()))
			continue
		}
		must(t, p.HideSection(s.ID(), false))
		for _, it := range s.Items() {
			if it.Kind() == hers {
				must(t, p.RemoveItem(it.ID()))
			}
		}
	}
	for _, k := range p.Settings() {
		must(t, p.SetSetting(k, nil))
	}
	return p
}

// settle lets everything arrive, and checks that all see what they are to see.
func (w *world) settle(t rapid.TB) {
	quiet := 0
	for range 400 {
		numbers := w.numbers()
		busy := w.stepHost() || w.numbers() != numbers
		for _, g := range w.guests {
			g.down = nil
			w.fromHost(t, g, true)
			for _, m := range g.down {
				must(t, g.Receive(m))
			}
			must(t, w.h.Receive(g.peer, g.Message(true)))
			pr := g.Progress()
			busy = busy || pr.Waiting+pr.Sent > 0 || w.h.seat(g.peer).slot != nil || w.h.seat(g.peer).number != g.have
		}
		if quiet++; busy {
			quiet = 0
		}
		if quiet == 3 {
			break
		}
	}
	for _, g := range w.guests {
		if pr := g.Progress(); pr.Waiting+pr.Sent > 0 {
			t.Fatalf("guest %d never ends: %+v", g.peer, pr)
		}
		seen, err := g.Plan()
		must(t, err)
		if want := w.expected(t, g); !plan.Equal(seen, want) {
			t.Fatalf("guest %d sees\n%q\nand not\n%q", g.peer, plan.Encode(seen), plan.Encode(want))
		}
		if !sameSight(g.base, w.h.project(w.h.seat(g.peer))) || !sameSight(g.show, g.base) {
			t.Fatalf("guest %d: what is beside the plan differs:\n%v\n%v", g.peer, g.base, w.h.project(w.h.seat(g.peer)))
		}
		for _, s := range g.base.suggestions {
			if _, ok := g.base.shows(s); !ok {
				t.Fatalf("guest %d has a suggestion that does not fit", g.peer)
			}
		}
	}
	if torn := w.torn(); torn != "" {
		t.Fatalf("a cluster was torn: %q", torn)
	}
	if _, err := plan.Decode(plan.Encode(w.p)); err != nil {
		t.Fatalf("the plan is none: %v", err)
	}
}

// numbers is how many sights were made in all.
func (w *world) numbers() (n uint64) {
	for _, s := range w.h.Seats() {
		n += s.Made
	}
	return n
}

// torn returns a cluster of a text that is no cluster that anyone ever typed. All that is typed is made of whole ones, and of
// marks behind those that may have them: a mark behind another one has lost its own.
func (w *world) torn() string {
	for _, it := range w.p.Items() {
		for _, f := range it.Fields() {
			for _, s := range texts(it.Value(f), nil) {
				if c := strange(s); c != "" {
					return c
				}
			}
		}
	}
	return ""
}

func strange(s string) string {
	c := cuts(s)
	for i := 1; i < len(c); i++ {
		one := s[c[i-1]:c[i]]
		plain := one
		for of, mark := range marked {
			if rest, ok := strings.CutPrefix(one, of); ok && strings.ReplaceAll(rest, mark, "") == "" {
				plain = of
			}
		}
		if len(plain) > 1 && !slices.Contains(pieces, plain) {
			return one
		}
	}
	return ""
}
