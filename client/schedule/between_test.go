package schedule_test

import (
	"testing"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

func TestDatesBesideTheRule(t *testing.T) {
	p := newPlan(t)
	far := add(t, p, "place", fields{"name": plan.Text("far"), "travel": plan.Number(50), "zone": plan.Text("America/Chicago")})
	near := add(t, p, "place", fields{"name": plan.Text("near"), "travel": plan.Number(5)})
	add(t, p, "appt", fields{
		"start": plan.Text("2026-03-03T09:00"), "len": plan.Number(30), "repeat": plan.Text("FREQ=WEEKLY"), "place": plan.Ref(near), "how": plan.Text("person"),
		"skip": plan.Texts("2026-03-10"),
		"also": plan.Records(
			fields{"start": plan.Text("2026-03-19T18:00"), "place": plan.Ref(far), "len": plan.Number(60)},
			fields{"start": plan.Text("2026-03-03T09:00"), "how": plan.Text("video")}, // in the place of the one by the rule
			fields{"start": plan.Text("2026-03-10T15:00")},                            // on a date that the rule leaves out
			fields{"note": plan.Text("when?")},
			fields{"start": plan.Text("2027-03-10T15:00")},
		),
	})
	var got []string
	for _, v := range schedule.Between(p, "2026-03-01", "2026-03-31", zones(t, "America/New_York")) {
		s := v.Start.Format("02 15:04 MST ") + v.End.Sub(v.Start).String() + v.Leave.Format(" 15:04 ") + v.How
		if v.Also {
			s += " also"
		}
		switch v.Place {
		case near:
			s += " near"
		case far:
			s += " far"
		}
		got = append(got, s)
	}
	same(t, got,
		"03 09:00 EST 30m0s 09:00 video also", // a call in the place of a visit is at no place
		"10 15:00 EDT 30m0s 14:55 person also near",
		"17 09:00 EDT 30m0s 08:55 person near",
		"19 18:00 CDT 1h0m0s 17:10 person also far",
		"24 09:00 EDT 30m0s 08:55 person near",
		"31 09:00 EDT 30m0s 08:55 person near",
	)
	if len(schedule.Between(p, "2026-03-10", "2026-03-10", schedule.Zones{})) != 1 || schedule.Between(p, "2026-03-10", "", schedule.Zones{}) != nil {
		t.Error("the bounds are not the dates themselves")
	}
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%d: %s, want %s", i, g, w)
		}
	}
}

func TestADateOfItsOwnIsADate(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", fields{"also": plan.Records(fields{"start": plan.Text("2026-03-03T09:00")})})
	if n := len(schedule.Undated(p)); n != 0 {
		t.Errorf("%d are undated", n)
	}
	if n := len(schedule.Week(p, "2026-03-03", schedule.Zones{})); n != 1 {
		t.Errorf("%d visits in the week", n)
	}
}
