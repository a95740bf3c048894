package app

import (
	"slices"
	"testing"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// boxes are the labels of the text boxes that are shown, without what is folded away.
func (p *person) boxes() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	var look func(n *view.Node)
	look = func(n *view.Node) {
		if n == nil || slices.ContainsFunc(n.Attrs, func(a view.Attr) bool { return a.Name == "hidden" }) {
			return
		}
		if n.Tag == "label" || n.Tag == "legend" {
			out = append(out, nameOf(n))
		}
		for _, c := range n.Children {
			look(c)
		}
	}
	look(p.tree)
	return out
}

func TestAFormBeginsWithWhatMattersFirst(t *testing.T) {
	k := keptPlan(t, nil)
	p := k.opens("en")
	p.click("Someone you trust")
	p.sees(p.words("ui.home.first.person.help"))
	name, phone, helps := p.words("kind.person.field.name"), p.words("kind.person.field.phone"), p.words("kind.person.field.helps")
	if got := p.boxes(); !slices.Equal(got, []string{name, phone}) {
		t.Errorf("at first the form has %q", got)
	}
	p.click(p.words("ui.item.rest", "6"))
	if got := p.boxes(); len(got) != 8 || got[1] != phone {
		t.Errorf("unfolded the form has %q", got)
	}
	p.writes("Minds the children", helps)
	if got := p.boxes(); len(got) != 8 {
		t.Errorf("under the hand the form became %q", got)
	}
	// What is filled in is shown at once when one comes back.
	p.click("Back")
	p.click("People you trust")
	p.clickPart("without a name")
	if got := p.boxes(); !slices.Equal(got, []string{name, phone, helps}) {
		t.Errorf("later the form has %q", got)
	}
	p.seesNot(p.words("ui.home.first.person.help"))
}

func TestWhatIsOnTodayStandsOnTheFirstScreen(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		err := appointment(p, plan.Record{"title": plan.Text("Tomorrow’s visit"), "start": plan.Text("2026-03-05T08:00")})
		if err == nil {
			err = appointment(p, plan.Record{"title": plan.Text("Counseling"), "start": plan.Text("2026-03-04T14:30")})
		}
		return err
	})
	p := k.opens("en")
	p.sees("Today: Wednesday, March 4")
	p.sees("2:30 pm")
	p.seesNot("Tomorrow’s visit")
	p.clickPart("Counseling")
	p.sees(p.words("kind.appt.field.title"))

	p = keptPlan(t, func(p *plan.Plan) error {
		return appointment(p, plan.Record{"title": plan.Text("Counseling"), "start": plan.Text("2026-03-05T14:30")})
	}).opens("en")
	p.seesNot("Today: ")
}
