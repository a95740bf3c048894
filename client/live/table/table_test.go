package table_test

import (
	"context"
	"crypto/rand"
	"errors"
	mrand "math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/call/calltest"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

const realm = "https://example.test 7f"

// session is a session that is never saved.
type session struct {
	mu   sync.Mutex
	plan *plan.Plan
}

func (s *session) Plan() *plan.Plan { s.mu.Lock(); defer s.mu.Unlock(); return s.plan }

func (s *session) Edit(change func(*plan.Plan) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.plan.Clone()
	if err := change(next); err != nil {
		return err
	}
	s.plan = next
	return nil
}

// room is a host, a relay, and guests.
type room struct {
	t       *testing.T
	ctx     context.Context
	air     *calltest.Air
	session *session
	host    *table.Host
	people  plan.ID // sections
	where   plan.ID
	secret  plan.ID
	note    plan.ID // an item with a long text, in people
}

const marker = "the marker sentence of what is not shared"

func sit(t *testing.T) *room {
	t.Helper()
	p, err := plan.New(rand.Reader)
	r := &room{t: t, air: calltest.New()}
	section := func(kind string) (id plan.ID) {
		if err == nil {
			id, err = p.AddSection(rand.Reader, kind, "")
		}
		return id
	}
	item := func(in plan.ID, kind, field, text string) (id plan.ID) {
		if err == nil {
			id, err = p.AddItem(rand.Reader, in, kind)
		}
		if err == nil {
			err = p.SetField(id, field, plan.Text(text))
		}
		return id
	}
	r.people, r.where, r.secret = section("people"), section("where"), section("own")
	r.note = item(r.people, "note", "text", "Call from the library.")
	item(r.where, "place", "name", "The library")
	item(r.secret, "note", "text", marker)
	if err != nil {
		t.Fatal(err)
	}
	r.session = &session{plan: p}
	ctx, stop := context.WithCancel(t.Context())
	r.ctx = ctx
	r.host = table.NewHost(r.session, func() {})
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
			err = h.Choose(slices.IndexFunc(h.Choices(), func(w []string) bool { return slices.Equal(w, words) }), time.Now())
		}
	})
	if err == nil {
		err = s.chair.LetIn(t)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	time.Sleep(4 * time.Second)
	return s
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
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}, live.Part{Section: r.where, Right: live.View}))
		p := s.reads()
		if len(p.Sections()) != 2 || text(p, r.note) != "Call from the library." {
			t.Fatalf("the guest sees %d sections, and %q", len(p.Sections()), text(p, r.note))
		}
		// Both at once, at both ends of the text.
		s.guest.Do(func(g *joint.Guest) {
			if err := g.SetText(r.note, "text", "Call from the library. Ask for Ana."); err != nil {
				t.Error(err)
			}
		})
		if err := r.session.Edit(func(p *plan.Plan) error {
			return p.SetField(r.note, "text", plan.Text("On Monday: Call from the library."))
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		const want = "On Monday: Call from the library. Ask for Ana."
		if got := text(r.session.Plan(), r.note); got != want {
			t.Errorf("her plan says %q", got)
		}
		if got := text(s.reads(), r.note); got != want {
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
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Suggest}))
		for _, accept := range []bool{false, true} {
			s.guest.Do(func(g *joint.Guest) {
				if _, err := g.SuggestText(rand.Reader, r.note, "text", "Call from a friend's phone."); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(2 * time.Second)
			all := r.host.Suggestions()
			if len(all) != 1 || all[0].Text != "Call from a friend's phone." || text(r.session.Plan(), r.note) != "Call from the library." {
				t.Fatalf("%d suggestions, and the plan says %q", len(all), text(r.session.Plan(), r.note))
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
		if text(r.session.Plan(), r.note) != "Call from a friend's phone." || text(s.reads(), r.note) != "Call from a friend's phone." || len(r.host.Suggestions()) != 0 {
			t.Error("it was not done, or waits still")
		}
	})
}

// Narrowed in the middle of a word: within a second the guest has less, and what it typed there is held for it, not lost and
// not in the plan.
func TestNarrowedMidWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}, live.Part{Section: r.where, Right: live.Edit}))
		s.guest.Do(func(g *joint.Guest) { _ = g.SetText(r.note, "text", "Call from the library. Ask for A") })
		if err := s.chair.Change(r.terms(live.Part{Section: r.where, Right: live.View})); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		p := s.reads()
		if len(p.Sections()) != 1 || p.Sections()[0].ID() != r.where {
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
		if got := text(r.session.Plan(), r.note); got != "Call from the library." {
			t.Errorf("the plan says %q", got)
		}
		paused := r.terms(live.Part{Section: r.where, Right: live.View})
		paused.Paused = true
		if err := s.chair.Change(paused); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if n := len(s.reads().Sections()); n != 0 {
			t.Errorf("paused, and the guest sees %d sections", n)
		}
		if err := s.chair.Change(r.terms(live.Part{Section: r.people, Right: live.Edit})); err != nil {
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

// Seven guests and a second device of hers type at once while connections break: all converge, and nobody is ever sent what is
// not shared with them.
func TestAFullRoomConverges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		var all []*seated
		for i := range joint.MaxGuests {
			terms := r.terms(live.Part{Section: r.people, Right: live.Edit})
			if i == 0 {
				terms = live.Terms{Until: time.Now().Add(live.Hour), Whole: true}
			}
			all = append(all, r.joins(terms))
		}
		n := 0
		for range 60 {
			if n++; n%12 == 0 {
				r.air.Cut()
			}
			for i, s := range all {
				if mrand.IntN(3) == 0 {
					s.guest.Do(func(g *joint.Guest) {
						p, err := g.Plan()
						if err != nil {
							t.Fatal(err)
						}
						now := []rune(text(p, r.note))
						at := mrand.IntN(len(now) + 1)
						if err := g.SetText(r.note, "text", string(now[:at])+string(rune('a'+i))+string(now[at:])); err != nil {
							t.Error(err)
						}
					})
				}
			}
			if mrand.IntN(4) == 0 {
				_ = r.session.Edit(func(p *plan.Plan) error {
					return p.SetField(r.note, "text", plan.Text("h"+text(p, r.note)))
				})
			}
			time.Sleep(time.Duration(50+mrand.IntN(300)) * time.Millisecond)
		}
		time.Sleep(20 * time.Second)
		want := text(r.session.Plan(), r.note)
		if len(want) < 60 {
			t.Errorf("hardly anything was typed: %q", want)
		}
		for i, s := range all {
			p := s.reads()
			if got := text(p, r.note); got != want {
				t.Errorf("guest %d sees %q, and the plan says %q", i, got, want)
			}
			var seen strings.Builder
			for _, it := range p.Items("note") {
				seen.WriteString(it.Text("text"))
			}
			if whole := i == 0; strings.Contains(seen.String(), marker) != whole {
				t.Errorf("guest %d sees what is not shared, or her device does not: %v", i, whole)
			}
			var held int
			s.guest.Do(func(g *joint.Guest) { held = len(g.Held()) })
			if held != 0 {
				t.Errorf("guest %d holds %d texts", i, held)
			}
		}
	})
}

