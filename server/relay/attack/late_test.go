package attack

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/server/servertest"
)

// A holder keeps back what goes up through a go-between, and lets it go on in its order.
type holder struct {
	mu   sync.Mutex
	on   bool
	held []func()
}

func (h *holder) way(p *passage, up bool, f *link.Frame) []*link.Frame {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !up || !h.on {
		return []*link.Frame{f}
	}
	h.held = append(h.held, func() { p.Send(true, f) })
	return nil
}

func (h *holder) hold() { h.mu.Lock(); h.on = true; h.mu.Unlock() }

func (h *holder) len() int { h.mu.Lock(); defer h.mu.Unlock(); return len(h.held) }

func (h *holder) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, send := range h.held {
		send()
	}
	h.on, h.held = false, nil
}

// A relay that works with a guest keeps back what the guest wrote while it might, until she has shared less, and has it arrive then,
// and the guest goes on writing: nothing of it counts. What was kept back as long, and may still be written, does.
func TestWhatWasKeptBackCountsByTheTermsOfNow(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	relay := new(holder)
	b := goBetween(t, server.URL, relay.way)
	x := h.lets(b.URL, h.usual())
	paused := h.usual()
	paused.Paused = true
	for i, c := range []struct {
		name   string
		terms  live.Terms
		counts bool
	}{
		{"as before", h.usual(), true}, // the control
		{"to look at only", h.terms(live.Part{Section: h.People, Right: live.View}), false},
		{"to suggest in", h.terms(live.Part{Section: h.People, Right: live.Suggest}), false},
		{"not shared", h.terms(live.Part{Section: h.Where, Right: live.Edit}), false},
		{"paused", paused, false},
		{"as before, again", h.usual(), true},
	} {
		x.does([]byte{13}) // nothing: with its answer comes what is shared now
		size := func() int { return len(textOf(h.Plan(), h.Note)) }
		words := fmt.Sprintf("[kept back %d]", i)
		have, terms := x.have(), x.count(msgTerms)
		relay.hold()
		x.turn++
		x.batch++
		x.say(said{turn: x.turn, have: have, batch: x.batch, ops: [][]byte{puts(h.Note, "text", words, size()),
			adds(plan.ID{0xE0, byte(i)}, h.People, h.Note, "note")}}.bytes()...)
		before := relay.len()
		within(t, patience, "it is kept back", func() bool { return relay.len() >= before+3 })
		if err := x.chair.Change(c.terms); err != nil {
			t.Fatal(err)
		}
		relay.release()
		within(t, patience, "it arrives", func() bool { return x.answered() == x.batch && x.count(msgTerms) > terms })
		_, added := h.Plan().Item(plan.ID{0xE0, byte(i)})
		if there := strings.Contains(textOf(h.Plan(), h.Note), words); there != c.counts || added != c.counts {
			t.Errorf("%s: the words count %v, the new note %v", c.name, there, added)
		}
		if taken := x.does(puts(h.Note, "text", "[later]", size())); (taken == 1) != c.counts {
			t.Errorf("%s: what it wrote afterwards: %b", c.name, taken)
		}
		if err := x.chair.Change(h.usual()); err != nil {
			t.Fatal(err)
		}
		within(t, patience, "it has the old terms again", func() bool { return x.count(msgTerms) > terms+1 })
	}
	relay.hold()
	have := x.have()
	x.turn++
	x.say(said{turn: x.turn, have: have, batch: x.batch + 1, ops: [][]byte{puts(h.Note, "text", "[ended]", len(textOf(h.Plan(), h.Note)))}}.bytes()...)
	before := relay.len()
	within(t, patience, "it is kept back", func() bool { return relay.len() >= before+3 })
	x.chair.End()
	relay.release()
	within(t, patience, "it hears the end", func() bool { return x.count(msgEnd) == 1 })
	time.Sleep(time.Second)
	if strings.Contains(textOf(h.Plan(), h.Note), "[ended]") {
		t.Error("what arrives after the end counts")
	}
	h.works(friend)
}

// settles says what became of a suggestion.
func settles(id plan.ID, outcome byte) []byte { return append(append([]byte{10}, id[:]...), outcome) }

// A guest with a program of its own takes back, accepts and declines what another one suggests, and suggests in another's name: it does
// none of it.
func TestAGuestDecidesAboutNoSuggestionOfAnother(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	suggest := live.Part{Section: h.People, Right: live.Suggest}
	_, friend := h.meets(server.URL, h.terms(suggest))
	var id plan.ID
	var err error
	friend.Do(func(g *joint.Guest) { id, err = g.SuggestRemoval(rand.Reader, h.Note) })
	if err != nil {
		t.Fatal(err)
	}
	within(t, patience, "it waits", func() bool { return len(h.host.Suggestions()) == 1 })
	whose := h.host.Suggestions()[0].By
	for _, rights := range []live.Right{live.Suggest, live.Edit} {
		x := h.lets(server.URL, h.terms(live.Part{Section: h.People, Right: rights}))
		for outcome := byte(1); outcome <= 4; outcome++ {
			if x.does(settles(id, outcome)) != 0 {
				t.Errorf("right %d, outcome %d is taken", rights, outcome)
			}
		}
		for peer := range byte(3) {
			s := suggests(plan.ID{0xE1, byte(rights), peer}, removes(h.Note))
			s[1+plan.IDSize] = peer
			if x.does(s) != 1 {
				t.Fatal("the control: it may suggest")
			}
		}
		for _, s := range h.host.Suggestions() {
			if s.ID != id && (s.By == whose || s.By == joint.HostPeer) {
				t.Errorf("a suggestion is by %d", s.By)
			}
		}
		if _, there := h.Plan().Item(h.Note); !there || len(h.host.Suggestions()) != 4 {
			t.Errorf("%d suggestions wait, and the note is there: %v", len(h.host.Suggestions()), there)
		}
		if x.does(settles(plan.ID{0xE1, byte(rights), 0}, 1)) != 1 || x.does(settles(plan.ID{0xE1, byte(rights), 1}, 2)) != 0 {
			t.Error("of its own it takes back, and does not accept")
		}
		x.does(settles(plan.ID{0xE1, byte(rights), 1}, 1), settles(plan.ID{0xE1, byte(rights), 2}, 1))
	}
	friend.Do(func(g *joint.Guest) { err = g.Withdraw(id) })
	if err != nil {
		t.Fatal(err)
	}
	within(t, patience, "who made it takes it back", func() bool { return len(h.host.Suggestions()) == 0 })
}
