package table_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/call/calltest"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/live/table/tabletest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

const realm = "https://example.test 7f"

// room is a host, a relay, and guests.
type room struct {
	*tabletest.Home
	t    *testing.T
	ctx  context.Context
	air  *calltest.Air
	host *table.Host
}

func sit(t *testing.T) *room {
	t.Helper()
	made, err := tabletest.NewHome()
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Home: made, t: t, air: calltest.New()}
	ctx, stop := context.WithCancel(t.Context())
	r.ctx = ctx
	r.host = table.NewHost(r.Home, func() {})
	t.Cleanup(func() { r.host.Close(); stop(); synctest.Wait() })
	return r
}

func (r *room) config() call.Config {
	return call.Config{Line: r.air, Realm: realm, Random: rand.Reader}
}

// seated is a guest who was let in.
type seated struct {
	r     *room
	chair *table.Chair
	guest *table.Guest
}

// joins lets somebody in.
func (r *room) joins(t live.Terms) *seated {
	r.t.Helper()
	s, err := r.tries(t)
	if err != nil {
		r.t.Fatal(err)
	}
	time.Sleep(4 * time.Second)
	return s
}

// tries lets somebody in, if there is room.
func (r *room) tries(t live.Terms) (*seated, error) {
	r.t.Helper()
	code, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		r.t.Fatal(err)
	}
	s := &seated{r: r, chair: r.host.Invite(r.ctx, r.config(), code)}
	time.Sleep(time.Second)
	if s.guest, err = table.Knock(r.ctx, r.config(), code, live.Card{Name: "Ana", Role: "advocate", Reporter: "no"}, func() {}); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(s.guest.Close)
	time.Sleep(4 * time.Second)
	var words []string
	s.guest.Call().Do(func() {
		if s.guest.Call().Guest() != nil {
			words = s.guest.Call().Guest().Words()
		}
	})
	err = errors.New("they did not meet")
	s.chair.Call().Do(func() {
		if h := s.chair.Call().Host(); h != nil {
			err = h.Choose(slices.IndexFunc(h.Choices(), func(w []string) bool { return slices.Equal(w, words) }))
		}
	})
	if err == nil {
		err = s.chair.LetIn(t)
	}
	return s, err
}

func (r *room) terms(parts ...live.Part) live.Terms {
	return live.Terms{Purpose: "together", Until: time.Now().Add(live.Hour), Parts: parts}
}

// reads is all that a guest sees, in the plan's own form.
func (s *seated) reads() (p *plan.Plan) {
	s.r.t.Helper()
	p, err := s.guest.Plan()
	if err != nil {
		s.r.t.Fatal(err)
	}
	return p
}

func text(p *plan.Plan, id plan.ID) string {
	it, _ := p.Item(id)
	return it.Text("text")
}

func TestTwoWriteTheSameNote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}, live.Part{Section: r.Where, Right: live.View}))
		p := s.reads()
		if len(p.Sections()) != 2 || text(p, r.Note) != "Call from the library." {
			t.Fatalf("the guest sees %d sections, and %q", len(p.Sections()), text(p, r.Note))
		}
		// Both at once, at both ends of the text.
		s.guest.Do(func(g *joint.Guest) {
			if err := g.SetText(r.Note, "text", "Call from the library. Ask for Ana."); err != nil {
				t.Error(err)
			}
		})
		if err := r.Home.Edit(func(p *plan.Plan) error {
			return p.SetField(r.Note, "text", plan.Text("On Monday: Call from the library."))
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		const want = "On Monday: Call from the library. Ask for Ana."
		if got := text(r.Home.Plan(), r.Note); got != want {
			t.Errorf("her plan says %q", got)
		}
		if got := text(s.reads(), r.Note); got != want {
			t.Errorf("the guest sees %q", got)
		}
		if seat, in := r.host.Seat(s.chair); !in || seat.Have != seat.Made || seat.Made == 0 {
			t.Errorf("she does not know how far the guest is: %+v %v", seat, in)
		}
		// What the guest may only look at stays.
		s.guest.Do(func(g *joint.Guest) {
			for _, it := range p.Items("place") {
				if err := g.SetText(it.ID(), "name", "x"); !errors.Is(err, joint.ErrScope) {
					t.Error(err)
				}
			}
		})
	})
}

func TestASuggestionWaitsForHer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Suggest}))
		for _, accept := range []bool{false, true} {
			s.guest.Do(func(g *joint.Guest) {
				if _, err := g.SuggestText(rand.Reader, r.Note, "text", "Call from a friend's phone."); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(2 * time.Second)
			all := r.host.Suggestions()
			if len(all) != 1 || all[0].Text != "Call from a friend's phone." || text(r.Home.Plan(), r.Note) != "Call from the library." {
				t.Fatalf("%d suggestions, and the plan says %q", len(all), text(r.Home.Plan(), r.Note))
			}
			do := r.host.Decline
			if accept {
				do = r.host.Accept
			}
			if err := do(all[0].ID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		if text(r.Home.Plan(), r.Note) != "Call from a friend's phone." || text(s.reads(), r.Note) != "Call from a friend's phone." || len(r.host.Suggestions()) != 0 {
			t.Error("it was not done, or waits still")
		}
	})
}

// Narrowed in the middle of a word: within a second the guest has less, and what it typed there is held for it, not lost and
// not in the plan.
func TestNarrowedMidWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}, live.Part{Section: r.Where, Right: live.Edit}))
		s.guest.Do(func(g *joint.Guest) { _ = g.SetText(r.Note, "text", "Call from the library. Ask for A") })
		if err := s.chair.Change(r.terms(live.Part{Section: r.Where, Right: live.View})); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		p := s.reads()
		if len(p.Sections()) != 1 || p.Sections()[0].ID() != r.Where {
			t.Errorf("the guest sees %d sections", len(p.Sections()))
		}
		// And the document follows: it is not only that the terms hide it.
		s.guest.Do(func(g *joint.Guest) {
			if p, err := g.Plan(); err != nil || len(p.Sections()) != 1 {
				t.Errorf("the document of the guest has %d sections, %v", len(p.Sections()), err)
			}
		})
		time.Sleep(2 * time.Second)
		var held []joint.Held
		s.guest.Do(func(g *joint.Guest) { held = g.Held() })
		if len(held) != 1 || !strings.Contains(held[0].Text, "Ask for A") {
			t.Errorf("held: %d", len(held))
		}
		if got := text(r.Home.Plan(), r.Note); got != "Call from the library." {
			t.Errorf("the plan says %q", got)
		}
		paused := r.terms(live.Part{Section: r.Where, Right: live.View})
		paused.Paused = true
		if err := s.chair.Change(paused); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if n := len(s.reads().Sections()); n != 0 {
			t.Errorf("paused, and the guest sees %d sections", n)
		}
		if err := s.chair.Change(r.terms(live.Part{Section: r.People, Right: live.Edit})); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if n := len(s.reads().Sections()); n != 1 {
			t.Errorf("taken back, and the guest sees %d sections", n)
		}
		s.chair.End()
		time.Sleep(time.Second)
		if n := len(s.reads().Sections()); n != 0 {
			t.Errorf("ended, and the guest has %d sections", n)
		}
	})
}
