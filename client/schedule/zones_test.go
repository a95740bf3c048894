package schedule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// instants writes visits as their own clock shows them, with the offset, and as UTC has them.
func instants(visits []schedule.Visit) string {
	var out []string
	for _, v := range visits {
		out = append(out, v.Start.Format("Jan 2 15:04 -07:00")+" "+v.Start.UTC().Format("15:04Z"))
	}
	return strings.Join(out, ", ")
}

// The clocks go an hour on and back in New York and in Madrid, on other dates; on Lord Howe Island half an hour, in the
// other half of the year. A reading that is skipped is taken with the offset before, and of one that comes twice the first
// is meant (RFC 5545 §3.3.5).
func TestClocksThatChange(t *testing.T) {
	const york, madrid, howe = "America/New_York", "Europe/Madrid", "Australia/Lord_Howe"
	for _, c := range []struct{ name, zone, start, repeat, from, to, want string }{
		{"a skipped hour", york, "2026-03-07T02:30", "FREQ=DAILY", "2026-03-07", "2026-03-09",
			"Mar 7 02:30 -05:00 07:30Z, Mar 8 03:30 -04:00 07:30Z, Mar 9 02:30 -04:00 06:30Z"},
		{"a repeated hour", york, "2026-10-31T01:30", "FREQ=DAILY", "2026-10-31", "2026-11-02",
			"Oct 31 01:30 -04:00 05:30Z, Nov 1 01:30 -04:00 05:30Z, Nov 2 01:30 -05:00 06:30Z"},
		{"every week over both changes", york, "2026-03-01T09:00", "FREQ=WEEKLY;INTERVAL=35", "2026-01-01", "2026-12-31",
			"Mar 1 09:00 -05:00 14:00Z, Nov 1 09:00 -05:00 14:00Z"},
		{"every week over the first", york, "2026-03-04T09:00", "FREQ=WEEKLY", "2026-03-01", "2026-03-14",
			"Mar 4 09:00 -05:00 14:00Z, Mar 11 09:00 -04:00 13:00Z"},
		{"a skipped hour", madrid, "2026-03-28T02:30", "FREQ=DAILY", "2026-03-28", "2026-03-30",
			"Mar 28 02:30 +01:00 01:30Z, Mar 29 03:30 +02:00 01:30Z, Mar 30 02:30 +02:00 00:30Z"},
		{"a repeated hour", madrid, "2026-10-24T02:30", "FREQ=DAILY", "2026-10-24", "2026-10-26",
			"Oct 24 02:30 +02:00 00:30Z, Oct 25 02:30 +02:00 00:30Z, Oct 26 02:30 +01:00 01:30Z"},
		{"every week over both changes", madrid, "2026-03-26T09:00", "FREQ=WEEKLY;BYMONTH=3,4,10", "2026-03-26", "2026-10-29",
			"Mar 26 09:00 +01:00 08:00Z, Apr 2 09:00 +02:00 07:00Z, Apr 9 09:00 +02:00 07:00Z, Apr 16 09:00 +02:00 07:00Z, " +
				"Apr 23 09:00 +02:00 07:00Z, Apr 30 09:00 +02:00 07:00Z, Oct 1 09:00 +02:00 07:00Z, Oct 8 09:00 +02:00 07:00Z, " +
				"Oct 15 09:00 +02:00 07:00Z, Oct 22 09:00 +02:00 07:00Z, Oct 29 09:00 +01:00 08:00Z"},
		{"a skipped half hour", howe, "2026-10-03T02:15", "FREQ=DAILY", "2026-10-03", "2026-10-05",
			"Oct 3 02:15 +10:30 15:45Z, Oct 4 02:45 +11:00 15:45Z, Oct 5 02:15 +11:00 15:15Z"},
		{"just after the skipped half hour", howe, "2026-10-03T02:30", "FREQ=DAILY;COUNT=2", "2026-10-03", "2026-10-05",
			"Oct 3 02:30 +10:30 16:00Z, Oct 4 02:30 +11:00 15:30Z"},
		{"a repeated half hour", howe, "2026-04-04T01:45", "FREQ=DAILY", "2026-04-04", "2026-04-06",
			"Apr 4 01:45 +11:00 14:45Z, Apr 5 01:45 +11:00 14:45Z, Apr 6 01:45 +10:30 15:15Z"},
		{"every hour over the skipped one, which is there once", york, "2026-03-08T00:00", "FREQ=HOURLY;COUNT=5", "2026-03-08", "2026-03-08",
			"Mar 8 00:00 -05:00 05:00Z, Mar 8 01:00 -05:00 06:00Z, Mar 8 03:00 -04:00 07:00Z, Mar 8 04:00 -04:00 08:00Z"},
		{"an end in UTC", madrid, "2026-03-28T09:00", "FREQ=DAILY;UNTIL=20260329T073000Z", "2026-03-28", "2026-03-31",
			"Mar 28 09:00 +01:00 08:00Z, Mar 29 09:00 +02:00 07:00Z"},
		{"an end in UTC, just before", madrid, "2026-03-28T09:00", "FREQ=DAILY;UNTIL=20260329T065959Z", "2026-03-28", "2026-03-31",
			"Mar 28 09:00 +01:00 08:00Z"},
	} {
		p := newPlan(t)
		add(t, p, "appt", fields{"start": plan.Text(c.start), "repeat": plan.Text(c.repeat), "zone": plan.Text(c.zone)})
		// Wherever the plan is opened, the place shows its own time.
		for _, here := range []string{c.zone, "UTC", "Asia/Tokyo", "America/Los_Angeles"} {
			if got := instants(schedule.Between(p, c.from, c.to, zones(t, here))); got != c.want {
				t.Errorf("%s, %s, opened in %s:\n got %s\nwant %s", c.zone, c.name, here, got, c.want)
			}
		}
	}
}

