package schedule_test

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests do not depend on what the machine has

	"larkspur/client/plan"
	"larkspur/client/rrule"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
)

func zones(t rapid.TB, here string) schedule.Zones {
	return schedule.Zones{Here: zone(t, here), Named: func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			return nil
		}
		return loc
	}}
}

func zone(t rapid.TB, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

type fields = plan.Record

func newPlan(t rapid.TB) *plan.Plan {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func add(t rapid.TB, p *plan.Plan, kind string, f fields) plan.ID {
	t.Helper()
	id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), kind)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range f {
		if err := p.SetField(id, k, v); err != nil {
			t.Fatalf("%s: %v", k, err)
		}
	}
	return id
}

func starts(visits []schedule.Visit) string {
	var out []string
	for _, v := range visits {
		out = append(out, v.Start.Format("Mon 02 15:04 MST"))
	}
	return strings.Join(out, ", ")
}

func TestWeek(t *testing.T) {
	text := plan.Text
	for _, c := range []struct {
		name, date string
		f          fields
		want       string
	}{
		{"once", "2026-03-04", fields{"start": text("2026-03-04T09:30")}, "Wed 04 09:30 EST"},
		{"another week", "2026-03-11", fields{"start": text("2026-03-04T09:30")}, ""},
		{"no start", "2026-03-04", fields{"title": text("x")}, ""},
		{"no date", "yesterday", fields{"start": text("2026-03-04T09:30")}, ""},
		{"a week that crosses a year", "2027-01-02", fields{"start": text("2026-12-28T09:30"), "repeat": text("FREQ=DAILY;INTERVAL=3")},
			"Mon 28 09:30 EST, Thu 31 09:30 EST, Sun 03 09:30 EST"},
		{"across the change of clocks", "2026-03-04", fields{"start": text("2026-03-01T09:30"), "repeat": text("FREQ=WEEKLY;BYDAY=FR,SA,SU")},
			"Fri 06 09:30 EST, Sat 07 09:30 EST, Sun 08 09:30 EDT"},
		{"an hour that is skipped", "2026-03-08", fields{"start": text("2026-03-08T02:30")}, "Sun 08 03:30 EDT"},
		{"an hour that comes twice", "2026-11-01", fields{"start": text("2026-11-01T01:30")}, "Sun 01 01:30 EDT"},
		{"its own zone", "2026-03-04", fields{"start": text("2026-03-04T09:30"), "zone": text("America/Los_Angeles")}, "Wed 04 09:30 PST"},
		{"a zone that nobody knows", "2026-03-04", fields{"start": text("2026-03-04T09:30"), "zone": text("Mars/Base")}, "Wed 04 09:30 EST"},
		{"a date left out", "2026-03-04", fields{"start": text("2026-03-02T08:00"), "repeat": text("FREQ=DAILY;COUNT=3"), "skip": plan.Texts("2026-03-03")},
			"Mon 02 08:00 EST, Wed 04 08:00 EST"},
		{"until the day itself", "2026-03-04", fields{"start": text("2026-03-02T08:00"), "repeat": text("FREQ=DAILY;UNTIL=20260303")},
			"Mon 02 08:00 EST, Tue 03 08:00 EST"},
		{"the start is shown beside the rule", "2026-03-04", fields{"start": text("2026-03-03T08:00"), "repeat": text("FREQ=WEEKLY;BYDAY=TH")},
			"Tue 03 08:00 EST, Thu 05 08:00 EST"},
		{"every other week", "2026-03-11", fields{"start": text("2026-03-03T08:00"), "repeat": text("FREQ=WEEKLY;INTERVAL=2")}, ""},
		{"the last of a month", "2026-02-25", fields{"start": text("2026-01-31T08:00"), "repeat": text("FREQ=MONTHLY")}, ""},
		{"the last of a month that has it", "2026-03-31", fields{"start": text("2026-01-31T08:00"), "repeat": text("FREQ=MONTHLY;COUNT=2")}, "Tue 31 08:00 EDT"},
	} {
		p := newPlan(t)
		add(t, p, "appt", c.f)
		if got := starts(schedule.Week(p, c.date, zones(t, "America/New_York"))); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestARuleOfANewerVersionIsShownOnceAndMarked(t *testing.T) {
	p := newPlan(t)
	id := add(t, p, "appt", fields{"start": plan.Text("2026-03-03T08:00"), "repeat": plan.Text("FREQ=DAILY;COUNT=1000")})
	const fuller = "FREQ=MONTHLY;PHASE=FULL"
	if p.SetField(id, "repeat", plan.Text(fuller)) == nil {
		t.Fatal("this version lets a rule be built that it does not understand")
	}
	short := "uFREQ=DAILY;COUNT=1000" // a text of 21 bytes, and the newer rule is one of 23
	b := strings.Replace(string(plan.Encode(p)), short, "w"+fuller, 1)
	q, err := plan.Decode([]byte(b))
	if err != nil {
		t.Fatal(err)
	}
	first, later := schedule.Week(q, "2026-03-03", schedule.Zones{}), schedule.Week(q, "2026-03-10", schedule.Zones{})
	if len(first) != 1 || !first[0].First || len(later) != 0 {
		t.Errorf("%d visits and then %d", len(first), len(later))
	}
}

// brute lists the occurrences of a rule one after the other, by calendar arithmetic of the standard library.
func brute(r rrule.Rule, start, until time.Time) []string {
	var out []string
	n := 0
	for d := start; !d.After(until); d = d.AddDate(0, 0, 1) {
		date := d.Format(plan.DateLayout)
		if r.Until != "" && strings.ReplaceAll(date, "-", "") > r.Until && d != start {
			break
		}
		hit := d.Equal(start)
		days := int(d.Sub(start).Hours() / 24)
		switch r.Freq {
		case rrule.Daily:
			hit = hit || days%max(r.Interval, 1) == 0
		case rrule.Weekly:
			y := start.AddDate(0, 0, -(int(start.Weekday())+6)%7)
			week := int(d.Sub(y).Hours()/24) / 7
			on := slices.Contains(r.By[rrule.WeekDay], rrule.On(0, d.Weekday())) || len(r.By[rrule.WeekDay]) == 0 && d.Weekday() == start.Weekday()
			hit = hit || on && week%max(r.Interval, 1) == 0
		case rrule.Monthly:
			m := (d.Year()-start.Year())*12 + int(d.Month()) - int(start.Month())
			hit = hit || d.Day() == start.Day() && m%max(r.Interval, 1) == 0
		}
		if hit {
			n++
			if r.Count > 0 && n > r.Count {
				break
			}
			out = append(out, date)
		}
	}
	return out
}

func TestWeeksTogetherAreTheWholeRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "start"))
		r := rrule.Rule{Freq: rapid.SampledFrom([]rrule.Freq{rrule.Never, rrule.Daily, rrule.Weekly, rrule.Monthly}).Draw(t, "freq")}
		if r.Freq != rrule.Never {
			r.Interval = rapid.IntRange(0, 4).Draw(t, "every")
			switch rapid.IntRange(0, 2).Draw(t, "end") {
			case 0:
				r.Count = rapid.IntRange(1, 20).Draw(t, "count")
			case 1:
				r.Until = start.AddDate(0, 0, rapid.IntRange(0, 200).Draw(t, "until")).Format("20060102")
			}
		}
		if r.Freq == rrule.Weekly {
			for _, d := range rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 4, func(n int) int { return n }).Draw(t, "days") {
				r.By[rrule.WeekDay] = append(r.By[rrule.WeekDay], rrule.On(0, time.Weekday(d)))
			}
		}
		parsed, err := rrule.Parse(r.String())
		if err != nil || parsed.String() != r.String() {
			t.Fatalf("%q: %v", r.String(), err)
		}
		p := newPlan(t)
		add(t, p, "appt", fields{"start": plan.Text(start.Format(plan.DateLayout) + "T09:00"), "repeat": plan.Text(r.String())})
		var got []string
		for i := range 40 {
			for _, v := range schedule.Week(p, schedule.Shift(start.Format(plan.DateLayout), i), schedule.Zones{}) {
				got = append(got, v.Date)
			}
		}
		monday, err := time.Parse(plan.DateLayout, schedule.Shift(start.Format(plan.DateLayout), 40))
		if err != nil {
			t.Fatal(err)
		}
		if want := brute(r, start, monday.AddDate(0, 0, -1)); !slices.Equal(got, want) {
			t.Fatalf("%q from %s:\n got %v\nwant %v", r, start.Format(plan.DateLayout), got, want)
		}
	})
}

