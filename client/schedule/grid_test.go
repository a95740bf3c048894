package schedule_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
)

var gridStates = []string{"", "safer", "less", "unsure"}

func drawGrid(t *rapid.T) (g schedule.Grid) {
	for range rapid.IntRange(0, 12).Draw(t, "strokes") {
		state := rapid.SampledFrom(gridStates).Draw(t, "state")
		start, n := rapid.IntRange(0, 167).Draw(t, "start"), rapid.SampledFrom([]int{1, 2, 3, 8, 24, 25, 60, 168}).Draw(t, "hours")
		for h := start; h < start+n; h++ {
			g[h%168/24][h%24] = state
		}
	}
	return g
}

// others are windows that cells cannot say, and windows for something else.
func others(t rapid.TB, p *plan.Plan, place, elsewhere, channel plan.ID) []plan.ID {
	text := plan.Text
	monday := func(more fields) plan.ID {
		f := fields{"state": text("less"), "days": plan.Texts("mo"), "from": text("09:00"), "to": text("17:00")}
		if it, ok := p.Item(place); ok {
			f[it.Kind()] = plan.Ref(place)
		}
		for k, v := range more {
			f[k] = v
		}
		return add(t, p, "win", f)
	}
	return []plan.ID{
		monday(fields{"name": text("late shift")}), monday(fields{"note": text("most weeks")}), monday(fields{"from": text("09:30")}),
		monday(fields{"to": text("17:45")}), monday(fields{"zone": text("America/Denver")}), monday(fields{"days": nil}),
		monday(fields{"state": nil}), monday(fields{"later": text("of a newer version")}),
		monday(fields{"except": plan.Records(fields{"date": text("2026-03-09"), "state": text("none")})}),
		monday(fields{"place": plan.Ref(elsewhere), "chan": nil}), monday(fields{"place": nil, "chan": plan.Ref(channel)}),
	}
}

// says is all that an item says.
func says(p *plan.Plan, id plan.ID) string {
	it, _ := p.Item(id)
	out := it.Kind()
	for _, f := range it.Fields() {
		out += " " + f
		for _, v := range []plan.Value{it.Value(f)} {
			out += "=" + string(plan.AsText(v))
			for _, s := range plan.AsTexts(v) {
				out += "," + s
			}
		}
	}
	return out
}

func TestWhatIsPaintedIsReadAndOtherWindowsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlan(t)
		section := p.Sections()[1].ID()
		elsewhere, channel := add(t, p, "place", fields{"name": plan.Text("y")}), add(t, p, "chan", fields{"type": plan.Text("phone")})
		place := plan.ID{}
		if kind := rapid.SampledFrom([]string{"", "place", "chan"}).Draw(t, "for"); kind != "" {
			place = add(t, p, kind, fields{"name": plan.Text("x")})
		}
		stay := others(t, p, place, elsewhere, channel)
		before := make([]string, len(stay))
		for i, id := range stay {
			before[i] = says(p, id)
		}
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			g := drawGrid(t)
			if err := g.Write(p, place, section, rand.Reader); err != nil {
				t.Fatal(err)
			}
			got, apart := schedule.ReadGrid(p, place)
			if got != g {
				t.Fatalf("painted\n%v\nread\n%v", g, got)
			}
			if len(apart) != len(stay)-2 || !slices.Equal(apart, stay[:len(apart)]) {
				t.Fatalf("%d windows are apart, of %d", len(apart), len(stay)-2)
			}
			for i, id := range stay {
				if now := says(p, id); now != before[i] {
					t.Fatalf("%s became %s", before[i], now)
				}
			}
			q := p.Clone()
			if err := g.Write(q, place, section, rand.Reader); err != nil || !plan.Equal(p, q) {
				t.Fatal("the same again changes something")
			}
		}
	})
}

// The windows that are written mean the hours that were painted, to whoever reads windows.
func TestPaintedHoursAreTheHoursOfTheWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, g := newPlan(t), drawGrid(t)
		if err := g.Write(p, plan.ID{}, p.Sections()[1].ID(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
		var got schedule.Grid
		for _, s := range schedule.Windows(p, "2026-03-02", schedule.Zones{Here: time.UTC}) {
			for h := range 168 {
				at := monday.Add(time.Duration(h) * time.Hour)
				if !at.Before(s.Start) && at.Before(s.End) {
					if got[h/24][h%24] != "" {
						t.Fatalf("hour %d is covered twice", h)
					}
					got[h/24][h%24] = s.State
				}
			}
		}
		if got != g {
			t.Fatalf("painted\n%v\nthe week has\n%v", g, got)
		}
	})
}

