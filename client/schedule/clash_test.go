package schedule_test

import (
	"slices"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
)

// slowClashes asks of every visit and every other thing, one by one.
func slowClashes(visits []schedule.Visit, windows []schedule.Span) (out [][3]int) {
	for i, v := range visits {
		for j, w := range visits {
			if j > i && v.Leave.Before(w.Back) && w.Leave.Before(v.Back) {
				out = append(out, [3]int{i, j, -1})
			}
		}
		for j, s := range windows {
			if s.State == "less" && s.Channel == (plan.ID{}) && (s.Place == (plan.ID{}) || s.Place == v.Place) && v.Leave.Before(s.End) && s.Start.Before(v.Back) {
				out = append(out, [3]int{i, -1, j})
			}
		}
	}
	return out
}

func TestEveryClashIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(n int) time.Time { return time.Unix(int64(n)*60, 0) }
		places := []plan.ID{{}, {1}, {2}}
		var visits []schedule.Visit
		for range rapid.IntRange(0, 12).Draw(t, "visits") {
			leave := rapid.IntRange(0, 40).Draw(t, "leave")
			visits = append(visits, schedule.Visit{Leave: at(leave), Back: at(leave + rapid.IntRange(0, 8).Draw(t, "minutes")),
				Place: rapid.SampledFrom(places).Draw(t, "place")})
		}
		var windows []schedule.Span
		for range rapid.IntRange(0, 8).Draw(t, "windows") {
			start := rapid.IntRange(0, 40).Draw(t, "start")
			windows = append(windows, schedule.Span{Start: at(start), End: at(start + rapid.IntRange(1, 20).Draw(t, "minutes")),
				State: rapid.SampledFrom([]string{"less", "less", "safer", "unsure"}).Draw(t, "state"),
				Place: rapid.SampledFrom(places).Draw(t, "place"), Channel: rapid.SampledFrom(places[:2]).Draw(t, "channel")})
		}
		var got [][3]int
		for _, c := range schedule.Clashes(visits, windows) {
			got = append(got, [3]int{c.Visit, c.Other, c.Window})
		}
		if want := slowClashes(visits, windows); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestPlacesThatCarryAWorry(t *testing.T) {
	p := newPlan(t)
	calm := add(t, p, "place", fields{"name": plan.Text("x")})
	worry := add(t, p, "place", fields{"name": plan.Text("y"), "worries": plan.Text("the bus stop")})
	for i, place := range []plan.Value{nil, plan.Ref(worry), plan.Ref(calm), plan.Ref(worry)} {
		add(t, p, "appt", fields{"start": plan.Text("2026-03-0" + string(rune('1'+i)) + "T09:00"), "place": place})
	}
	if got := schedule.Worries(p, schedule.Between(p, "2026-03-01", "2026-03-31", schedule.Zones{})); !slices.Equal(got, []int{1, 3}) {
		t.Error(got)
	}
}