// The weeks between the changes of two zones are the ones in which their clocks lie an hour nearer.
func TestClashesAcrossZonesFollowTheClocksOfBoth(t *testing.T) {
	p := newPlan(t)
	there := add(t, p, "place", fields{"name": plan.Text("Madrid"), "zone": plan.Text("Europe/Madrid")})
	add(t, p, "appt", fields{"title": plan.Text("call"), "start": plan.Text("2026-03-02T15:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"), "place": plan.Ref(there)})
	add(t, p, "appt", fields{"title": plan.Text("here"), "start": plan.Text("2026-03-02T10:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"), "zone": plan.Text("America/New_York")})
	add(t, p, "win", fields{"state": plan.Text("less"), "days": plan.Texts("mo"), "from": plan.Text("11:15"), "to": plan.Text("12:00"), "zone": plan.Text("America/New_York")})
	for _, here := range []string{"America/New_York", "Europe/Madrid", "Australia/Lord_Howe"} {
		var met []string
		for monday := "2026-03-02"; monday < "2026-04-12"; monday = schedule.Shift(monday, 1) {
			z := zones(t, here)
			visits := schedule.Week(p, monday, z)
			if n := len(schedule.Clashes(visits, schedule.Windows(p, monday, z))); n > 0 {
				met = append(met, visits[0].Date)
			}
		}
		// 15:00 in Madrid is 09:00 in New York, and 10:00 from March 8 to March 28.
		if want := []string{"2026-03-09", "2026-03-16", "2026-03-23"}; !slices.Equal(met, want) {
			t.Errorf("opened in %s they meet on %v", here, met)
		}
	}
}

// A plan opened far away has the visit on the date of its place, and in the week of that date.
func TestAVisitIsOnTheDateOfItsPlace(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", fields{"start": plan.Text("2026-03-01T23:30"), "len": plan.Number(60), "zone": plan.Text("America/Los_Angeles")})
	v := schedule.Week(p, "2026-02-23", zones(t, "Australia/Lord_Howe"))
	if len(v) != 1 || v[0].Date != "2026-03-01" || v[0].Start.Format("15:04") != "23:30" {
		t.Fatalf("%d visits in the week of its date", len(v))
	}
	if local := v[0].Start.In(zone(t, "Australia/Lord_Howe")).Format("2006-01-02 15:04"); local != "2026-03-02 18:30" {
		t.Errorf("on that island it is %s", local)
	}
	if v := schedule.Week(p, "2026-03-02", zones(t, "Australia/Lord_Howe")); len(v) != 0 {
		t.Errorf("it is shown a second time, on %s", v[0].Date)
	}
}

