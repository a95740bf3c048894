package table_test

import (
	mrand "math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/live/table/tabletest"
	"larkspur/client/plan"
)

// Seven guests and a second device of hers type at once while connections break: all converge, and nobody is ever sent what is
// not shared with them.
func TestAFullRoomConverges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		var all []*seated
		for i := range joint.MaxGuests {
			terms := r.terms(live.Part{Section: r.People, Right: live.Edit})
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
						now := []rune(text(p, r.Note))
						at := mrand.IntN(len(now) + 1)
						if err := g.SetText(r.Note, "text", string(now[:at])+string(rune('a'+i))+string(now[at:])); err != nil {
							t.Error(err)
						}
					})
				}
			}
			if mrand.IntN(4) == 0 {
				_ = r.Home.Edit(func(p *plan.Plan) error {
					return p.SetField(r.Note, "text", plan.Text("h"+text(p, r.Note)))
				})
			}
			time.Sleep(time.Duration(50+mrand.IntN(300)) * time.Millisecond)
		}
		time.Sleep(20 * time.Second)
		want := text(r.Home.Plan(), r.Note)
		if len(want) < 60 {
			t.Errorf("hardly anything was typed: %q", want)
		}
		for i, s := range all {
			p := s.reads()
			if got := text(p, r.Note); got != want {
				t.Errorf("guest %d sees %q, and the plan says %q", i, got, want)
			}
			var seen strings.Builder
			for _, it := range p.Items("note") {
				seen.WriteString(it.Text("text"))
			}
			if whole := i == 0; strings.Contains(seen.String(), tabletest.Unshared) != whole {
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
		bad, good := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit})), r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		bad.guest.Call().Do(func() { _ = bad.guest.Call().Guest().Say([]byte{9, 9, 9}) })
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
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		r.host.Forget(s.chair)
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
