package app

import (
	"errors"
	"slices"
	"time"

	"larkspur/client/live"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// choose takes what is chosen before somebody is let in.
func (i *invited) choose(a *App, act Action) {
	i.share.note = ""
	switch act.Verb {
	case "part":
		if id, right, ok := partOf(a, act); ok {
			i.share.rights[id] = right
			if right == 0 {
				delete(i.share.rights, id)
			}
		}
	case "why":
		i.share.why = act.Value
	case "time":
		if n := index(act.Arg(0)); slices.Contains(view.ShareMinutes[:], n) {
			i.share.minutes = n
		}
	case "let-in":
		i.letIn(a)
	case "me":
		a.ask(question{title: a.text("ui.live.share.me.ask"), text: a.text("ui.live.share.me.text"), yes: a.text("ui.live.share.me.yes"),
			then: func() { i.letInAs(a, live.Terms{Whole: true}) }})
	}
}

// partOf reads the action "part SECTION RIGHT".
func partOf(a *App, act Action) (id plan.ID, right live.Right, ok bool) {
	id = act.PlanID(0)
	n := index(act.Arg(1))
	_, ok = a.plan().Section(id)
	return id, live.Right(n), ok && n <= int(live.Edit)
}

func (i *invited) letIn(a *App) {
	terms := live.Terms{Purpose: i.share.why, Parts: a.link.parts(a, i.share.rights)}
	if len(terms.Parts) == 0 {
		i.say(a, "ui.live.share.empty")
		return
	}
	i.letInAs(a, terms)
}

// letInAs lets somebody in for the time that was chosen.
func (i *invited) letInAs(a *App, terms live.Terms) {
	if i.step() != stepShare {
		return // they went while a question stood there
	}
	terms.Until = time.Now().Add(minutes(i.share.minutes))
	err := i.chair.LetIn(terms)
	a.link.see()
	switch {
	case errors.Is(err, live.ErrTerms):
		i.say(a, "ui.live.share.bad")
	case err != nil:
		i.say(a, "ui.live.share.fast")
	default:
		a.turned()
	}
}

func (i *invited) say(a *App, key string) {
	i.share.note = a.text(key)
	a.page.Announce(i.share.note, true)
}

// parts are the sections that are shared, in the order of the plan, and notes what they are called.
func (l *hosting) parts(a *App, rights map[plan.ID]live.Right) (parts []live.Part) {
	for _, s := range a.plan().Sections() {
		if r := rights[s.ID()]; r > 0 {
			parts = append(parts, live.Part{Section: s.ID(), Right: r})
			l.names[s.ID()] = view.SectionTitle(a.words, s)
		}
	}
	return parts
}

// change takes what is done to a link that is open. Less takes effect at once; more is asked, as what was seen stays seen.
func (s *linkScreen) change(a *App, act Action) {
	i := a.link.at
	terms := i.now.terms
	switch act.Verb {
	case "end-one":
		before := a.link.steps()
		i.chair.End()
		a.link.see()
		a.stepped(before)
	case "pause", "resume":
		s.agree(a, func(t *live.Terms) { t.Paused = act.Verb == "pause" })
	case "take", "leave-it":
		s.settle(a, act)
	case "more":
		if n := index(act.Arg(0)); slices.Contains(view.ShareMore[:], n) {
			s.agree(a, func(t *live.Terms) {
				if t.Until = t.Until.Add(minutes(n)); time.Until(t.Until) > live.Longest {
					t.Until = time.Now().Add(live.Longest - time.Second)
				}
			})
			s.note = a.text("ui.live.here.time", a.clock(i.now.terms.Until))
		}
	case "part":
		id, right, ok := partOf(a, act)
		if !ok {
			return
		}
		put := func() { s.put(a, id, right) }
		if right <= rightOf(terms, id) {
			put()
			return
		}
		section, _ := a.plan().Section(id)
		a.ask(question{
			title: a.text("ui.live.here.ask"), yes: a.text("ui.live.here.ask.yes"), then: put,
			text: a.text("ui.live.here.ask.text", i.now.card.Name, view.SectionTitle(a.words, section), view.RightWord(a.words, right)),
		})
	}
}

// rightOf is the right in a section, also during a pause.
func rightOf(t live.Terms, id plan.ID) live.Right {
	t.Paused = false
	return t.Of(id)
}

// put gives a right in a section; 0 takes it.
func (s *linkScreen) put(a *App, id plan.ID, right live.Right) {
	if a.linkStep() != stepHere {
		return // it ended while the question stood there
	}
	rights := map[plan.ID]live.Right{id: right}
	for _, p := range a.link.at.now.terms.Parts {
		if p.Section != id {
			rights[p.Section] = p.Right
		}
	}
	parts := a.link.parts(a, rights)
	s.agree(a, func(t *live.Terms) { t.Parts = parts })
}

// agree changes the terms, and says it when that cannot be.
func (s *linkScreen) agree(a *App, change func(t *live.Terms)) {
	t := a.link.at.now.terms
	change(&t)
	err := a.link.at.chair.Change(t)
	a.link.see()
	if err != nil {
		s.note = a.text("ui.live.share.fast")
		a.page.Announce(s.note, true)
	}
}

// settle takes or leaves what was suggested.
func (s *linkScreen) settle(a *App, act Action) {
	do := a.link.table.Decline
	if act.Verb == "take" {
		do = a.link.table.Accept
	}
	if err := do(act.PlanID(0)); err != nil {
		s.note = a.text("ui.live.suggest.gone")
		a.page.Announce(s.note, true)
	}
	a.link.see()
	a.saveSoon()
}
