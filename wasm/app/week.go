package app

import (
	"errors"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// weekScreen is one week of appointments and windows.
type weekScreen struct {
	monday string // plan.DateLayout
	cover  bool   // cover titles only: held here and nowhere else
	note   string // what could not be done, in words
}

// newWeekScreen shows the week of today.
func newWeekScreen(a *App) *weekScreen {
	return &weekScreen{monday: schedule.Monday(a.today())}
}

// today is the date here, plan.DateLayout.
func (a *App) today() string {
	now := a.page.Now()
	if here := a.zonesAround(now).Here; here != nil {
		now = now.In(here)
	}
	return schedule.Today(now)
}

func (s *weekScreen) draw(a *App) *view.Node {
	f := a.frame(s.title(a))
	f.Here = "week"
	f.Wide = true
	return f.Node(view.Week(a.words, a.plan(), view.WeekModel{
		Monday: s.monday, Today: a.today(), Zones: a.zonesAround(s.date()), Cover: s.cover, Note: s.note,
	})...)
}

// title names the week by its first day.
func (s *weekScreen) title(a *App) string {
	return a.text("ui.week.of", view.FormatDayYear(a.words, s.date()))
}

// date is the Monday as a time in UTC.
func (s *weekScreen) date() time.Time {
	t, _ := time.Parse(plan.DateLayout, s.monday)
	return t
}

func (s *weekScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "before":
		s.turn(a, schedule.Shift(s.monday, -1))
	case "after":
		s.turn(a, schedule.Shift(s.monday, 1))
	case "this":
		s.turn(a, schedule.Monday(a.today()))
	case "cover":
		s.cover = !s.cover
	case "open":
		s.open(a, act.PlanID(0))
	case "add-appt":
		s.add(a, "appt")
	case "add-win":
		s.add(a, "win")
	}
}

// turn goes to another week and says aloud which, as the focus stays on the button.
func (s *weekScreen) turn(a *App, monday string) {
	if monday == "" { // before 1970
		return
	}
	s.monday = monday
	a.page.Announce(s.title(a), false)
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
