package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
)

// sighting is a visit as the clock at its place shows it.
type sighting struct {
	schedule.Visit
	date   time.Time
	minute int
}

func sightings(visits []schedule.Visit) (out []sighting) {
	for _, v := range visits {
		y, m, d := v.Start.Date()
		out = append(out, sighting{v, time.Date(y, m, d, 0, 0, 0, 0, time.UTC), v.Start.Hour()*60 + v.Start.Minute()})
	}
	return out
}

// named is the definition, word for word and with no thought for speed: whether a visit can be named by one who saw the
// visits of the days from first to last.
func named(v sighting, seen []sighting, first, last time.Time) (every int, tells []schedule.Visit) {
	samePlace := func(a, b schedule.Visit) bool {
		if a.Place == (plan.ID{}) {
			return b.Place == (plan.ID{}) && a.Item == b.Item
		}
		return a.Place == b.Place
	}
	best := 0.0
	for p := 1; p <= 14; p++ {
		days, hits := 0, 0
		var them []schedule.Visit
		for day := v.date.AddDate(0, 0, -p); !day.Before(first); day = day.AddDate(0, 0, -p) {
			if day.After(last) {
				continue
			}
			days++
			hit := false
			for _, w := range seen {
				diff := w.minute - v.minute
				if w.date.Equal(day) && samePlace(v.Visit, w.Visit) && diff < 60 && diff > -60 {
					hit = true
					them = append(them, w.Visit)
				}
			}
			if hit {
				hits++
			}
		}
		if share := float64(hits) / float64(days); hits >= 2 && share >= 0.5 && share > best {
			best, every, tells = share, p, them
		}
	}
	slices.SortStableFunc(tells, func(a, b schedule.Visit) int { return a.Start.Compare(b.Start) })
	return every, tells
}

func visitText(v schedule.Visit) string {
	return v.Item.String()[:6] + v.Start.Format(" 2006-01-02 15:04 ") + v.Place.String()[:6]
}

// randomPlan has a few appointments that meet at a few places and hours around 2026-03-02, and the changes of clocks of
// that month.
func randomPlan(t *rapid.T) *plan.Plan {
	p := newPlan(t)
	var places []plan.ID
	for range rapid.IntRange(1, 2).Draw(t, "places") {
		f := fields{"name": plan.Text("x")}
		if z := rapid.SampledFrom([]string{"", "America/New_York", "Europe/Madrid", "America/Phoenix"}).Draw(t, "zone"); z != "" {
			f["zone"] = plan.Text(z)
		}
		places = append(places, add(t, p, "place", f))
	}
	for range rapid.IntRange(1, 4).Draw(t, "appts") {
		at := func() string {
			day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "day"))
			return day.Format(plan.DateLayout) + "T" + rapid.SampledFrom([]string{"00:10", "02:30", "03:20", "09:00", "09:59", "10:00", "23:40"}).Draw(t, "clock")
		}
		place := func() plan.Value {
			if i := rapid.IntRange(-1, len(places)-1).Draw(t, "place"); i >= 0 {
				return plan.Ref(places[i])
			}
			return nil
		}
		rules := []string{"", "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=13", "FREQ=MONTHLY"}
		f := fields{"start": plan.Text(at()), "repeat": plan.Text(rapid.SampledFrom(rules).Draw(t, "rule")), "place": place(),
			"public": plan.Flag(rapid.IntRange(0, 9).Draw(t, "public") == 0)}
		var also []plan.Record
		for range rapid.IntRange(0, 6).Draw(t, "also") {
			also = append(also, fields{"start": plan.Text(at()), "place": place()})
		}
		f["also"] = plan.Records(also...)
		var skip []string
		for range rapid.IntRange(0, 6).Draw(t, "skip") {
			skip = append(skip, at()[:10])
		}
		f["skip"] = plan.Texts(skip...)
		add(t, p, "appt", f)
	}
	return p
}