// A guest that says what is no message is out, and the others are not.
func TestAGuestThatBreaksTheProtocolIsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		bad, good := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit})), r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}))
		bad.guest.Call().Do(func() { _, _ = bad.guest.Call().Guest().Say([]byte{9, 9, 9}) })
		time.Sleep(5 * time.Second)
		if n := len(bad.reads().Sections()); n != 0 {
			t.Errorf("it has %d sections", n)
		}
		if n := len(good.reads().Sections()); n != 1 {
			t.Errorf("the other has %d sections", n)
		}
	})
}

// Closing the session ends every link at once.
func TestClosingEndsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}))
		for _, c := range r.host.Chairs() {
			r.host.Forget(c)
		}
		time.Sleep(time.Second)
		if n := len(s.reads().Sections()); n != 0 {
			t.Errorf("the guest has %d sections", n)
		}
		time.Sleep(10 * time.Second)
		if n := r.air.Connections(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
}

// Whatever is done to a plan can be done to what is shared, and says the same: the host's plan ends up as the one that was
// changed, item by item, and what the guest may only look at is refused.
func TestEditsOfAPlanAreEditsOfWhatIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}, live.Part{Section: r.where, Right: live.Edit}))
		var ids []plan.ID
		edits := 0
		for range 120 {
			err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error {
				items := p.Items("note", "person", "place")
				it := items[mrand.IntN(len(items))]
				switch mrand.IntN(6) {
				case 0, 1:
					id, err := p.AddItem(rand.Reader, []plan.ID{r.people, r.where}[mrand.IntN(2)], []string{"note", "person"}[mrand.IntN(2)])
					ids = append(ids, id)
					return err
				case 2:
					if it.ID() == r.note {
						return nil
					}
					return p.RemoveItem(it.ID())
				case 3:
					return p.MoveItem(it.ID(), []plan.ID{r.people, r.where}[mrand.IntN(2)], 0)
				default:
					field := map[string]string{"note": "text", "person": "helps", "place": "worries"}[it.Kind()]
					return p.SetField(it.ID(), field, plan.Text(it.Text(field)+string(rune('a'+mrand.IntN(26)))))
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			edits++
			if mrand.IntN(3) == 0 {
				time.Sleep(400 * time.Millisecond)
			}
		}
		time.Sleep(20 * time.Second)
		want, got := s.reads(), r.session.Plan()
		for _, id := range []plan.ID{r.people, r.where} {
			a, _ := want.Section(id)
			b, _ := got.Section(id)
			if x, y := lines(a), lines(b); x != y || len(x) == 0 {
				t.Errorf("the guest sees\n%s\nand the plan has\n%s", x, y)
			}
		}
		if len(ids) == 0 || edits < 100 {
			t.Error("hardly anything was done")
		}
		err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error { _, err := p.AddSection(rand.Reader, "own", ""); return err })
		if !errors.Is(err, joint.ErrScope) {
			t.Errorf("a section is added: %v", err)
		}
	})
}