func TestTravelComesFromTheVisitOrThePlace(t *testing.T) {
	p := newPlan(t)
	place := add(t, p, "place", fields{"name": plan.Text("x"), "travel": plan.Number(40), "zone": plan.Text("America/Denver")})
	add(t, p, "appt", fields{"start": plan.Text("2026-03-04T09:00"), "len": plan.Number(30), "buffer": plan.Number(5), "place": plan.Ref(place)})
	add(t, p, "appt", fields{"start": plan.Text("2026-03-04T12:00"), "travel": plan.Number(0), "place": plan.Ref(place)})
	v := schedule.Week(p, "2026-03-02", zones(t, "America/New_York"))
	got := fmt.Sprint(v[0].Leave.Format("15:04 MST "), v[0].Back.Format("15:04 "), v[1].Leave.Format("15:04"))
	if got != "08:15 MST 10:15 12:00" || v[0].Place != place {
		t.Error(got)
	}
}

func TestWindows(t *testing.T) {
	p := newPlan(t)
	add(t, p, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo", "su"), "from": plan.Text("22:00"), "to": plan.Text("06:00"),
		"except": plan.Records(fields{"date": plan.Text("2026-03-09"), "state": plan.Text("none")},
			fields{"date": plan.Text("2026-03-11"), "state": plan.Text("safer"), "to": plan.Text("23:00")})})
	add(t, p, "win", fields{"days": plan.Texts("tu")})
	var got []string
	for _, s := range schedule.Windows(p, "2026-03-10", zones(t, "America/New_York")) {
		got = append(got, s.State+s.Start.Format(" Mon 15:04")+s.End.Format(" Mon 15:04"))
	}
	want := "less Sun 22:00 Mon 06:00, unsure Tue 00:00 Wed 00:00, safer Wed 22:00 Wed 23:00, less Sun 22:00 Mon 06:00"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestAWindowOverTheNightOfTheChangeHasItsRealLength(t *testing.T) {
	p := newPlan(t)
	add(t, p, "win", fields{"days": plan.Texts("sa"), "from": plan.Text("22:00"), "to": plan.Text("06:00")})
	for date, want := range map[string]time.Duration{"2026-03-07": 7 * time.Hour, "2026-03-14": 8 * time.Hour, "2026-10-31": 9 * time.Hour} {
		for _, s := range schedule.Windows(p, date, zones(t, "America/New_York")) {
			if got := s.End.Sub(s.Start); got != want {
				t.Errorf("%s: %v", date, got)
			}
		}
	}
}