func TestARuleThatComesTooOftenIsShownOnceAndMarked(t *testing.T) {
	for rule, often := range map[string]bool{
		"FREQ=HOURLY;INTERVAL=4": false, "FREQ=MINUTELY;INTERVAL=90": false, "FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0,30": false,
		"FREQ=SECONDLY;INTERVAL=43200": false, "FREQ=MINUTELY;BYHOUR=8;BYMINUTE=0,20,40": false, "FREQ=HOURLY;BYMINUTE=0,30": false,
		"FREQ=MINUTELY": true, "FREQ=MINUTELY;INTERVAL=29": true, "FREQ=SECONDLY;INTERVAL=60;BYSECOND=0": true, "FREQ=HOURLY;BYMINUTE=0,20,40": true,
		"FREQ=MINUTELY;BYHOUR=8": true, "FREQ=YEARLY;BYHOUR=1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7": true, "FREQ=SECONDLY;BYMONTH=12;BYHOUR=9;BYMINUTE=0": true,
	} {
		p := newPlan(t)
		add(t, p, "appt", fields{"start": plan.Text("2026-03-02T08:00"), "repeat": plan.Text(rule)})
		visits := schedule.Between(p, "2026-03-02", "2026-03-03", schedule.Zones{})
		if visits[0].First != often || often && len(visits) != 1 || !often && len(visits) > 2*48 {
			t.Errorf("%s: %d visits, the first marked: %v", rule, len(visits), visits[0].First)
		}
		if got := p.Items("appt")[0].Text("repeat"); got != rule {
			t.Errorf("%s is kept as %s", rule, got)
		}
	}
}

// Leap days, month ends and numbered weekdays, as the survivor would look them up.
func TestEveryRuleShowsItsVisits(t *testing.T) {
	for _, c := range []struct{ start, rule, from, to, want string }{
		{"2026-03-10T09:00", "FREQ=MONTHLY;BYDAY=2TU", "2026-04-01", "2026-06-30", "2026-04-14 2026-05-12 2026-06-09"},
		{"2026-03-31T09:00", "FREQ=MONTHLY;BYDAY=-1TU", "2026-04-01", "2026-06-30", "2026-04-28 2026-05-26 2026-06-30"},
		{"2026-03-31T09:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-02-01", "2027-04-30", "2027-02-28 2027-03-31 2027-04-30"},
		{"2028-02-29T09:00", "FREQ=YEARLY", "2028-01-01", "2036-12-31", "2028-02-29 2032-02-29 2036-02-29"},
		{"2026-03-10T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-13", "2026-03-17", "2026-03-13 2026-03-16 2026-03-17"},
		{"2026-03-10T09:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "2026-03-01", "2026-12-31", "2026-03-10 2026-03-31 2026-04-30"},
	} {
		p := newPlan(t)
		add(t, p, "appt", fields{"start": plan.Text(c.start), "repeat": plan.Text(c.rule)})
		var got []string
		for _, v := range schedule.Between(p, c.from, c.to, schedule.Zones{}) {
			if got = append(got, v.Date); v.First {
				t.Errorf("%s is marked", c.rule)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, s, c.want)
		}
	}
}

func BenchmarkYearOfTwenty(b *testing.B) {
	p := newPlan(b)
	for i := range 20 {
		add(b, p, "appt", fields{"start": plan.Text("2020-01-0" + string(rune('1'+i%9)) + "T09:00"), "len": plan.Number(60), "zone": plan.Text("America/New_York"),
			"repeat": plan.Text([]string{"FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=TU;COUNT=900"}[i%4])})
	}
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	z := schedule.Zones{Here: ny, Named: func(string) *time.Location { return ny }}
	n := 0
	for b.Loop() {
		n = len(schedule.Between(p, "2026-03-01", "2027-02-28", z))
	}
	b.ReportMetric(float64(n), "visits")
}
