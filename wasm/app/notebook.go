package app

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// home is the first screen of the vault that is open.
func (a *App) home() screen {
	if a.vault.book {
		return &notebookScreen{}
	}
	return &homeScreen{}
}

// relook follows the plan's own setting of how it opens, whoever changed it. What is typed stays where it is; a phrase that
// is on its way to paper stays on the screen.
func (a *App) relook() {
	v := a.vault
	if v == nil || v.book == v.session.Plan().Notebook() {
		return
	}
	v.book = !v.book
	a.dropLink() // a notebook has no word of one, and it would go on unseen
	a.speak(a.lang)
	stack := []screen{a.home()}
	if top, ok := a.screens[len(a.screens)-1].(*newPhrase); ok {
		stack = append(stack, top)
	}
	a.screens = stack
	a.turned()
}

// notebookScreen lists the pages of a plan that is shown as a notebook (view.Pages).
type notebookScreen struct {
	arrange     bool
	focus, note string
}

func (s *notebookScreen) draw(a *App) *view.Node {
	f := a.frame(a.text("ui.home.title"))
	f.Here = "home"
	return f.Node(view.Notebook(view.NotebookModel{Words: a.words, Plan: a.plan(), Arrange: s.arrange, Focus: s.focus, Note: s.note})...)
}

func (s *notebookScreen) act(a *App, act Action) {
	s.focus, s.note = "", ""
	switch act.Verb {
	case "conflicts":
		a.push(&conflictScreen{})
	case "go":
		if _, ok := a.plan().Section(act.PlanID(0)); ok {
			a.push(&pageScreen{id: act.PlanID(0)})
		}
	case "new":
		s.add(a)
	case "arrange":
		s.arrange = !s.arrange
	case "up", "down":
		s.move(a, act.PlanID(0), act.Verb)
	}
}

// add makes a page and opens it with the box for its name.
func (s *notebookScreen) add(a *App) {
	var id plan.ID
	err := a.edit(func(p *plan.Plan) (err error) {
		id, err = p.AddSection(a.random, plan.Own, "")
		return err
	})
	if s.note = a.complaint(err); err == nil {
		a.push(&pageScreen{id: id, about: true, focus: "name-" + id.String()})
	}
}

// move changes the place of a page among the pages. It passes over what is not shown.
func (s *notebookScreen) move(a *App, id plan.ID, verb string) {
	is := func(x plan.Section) bool { return x.ID() == id }
	pages := view.Pages(a.plan())
	from := slices.IndexFunc(pages, is)
	to := from + step(verb)
	if from < 0 || to < 0 || to >= len(pages) {
		return
	}
	other := pages[to].ID()
	place := slices.IndexFunc(a.plan().Sections(), func(x plan.Section) bool { return x.ID() == other })
	if s.note = a.complaint(a.edit(func(p *plan.Plan) error { return p.MoveSection(id, place) })); s.note == "" {
		s.focus = a.moved(id, verb, view.SectionTitle(a.words, pages[from]), to, len(pages))
	}
}

// pageScreen shows the notes of one page.
type pageScreen struct {
	id             plan.ID
	sights         sights
	arrange, about bool
	focus, note    string
}

func (s *pageScreen) draw(a *App) *view.Node {
	section, ok := a.plan().Section(s.id)
	if !ok {
		return a.goneFrame()
	}
	gen, _ := s.sights.see(a, noLists)
	return a.frame(view.SectionTitle(a.words, section)).Node(view.Page(view.SectionModel{
		Words: a.words, Plan: a.plan(), ID: s.id, Gen: gen, Arrange: s.arrange, About: s.about, Focus: s.focus, Note: s.note,
	})...)
}

func (s *pageScreen) act(a *App, act Action) {
	s.focus, s.note = "", ""
	switch act.Verb {
	case "go":
		a.open(act.PlanID(0))
	case "add":
		s.add(a)
	case "arrange":
		s.arrange = !s.arrange
	case "about":
		s.about = !s.about
	case "up", "down":
		s.move(a, act.PlanID(0), act.Verb)
	case "rename", "keep":
		s.note = a.sectionAct(&s.sights, act, nil)
	case "remove":
		s.askRemove(a)
	}
}

func (s *pageScreen) add(a *App) {
	var id plan.ID
	err := a.edit(func(p *plan.Plan) (err error) {
		id, err = p.AddItem(a.random, s.id, view.NoteKind)
		return err
	})
	if s.note = a.complaint(err); err == nil {
		a.open(id)
	}
}

// move changes the place of a note among the notes of the page. It passes over what is not shown.
func (s *pageScreen) move(a *App, id plan.ID, verb string) {
	section, ok := a.plan().Section(s.id)
	if !ok {
		return
	}
	notes := view.Notes(section)
	from := slices.IndexFunc(notes, func(it plan.Item) bool { return it.ID() == id })
	to := from + step(verb)
	if from < 0 || to < 0 || to >= len(notes) {
		return
	}
	other := notes[to].ID()
	place := slices.IndexFunc(section.Items(), func(it plan.Item) bool { return it.ID() == other })
	if s.note = a.complaint(a.edit(func(p *plan.Plan) error { return p.MoveItem(id, s.id, place) })); s.note == "" {
		s.focus = a.moved(id, verb, view.ItemName(a.words, notes[from]), to, len(notes))
	}
}

func (s *pageScreen) askRemove(a *App) {
	section, ok := a.plan().Section(s.id)
	if !ok {
		return
	}
	a.ask(question{
		title: a.text("ui.section.remove.ask"), text: a.text("ui.section.remove.text", view.SectionTitle(a.words, section)),
		yes: a.text("ui.section.remove.yes"), risk: true,
		then: func() {
			if s.note = a.complaint(a.edit(func(p *plan.Plan) error { return removePage(p, s.id) })); s.note == "" {
				a.back()
			}
		},
	})
}

// removePage removes what is seen of a page. Where it holds what the notebook does not show, that stays, in a hidden
// section: nobody was asked about it.
func removePage(p *plan.Plan, id plan.ID) error {
	section, ok := p.Section(id)
	if !ok {
		return plan.ErrNotFound
	}
	notes := view.Notes(section)
	if len(notes) == len(section.Items()) {
		return p.RemoveSection(id)
	}
	for _, it := range notes {
		if err := p.RemoveItem(it.ID()); err != nil {
			return err
		}
	}
	return p.HideSection(id, true)
}
