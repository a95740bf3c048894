package app

import (
	"strconv"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// hoursScreen marks the hours of a week.
type hoursScreen struct {
	of    plan.ID // the zero ID: neither a place nor a channel
	brush string
	note  string
}

// hours goes to the hours of a place or a channel.
func (a *App) hours(of plan.ID) { a.push(&hoursScreen{of: of, brush: view.Brushes()[0][0]}) }

func (s *hoursScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.week.windows")).Node(view.Hours(view.HoursModel{
		Words: a.words, Plan: a.plan(), Of: s.at(a.plan()), Brush: s.brush, Note: s.note,
	})...)
}

// at is what the hours are for, or nothing when another device removed it.
func (s *hoursScreen) at(p *plan.Plan) plan.ID {
	if _, ok := p.Item(s.of); !ok {
		return plan.ID{}
	}
	return s.of
}

func (s *hoursScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "for":
		s.of = act.PlanID(0)
	case "brush":
		s.brush = act.Arg(0)
	case "next":
		all := view.Brushes()
		for i, b := range all {
			if b[0] == s.brush {
				s.brush = all[(i+1)%len(all)][0]
				break
			}
		}
	case "paint":
		s.note = a.complaint(s.paint(a, act))
	case "go":
		a.open(act.PlanID(0))
	}
}

// paint gives hours a state: one, those of a day, or an hour of every day.
func (s *hoursScreen) paint(a *App, act Action) error {
	state := act.Arg(2)
	if state == "-" {
		state = ""
	}
	is := func(arg string, i int) bool { return arg == "-1" || arg == strconv.Itoa(i) }
	return a.edit(func(p *plan.Plan) error {
		g, _ := schedule.ReadGrid(p, s.at(p))
		for d := range g {
			for h := range g[d] {
				if is(act.Arg(0), d) && is(act.Arg(1), h) {
					g[d][h] = state
				}
			}
		}
		section, err := a.homeOf(p, "win", "sched")
		if err != nil {
			return err
		}
		return g.Write(p, s.at(p), section, a.random)
	})
}
