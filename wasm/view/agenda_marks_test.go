package view

import (
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// D5: a refill and the doses stand in the schedule, in every look and on the plan's own page, and nowhere while somebody may
// look on. They are no visits.
func TestRefillsDosesAndHearingsStandInTheirDays(t *testing.T) {
	w := newWeek(t)
	w.add("med", plan.Record{"name": text("Rosewater"), "refill": text("2026-03-04"), "times": plan.Texts("08:00", "20:30")})
	w.add("order", plan.Record{"what": text("Keep away"), "next": text("2026-03-05T09:15")})
	w.add("med", plan.Record{"name": text("No dates")})
	for _, lang := range catalog.Languages() {
		words := catalog.Load(lang)
		refill, doses, hearing := words.Text("kind.med.field.refill")+": ", words.Text("kind.med.field.times")+": ", words.Text("kind.order.field.next")+": "
		for _, look := range []string{WeekLook, MonthLook, ListLook} {
			m := ScheduleModel{Look: look, Date: "2026-03-02", Today: "2026-03-02"}
			tree := w.look(lang, m)
			w.says(dayOn(t, tree, "2026-03-04"), "Rosewater", refill, doses, WrittenClock(words, "20:30"))
			w.says(dayOn(t, tree, "2026-03-05"), hearing, WrittenClock(words, "09:15"))
			w.saysNot(dayOn(t, tree, "2026-03-05"), refill)
			w.saysNot(tree, "No dates", words.Count("ui.month.visits", 1))
			if look != WeekLook { // what is on every day makes no day stand out
				each(tree, func(n *Node) {
					if n.Tag == "section" && n.Key == "2026-03-06" {
						t.Errorf("%s: %s lists a day that has doses alone", lang, look)
					}
				})
			}
			m.Cover = true
			w.saysNot(w.look(lang, m), "Rosewater", refill, doses, hearing)
		}
		w.says(Today(words, w.plan, Stretch{From: "2026-03-06", To: "2026-03-06", Zones: newYork()}), "Rosewater", doses)
	}
}
