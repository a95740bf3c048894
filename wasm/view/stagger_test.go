package view

import (
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

func newYork() schedule.Zones { return schedule.Zones{Here: named("America/New_York"), Named: named} }

// visitAt is a visit of an appointment at a moment in New York.
func visitAt(id plan.ID, moment string) schedule.Visit {
	t, err := time.ParseInLocation(plan.MomentLayout, moment, named("America/New_York"))
	if err != nil {
		panic(err)
	}
	return schedule.Visit{Item: id, Date: moment[:10], Start: t, End: t, Leave: t, Back: t}
}

func visitsAt(id plan.ID, moments ...string) []schedule.Visit {
	var out []schedule.Visit
	for _, m := range moments {
		out = append(out, visitAt(id, m))
	}
	return out
}

func TestEveryForeseenVisitSaysWhy(t *testing.T) {
	w := newWeek(t)
	group := w.add("appt", plan.Record{"title": text("Group"), "cover": text("Class"), "start": text("2026-03-05T18:00"), "public": plan.Flag(true)})
	dose := w.add("appt", plan.Record{"title": text("Dose"), "start": text("2026-03-05T08:00")})
	coming := []schedule.Visit{visitAt(dose, "2026-03-05T08:00"), visitAt(group, "2026-03-05T18:00"), visitAt(dose, "2026-03-06T08:00"), visitAt(dose, "2026-03-07T12:00")}
	o := schedule.Outlook{Coming: coming, Foreseen: []schedule.Foreseen{
		{Visit: coming[0], Every: 7, Seen: visitsAt(dose, "2026-02-12T08:00", "2026-02-26T08:10")},
		{Visit: coming[1], Public: true, Every: 1, Seen: visitsAt(group, "2026-02-05T18:00", "2026-02-06T18:00", "2026-02-07T18:00", "2026-02-08T18:00", "2026-03-04T18:00")},
		{Visit: coming[2], Every: 2, Seen: visitsAt(dose, "2026-02-28T08:00", "2026-03-02T08:00")},
	}}
	tree := El("main", Foresee(catalog.Load("en"), w.plan, o, newYork(), false)...)
	w.says(tree, "There are 4 visits in the coming 4 weeks.", "could name 3 of them", "Dose", "Group",
		"Thu, Mar 5, 8:00 am", "Seen every 7 days, at about this time and place: February 12 and February 26",
		"Others can look this time up", "Seen every day, at about this time and place: 5 times from February 5 to March 4", "every 2 days")
	w.saysNot(tree, "Sat, Mar 7")
	var actions []string
	each(tree, func(n *Node) {
		for _, h := range n.On {
			actions = append(actions, h.Action)
		}
	})
	if got, want := strings.Join(actions, ","), "stagger "+dose.String()+",open "+dose.String()+",stagger "+group.String()+",open "+group.String(); got != want {
		t.Errorf("actions %s, want %s", got, want)
	}
	covered := El("main", Foresee(catalog.Load("en"), w.plan, o, newYork(), true)...)
	w.says(covered, "Class", "Appointment")
	w.saysNot(covered, "Dose", "Group")
	w.says(El("main", Foresee(catalog.Load("es"), w.plan, o, newYork(), false)...), "Hay 4 citas en las próximas 4 semanas.", "podría adivinar 3",
		"Se vio cada 7 días, más o menos a esta hora y en este lugar: 12 de febrero y 26 de febrero", "5 veces, del 5 de febrero al 4 de marzo")
	w.says(El("main", Foresee(catalog.Load("en"), w.plan, schedule.Outlook{}, newYork(), false)...), "There are no visits", "How this is counted")
	w.says(El("main", Foresee(catalog.Load("en"), w.plan, schedule.Outlook{Coming: coming}, newYork(), false)...), "could name none of them")
}

func TestAnOfferSaysItsDatesAndWhatItCosts(t *testing.T) {
	w := newWeek(t)
	usual, far := w.add("place", plan.Record{"name": text("Clinic")}), w.add("place", plan.Record{"name": text("Far clinic")})
	id := w.add("appt", plan.Record{"title": text("Counsel"), "cover": text("Class"), "start": text("2026-03-05T08:00"), "place": plan.Ref(usual), "gapmin": plan.Number(2),
		"perweek": plan.Number(1), "allow": plan.Records(plan.Record{"days": plan.Texts("mo", "tu"), "from": text("09:00"), "to": text("17:00"), "place": plan.Ref(far)})})
	there := visitAt(id, "2026-03-09T10:00")
	there.Place = far
	here := visitAt(id, "2026-03-17T15:30")
	here.Place = usual
	var costs []schedule.Cost
	for i, kind := range []string{schedule.CostTravel, schedule.CostPlace, schedule.CostMinds, schedule.CostRide, schedule.CostSafer, schedule.CostGap, schedule.CostVisits} {
		costs = append(costs, schedule.Cost{Kind: kind, Count: i + 1, Place: far})
	}
	proposal := schedule.Proposal{
		Now:    schedule.Offer{Visits: visitsAt(id, "2026-03-05T08:00", "2026-03-12T08:00"), Foreseen: 2},
		Offers: []schedule.Offer{{Visits: []schedule.Visit{there, here}, Costs: costs}, {Visits: []schedule.Visit{here}, Foreseen: 1}},
	}
	for _, lang := range catalog.Languages() {
		words := catalog.Load(lang)
		told := TellStagger(words, w.plan, id, proposal, newYork(), false)
		tree := El("main", Stagger(words, told, 3, "")...)
		w.says(tree, words.Text("ui.stagger.now"), words.Count("ui.stagger.named", 2), words.Count("ui.stagger.named", 0), FormatMinutes(words, 1),
			words.Count("ui.stagger.cost.place", 2, "Far clinic"), words.Text("ui.stagger.costs.none"), FormatVisit(words, here.Start)+"\n", FormatVisit(words, there.Start)+", Far clinic\n",
			words.Text("ui.day.mo"), words.Text("kind.appt.field.gapmin")+": 2", words.Text("kind.appt.field.perweek")+": 1")
		for _, c := range costs[2:] {
			w.says(tree, words.Count("ui.stagger.cost."+c.Kind, c.Count))
		}
		picks := 0
		each(tree, func(n *Node) {
			for _, h := range n.On {
				if strings.HasPrefix(h.Action, "pick 3 ") {
					picks++
				}
			}
		})
		if picks != 2 {
			t.Errorf("%s: %d offers can be picked", lang, picks)
		}
		covered := El("main", Stagger(words, TellStagger(words, w.plan, id, proposal, newYork(), true), 3, "")...)
		w.saysNot(covered, "Counsel")
	}
}

func TestWhereThereIsNoRoomItSaysWhyAndPointsAtTheAlternates(t *testing.T) {
	w := newWeek(t)
	id := w.add("appt", plan.Record{"title": text("Dose"), "start": text("2026-03-05T08:00")})
	for _, reason := range []schedule.Reason{schedule.NoVisits, schedule.NoHours, schedule.NoPublic, schedule.NoWindows, schedule.NoBusy, schedule.NoRules, schedule.NoDaily, schedule.NoOther, schedule.NoNeed} {
		for _, lang := range catalog.Languages() {
			words := catalog.Load(lang)
			tree := El("main", Stagger(words, TellStagger(words, w.plan, id, schedule.Proposal{NoRoom: reason}, newYork(), false), 1, "")...)
			w.says(tree, words.Text("ui.stagger.why."+string(reason)), words.Text("ui.stagger.alts.none"), words.Text("ui.stagger.alts.edit"))
		}
	}
	if err := w.plan.SetField(id, "alts", plan.Records(plan.Record{"start": text("2026-03-06T16:00"), "how": text("video"), "note": text("by tablet")})); err != nil {
		t.Fatal(err)
	}
	words := catalog.Load("en")
	w.says(El("main", Stagger(words, TellStagger(words, w.plan, id, schedule.Proposal{NoRoom: schedule.NoDaily}, newYork(), false), 1, "")...),
		words.Text("ui.stagger.alts"), "By video", "by tablet", "4:00 pm")
}

// What goes into a file is said beside every appointment.
func TestTheCalendarSaysWhatWillBeRead(t *testing.T) {
	w := newWeek(t)
	a := w.add("appt", plan.Record{"title": text("Methadone"), "cover": text("Dentist"), "start": text("2026-03-05T08:00")})
	w.add("appt", plan.Record{"title": text("Ruth"), "start": text("2026-03-05T08:00")})
	words := catalog.Load("en")
	m := CalendarModel{Words: words, Plan: w.plan, Weeks: 4, Ticked: map[plan.ID]bool{a: true}, Visits: map[plan.ID]int{a: 3}}
	tree := El("main", Calendar(m)...)
	w.says(tree, "Methadone", "In the file: Dentist · 3 visits", "Ruth", "In the file: Appointment · nothing", words.Text("ui.ics.warn"))
	checked := 0
	each(tree, func(n *Node) {
		for _, at := range n.Attrs {
			if at.Name == "checked" {
				checked++
			}
		}
	})
	if checked != 1 {
		t.Errorf("%d are ticked", checked)
	}
	m.Cover = true
	w.saysNot(El("main", Calendar(m)...), "Methadone", "Ruth")
	w.says(El("main", Calendar(CalendarModel{Words: words, Plan: newWeek(t).plan, Weeks: 4})...), "There are no appointments yet.")
}

// Who looks on reads cover titles, dates and hours, and no place and no note, wherever on the screen.
func TestACoveredProposalNamesNoPlace(t *testing.T) {
	w := newWeek(t)
	place := w.add("place", plan.Record{"name": text("Harbor")})
	row := plan.Record{"how": text("phone"), "place": plan.Ref(place), "note": text("ask Kim")}
	id := w.add("appt", plan.Record{"title": text("Dose"), "cover": text("Class"), "start": text("2026-03-05T08:00"), "alts": plan.Records(row),
		"allow": plan.Records(plan.Record{"days": plan.Texts("mo"), "from": text("09:00"), "place": plan.Ref(place)})})
	there := visitAt(id, "2026-03-09T09:00")
	there.Place = place
	offer := schedule.Offer{Visits: []schedule.Visit{there}, Costs: []schedule.Cost{{Kind: schedule.CostPlace, Count: 1, Place: place}}}
	for _, o := range []schedule.Proposal{{Now: offer, Offers: []schedule.Offer{offer}}, {Now: offer, NoRoom: schedule.NoBusy}} {
		draw := func(cover bool) *Node {
			return El("main", Stagger(catalog.Load("en"), TellStagger(catalog.Load("en"), w.plan, id, o, newYork(), cover), 1, "")...)
		}
		w.says(draw(false), "Harbor")
		w.says(draw(true), "Monday", "9:00 am")
		w.saysNot(draw(true), "Harbor", "Kim", "Dose")
	}
}