// The hour before 2 comes twice in the night before November 2, and a window begins with the first.
func TestAWindowThatReachesInFromARepeatedHourBeginsWithTheFirst(t *testing.T) {
	p := newPlan(t)
	add(t, p, "win", fields{"days": plan.Texts("su"), "from": plan.Text("01:30"), "to": plan.Text("00:30")})
	got := schedule.WindowsBetween(p, "2026-11-02", "2026-11-02", zones(t, "America/New_York"))
	if len(got) != 1 || got[0].Start.UTC().Format("Jan 2 15:04") != "Nov 1 05:30" || got[0].End.UTC().Format("Jan 2 15:04") != "Nov 2 05:30" {
		t.Errorf("%v", got)
	}
}

func TestClashes(t *testing.T) {
	p := newPlan(t)
	place := add(t, p, "place", fields{"name": plan.Text("x")})
	elsewhere := add(t, p, "place", fields{"name": plan.Text("y")})
	visit := func(start string, f fields) {
		f["start"], f["len"] = plan.Text(start), plan.Number(60)
		add(t, p, "appt", f)
	}
	visit("2026-03-02T09:00", fields{})
	visit("2026-03-02T10:00", fields{})                                                                       // touches the first only
	visit("2026-03-02T11:30", fields{"travel": plan.Number(45), "place": plan.Ref(place)})                    // overlaps the second on the way
	visit("2026-03-02T15:00", fields{"zone": plan.Text("America/Los_Angeles"), "place": plan.Ref(elsewhere)}) // 18:00 here
	add(t, p, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "from": plan.Text("18:30"), "to": plan.Text("20:00")})
	add(t, p, "win", fields{"state": plan.Text("safer"), "days": plan.Texts("mo")})
	add(t, p, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "to": plan.Text("11:00"), "place": plan.Ref(place)})
	z := zones(t, "America/New_York")
	visits, windows := schedule.Week(p, "2026-03-02", z), schedule.Windows(p, "2026-03-02", z)
	var got []string
	for _, c := range schedule.Clashes(visits, windows) {
		s := visits[c.Visit].Start.Format("15:04")
		if c.Other >= 0 {
			s += visits[c.Other].Start.Format(" visit 15:04")
		} else {
			s += windows[c.Window].Start.Format(" window 15:04")
		}
		got = append(got, s)
	}
	if s, want := strings.Join(got, ", "), "10:00 visit 11:30, 11:30 window 00:00, 15:00 window 18:30"; s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestUndated(t *testing.T) {
	p := newPlan(t)
	id := add(t, p, "appt", fields{"title": plan.Text("x")})
	add(t, p, "appt", fields{"start": plan.Text("2026-03-04T09:00")})
	if got := schedule.Undated(p); len(got) != 1 || got[0] != id {
		t.Error(got)
	}
}

func TestAVisitDoesNotPrint(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", fields{"start": plan.Text("2026-03-04T09:00")})
	if s := fmt.Sprintf("%v %+v", schedule.Week(p, "2026-03-04", schedule.Zones{}), schedule.Week(p, "2026-03-04", schedule.Zones{})[0]); strings.Contains(s, "2026") {
		t.Error(s)
	}
}

func BenchmarkWeekOfSixty(b *testing.B) {
	p := newPlan(b)
	for i := range 60 {
		add(b, p, "appt", fields{"start": plan.Text(fmt.Sprintf("2026-01-%02dT09:00", 1+i%28)), "repeat": plan.Text("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=500")})
	}
	z := zones(b, "America/New_York")
	for b.Loop() {
		schedule.Week(p, "2026-11-30", z)
	}
}
