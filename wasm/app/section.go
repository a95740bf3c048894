package app

import (
	"slices"
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// sectionScreen shows the items of one section.
type sectionScreen struct {
	id                  plan.ID
	sights              sights
	arrange, all, about bool
	whole               bool
	ideas               bool
	added               map[string]plan.ID
	focus               string
	note                string
}

func (s *sectionScreen) draw(a *App) *view.Node { return s.tree(a, 0) }

// begin is for long sections. Where the focus goes to something in it, that has to be there.
func (s *sectionScreen) begin(a *App) (tree *view.Node, all bool) {
	section, ok := a.plan().Section(s.id)
	if !ok || s.focus != "" || len(section.Items()) <= view.BeginItems {
		return s.draw(a), true
	}
	tree, _ = view.Cut(s.tree(a, view.BeginItems))
	return tree, false
}

// tree draws at most so many items; 0: as many as the view does.
func (s *sectionScreen) tree(a *App, most int) *view.Node {
	p := a.plan()
	section, ok := p.Section(s.id)
	if !ok {
		return a.goneFrame()
	}
	gen, _ := s.sights.see(a, noLists)
	return a.frame(view.SectionTitle(a.words, section)).Node(view.Section(view.SectionModel{
		Words: a.words, Plan: p, ID: s.id, Gen: gen, Arrange: s.arrange, All: s.all, About: s.about, Whole: s.whole, Ideas: s.ideas, Added: s.added,
		Focus: s.focus, Note: s.note, Most: most, Guest: a.vault == nil && !a.visit.now.terms.Whole,
	})...)
}

func (s *sectionScreen) act(a *App, act Action) {
	s.focus, s.note = "", ""
	switch act.Verb {
	case "go":
		a.open(act.PlanID(0))
	case "add":
		s.add(a, act.Arg(0))
	case "ideas":
		s.ideas = !s.ideas
	case "idea":
		s.idea(a, act.Arg(0))
	case "pick", "tick":
		s.note = a.complaint(s.say(a, act))
	case "whole":
		s.whole = true
		if section, ok := a.plan().Section(s.id); ok && len(section.Items()) > view.FirstItems {
			s.focus = "n-" + section.Items()[view.FirstItems].ID().String()
		}
	case "arrange":
		s.arrange = !s.arrange
	case "all":
		s.all = !s.all
	case "about":
		s.about = !s.about
	case "up", "down":
		s.move(a, act.PlanID(0), act.Verb)
	case "rename", "hide", "show", "remove", "keep":
		s.note = a.sectionAct(&s.sights, act, a.back)
	}
}

func (s *sectionScreen) add(a *App, kind string) {
	var id plan.ID
	err := a.edit(func(p *plan.Plan) (err error) {
		id, err = p.AddItem(a.random, s.id, kind)
		return err
	})
	if s.note = a.complaint(err); err == nil {
		s.all, s.whole = false, true // what is new stands at the end, and is to be seen
		a.open(id)
	}
}

// idea adds what a prompt suggests, and says so. What it added can be opened where the prompt was.
func (s *sectionScreen) idea(a *App, key string) {
	section, _ := a.plan().Section(s.id)
	for _, q := range catalog.Prompts(section.Kind()) {
		if q.Key != key {
			continue
		}
		var id plan.ID
		err := a.edit(func(p *plan.Plan) (err error) {
			if id, err = p.AddItem(a.random, s.id, q.Kind); err == nil {
				err = q.Fill(p, id, a.words)
			}
			return err
		})
		if s.note = a.complaint(err); err == nil {
			if s.added == nil {
				s.added = map[string]plan.ID{}
			}
			s.added[key], s.whole = id, true
			a.page.Announce(a.text("ui.section.ideas.added", q.Text(a.words)), false)
		}
	}
}

// say takes in what was said of an item in the list.
func (s *sectionScreen) say(a *App, act Action) error {
	gen, _ := strconv.Atoi(act.Arg(0))
	at := spotOf(act, 2)
	id, err := plan.ParseID(at.Part)
	if err != nil {
		return plan.ErrNotFound
	}
	v := plan.Flag(act.Value == "true")
	if act.Verb == "pick" {
		v = chosen(plan.Field{Type: plan.Choice}, act.Arg(1))
	}
	return s.sights.edit(a, gen, sameField(id, at.Field), func(x *sight) error { return x.plan.SetField(id, at.Field, v) })
}

// move changes the place of an item among its neighbours.
func (s *sectionScreen) move(a *App, id plan.ID, verb string) {
	section, ok := a.plan().Section(s.id)
	if !ok {
		return
	}
	items := section.Items()
	to := slices.IndexFunc(items, func(it plan.Item) bool { return it.ID() == id }) + step(verb)
	if to < 0 || to >= len(items) {
		return
	}
	s.note = a.complaint(a.edit(func(p *plan.Plan) error { return p.MoveItem(id, s.id, to) }))
	if it, ok := a.plan().Item(id); ok {
		s.focus = a.moved(id, verb, view.ItemName(a.words, it), to, len(items))
	}
}

func step(verb string) int {
	if verb == "up" {
		return -1
	}
	return 1
}

// moved says where something in a list is now, and returns the id of the button that takes the focus: the same one, or the
// other way at an end of the list.
func (a *App) moved(id plan.ID, verb, name string, to, n int) string {
	a.page.Announce(a.text("ui.section.moved", name, strconv.Itoa(to+1), strconv.Itoa(n)), false)
	switch to {
	case 0:
		verb = "down"
	case n - 1:
		verb = "up"
	}
	return verb + "-" + id.String()
}

// complaint is what to say of an error of the plan, in words, and has it said; "" without one.
func (a *App) complaint(err error) string {
	if err == nil {
		return ""
	}
	text := a.text(refusal(err, nil))
	a.page.Announce(text, true)
	return text
}

// sectionAct takes the actions on a section as a whole. It returns what to say of what could not be done.
func (a *App) sectionAct(s *sights, act Action, removed func()) string {
	switch act.Verb {
	case "rename":
		gen, _ := strconv.Atoi(act.Arg(0))
		id := act.PlanID(1)
		return a.complaint(s.edit(a, gen, sameTitle(id), func(x *sight) error { return x.plan.RenameSection(id, act.Value) }))
	case "keep":
		gen, _ := strconv.Atoi(act.Arg(0))
		return a.complaint(s.keep(a, gen, act))
	case "hide", "show":
		return a.complaint(a.edit(func(p *plan.Plan) error { return p.HideSection(act.PlanID(0), act.Verb == "hide") }))
	}
	id := act.PlanID(0)
	section, ok := a.plan().Section(id)
	if !ok {
		return ""
	}
	a.ask(question{
		title: a.text("ui.section.remove.ask"), text: a.text("ui.section.remove.text", view.SectionTitle(a.words, section)),
		yes: a.text("ui.section.remove.yes"), risk: true,
		then: func() {
			if a.complaint(a.edit(func(p *plan.Plan) error { return p.RemoveSection(id) })) == "" {
				removed()
			}
		},
	})
	return ""
}

// add makes an item of a kind in the section where it belongs: one of the kind in, if given, else one that offers the kind,
// in sight rather than hidden; where there is none, a new one.
func (a *App) add(kind, in string) (id plan.ID, err error) {
	err = a.edit(func(p *plan.Plan) error {
		section, err := a.homeOf(p, kind, in)
		if err != nil {
			return err
		}
		id, err = p.AddItem(a.random, section, kind)
		return err
	})
	return id, err
}

func (a *App) homeOf(p *plan.Plan, kind, in string) (plan.ID, error) {
	offers := func(section string) bool {
		k, ok := plan.SectionKindOf(section)
		return ok && (in == "" || section == in) && slices.Contains(k.Kinds, kind)
	}
	for _, hidden := range [...]bool{false, true} {
		for _, s := range p.Sections() {
			if s.Hidden() == hidden && offers(s.Kind()) && a.may(s.ID()) {
				return s.ID(), nil
			}
		}
	}
	for _, k := range plan.StandardSections() {
		if offers(k.Key) {
			return p.AddSection(a.random, k.Key, "")
		}
	}
	return p.AddSection(a.random, plan.Own, "")
}
