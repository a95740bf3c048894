package table_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/table"
	"larkspur/client/plan"
)

// From the moment at which she has changed the terms, nothing is said any more that they do not allow, also not what was on its way and
// is said again: there is nothing to wait for until the plan is looked at the next time.
func TestNothingOfTheOldTermsIsSaidFromTheMomentOfAChange(t *testing.T) {
	for _, paused := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := sit(t)
			s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}, live.Part{Section: r.Where, Right: live.View}))
			r.air.Lose()
			if err := r.Home.Edit(func(p *plan.Plan) error { return p.SetField(r.Note, "text", plan.Text("the marker sentence")) }); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			said := func() string { return string(bytes.Join(table.Messages(s.chair), nil)) }
			if !strings.Contains(said(), "marker") {
				t.Fatal("the control: it is on its way")
			}
			terms := r.terms(live.Part{Section: r.Where, Right: live.View})
			if terms.Paused = paused; paused {
				terms.Parts = append(terms.Parts, live.Part{Section: r.People, Right: live.Edit})
			}
			if err := s.chair.Change(terms); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(said(), "marker") {
				t.Errorf("paused %v: it is said all the same", paused)
			}
		})
	}
}

// Little is on its way to a guest whose line takes nothing, however much she writes, so that there is little to be taken back.
func TestLittleIsOnItsWayToAGuestThatHearsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		r.air.Lose()
		waits := 0
		for i := range 40 {
			if err := r.Home.Edit(func(p *plan.Plan) error {
				return p.SetField(r.Note, "text", plan.Text(strings.Repeat(string(rune('a'+i%26)), 1000)))
			}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond)
			s.chair.Call().With(func(h *live.Host) { waits = max(waits, h.Waiting()) })
		}
		if waits == 0 || waits > 3000 {
			t.Errorf("%d bytes wait", waits)
		}
	})
}

// A guest that leaves, or whose program is ended, has nothing of what was shared at once, though nobody heard yet that it goes.
func TestAGuestThatLeavesHasNothingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		r.air.Lose()
		s.guest.Call().With(func(g *live.Guest) { g.Leave() })
		synctest.Wait()
		select {
		case <-s.guest.Call().Done():
			t.Fatal("somebody heard it")
		default:
		}
		if s.document() != 0 || len(s.reads().Sections()) != 0 {
			t.Error("it has what was shared")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		ctx, stop := context.WithCancel(r.ctx)
		all := r.ctx
		r.ctx = ctx
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		r.ctx = all
		if s.document() != 1 {
			t.Fatal("nothing was shared")
		}
		stop()
		<-s.guest.Call().Done()
		synctest.Wait()
		if s.document() != 0 {
			t.Error("a call that was ended leaves what was shared")
		}
	})
}
