package app

import (
	"crypto/rand"
	"slices"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// placed adds a place with a name.
func placed(p *plan.Plan, name string) (plan.ID, error) {
	id, err := p.AddItem(rand.Reader, p.Sections()[2].ID(), "place")
	if err == nil {
		err = p.SetField(id, "name", plan.Text(name))
	}
	return id, err
}

func TestHoursAreMarkedAndTakenBack(t *testing.T) {
	k := keptPlan(t, noted)
	p := k.opens("en")
	p.click("Week")
	p.click("Mark hours of the week")
	p.click("Monday 9 am: Blank")
	p.click("Monday 10 am: Blank")
	p.click("Monday 10 am: Safer") // again: taken back
	p.click("− Less safe")
	p.click("Tue")
	p.click("11 pm")
	p.click("Marking: Less safe. Press for the next one.")
	p.click("Tuesday 3 pm: Less safe")
	p.sees("?")
	p.settles()
	var want schedule.Grid
	want[0][9] = "safer"
	for d := range want {
		want[d][23] = "less"
	}
	for h := range want[1] {
		want[1][h] = "less"
	}
	want[1][15] = "unsure"
	// An hour of every day is marked where it is not marked on all of them, so 11 pm on Tuesday stays.
	if got, _ := schedule.ReadGrid(k.reads(), plan.ID{}); got != want {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestEachPlaceHasItsHours(t *testing.T) {
	var north plan.ID
	k := keptPlan(t, func(p *plan.Plan) (err error) {
		north, err = placed(p, "North")
		return err
	})
	p := k.opens("en")
	p.click("Places you go")
	p.click("North")
	p.click("Mark hours of the week")
	p.click("Friday 2 pm: Blank")
	p.click("In general")
	p.sees("Hours for")
	p.click("Friday 2 pm: Blank")
	p.click("North")
	p.click("Friday 2 pm: Safer")
	p.settles()
	after := k.reads()
	if g, _ := schedule.ReadGrid(after, north); g != (schedule.Grid{}) {
		t.Error("the hours of the place are not taken back")
	}
	if g, _ := schedule.ReadGrid(after, plan.ID{}); g[4][14] != "safer" {
		t.Error("the hours of no place are not there")
	}
}

// Safer hours for calls: from the channel itself.
func TestAChannelHasItsHoursToo(t *testing.T) {
	k := keptPlan(t, noted)
	p := k.opens("en")
	p.click("Calls, mail and privacy")
	p.click("Ideas")
	p.click("Calls to my phone")
	p.click("Added: Calls to my phone")
	p.click("Mark hours of the week")
	p.click("Sunday 8 pm: Blank")
	p.settles()
	after := k.reads()
	if g, _ := schedule.ReadGrid(after, after.Items("chan")[0].ID()); g[6][20] != "safer" {
		t.Error("the hour of the channel is not there")
	}
}

func TestAWindowThatSaysMoreIsShownApartAndStays(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "win")
		for field, v := range map[string]plan.Value{"name": plan.Text("Late shift"), "state": plan.Text("safer"), "days": plan.Texts("mo")} {
			if err == nil {
				err = p.SetField(id, field, v)
			}
		}
		return err
	})
	p := k.opens("en")
	p.click("Week")
	p.click("Mark hours of the week")
	p.sees("More exact times")
	p.click("Mon")
	p.click("Late shift")
	p.sees("For you, this time is")
	p.settles()
	if n := len(k.reads().Items("win")); n != 2 {
		t.Errorf("%d windows", n)
	}
}

// The arrow keys move over cells in rows of eight: 25 rows of a corner, seven days and 24 hours, with nothing missing.
func TestTheArrowsFindEveryHour(t *testing.T) {
	p := keptPlan(t, noted).opens("en")
	p.click("Week")
	p.click("Mark hours of the week")
	p.sees("What to mark")
	cells, corner := 0, false
	walk(p.find("the hours", func(n *view.Node) bool { return attrOf(n, "data-roving") == "xy" && attrOf(n, "data-cols") == "8" }), func(n *view.Node) {
		if slices.ContainsFunc(n.Attrs, func(a view.Attr) bool { return a.Name == "data-rove" }) {
			corner = corner || cells == 0 && handlerOf(n, "click") == "next"
			cells++
		}
	})
	if cells != 8*25 || !corner {
		t.Errorf("%d cells", cells)
	}
}
