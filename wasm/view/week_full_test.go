package view

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// A day with very many visits would take long to draw, and longer to be read aloud. Of today nothing is left for later.
func TestAFullDayOfAWeekShowsItsBeginningFirst(t *testing.T) {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	section := p.Sections()[1].ID()
	for i := range DayVisits + 3 {
		id, err := p.AddItem(rand.Reader, section, "appt")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 3, 2, 8, 10*i, 0, 0, time.UTC).Format(plan.MomentLayout)
		for key, text := range map[string]string{"title": "Visit", "start": start, "repeat": "FREQ=DAILY"} {
			if err := p.SetField(id, key, plan.Text(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	shown := func(look, day string) map[string]int {
		m := ScheduleModel{Look: look, Date: "2026-03-02", Today: "2026-03-04", Day: day, Zones: schedule.Zones{Here: time.UTC}}
		out, at := map[string]int{}, ""
		var count func(n *Node)
		count = func(n *Node) {
			if n == nil {
				return
			}
			if n.Tag == "section" && strings.HasPrefix(n.Key, "2026-") {
				at = n.Key
			}
			if n.Tag == "time" {
				out[at]++
			}
			for _, h := range n.On {
				if h.Action == "day "+at {
					out["more "+at]++
				}
			}
			for _, c := range n.Children {
				count(c)
			}
		}
		for _, n := range Schedule(catalog.Load("en"), p, m) {
			count(n)
		}
		return out
	}
	week := shown(WeekLook, "2026-03-06")
	for _, c := range []struct {
		day    string
		visits int
		more   int
	}{{"2026-03-02", DayVisits, 1}, {"2026-03-04", DayVisits + 3, 0}, {"2026-03-06", DayVisits + 3, 0}, {"2026-03-08", DayVisits, 1}} {
		if week[c.day] != c.visits || week["more "+c.day] != c.more {
			t.Errorf("%s: %d visits, %d ways to more", c.day, week[c.day], week["more "+c.day])
		}
	}
	if list := shown(ListLook, ""); list["2026-03-05"] != DayVisits+3 {
		t.Errorf("a list shows %d", list["2026-03-05"])
	}
}
