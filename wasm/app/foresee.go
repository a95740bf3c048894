package app

import (
	"strconv"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// foreseeScreen shows which coming visits someone who watched could name.
type foreseeScreen struct{ cover bool }

func (s *foreseeScreen) draw(a *App) *view.Node {
	zones := a.zones()
	f := a.frame(a.text("ui.foresee.title"))
	f.Here = "week"
	return f.Node(view.Foresee(a.words, a.plan(), schedule.Foresee(a.plan(), a.today(), zones), zones, s.cover)...)
}

func (s *foreseeScreen) act(a *App, act Action) {
	switch act.Verb {
	case "open":
		a.open(act.PlanID(0))
	case "stagger":
		a.stagger(act.PlanID(0), s.cover)
	}
}

// staggerScreen offers other times for one appointment.
type staggerScreen struct {
	id       plan.ID
	cover    bool       // cover titles only
	of       *plan.Plan // what the proposal was made for
	today    string
	proposal schedule.Proposal
	gen      int // numbers proposals, so that a press on an older one picks nothing
	note     string
}

// stagger goes to the screen of an appointment; where there is none, nothing happens.
func (a *App) stagger(id plan.ID, cover bool) {
	if it, ok := a.plan().Item(id); ok && it.Kind() == "appt" {
		a.push(&staggerScreen{id: id, cover: cover})
	}
}

func (s *staggerScreen) draw(a *App) *view.Node {
	p := a.plan()
	if _, ok := p.Item(s.id); !ok {
		return a.goneFrame()
	}
	zones := a.zones()
	if today := a.today(); s.of != p || s.today != today {
		s.of, s.today, s.proposal = p, today, schedule.Stagger(p, s.id, today, zones)
		s.gen++
	}
	told := view.TellStagger(a.words, p, s.id, s.proposal, zones, s.cover)
	f := a.frame(a.text("ui.stagger.title", told.Title))
	f.Here = "week"
	return f.Node(view.Stagger(a.words, told, s.gen, s.note)...)
}

func (s *staggerScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "edit":
		if _, ok := a.plan().Item(s.id); ok {
			editor := newItemScreen(a, s.id)
			editor.focus = view.Spot{Field: act.Arg(0), Part: "add"}.ID()
			a.push(editor)
		}
	case "pick":
		s.pick(a, index(act.Arg(0)), index(act.Arg(1)))
	}
}

// pick asks, and then gives the appointment the dates of an offer.
func (s *staggerScreen) pick(a *App, gen, i int) {
	if gen != s.gen || i >= len(s.proposal.Offers) {
		return
	}
	offer, today := s.proposal.Offers[i], s.today
	a.ask(question{
		title: a.text("ui.stagger.ask", strconv.Itoa(i+1)), text: a.text("ui.stagger.ask.text"), yes: a.text("ui.stagger.pick"),
		then: func() {
			if s.note = a.complaint(a.edit(func(p *plan.Plan) error { return offer.Apply(p, s.id, today) })); s.note == "" {
				s.note = a.text("ui.stagger.done")
				a.page.Announce(s.note, false)
			}
		},
	})
}
