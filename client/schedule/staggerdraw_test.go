package schedule_test

import (
	"time"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// pick draws one of several.
func pick[T any](t *rapid.T, name string, of ...T) T { return rapid.SampledFrom(of).Draw(t, name) }

// drawCase draws a plan around the change of clocks in March 2026. A small one is one that can be tried out whole.
func drawCase(t *rapid.T, small bool) *caseOf {
	p := newPlan(t)
	var places []plan.Value
	for range 2 {
		f := fields{"name": plan.Text("x"), "travel": plan.Number(pick(t, "travel", int64(0), 10, 45)), "zone": plan.Text(pick(t, "zone", "", "", "America/Los_Angeles"))}
		places = append(places, plan.Ref(add(t, p, "place", f)))
	}
	place := func() plan.Value { return pick(t, "place", nil, places[0], places[0], places[1]) }
	clock := func() plan.Value {
		return plan.Text(pick(t, "clock", "00:00", "02:00", "08:00", "09:00", "09:10", "10:30", "13:00", "22:30"))
	}
	days := func(most int) plan.Value {
		return plan.Texts(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"mo", "tu", "we", "th", "fr", "sa", "su"}), 1, most, rapid.ID[string]).Draw(t, "days")...)
	}
	date := func(from, to int) string {
		return time.Date(2026, 3, 1+rapid.IntRange(from, to).Draw(t, "date"), 0, 0, 0, 0, time.UTC).Format(plan.DateLayout)
	}
	at := func(from, to int) plan.Value { return plan.Text(date(from, to) + "T" + plan.AsText(clock())) }
	dice := func(of int) bool { return rapid.IntRange(1, of).Draw(t, "dice") == of } // small numbers are drawn more often
	length := func() plan.Value { return plan.Number(pick(t, "len", int64(0), 30, 60, 60)) }

	rules := []string{"FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;COUNT=7", "FREQ=DAILY;INTERVAL=9"}
	if !small {
		rules = append(rules, "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "")
	}
	f := fields{"start": at(-40, 0), "len": length(), "place": place(), "repeat": plan.Text(pick(t, "rule", rules...)),
		"how": plan.Text(pick(t, "how", "", "person")), "buffer": plan.Number(pick(t, "buffer", int64(0), 5)),
		"minds": plan.Text(pick(t, "minds", "", "x")), "ride": plan.Text(pick(t, "ride", "", "x"))}
	if dice(8) {
		f["travel"] = plan.Number(pick(t, "own travel", int64(20), 400))
	}
	if dice(20) {
		f["public"] = plan.Flag(true)
	}
	var allow, alts, also []plan.Record
	most := 7
	if small {
		most = 2
	}
	for range rapid.IntRange(0, 2).Draw(t, "allow") {
		row := fields{"days": days(most), "from": clock(), "to": clock()}
		if small {
			from, _ := time.Parse(plan.ClockLayout, plan.AsText(row["from"]))
			row["to"] = plan.Text(from.Add(time.Duration(rapid.IntRange(2, 8).Draw(t, "quarters")) * 15 * time.Minute).Format(plan.ClockLayout))
		}
		for _, key := range []string{"from", "to"} {
			if dice(5) {
				row[key] = nil
			}
		}
		if dice(3) {
			row["place"] = place()
		}
		allow = append(allow, row)
	}
	for range rapid.IntRange(0, 2).Draw(t, "alts") {
		row := fields{"how": plan.Text(pick(t, "alt how", "", "phone", "person")), "place": place()}
		if dice(2) {
			row["start"] = at(-10, 20)
		}
		if dice(5) {
			row["len"] = length()
		}
		alts = append(alts, row)
	}
	for range rapid.IntRange(0, 2).Draw(t, "also") {
		also = append(also, fields{"start": at(-30, 40), "place": place()})
	}
	f["allow"], f["alts"], f["also"] = plan.Records(allow...), plan.Records(alts...), plan.Records(also...)
	for i, key := range []string{"gapmin", "gapmax", "perweek"} {
		if dice(4) {
			f[key] = plan.Number([][]int64{{2, 4, 6}, {3, 9, 14}, {1, 1, 2}}[i][rapid.IntRange(0, 2).Draw(t, key)])
		}
	}
	id := add(t, p, "appt", f)
	for range rapid.IntRange(0, 3).Draw(t, "others") {
		g := fields{"start": at(-30, 30), "len": length(), "place": place(), "repeat": plan.Text(pick(t, "rule", "", "FREQ=DAILY", "FREQ=WEEKLY"))}
		add(t, p, "appt", g)
	}
	channel := plan.Ref(add(t, p, "chan", fields{"type": plan.Text("voicemail")}))
	for range rapid.IntRange(0, 3).Draw(t, "windows") {
		g := fields{"state": plan.Text(pick(t, "state", "less", "less", "safer", "unsure")), "days": days(7), "from": clock(), "to": clock()}
		if dice(3) {
			g["place"] = place()
		}
		if dice(6) {
			g["chan"] = channel // calls at an hour say nothing of visits
		}
		add(t, p, "win", g)
	}
	first := time.Date(2026, 3, 1+rapid.IntRange(0, 13).Draw(t, "first"), 0, 0, 0, 0, time.UTC)
	return newCase(p, id, first, zones(t, "America/New_York"))
}
