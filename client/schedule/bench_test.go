package schedule_test

import (
	"fmt"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// busyYear is a plan with twenty appointments that repeat, at five places, among ten windows. The first is the one that is
// staggered: two visits a week, beside a dose on every day of the year.
func busyYear(b *testing.B) (*plan.Plan, plan.ID, schedule.Zones) {
	p := newPlan(b)
	var places []plan.Value
	for i := range 5 {
		places = append(places, plan.Ref(add(b, p, "place", fields{"name": plan.Text("x"), "travel": plan.Number(int64(10 * i))})))
	}
	var first plan.ID
	for i := range 20 {
		f := fields{
			"start": plan.Text(fmt.Sprintf("2026-01-%02dT%02d:30", 1+i%28, 7+i%11)), "len": plan.Number(50), "place": places[i%5],
			"repeat": plan.Text([]string{"FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=WEEKLY;COUNT=500"}[i%5]),
		}
		if i%5 == 1 {
			f["len"], f["start"] = plan.Number(10), plan.Text(fmt.Sprintf("2026-01-%02dT%02d:10", 1+i, 6+4*(i/5)))
		}
		if i == 0 {
			f["allow"] = plan.Records(fields{"days": plan.Texts("mo", "tu", "we", "th", "fr"), "from": plan.Text("08:00"), "to": plan.Text("19:00")},
				fields{"days": plan.Texts("sa", "su"), "from": plan.Text("09:00"), "to": plan.Text("14:00"), "place": places[3]})
			f["alts"] = plan.Records(fields{"place": places[1]}, fields{"how": plan.Text("phone")})
			f["perweek"], f["gapmin"], f["gapmax"], f["minds"] = plan.Number(2), plan.Number(2), plan.Number(5), plan.Text("x")
		}
		if id := add(b, p, "appt", f); i == 0 {
			first = id
		}
	}
	for i := range 10 {
		f := fields{"state": plan.Text([]string{"less", "safer"}[i%2]), "days": plan.Texts("mo", "we", "fr"), "from": plan.Text(fmt.Sprintf("%02d:00", 8+i)), "to": plan.Text(fmt.Sprintf("%02d:00", 9+i))}
		if i > 6 {
			f["place"] = places[i%5]
		}
		add(b, p, "win", f)
	}
	return p, first, zones(b, "America/New_York")
}

// BenchmarkYear is all that the screen of the stagger helper asks for, and the year beside it.
func BenchmarkYear(b *testing.B) {
	p, id, z := busyYear(b)
	for b.Loop() {
		year := schedule.Between(p, "2026-01-01", "2026-12-31", z)
		schedule.Clashes(year, schedule.WindowsBetween(p, "2026-01-01", "2026-12-31", z))
		schedule.Foresee(p, "2026-03-02", z)
		if got := schedule.Stagger(p, id, "2026-03-02", z); len(got.Offers) != 4 || len(year) < 1000 {
			b.Fatalf("%d offers (%s), %d visits", len(got.Offers), got.NoRoom, len(year))
		}
	}
}

func BenchmarkYearBetween(b *testing.B) {
	p, _, z := busyYear(b)
	for b.Loop() {
		schedule.Between(p, "2026-01-01", "2026-12-31", z)
	}
}

func BenchmarkYearClashes(b *testing.B) {
	p, _, z := busyYear(b)
	for b.Loop() {
		schedule.Clashes(schedule.Between(p, "2026-01-01", "2026-12-31", z), schedule.WindowsBetween(p, "2026-01-01", "2026-12-31", z))
	}
}

func BenchmarkYearForesee(b *testing.B) {
	p, _, z := busyYear(b)
	for b.Loop() {
		schedule.Foresee(p, "2026-03-02", z)
	}
}

func BenchmarkYearStagger(b *testing.B) {
	p, id, z := busyYear(b)
	for b.Loop() {
		schedule.Stagger(p, id, "2026-03-02", z)
	}
}

// BenchmarkYearStaggerDose is the hard case: on every day, with so few hours that much can be named whatever is chosen.
func BenchmarkYearStaggerDose(b *testing.B) {
	p, _, z := busyYear(b)
	id := add(b, p, "appt", fields{"start": plan.Text("2026-01-01T05:00"), "len": plan.Number(10), "repeat": plan.Text("FREQ=DAILY"),
		"allow": plan.Records(fields{"from": plan.Text("04:30"), "to": plan.Text("06:00")}, fields{"days": plan.Texts("sa"), "from": plan.Text("19:30"), "to": plan.Text("22:00")})})
	got := schedule.Stagger(p, id, "2026-03-02", z)
	b.Logf("%q, %d offers", got.NoRoom, len(got.Offers))
	for _, o := range got.Offers {
		b.Log(o.Foreseen)
	}
	for b.Loop() {
		schedule.Stagger(p, id, "2026-03-02", z)
	}
}
