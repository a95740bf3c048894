package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/server/servertest/cputime"
	"larkspur/wasm/view"
)

// hostile fills a plan with what another device, or somebody who was let in, could write to keep its owner out: everything at
// once that client/schedule is asked about one by one, with long texts and characters that are not seen.
func hostile(p *plan.Plan) error {
	var errs []error
	text, long := plan.Text, strings.Repeat("\u202e<b>\x1b[2J\u0301 ", 2000)
	add := func(kind string, f plan.Record) plan.ID {
		id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), kind)
		errs = append(errs, err)
		for k, v := range f {
			errs = append(errs, p.SetField(id, k, v))
		}
		return id
	}
	week := plan.Number(7 * 24 * 60)
	anyHour := plan.Record{"from": text("00:00"), "to": text("23:59")}
	place := add("place", plan.Record{"name": text(long), "worries": text(long), "travel": week, "zone": text("Nowhere/" + long)})
	var hours []plan.Record
	for range 500 {
		hours = append(hours, anyHour)
	}
	for i := range 400 {
		f := plan.Record{"start": text("1970-01-01T00:00"), "len": week, "travel": week, "place": plan.Ref(place), "zone": text(fmt.Sprintf("Zone/%d", i)),
			"repeat": text([]string{"FREQ=MINUTELY;INTERVAL=30", "FREQ=SECONDLY;BYHOUR=3;BYMINUTE=0,1;BYSECOND=0;COUNT=99999",
				"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=99999", "FREQ=SECONDLY;BYMINUTE=1,2;BYSECOND=7"}[i%4])}
		if i < 4 {
			f["title"], f["cover"] = text(long), text(long)
			f["allow"], f["perweek"], f["gapmax"] = plan.Records(hours...), plan.Number(999_999_999), plan.Number(999_999_999)
		}
		add("appt", f)
	}
	for range 300 {
		add("win", plan.Record{"state": text("less"), "days": plan.Texts("mo", "tu", "we", "th", "fr", "sa", "su")})
	}
	add("win", plan.Record{"name": text(long), "zone": text(long)})
	return errors.Join(errs...)
}

// A plan can hold more than anybody can look at. Every screen of it is drawn all the same, soon and of a size that a phone can
// show; it says that something is left out; and what is too much can be removed. Soon is an amount of work, of all that is in
// this process, and no time: what else the machine does is not counted.
func TestAHostilePlanOpens(t *testing.T) {
	const soon, most = 4 * time.Second, 10 << 20
	k := keptPlan(t, hostile)
	p := newPerson(t, k.server, "en")
	for i := range 400 {
		p.zones[fmt.Sprintf("Zone/%d", i)] = 3600 * (i % 12)
	}
	drawn := func(what string, do func()) {
		t.Helper()
		begun := cputime.Used()
		do()
		took := cputime.Used() - begun
		if took > soon {
			t.Errorf("%s: after %v of work", what, took)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if n := len(view.AppendJSON(nil, p.tree)); n > most {
			t.Errorf("%s: %d bytes", what, n)
		} else {
			t.Logf("%s: %v, %d bytes", what, took, n)
		}
	}
	drawn("home", func() { p.enter(k.phrase); p.sees("Your plan") })
	p.sees("More is written in this plan")
	drawn("week", func() { p.click("Week") })
	p.sees("More is written in this plan")
	for _, look := range []string{"Month", "List", "Week"} {
		drawn(look, func() { p.click(look) })
		p.sees("More is written in this plan")
	}
	w := &walker{person: p}
	for _, way := range []string{"foresee", "ics", "hours"} {
		drawn(way, func() { p.act(w.buttons(way)[0], "click", "") })
		if way == "foresee" {
			p.sees("More is written in this plan")
			drawn("stagger", func() { p.act(w.buttons("stagger ")[0], "click", "") })
		}
		if way == "ics" {
			drawn("a year", func() { p.act(w.buttons("weeks 52")[0], "click", "") })
			drawn("save", func() { p.act(w.buttons("save")[0], "click", "") })
		}
		p.click("Week")
	}
	drawn("an appointment", func() { p.act(w.buttons("open ")[0], "click", "") })
	name := w.buttons("remove")
	drawn("the question", func() { p.act(name[0], "click", "") })
	drawn("removed", func() { p.act(w.buttons("dialog-yes")[0], "click", "") })
	p.click("Plan")
	drawn("print", func() { p.act(w.buttons("print")[0], "click", "") })
	drawn("own", func() { p.act(w.buttons("paper own")[0], "click", "") })
	p.click("Plan")
	p.act(w.buttons("print")[0], "click", "")
	drawn("plan", func() { p.act(w.buttons("paper plan")[0], "click", "") })
	drawn("all of it", func() { p.act(w.buttons("all")[0], "click", "") })
}

// The browser is asked about a few zones for one drawing, however many a plan names.
func TestFewZonesAreAskedForAtOnce(t *testing.T) {
	asked := map[string]bool{}
	a := &App{page: askedPage{asked: asked}}
	for i := range 5000 {
		a.location(zoneYear{fmt.Sprintf("Zone/%d", i), 2026})
	}
	if len(asked) == 0 || len(asked) > zonesAsked {
		t.Errorf("%d zones were asked for", len(asked))
	}
}

type askedPage struct {
	Page
	asked map[string]bool
}

func (p askedPage) Offset(zone string, _ time.Time) (int, bool) { p.asked[zone] = true; return 0, true }