func TestWindowsOfAGridAreAsAPersonWouldSayThem(t *testing.T) {
	p := newPlan(t)
	section := p.Sections()[1].ID()
	var g schedule.Grid
	for d := range 5 {
		for h := 9; h < 17; h++ {
			g[d][h] = "safer"
		}
	}
	for d := range 7 {
		for _, h := range []int{22, 23, 0, 1, 2, 3, 4, 5} {
			g[d][h] = "less"
		}
	}
	g[6] = [24]string{}
	for h := range g[6] {
		g[6][h] = "unsure"
	}
	if err := g.Write(p, plan.ID{}, section, rand.Reader); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range p.Items("win") {
		got = append(got, says(p, it.ID()))
	}
	want := []string{
		"win days=,mo from=00:00 state=less to=06:00", "win days=,mo,tu,we,th,fr from=09:00 state=safer to=17:00",
		"win days=,mo,tu,we,th,fr from=22:00 state=less to=06:00", "win days=,sa from=22:00 state=less to=00:00", "win days=,su state=unsure",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	kept := p.Items("win")[1].ID()
	g[5][3] = ""
	g[0][7] = "unsure" // a window that comes before those that stay
	if err := g.Write(p, plan.ID{}, section, rand.Reader); err != nil {
		t.Fatal(err)
	}
	if says(p, kept) != want[1] {
		t.Error("a window that says the same is another one now")
	}
}

func TestWhereWindowsOverlapTheMoreCarefulOneIsShown(t *testing.T) {
	p := newPlan(t)
	for _, state := range []string{"less", "safer", "unsure"} {
		add(t, p, "win", fields{"state": plan.Text(state), "days": plan.Texts("we"), "from": plan.Text("10:00")})
	}
	add(t, p, "win", fields{"state": plan.Text("safer"), "days": plan.Texts("we"), "to": plan.Text("10:00")})
	if g, _ := schedule.ReadGrid(p, plan.ID{}); g[2][10] != "less" || g[2][23] != "less" || g[2][9] != "safer" || g[3][0] != "" {
		t.Errorf("%v", g[2])
	}
}

// What two devices say differently waits to be resolved, and is not painted over meanwhile.
func TestAWindowThatDevicesDisagreeOnStaysApart(t *testing.T) {
	base := newPlan(t)
	id := add(t, base, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "from": plan.Text("09:00")})
	one, other := base.Clone(), base.Clone()
	if one.SetField(id, "from", plan.Text("10:00")) != nil || other.SetField(id, "from", plan.Text("11:00")) != nil {
		t.Fatal("the test writes no times")
	}
	p := plan.Merge(base, one, other)
	g, apart := schedule.ReadGrid(p, plan.ID{})
	if p.Conflicts() != 1 || g != (schedule.Grid{}) || !slices.Equal(apart, []plan.ID{id}) {
		t.Fatalf("%d conflicts, %d apart", p.Conflicts(), len(apart))
	}
	if err := g.Write(p, plan.ID{}, p.Sections()[1].ID(), rand.Reader); err != nil || p.Conflicts() != 1 {
		t.Error("one of the two is gone")
	}
}

func TestAWindowForAPlaceAndAChannelStaysApart(t *testing.T) {
	p := newPlan(t)
	place, channel := add(t, p, "place", fields{"name": plan.Text("x")}), add(t, p, "chan", fields{"type": plan.Text("phone")})
	both := add(t, p, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "place": plan.Ref(place), "chan": plan.Ref(channel)})
	if g, apart := schedule.ReadGrid(p, place); g != (schedule.Grid{}) || !slices.Equal(apart, []plan.ID{both}) {
		t.Error("it is taken for one of the place alone")
	}
	for _, of := range []plan.ID{{}, channel} {
		if g, apart := schedule.ReadGrid(p, of); g != (schedule.Grid{}) || len(apart) != 0 {
			t.Error("it is there twice")
		}
	}
}

// What two devices paint at a time stands in the end as each of them meant it, whatever they painted over.
func TestHoursPaintedOnTwoDevicesAreBothThere(t *testing.T) {
	base := newPlan(t)
	add(t, base, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "from": plan.Text("09:00"), "to": plan.Text("10:00")})
	paint := func(hours ...[2]int) (*plan.Plan, schedule.Grid) {
		var g schedule.Grid
		for _, h := range hours {
			g[h[0]][h[1]] = "less"
		}
		p := base.Clone()
		if err := g.Write(p, plan.ID{}, p.Sections()[1].ID(), rand.Reader); err != nil {
			t.Fatal(err)
		}
		return p, g
	}
	longer, _ := paint([2]int{0, 9}, [2]int{0, 10})
	other, _ := paint([2]int{1, 14})
	for _, p := range []*plan.Plan{plan.Merge(base, longer, other), plan.Merge(base, other, longer)} {
		g, apart := schedule.ReadGrid(p, plan.ID{})
		if g[0][9] != "less" || g[0][10] != "less" || g[1][14] != "less" || len(apart) > 0 || p.Conflicts() > 0 {
			t.Errorf("%v, %d apart, %d conflicts", g, len(apart), p.Conflicts())
		}
	}
}
