package schedule_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// The reasons in the order in which a person would meet them. 2026-03-02 is a Monday.
func TestWhereNoRoomIsLeftItSaysWhy(t *testing.T) {
	text, rows := plan.Text, plan.Records
	weekdays := plan.Texts("mo", "tu", "we", "th", "fr")
	evening := rows(fields{"days": weekdays, "from": text("16:00"), "to": text("19:00")})
	for _, c := range []struct {
		name   string
		f      fields
		reason schedule.Reason
	}{
		{"over", fields{"repeat": text("FREQ=WEEKLY;COUNT=3"), "allow": evening}, schedule.NoVisits},
		{"nothing is known of other times", fields{"repeat": text("FREQ=WEEKLY")}, schedule.NoHours},
		{"a list on the web", fields{"repeat": text("FREQ=WEEKLY"), "allow": evening, "public": plan.Flag(true)}, schedule.NoPublic},
		{"the only slot of a week", fields{"repeat": text("FREQ=WEEKLY"), "allow": rows(fields{"days": plan.Texts("tu"), "from": text("09:00")})}, schedule.NoOther},
		{"a dose on every day", fields{"repeat": text("FREQ=DAILY"), "allow": rows(fields{"from": text("08:30"), "to": text("10:30")})}, schedule.NoDaily},
		{"open in less safe hours only", fields{"repeat": text("FREQ=WEEKLY"), "allow": rows(fields{"from": text("20:00"), "to": text("23:00")})}, schedule.NoWindows},
		{"open while she works", fields{"repeat": text("FREQ=WEEKLY"), "allow": rows(fields{"days": weekdays, "from": text("12:00"), "to": text("14:00")})}, schedule.NoBusy},
		{"two a week, seven days apart", fields{"repeat": text("FREQ=WEEKLY"), "allow": evening, "perweek": plan.Number(2), "gapmin": plan.Number(7)}, schedule.NoRules},
		{"once a month", fields{"repeat": text("FREQ=MONTHLY"), "allow": evening}, schedule.NoNeed},
		{"a week of evenings", fields{"repeat": text("FREQ=WEEKLY"), "allow": evening}, ""},
		{"a dose on every day, from early on", fields{"repeat": text("FREQ=DAILY"), "allow": rows(fields{"from": text("05:30"), "to": text("11:00")})}, ""},
	} {
		p := newPlan(t)
		add(t, p, "win", fields{"state": text("less"), "days": plan.Texts("mo", "tu", "we", "th", "fr", "sa", "su"), "from": text("20:00"), "to": text("04:00")})
		add(t, p, "appt", fields{"start": text("2026-01-05T12:00"), "len": plan.Number(120), "repeat": text("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")})
		c.f["start"], c.f["len"] = text("2026-01-06T09:00"), plan.Number(60)
		id := add(t, p, "appt", c.f)
		got := schedule.Stagger(p, id, "2026-03-02", zones(t, "America/New_York"))
		if got.NoRoom != c.reason || (c.reason == "") != (len(got.Offers) == 4) {
			t.Errorf("%s: %q and %d offers, want %q", c.name, got.NoRoom, len(got.Offers), c.reason)
		}
	}
	if got := schedule.Stagger(newPlan(t), plan.ID{1}, "2026-03-02", schedule.Zones{}); got.NoRoom != schedule.NoVisits {
		t.Error("an appointment that is not there has offers")
	}
}

func TestWhatAnOfferCosts(t *testing.T) {
	p := newPlan(t)
	near := add(t, p, "place", fields{"name": plan.Text("near"), "travel": plan.Number(10)})
	far := add(t, p, "place", fields{"name": plan.Text("far"), "travel": plan.Number(45)})
	add(t, p, "win", fields{"state": plan.Text("safer"), "days": plan.Texts("tu"), "from": plan.Text("08:00"), "to": plan.Text("12:00")})
	id := add(t, p, "appt", fields{
		"start": plan.Text("2026-01-06T09:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"), "place": plan.Ref(near),
		"minds": plan.Text("x"), "ride": plan.Text("y"),
		"allow": plan.Records(fields{"days": plan.Texts("we"), "from": plan.Text("09:00"), "to": plan.Text("17:00"), "place": plan.Ref(far)}),
	})
	got := schedule.Stagger(p, id, "2026-03-02", schedule.Zones{})
	if len(got.Offers) == 0 || got.Now.Foreseen != 4 || len(got.Now.Costs) != 0 {
		t.Fatalf("%d offers, %d can be named now", len(got.Offers), got.Now.Foreseen)
	}
	for _, o := range got.Offers {
		var s []string
		for _, c := range o.Costs {
			s = append(s, fmt.Sprint(c.Kind, c.Count))
			if (c.Kind == schedule.CostPlace) != (c.Place == far) {
				t.Errorf("%s is at %v", c.Kind, c.Place)
			}
		}
		// Four ways there and four back, each 35 minutes longer; the last Wednesday comes six days before the next Tuesday.
		if s := strings.Join(s, " "); s != "travel280 place4 minds4 ride4 safer4 gap6" || o.Foreseen != 0 {
			t.Errorf("%s; %d can be named", s, o.Foreseen)
		}
	}
}