func lines(s plan.Section) string {
	var b strings.Builder
	for _, it := range s.Items() {
		id := it.ID()
		b.WriteString(id.String()[:6] + " " + it.Kind())
		for _, key := range it.Fields() {
			b.WriteString(" " + key + "=" + it.Text(key))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Where a guest may suggest, an edit is a suggestion, and the plan stays as it is.
func TestEditsAreSuggestionsWhereNoMoreIsAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Suggest}))
		before := plan.Encode(r.session.Plan())
		for _, change := range []func(p *plan.Plan) error{
			func(p *plan.Plan) error { return p.SetField(r.note, "text", plan.Text("another text")) },
			func(p *plan.Plan) error {
				id, err := p.AddItem(rand.Reader, r.people, "person")
				if err != nil {
					return err
				}
				return p.SetField(id, "name", plan.Text("Bea"))
			},
			func(p *plan.Plan) error { return p.RemoveItem(r.note) },
		} {
			if err := s.guest.Edit(rand.Reader, change); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		if string(plan.Encode(r.session.Plan())) != string(before) {
			t.Error("the plan changed")
		}
		all := r.host.Suggestions()
		if len(all) != 3 || all[0].Text != "another text" || plan.AsText(all[1].Fields["name"]) != "Bea" || !all[2].Remove {
			t.Errorf("%d suggestions", len(all))
		}
	})
}

// What comes while a guest's edit is being made waits for it: else the edit would take it away again.
func TestAnEditHoldsUpWhatComesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.people, Right: live.Edit}))
		came := make(chan struct{})
		if err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error {
			go func() {
				defer close(came)
				s.guest.Do(func(g *joint.Guest) {
					if err := g.Type(r.note, "text", 0, 0, "Monday. "); err != nil {
						t.Error(err)
					}
				})
			}()
			for range 1000 {
				runtime.Gosched()
			}
			return p.SetField(r.note, "text", plan.Text(text(p, r.note)+" Ask."))
		}); err != nil {
			t.Fatal(err)
		}
		<-came
		if got, want := text(s.reads(), r.note), "Monday. Call from the library. Ask."; got != want {
			t.Errorf("it says %q", got)
		}
	})
}
