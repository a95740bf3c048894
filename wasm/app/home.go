package app

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// homeScreen lists the sections of the plan. Of an empty plan it offers a first thing to write down instead.
type homeScreen struct {
	sights                          sights
	around, hidden, adding, arrange bool
	naming                          plan.ID
	focus                           string
	note                            string
}

func (s *homeScreen) draw(a *App) *view.Node { return s.tree(a, 0) }

// beginVisits is how many visits of today stand in the window of a phone, and one more.
const beginVisits = 4

// begin is for days on which much happens.
func (s *homeScreen) begin(a *App) (tree *view.Node, all bool) {
	if s.focus != "" || len(a.plan().Items()) < smallPlan {
		return s.draw(a), true
	}
	tree, _ = view.Cut(s.tree(a, beginVisits))
	return tree, false
}

// tree draws at most so many visits of today; 0: all.
func (s *homeScreen) tree(a *App, most int) *view.Node {
	p := a.plan()
	gen, _ := s.sights.see(a, noLists)
	f := a.frame(a.text("ui.home.title"))
	f.Here = "home"
	return f.Node(view.Home(view.HomeModel{
		Words: a.words, Plan: p, Gen: gen, Around: s.around, Hidden: s.hidden, Adding: s.adding, Arrange: s.arrange,
		Naming: s.naming, Focus: s.focus, Note: s.note,
		Today: view.Today(a.words, p, a.day(most)),
	})...)
}

func (s *homeScreen) act(a *App, act Action) {
	s.focus, s.note = "", ""
	switch act.Verb {
	case "card":
		a.push(&cardScreen{})
	case "lines":
		a.push(linesScreen{})
	case "today":
		a.show(&weekScreen{look: view.ListLook, date: a.today()})
	case "print":
		a.push(printScreen{})
	case "let-in":
		a.toLink(false)
	case "directory":
		a.push(newDirectoryScreen(a))
	case "conflicts":
		a.push(&conflictScreen{})
	case "open":
		a.open(act.PlanID(0))
	case "first":
		s.first(a, act.Arg(0))
	case "go":
		if _, ok := a.plan().Section(act.PlanID(0)); ok {
			a.push(&sectionScreen{id: act.PlanID(0)})
		}
	case "new":
		s.add(a, plan.Own)
	case "bring":
		s.add(a, act.Arg(0))
	default:
		s.list(a, act)
	}
}

// list takes the actions that change what is seen of the list, and the list.
func (s *homeScreen) list(a *App, act Action) {
	switch act.Verb {
	case "around":
		s.around = true
	case "hidden":
		s.hidden = !s.hidden
	case "adding":
		s.adding = !s.adding
	case "arrange":
		s.arrange, s.naming = !s.arrange, plan.ID{}
	case "naming":
		if s.naming == act.PlanID(0) {
			s.naming = plan.ID{}
			return
		}
		s.naming = act.PlanID(0)
		s.focus = "name-" + s.naming.String()
	case "up", "down":
		s.move(a, act.PlanID(0), act.Verb)
	case "rename", "hide", "show", "remove":
		s.note = a.sectionAct(&s.sights, act, func() {})
	}
}

// first begins with a first thing.
func (s *homeScreen) first(a *App, kind string) {
	for _, f := range view.Firsts() {
		if f.Kind == kind {
			id, err := a.add(f.Kind, f.In)
			if s.note = a.complaint(err); err == nil {
				next := newItemScreen(a, id)
				next.help = f.Help()
				a.push(next)
			}
		}
	}
}

// add makes a section and opens it; one of the survivor's own with the box for its name, so that what is typed there is in
// the plan at once.
func (s *homeScreen) add(a *App, kind string) {
	var id plan.ID
	err := a.edit(func(p *plan.Plan) (err error) {
		id, err = p.AddSection(a.random, kind, "")
		return err
	})
	if s.note = a.complaint(err); err != nil {
		return
	}
	s.adding = false
	next := &sectionScreen{id: id}
	if kind == plan.Own {
		next.about, next.focus = true, "name-"+id.String()
	}
	a.push(next)
}

// move changes the place of a section among those that are hidden as it is, or not.
func (s *homeScreen) move(a *App, id plan.ID, verb string) {
	all := a.plan().Sections()
	from := slices.IndexFunc(all, func(x plan.Section) bool { return x.ID() == id })
	if from < 0 {
		return
	}
	to := from + step(verb)
	for to >= 0 && to < len(all) && all[to].Hidden() != all[from].Hidden() {
		to += step(verb)
	}
	if to < 0 || to >= len(all) {
		return
	}
	if s.note = a.complaint(a.edit(func(p *plan.Plan) error { return p.MoveSection(id, to) })); s.note != "" {
		return
	}
	shown := slices.DeleteFunc(a.plan().Sections(), func(x plan.Section) bool { return x.Hidden() != all[from].Hidden() })
	at := slices.IndexFunc(shown, func(x plan.Section) bool { return x.ID() == id })
	s.focus = a.moved(id, verb, view.SectionTitle(a.words, all[from]), at, len(shown))
}
