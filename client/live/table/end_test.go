package table_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// document is how many sections the document of a guest has, whatever the terms hide.
func (s *seated) document() (n int) {
	s.r.t.Helper()
	s.guest.Do(func(g *joint.Guest) {
		p, err := g.Plan()
		if err != nil {
			s.r.t.Fatal(err)
		}
		n = len(p.Sections())
	})
	return n
}

func (s *seated) stage() (stage live.Stage) {
	stage = live.Ended
	s.guest.Call().Do(func() { stage = s.guest.Call().Guest().Stage() })
	return stage
}

// Terms count at the moment at which they come, before the document follows; and it does follow: what is hidden is gone.
func TestTermsCountBeforeTheDocumentFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		time.Sleep(10 * time.Second) // at first several frames leave at once
		paused := r.terms(live.Part{Section: r.People, Right: live.Edit})
		paused.Paused = true
		if err := s.chair.Change(paused); err != nil {
			t.Fatal(err)
		}
		ahead := false
		for range 100 {
			time.Sleep(10 * time.Millisecond)
			told := false
			s.guest.Call().Do(func() { told = s.guest.Call().Guest().Terms().Paused })
			synctest.Wait()
			if told {
				ahead = ahead || s.document() > 0
				if n := len(s.reads().Sections()); n != 0 {
					t.Fatalf("the guest knows that it is paused, and sees %d sections", n)
				}
			}
		}
		if !ahead {
			t.Error("the terms were never ahead of the document")
		}
		time.Sleep(2 * time.Second)
		if n := s.document(); n != 0 {
			t.Errorf("paused, and the document of the guest has %d sections", n)
		}
	})
}

// What was on its way when she changed something of the terms, if only their end, is taken back, and said again.
func TestWhatAChangeTakesBackIsSaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		for d := time.Duration(0); d < time.Second; d += 70 * time.Millisecond {
			want := "changed after " + d.String()
			if err := r.Home.Edit(func(p *plan.Plan) error { return p.SetField(r.Note, "text", plan.Text(want)) }); err != nil {
				t.Fatal(err)
			}
			time.Sleep(d)
			if err := s.chair.Change(r.terms(live.Part{Section: r.People, Right: live.Edit})); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Second)
			if got := text(s.reads(), r.Note); got != want {
				t.Errorf("the guest sees %q, and the plan says %q", got, want)
			}
		}
	})
}

// After the end nothing is left with the guest, its document included, and no place is taken at the host.
func TestNothingIsLeftAfterTheEnd(t *testing.T) {
	for name, end := range map[string]func(r *room, s *seated){
		"she ends it":           func(_ *room, s *seated) { s.chair.End() },
		"she closes her plan":   func(r *room, _ *seated) { r.host.Close() },
		"she forgets the guest": func(r *room, s *seated) { r.host.Forget(s.chair) },
		"the guest leaves":      func(_ *room, s *seated) { s.guest.Close() },
	} {
		synctest.Test(t, func(t *testing.T) {
			r := sit(t)
			s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
			if s.document() != 1 {
				t.Fatal("nothing was shared")
			}
			end(r, s)
			time.Sleep(time.Second)
			if n := s.document(); n != 0 || len(s.reads().Sections()) != 0 {
				t.Errorf("%s: the document of the guest has %d sections", name, n)
			}
			if _, in := r.host.Seat(s.chair); in {
				t.Errorf("%s: the guest has a seat", name)
			}
		})
	}
}

// A host that says what is no message is left: it is no host of ours.
func TestAHostThatBreaksTheProtocolIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		s.chair.Call().Do(func() { _ = s.chair.Call().Host().Say([]byte{9, 9, 9}) })
		time.Sleep(5 * time.Second)
		if s.stage() != live.Ended || s.document() != 0 {
			t.Errorf("the guest is at %d, and has %d sections", s.stage(), s.document())
		}
	})
}

// One more than there is room for is not in, though its words were chosen.
func TestOneTooManyIsNotIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		for range joint.MaxGuests {
			r.joins(r.terms(live.Part{Section: r.People, Right: live.View}))
		}
		s, err := r.tries(r.terms(live.Part{Section: r.People, Right: live.View}))
		if !errors.Is(err, joint.ErrFull) {
			t.Errorf("let in: %v", err)
		}
		time.Sleep(4 * time.Second)
		if s.stage() != live.Ended || s.document() != 0 {
			t.Errorf("the guest is at %d, and has %d sections", s.stage(), s.document())
		}
	})
}
