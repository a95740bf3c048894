package app

import (
	"errors"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// weekScreen is the schedule: a week, a month or a list of appointments and windows.
type weekScreen struct {
	look  string // one of those of package view
	date  string // plan.DateLayout; a day of what is shown
	day   string // of a month: the day that is listed, or ""
	focus bool   // its heading asks for the focus
	cover bool   // cover titles only: held here and nowhere else
	note  string // what could not be done, in words
}

// newWeekScreen shows the week of today.
func newWeekScreen(a *App) *weekScreen { return &weekScreen{look: view.WeekLook, date: a.today()} }

// today is the date here, plan.DateLayout.
func (a *App) today() string {
	now := a.page.Now()
	if here := a.zonesAround(now).Here; here != nil {
		now = now.In(here)
	}
	return schedule.Today(now)
}

// day is today, with at most so many visits; 0: all.
func (a *App) day(most int) view.Stretch {
	return view.Stretch{From: a.today(), To: a.today(), Zones: a.zones(), Most: view.Same(most), Memory: &a.vault.memory}
}

// workAhead works out what the plan and the week will need, while nobody waits for anything.
func (a *App) workAhead() {
	if a.vault == nil || a.leaving || a.vault.book || len(a.plan().Items()) < smallPlan {
		return
	}
	a.asked = 0
	view.Tell(a.words, a.plan(), a.day(1))
	newWeekScreen(a).model(a).Prepare(a.words, a.plan())
	a.sure()
}

// sure forgets what was worked out when there were more zones than the browser was asked for; the next time it knows more.
func (a *App) sure() {
	if a.vault != nil && a.asked > zonesAsked {
		a.vault.memory.Forget()
	}
}

// model is what is shown.
func (s *weekScreen) model(a *App) view.ScheduleModel {
	m := view.ScheduleModel{Look: s.look, Date: s.date, Today: a.today(), Cover: s.cover, Day: s.day, Focus: s.focus, Note: s.note, Memory: &a.vault.memory}
	m.Zones = a.zonesAround(m.First())
	return m
}

func (s *weekScreen) draw(a *App) *view.Node { return s.tree(a, false) }

// begin is for weeks alone: a month is a table of which nothing can wait, and a list begins with what is next.
func (s *weekScreen) begin(a *App) (tree *view.Node, all bool) {
	if s.look != view.WeekLook || s.focus || s.day != "" || len(a.plan().Items()) < smallPlan {
		return s.draw(a), true
	}
	tree, _ = view.Cut(s.tree(a, true))
	return tree, false
}

func (s *weekScreen) tree(a *App, begin bool) *view.Node {
	m := s.model(a)
	m.Begin = begin
	f := a.frame(m.Title(a.words))
	f.Here = "week"
	f.Wide = s.look != view.ListLook
	return f.Node(view.Schedule(a.words, a.plan(), m)...)
}

func (s *weekScreen) act(a *App, act Action) {
	s.note, s.focus = "", false
	switch act.Verb {
	case "look":
		s.turnTo(a, act.Arg(0))
	case "before":
		s.turn(a, s.model(a).Step(-1))
	case "after":
		s.turn(a, s.model(a).Step(1))
	case "this":
		s.turn(a, a.today())
	case "day":
		s.day, s.focus = act.Arg(0), true
	case "whole":
		s.day = ""
	case "cover":
		s.cover = !s.cover
	case "foresee":
		a.push(&foreseeScreen{cover: s.cover})
	case "ics":
		a.push(&icsScreen{ticked: map[plan.ID]bool{}, weeks: 4, cover: s.cover})
	case "open":
		s.open(a, act.PlanID(0))
	case "add-appt":
		s.add(a, "appt")
	case "add-win":
		s.add(a, "win")
	case "hours":
		a.hours(plan.ID{})
	}
}

// turnTo shows the same time in another way. Where that is now, it is today.
func (s *weekScreen) turnTo(a *App, look string) {
	if look != view.WeekLook && look != view.MonthLook && look != view.ListLook {
		return
	}
	m := s.model(a)
	date := m.First().Format(plan.DateLayout)
	if s.day != "" {
		date = s.day
	} else if m.Shows(m.Today) {
		date = m.Today
	}
	s.look = look
	s.turn(a, date)
}

// turn goes to another time and says aloud which, as the focus stays on the button.
func (s *weekScreen) turn(a *App, date string) {
	if t, err := plan.ParseDate(date); err != nil || t.Year() < 1970 || t.Year() > lastYear {
		return
	}
	s.date, s.day = date, ""
	if m := s.model(a); s.look == view.MonthLook && m.Shows(m.Today) {
		s.day = m.Today // at hand below the table
	}
	a.page.Announce(s.model(a).Title(a.words), false)
}

func (s *weekScreen) open(a *App, id plan.ID) {
	if _, ok := a.plan().Item(id); !ok {
		s.say(a, "ui.item.gone")
		return
	}
	a.push(newItemScreen(a, id))
}

// add puts an item of a kind into the schedule, or wherever there is a place, and opens it.
func (s *weekScreen) add(a *App, kind string) {
	var id plan.ID
	err := a.edit(func(p *plan.Plan) error {
		section, err := scheduleOf(a, p)
		if err != nil {
			return err
		}
		id, err = p.AddItem(a.random, section, kind)
		return err
	})
	switch {
	case errors.Is(err, plan.ErrTooLarge):
		s.say(a, "ui.trouble.toolarge")
	case err != nil:
		s.say(a, "ui.trouble.other")
	default:
		s.open(a, id)
	}
}

// scheduleOf returns the section for appointments: the first of its kind that is not hidden, any of its kind, the first of
// all, or a new one.
func scheduleOf(a *App, p *plan.Plan) (plan.ID, error) {
	const kind = "sched"
	all := p.Sections()
	for _, hidden := range [...]bool{false, true} {
		for _, section := range all {
			if section.Kind() == kind && section.Hidden() == hidden {
				return section.ID(), nil
			}
		}
	}
	if len(all) > 0 {
		return all[0].ID(), nil
	}
	return p.AddSection(a.random, kind, "")
}

// say shows a word about what could not be done, and has it said.
func (s *weekScreen) say(a *App, key string) {
	s.note = a.text(key)
	a.page.Announce(s.note, true)
}
