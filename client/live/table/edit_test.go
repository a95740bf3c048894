package table_test

import (
	"crypto/rand"
	"errors"
	mrand "math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// Whatever is done to a plan can be done to what is shared, and says the same: the host's plan ends up as the one that was
// changed, item by item, and what the guest may only look at is refused.
func TestEditsOfAPlanAreEditsOfWhatIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}, live.Part{Section: r.Where, Right: live.Edit}))
		var ids []plan.ID
		edits := 0
		for range 120 {
			err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error {
				items := p.Items("note", "person", "place")
				it := items[mrand.IntN(len(items))]
				switch mrand.IntN(6) {
				case 0, 1:
					id, err := p.AddItem(rand.Reader, []plan.ID{r.People, r.Where}[mrand.IntN(2)], []string{"note", "person"}[mrand.IntN(2)])
					ids = append(ids, id)
					return err
				case 2:
					if it.ID() == r.Note {
						return nil
					}
					return p.RemoveItem(it.ID())
				case 3:
					return p.MoveItem(it.ID(), []plan.ID{r.People, r.Where}[mrand.IntN(2)], 0)
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
		want, got := s.reads(), r.Home.Plan()
		for _, id := range []plan.ID{r.People, r.Where} {
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

// Terms come before the document follows them. An edit between the two is a suggestion already, and is not handed back as one that
// may not be done.
func TestAnEditRightAfterNewTermsIsByThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		time.Sleep(6 * time.Second) // at first, several frames leave at once
		if err := s.chair.Change(r.terms(live.Part{Section: r.People, Right: live.Suggest})); err != nil {
			t.Fatal(err)
		}
		agreed := func() (is bool) {
			s.guest.Call().With(func(g *live.Guest) { is = g.Terms().Of(r.People) == live.Suggest })
			return is
		}
		for !agreed() {
			time.Sleep(time.Millisecond)
		}
		s.guest.Do(func(g *joint.Guest) {
			if g.Right(r.People) != joint.Edit {
				t.Fatal("the document has followed already")
			}
		})
		if err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error { return p.SetField(r.Note, "text", plan.Text("another text")) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Second)
		s.guest.Do(func(g *joint.Guest) {
			if n := len(r.host.Suggestions()); n != 1 || len(g.Held()) != 0 {
				t.Errorf("%d suggestions, and handed back is %v", n, g.Held())
			}
		})
	})
}

// Where a guest may suggest, an edit is a suggestion, and the plan stays as it is.
func TestEditsAreSuggestionsWhereNoMoreIsAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Suggest}))
		before := plan.Encode(r.Home.Plan())
		for _, change := range []func(p *plan.Plan) error{
			func(p *plan.Plan) error { return p.SetField(r.Note, "text", plan.Text("another text")) },
			func(p *plan.Plan) error {
				id, err := p.AddItem(rand.Reader, r.People, "person")
				if err != nil {
					return err
				}
				return p.SetField(id, "name", plan.Text("Bea"))
			},
			func(p *plan.Plan) error { return p.RemoveItem(r.Note) },
		} {
			if err := s.guest.Edit(rand.Reader, change); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Second)
		}
		if string(plan.Encode(r.Home.Plan())) != string(before) {
			t.Error("the plan changed")
		}
		all := r.host.Suggestions()
		if len(all) != 3 || all[0].Text != "another text" || plan.AsText(all[1].Fields["name"]) != "Bea" || !all[2].Remove {
			t.Errorf("%d suggestions", len(all))
		}
	})
}

// Settings are hers alone: her second device changes and removes them, and whoever else tries is refused.
func TestEditsOfSettingsAreForHerOtherDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		if err := r.Home.Edit(func(p *plan.Plan) error { return p.SetSetting("idle", plan.Number(7)) }); err != nil {
			t.Fatal(err)
		}
		own := r.joins(live.Terms{Until: time.Now().Add(live.Hour), Whole: true})
		other := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		change := func(p *plan.Plan) error {
			return errors.Join(p.SetSetting("lang", plan.Text("es")), p.SetSetting("idle", nil), p.SetField(r.Note, "text", plan.Text("as well")))
		}
		if err := other.guest.Edit(rand.Reader, change); !errors.Is(err, joint.ErrScope) {
			t.Error(err)
		}
		if err := own.guest.Edit(rand.Reader, change); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		p := r.Home.Plan()
		if got := plan.AsText(p.Setting("lang")); got != "es" || p.Setting("idle") != nil || text(p, r.Note) != "as well" {
			t.Errorf("the language is %q, and the note says %q", got, text(p, r.Note))
		}
	})
}

func shown(t *testing.T, g *joint.Guest, note plan.ID) string {
	p, err := g.Plan()
	if err != nil {
		t.Error(err)
		return ""
	}
	return text(p, note)
}

// What comes while a guest's edit is being made waits for it: else the edit would take it away again.
func TestAnEditHoldsUpWhatComesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := sit(t)
		s := r.joins(r.terms(live.Part{Section: r.People, Right: live.Edit}))
		came := make(chan struct{})
		if err := s.guest.Edit(rand.Reader, func(p *plan.Plan) error {
			go func() {
				defer close(came)
				s.guest.Do(func(g *joint.Guest) {
					if err := g.SetText(r.Note, "text", "Monday. "+shown(t, g, r.Note)); err != nil {
						t.Error(err)
					}
				})
			}()
			for range 1000 {
				runtime.Gosched()
			}
			return p.SetField(r.Note, "text", plan.Text(text(p, r.Note)+" Ask."))
		}); err != nil {
			t.Fatal(err)
		}
		<-came
		if got, want := text(s.reads(), r.Note), "Monday. Call from the library. Ask."; got != want {
			t.Errorf("it says %q", got)
		}
	})
}
