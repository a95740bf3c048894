package app

import (
	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/client/schedule/ics"
	"larkspur/wasm/view"
)

// icsScreen makes a calendar file of what is ticked. What is ticked is held here and nowhere else.
type icsScreen struct {
	ticked map[plan.ID]bool
	weeks  int
	cover  bool
	note   string
}

// visits are those of the time that is chosen.
func (s *icsScreen) visits(a *App) []schedule.Visit {
	from := a.today()
	first, _ := plan.ParseDate(from)
	return schedule.Between(a.plan(), from, first.AddDate(0, 0, 7*s.weeks-1).Format(plan.DateLayout), a.zones())
}

func (s *icsScreen) draw(a *App) *view.Node {
	count := map[plan.ID]int{}
	for _, v := range s.visits(a) {
		count[v.Item]++
	}
	f := a.frame(a.text("ui.ics.title"))
	f.Here = "week"
	return f.Node(view.Calendar(view.CalendarModel{
		Words: a.words, Plan: a.plan(), Ticked: s.ticked, Visits: count, Weeks: s.weeks, Cover: s.cover, Note: s.note,
	})...)
}

func (s *icsScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "tick":
		s.ticked[act.PlanID(0)] = act.Value == "true"
	case "weeks":
		for _, n := range view.CalendarWeeks {
			if index(act.Arg(0)) == n {
				s.weeks = n
			}
		}
	case "save":
		s.save(a)
	}
}

// save saves the file, or says why there is none.
func (s *icsScreen) save(a *App) {
	var chosen []schedule.Visit
	for _, v := range s.visits(a) {
		if s.ticked[v.Item] {
			chosen = append(chosen, v)
		}
	}
	text, err := ics.Write(a.plan(), chosen, a.text("kind.appt"), a.random)
	switch {
	case err != nil:
		s.note = a.text("ui.trouble.other")
	case text == "":
		s.note = a.text("ui.ics.empty")
	default:
		a.page.Save(ics.Name, text, ics.Type)
		s.note = a.words.Count("ui.ics.done", len(chosen))
	}
	a.page.Announce(s.note, true)
}
