package table_test

import (
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
)

// A save speaks for what was there when it began: not for what a guest wrote while it was under way, nor for a later one that is.
func TestASaveSpeaksForWhatItTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		writes := func(text string) {
			s.guest.Do(func(g *joint.Guest) {
				if err := g.SetText(r.Note, "text", text); err != nil {
					t.Fatal(err)
				}
			})
			time.Sleep(3 * time.Second)
		}
		saved := func() (is bool) {
			time.Sleep(3 * time.Second)
			s.guest.Do(func(g *joint.Guest) { p := g.Progress(); is = p.Saved && p.Waiting+p.Sent == 0 })
			return is
		}
		writes("one")
		first := r.host.Saving()
		writes("one two")
		second := r.host.Saving()
		if text(r.Home.Plan(), r.Note) != "one two" {
			t.Fatal("it has not come")
		}
		if first(); saved() {
			t.Error("what was written while it was being saved is said to be saved")
		}
		if second(); !saved() {
			t.Error("it is not said to be saved")
		}
	})
}
