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
func (l *hosting) choose(a *App, act Action) {
	l.share.note = ""
	switch act.Verb {
	case "part":
		if id, right, ok := partOf(a, act); ok {
			l.share.rights[id] = right
			if right == 0 {
				delete(l.share.rights, id)
			}
		}
	case "why":
		l.share.why = act.Value
	case "time":
		if n := index(act.Arg(0)); slices.Contains(view.ShareMinutes[:], n) {
			l.share.minutes = n
		}
	case "let-in":
		l.letIn(a)
	}
}

// partOf reads the action "part SECTION RIGHT".
func partOf(a *App, act Action) (id plan.ID, right live.Right, ok bool) {
	id = act.PlanID(0)
	n := index(act.Arg(1))
	_, ok = a.plan().Section(id)
	return id, live.Right(n), ok && n <= int(live.Edit)
}

func (l *hosting) letIn(a *App) {
	say := func(key string) {
		l.share.note = a.text(key)
		a.page.Announce(l.share.note, true)
	}
	terms := live.Terms{Purpose: l.share.why, Parts: l.parts(a, l.share.rights)}
	if len(terms.Parts) == 0 {
		say("ui.live.share.empty")
		return
	}
	terms.Until = time.Now().Add(minutes(l.share.minutes))
	err := l.chair.LetIn(terms)
	l.see()
	switch {
	case errors.Is(err, live.ErrTerms):
		say("ui.live.share.bad")
	case err != nil:
		say("ui.live.share.fast")
	default:
		a.turned()
	}
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
	l := a.link
	terms := l.now.terms
	switch act.Verb {
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
			s.note = a.text("ui.live.here.time", a.clock(l.now.terms.Until))
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
			text: a.text("ui.live.here.ask.text", l.now.card.Name, view.SectionTitle(a.words, section), view.RightWord(a.words, right)),
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
	for _, p := range a.link.now.terms.Parts {
		if p.Section != id {
			rights[p.Section] = p.Right
		}
	}
	parts := a.link.parts(a, rights)
	s.agree(a, func(t *live.Terms) { t.Parts = parts })
}

// agree changes the terms, and says it when that cannot be.
func (s *linkScreen) agree(a *App, change func(t *live.Terms)) {
	t := a.link.now.terms
	change(&t)
	err := a.link.chair.Change(t)
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
