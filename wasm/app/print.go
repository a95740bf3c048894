package app

import (
	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// printScreen offers what can be printed.
type printScreen struct{}

func (printScreen) draw(a *App) *view.Node {
	return a.frame(a.text("paper.title")).Node(view.PrintMenu(a.words, a.plan())...)
}

func (printScreen) act(a *App, act Action) {
	if act.Verb != "paper" {
		return
	}
	if what := act.Arg(0); what == view.PaperOverdose {
		a.push(&cardScreen{}) // where a card is made, when there is none
	} else {
		a.push(newPaperScreen(a, what, act.PlanID(1)))
	}
}

// paperScreen shows a paper before it is printed. What is ticked and typed for the survivor's own card is kept here and nowhere
// else: a list of what lies on paper would be a thing to find.
type paperScreen struct {
	what, lang    string
	small, help   bool
	items         map[plan.ID]bool
	ticked        map[string]string
	heading, more string
	note          string
	of            *plan.Plan // what is on paper, when that is not the plan
}

func newPaperScreen(a *App, what string, item plan.ID) *paperScreen {
	return &paperScreen{
		what: what, lang: a.lang, small: true, items: map[plan.ID]bool{item: true}, ticked: map[string]string{},
		heading: a.text("paper.own.head.plain"),
	}
}

func (s *paperScreen) draw(a *App) *view.Node {
	title := a.text("paper." + s.what)
	if s.what == view.PaperLetter {
		title = a.text("kind.letter")
	}
	f := a.frame(title)
	return f.Node(view.Print(s.model(a))...)
}

func (s *paperScreen) model(a *App) view.PrintModel {
	m := view.PrintModel{
		Words: a.words, Ticked: s.ticked, More: s.more, Note: s.note,
		Paper: view.PaperModel{
			Words: a.words, Plan: a.plan(), What: s.what, Small: s.small, Items: s.items, Heading: s.heading, Help: s.help,
		},
	}
	if s.of != nil {
		m.Paper.Plan = s.of
	}
	switch s.what {
	case view.PaperInfo, view.PaperHandout:
		m.Paper.Words = catalog.Load(s.lang)
	case view.PaperOwn:
		m.Choices = view.OwnChoices(a.words, a.plan())
		m.Paper.Lines = view.OwnLines(m.Choices, s.ticked, s.more)
	}
	return m
}

func (s *paperScreen) act(a *App, act Action) {
	s.note = ""
	on, key := act.Value == "true", act.Arg(0)
	switch act.Verb {
	case "size":
		s.small = key == "slip"
	case "lang":
		s.lang = key
	case "help":
		s.help = on
	case "head":
		s.heading = act.Value
	case "more":
		s.more = act.Value
	case "line":
		s.ticked[key] = act.Value
	case "tick":
		s.tick(a, key, on)
	case "all", "clear":
		s.items = map[plan.ID]bool{}
		for _, section := range a.plan().Sections() {
			s.items[section.ID()] = act.Verb == "all"
		}
	case "go":
		s.print(a)
	}
}

// tick puts something on the card, or a section on paper, or takes it off.
func (s *paperScreen) tick(a *App, key string, on bool) {
	if s.what == view.PaperPlan {
		id, _ := plan.ParseID(key)
		s.items[id] = on
		return
	}
	delete(s.ticked, key)
	for _, c := range view.OwnChoices(a.words, a.plan()) {
		if on && c.Key == key {
			s.ticked[key] = c.Line
		}
	}
}

func (s *paperScreen) print(a *App) {
	if view.Paper(s.model(a).Paper) != nil {
		a.page.Print()
		return
	}
	s.note = a.text("paper.pick.empty")
	a.page.Announce(s.note, true)
}

// useWords puts our words for a letter into it, in a language. What stands there is asked about first.
func (s *itemScreen) useWords(a *App, gen int, lang string) {
	it, ok := a.plan().Item(s.id)
	text := view.LetterWords(catalog.Load(lang), it.Text("type"))
	if !ok || text == "" {
		return
	}
	put := func() { s.say(a, s.put(a, gen, view.Spot{Field: "body"}, plan.Text(text))) }
	if it.Text("body") == "" {
		put()
		return
	}
	a.ask(question{title: a.text("paper.letter.ask"), text: a.text("paper.letter.ask.text"), yes: a.text("paper.letter.ask.yes"), risk: true, then: put})
}