// Five thousand plans: go test ./client/schedule -run TestWhatCanBeNamedIsAsDefined -rapid.checks=5000
func TestWhatCanBeNamedIsAsDefined(t *testing.T) {
	z := zones(t, "America/New_York")
	rapid.Check(t, func(t *rapid.T) {
		p := randomPlan(t)
		today := time.Date(2026, 3, rapid.IntRange(1, 31).Draw(t, "today"), 0, 0, 0, 0, time.UTC)
		date := func(days int) string { return today.AddDate(0, 0, days).Format(plan.DateLayout) }
		all := schedule.Between(p, "2026-01-01", "2026-06-01", z)
		in := func(from, to string) (out []schedule.Visit) {
			for _, v := range all {
				if v.Date >= from && v.Date <= to {
					out = append(out, v)
				}
			}
			return out
		}
		seen := sightings(in(date(-28), date(-1)))
		var want, got []string
		for _, v := range sightings(in(date(0), date(27))) {
			it, _ := p.Item(v.Item)
			every, tells := named(v, seen, today.AddDate(0, 0, -28), today.AddDate(0, 0, -1))
			if every > 0 || it.Flag("public") {
				s := fmt.Sprint(visitText(v.Visit), it.Flag("public"), every)
				for _, w := range tells {
					s += ", " + visitText(w)
				}
				want = append(want, s)
			}
		}
		o := schedule.Foresee(p, date(0), z)
		for _, f := range o.Foreseen {
			s := fmt.Sprint(visitText(f.Visit), f.Public, f.Every)
			for _, w := range f.Seen {
				s += ", " + visitText(w)
			}
			got = append(got, s)
		}
		if len(o.Coming) != len(in(date(0), date(27))) || !slices.Equal(got, want) {
			t.Fatalf("on %s:\n got %s\nwant %s", date(0), strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	})
}

func TestWhatTellsAVisit(t *testing.T) {
	for _, c := range []struct {
		name string
		f    fields
		want string
	}{
		{"every week", fields{"start": plan.Text("2026-01-06T09:00"), "repeat": plan.Text("FREQ=WEEKLY")},
			"03-03 every 7 by 4, 03-10 every 7 by 4, 03-17 every 7 by 4, 03-24 every 7 by 4"},
		{"every four weeks is seen once", fields{"start": plan.Text("2026-01-06T09:00"), "repeat": plan.Text("FREQ=WEEKLY;INTERVAL=4")}, ""},
		{"every other week", fields{"start": plan.Text("2026-01-06T09:00"), "repeat": plan.Text("FREQ=WEEKLY;INTERVAL=2")},
			"03-03 every 14 by 2, 03-17 every 14 by 2"},
		{"a new habit is not known yet", fields{"start": plan.Text("2026-02-24T09:00"), "repeat": plan.Text("FREQ=WEEKLY")}, ""},
		{"half of the weeks", fields{"start": plan.Text("2026-01-06T09:00"), "repeat": plan.Text("FREQ=WEEKLY;UNTIL=20260303"), "skip": plan.Texts("2026-02-03", "2026-02-17")},
			"03-03 every 7 by 2"},
		{"one that was moved", fields{"start": plan.Text("2026-01-06T09:00"), "repeat": plan.Text("FREQ=WEEKLY;UNTIL=20260224"),
			"also": plan.Records(fields{"start": plan.Text("2026-03-03T09:59")}, fields{"start": plan.Text("2026-03-10T10:00")})},
			"03-03 every 7 by 4"},
		{"looked up", fields{"start": plan.Text("2026-03-05T09:00"), "public": plan.Flag(true)}, "03-05 looked up"},
	} {
		p := newPlan(t)
		add(t, p, "appt", c.f)
		var got []string
		for _, f := range schedule.Foresee(p, "2026-03-02", schedule.Zones{}).Foreseen {
			s := f.Visit.Start.Format("01-02")
			if f.Every > 0 {
				s += fmt.Sprintf(" every %d by %d", f.Every, len(f.Seen))
			}
			if f.Public {
				s += " looked up"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}
