package app

import (
	"errors"
	"slices"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// meaningScreen says what letting somebody in means, before the first code and whenever asked.
type meaningScreen struct{}

func (meaningScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.live.mean.title")).Node(view.LinkMeans(a.words))
}

func (meaningScreen) act(a *App, act Action) {
	if act.Verb == "mean-go" {
		a.back()
		a.toLink(true)
	}
}

// toLink goes to the screen of links; without one a code is made there. What it means is said first, once for each time
// that a plan is open: that it was read is kept nowhere.
func (a *App) toLink(read bool) {
	if a.vault == nil || a.vault.book {
		return
	}
	if a.link == nil {
		if !read && !a.vault.meant {
			a.push(meaningScreen{})
			return
		}
		a.vault.meant = true
		a.invite(false)
	} else if !a.onLink() {
		a.link.urgent()
	}
	for i, s := range a.screens {
		if _, ok := s.(*linkScreen); ok {
			a.screens = a.screens[:i+1]
			a.turned()
			return
		}
	}
	a.push(&linkScreen{})
}

// urgent turns to who waits for an answer, if somebody does.
func (l *hosting) urgent() {
	for _, i := range l.all {
		if step := i.step(); step >= stepDoor && step <= stepShare {
			l.at = i
		}
	}
}

// endLink is the End of every screen: all of it, at once, and without a question. Where a person is, they stay.
func (a *App) endLink() {
	if a.link == nil {
		return
	}
	before := a.link.steps()
	for _, i := range slices.Clone(a.link.all) {
		switch step := i.step(); step {
		case stepEnded:
		case stepHere:
			i.chair.End()
		default:
			a.link.forget(i)
		}
	}
	if len(a.link.all) == 0 {
		a.leaveLinks()
		return
	}
	a.link.see()
	a.stepped(before)
}

// leaveLinks ends and forgets all; its screen goes too, as it has nothing to show.
func (a *App) leaveLinks() {
	a.dropLink()
	if a.onLink() {
		a.show(a.home())
	}
}

// leaveLink forgets the one that the screen is about.
func (a *App) leaveLink() {
	l := a.link
	if len(l.all) < 2 {
		a.leaveLinks()
		return
	}
	l.forget(l.at)
	a.turned()
}

// linkScreen shows a link, whatever step it is at.
type linkScreen struct{ note string }

var linkTitles = [...]string{
	stepNone: "ui.live.open", stepCode: "ui.live.open", stepOld: "ui.live.open", stepDoor: "ui.live.door.title", stepKnock: "ui.live.door.title",
	stepCheck: "ui.live.check.title", stepShare: "ui.live.share.title", stepHere: "ui.live.here.title",
	stepEnded: "ui.live.ended.title", stepNobody: "ui.live.none.title",
}

func (s *linkScreen) draw(a *App) *view.Node {
	step := a.linkStep()
	return a.frame(a.text(linkTitles[step])).Node(append([]*view.Node{s.people(a)}, s.body(a, step)...)...)
}

// people are all who there is anything of, to choose whom the screen is about; of one alone there is nothing to choose.
func (s *linkScreen) people(a *App) *view.Node {
	var all []view.Person
	for _, i := range a.link.all {
		p := view.Person{Action: "who " + i.id, On: i == a.link.at, Name: i.now.card.Name}
		switch step := i.step(); step {
		case stepCode, stepOld:
			p.State = a.text("ui.live.who.code")
		case stepHere:
			p.State = a.text("ui.live.who.here", a.clock(i.now.terms.Until))
		case stepEnded:
			p.State = a.text("ui.live.who.ended")
		case stepNobody:
			p.State = a.text("ui.live.none.title")
		default:
			p.State = a.text("ui.live.door.title")
		}
		all = append(all, p)
	}
	return view.People(a.words, all)
}

func (s *linkScreen) body(a *App, step linkStep) []*view.Node {
	i, w := a.link.at, a.words
	switch step {
	case stepCode, stepOld:
		code := i.call.Code()
		return []*view.Node{view.Invite(view.InviteModel{
			Words: w, Number: code.Number(), List: code.Words(), Lang: string(code.Language()),
			Left: i.now.left, Spent: i.spent, Old: step == stepOld, Connected: i.now.connected,
		})}
	case stepDoor:
		quiet := ""
		if i.now.quiet {
			quiet = a.text("ui.live.none.left")
		}
		return []*view.Node{view.LinkWait(w, "ui.live.door.wait", quiet)}
	case stepKnock:
		return []*view.Node{view.Knock(w, i.now.card)}
	case stepCheck:
		return []*view.Node{view.Check(view.CheckModel{Words: w, Lang: string(i.call.Code().Language()), Choices: i.now.choices})}
	case stepShare:
		return view.Share(s.model(a))
	case stepHere:
		return view.Here(s.here(a))
	case stepEnded:
		p, _ := a.releasePlan()
		return view.LinkEnded(w, p, s.note)
	}
	why := i.why
	if why == "" {
		why = "ui.live.none.left"
	}
	return []*view.Node{view.NobodyIn(w, why)}
}

func (s *linkScreen) model(a *App) view.ShareModel {
	i := a.link.at
	return view.ShareModel{
		Words: a.words, Plan: a.plan(), Rights: i.share.rights, Name: i.now.card.Name, Why: i.share.why, Minutes: i.share.minutes,
		Note: i.share.note,
	}
}

func (s *linkScreen) here(a *App) view.HereModel {
	l, i := a.link, a.link.at
	m := view.HereModel{ShareModel: s.model(a), Text: a.hereText(i), State: a.hereState(i), Reach: a.hereReach(i), Paused: i.now.terms.Paused,
		Whole: i.now.terms.Whole, Several: len(l.open()) > 1, Room: len(l.open()) < joint.MaxGuests, Waiting: l.waiting}
	m.Rights, m.Why, m.Note = map[plan.ID]live.Right{}, i.now.terms.Purpose, s.note
	for _, p := range i.now.terms.Parts {
		m.Rights[p.Section] = p.Right
	}
	if len(l.people) > 1 {
		m.Who = l.people
	}
	return m
}

func (s *linkScreen) act(a *App, act Action) {
	s.note = ""
	i := a.link.at
	switch step := i.step(); {
	case act.Verb == "mean":
		a.push(meaningScreen{})
	case act.Verb == "who":
		if n := slices.IndexFunc(a.link.all, func(x *invited) bool { return x.id == act.Arg(0) }); n >= 0 && a.link.all[n] != i {
			a.link.at = a.link.all[n]
			a.turned()
		}
	case act.Verb == "code-new" && (step <= stepOld || step == stepNobody),
		act.Verb == "else" && step == stepHere && len(a.link.open()) < joint.MaxGuests:
		a.invite(false)
		a.turned()
	case act.Verb == "refuse" && step >= stepDoor && step <= stepShare:
		a.refuse("ui.live.none.what")
	case step == stepKnock && act.Verb == "door-go":
		i.read = true
		a.turned()
	case step == stepCheck && act.Verb == "word":
		s.choose(a, act.Arg(0))
	case step == stepShare:
		i.choose(a, act)
	case step == stepHere:
		s.change(a, act)
	case step == stepEnded:
		s.ended(a, act)
	case step == stepNobody && act.Verb == "drop":
		a.leaveLink()
	}
}

// refuse lets nobody in. The guest is told nothing.
func (a *App) refuse(why string) {
	a.link.at.why = why
	a.link.at.call.With((*live.Host).Refuse)
	a.link.see()
	a.turned()
}

// choose takes the check words that were heard.
func (s *linkScreen) choose(a *App, which string) {
	n, i := -1, a.link.at
	if which != "none" {
		n = index(which)
	}
	err := live.ErrStage // the call is over
	i.call.With(func(h *live.Host) { err = h.Choose(n) })
	i.words = err == nil
	if errors.Is(err, live.ErrWords) {
		i.why = "ui.live.none.words"
	}
	a.link.see()
	a.turned()
}