// What an offer does not change it does not name: here as few visits are within a safer time as now, and as far apart.
func TestAnOfferThatCostsNothingMoreSaysSo(t *testing.T) {
	p := newPlan(t)
	add(t, p, "win", fields{"state": plan.Text("safer"), "days": plan.Texts("mo"), "from": plan.Text("08:00"), "to": plan.Text("12:00")})
	id := add(t, p, "appt", fields{
		"start": plan.Text("2026-01-06T09:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"),
		"allow": plan.Records(fields{"days": plan.Texts("tu"), "from": plan.Text("09:00"), "to": plan.Text("17:00")}),
	})
	got := schedule.Stagger(p, id, "2026-03-02", schedule.Zones{})
	if len(got.Offers) == 0 {
		t.Fatalf("no offer: %q", got.NoRoom)
	}
	for _, o := range got.Offers {
		if len(o.Costs) != 0 {
			t.Errorf("%s costs %v", starts(o.Visits), o.Costs)
		}
	}
}

// The way back lasts into the next day, so that the second visit of a week can only be late in its day.
func TestVisitsOfAnOfferDoNotRunIntoEachOther(t *testing.T) {
	p := newPlan(t)
	id := add(t, p, "appt", fields{
		"start": plan.Text("2026-01-05T22:30"), "len": plan.Number(60), "travel": plan.Number(400), "repeat": plan.Text("FREQ=WEEKLY;BYDAY=MO,TU"),
		"allow": plan.Records(fields{"days": plan.Texts("mo"), "from": plan.Text("22:30")}, fields{"days": plan.Texts("tu"), "from": plan.Text("12:30"), "to": plan.Text("14:15")}),
	})
	got := schedule.Stagger(p, id, "2026-03-01", schedule.Zones{})
	if len(got.Offers) == 0 {
		t.Fatalf("no offer: %q", got.NoRoom)
	}
	v := got.Offers[0].Visits
	if len(v) != 8 || v[1].Leave.Before(v[0].Back) {
		t.Error(starts(v))
	}
}

func TestPickingAnOfferKeepsAllElse(t *testing.T) {
	p := newPlan(t)
	older := fields{"start": plan.Text("2026-02-10T09:00"), "note": plan.Text("a"), "mood": plan.Text("of a newer version")}
	add(t, p, "appt", fields{"start": plan.Text("2026-03-03T19:00")})
	id := add(t, p, "appt", fields{
		"start": plan.Text("2026-01-06T09:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"),
		"skip":  plan.Texts("2026-02-10", "2026-03-10", "2026-04-07"),
		"also":  plan.Records(older, fields{"start": plan.Text("2026-03-11T09:00")}, fields{"start": plan.Text("2026-04-08T09:00")}),
		"allow": plan.Records(fields{"days": plan.Texts("mo", "tu", "we", "th", "fr"), "from": plan.Text("09:00"), "to": plan.Text("17:00")}),
	})
	before := plan.Encode(p)
	o := schedule.Stagger(p, id, "2026-03-02", schedule.Zones{}).Offers[0]
	if !bytes.Equal(before, plan.Encode(p)) {
		t.Fatal("asking has changed the plan")
	}
	if err := o.Apply(p, id, "2026-03-02"); err != nil {
		t.Fatal(err)
	}
	it, _ := p.Item(id)
	skip, also := plan.AsTexts(it.Value("skip")), plan.AsRecords(it.Value("also"))
	if s := strings.Join(skip, " "); s != "2026-02-10 2026-03-03 2026-03-10 2026-03-17 2026-03-24 2026-04-07" {
		t.Error(s)
	}
	if len(also) != 6 || !plan.SameValue(plan.Records(also[0]), plan.Records(older)) || plan.AsText(also[1]["start"]) != "2026-04-08T09:00" {
		t.Error(also)
	}
	if o.Apply(p, plan.ID{1}, "2026-03-02") == nil || o.Apply(p, id, "tomorrow") == nil {
		t.Error("an offer for nothing was taken")
	}
}

// Two devices pick different offers, and one of them adds a date of its own: nothing of either is lost without being seen.
func TestOffersPickedOnTwoDevices(t *testing.T) {
	base := newPlan(t)
	id := add(t, base, "appt", fields{
		"start": plan.Text("2026-01-06T09:00"), "len": plan.Number(60), "repeat": plan.Text("FREQ=WEEKLY"),
		"allow": plan.Records(fields{"days": plan.Texts("mo", "tu", "we", "th", "fr"), "from": plan.Text("09:00"), "to": plan.Text("17:00")}),
	})
	offers := schedule.Stagger(base, id, "2026-03-02", schedule.Zones{}).Offers
	one, other := base.Clone(), base.Clone()
	own := plan.Records(fields{"start": plan.Text("2026-05-08T09:00"), "note": plan.Text("a")})
	if other.SetField(id, "also", own) != nil || offers[0].Apply(one, id, "2026-03-02") != nil || offers[1].Apply(other, id, "2026-03-02") != nil {
		t.Fatal("not picked")
	}
	for _, p := range []*plan.Plan{plan.Merge(base, one, other), plan.Merge(base, other, one)} {
		it, _ := p.Item(id)
		there := map[string]bool{}
		for _, v := range append([]plan.Value{it.Value("also")}, func() (all []plan.Value) {
			for _, c := range it.Conflicts() {
				all = append(all, c.Others...)
			}
			return all
		}()...) {
			for _, row := range plan.AsRecords(v) {
				there[plan.AsText(row["start"])] = true
			}
		}
		for _, o := range offers[:2] {
			for _, v := range o.Visits {
				if at := v.Start.Format(plan.MomentLayout); !there[at] {
					t.Errorf("%s is gone", at)
				}
			}
		}
		if !there["2026-05-08T09:00"] {
			t.Error("a date of one's own is gone")
		}
	}
}
