package app

import (
	"errors"
	"time"

	"larkspur/client/live"
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

// toLink goes to the screen of the link; without one a code is made there. What it means is said first, once for each time
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

// endLink is the End of every screen: at once, and without a question. Where a person is, they stay.
func (a *App) endLink() {
	before := a.linkStep()
	switch {
	case a.link == nil:
	case before == stepHere:
		a.link.end()
		a.stepped(before)
	case before != stepEnded:
		a.leaveLink()
	}
}

// leaveLink ends and forgets it; its screen goes too, as it has nothing to show.
func (a *App) leaveLink() {
	a.dropLink()
	if _, here := a.screens[len(a.screens)-1].(*linkScreen); here {
		a.show(a.home())
	}
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
	return a.frame(a.text(linkTitles[step])).Node(s.body(a, step)...)
}

func (s *linkScreen) body(a *App, step linkStep) []*view.Node {
	l, w := a.link, a.words
	switch step {
	case stepCode, stepOld:
		code := l.call.Code()
		return []*view.Node{view.Invite(view.InviteModel{
			Words: w, Number: code.Number(), List: code.Words(), Lang: string(code.Language()),
			Left: l.now.left, Spent: l.spent, Old: step == stepOld, Connected: l.now.connected,
		})}
	case stepDoor:
		quiet := ""
		if l.now.quiet {
			quiet = a.text("ui.live.none.left")
		}
		return []*view.Node{view.LinkWait(w, "ui.live.door.wait", quiet)}
	case stepKnock:
		return []*view.Node{view.Knock(w, l.now.card)}
	case stepCheck:
		return []*view.Node{view.Check(view.CheckModel{Words: w, Lang: string(l.call.Code().Language()), Choices: l.now.choices})}
	case stepShare:
		return view.Share(s.model(a))
	case stepHere:
		m := view.HereModel{ShareModel: s.model(a), Text: a.hereText(), State: a.hereState(), Paused: l.now.terms.Paused}
		m.Rights, m.Why, m.Note = map[plan.ID]live.Right{}, l.now.terms.Purpose, s.note
		for _, p := range l.now.terms.Parts {
			m.Rights[p.Section] = p.Right
		}
		m.Waiting = l.now.waiting
		return view.Here(m)
	case stepEnded:
		p, _ := a.releasePlan()
		return view.LinkEnded(w, p, s.note)
	case stepNobody:
		why := l.why
		if why == "" {
			why = "ui.live.none.left"
		}
		return []*view.Node{view.NobodyIn(w, why)}
	}
	return []*view.Node{view.Finished([]string{a.text("ui.live.code.old")}, a.text("ui.live.code.new"), "code-new")}
}

func (s *linkScreen) model(a *App) view.ShareModel {
	l := a.link
	return view.ShareModel{
		Words: a.words, Plan: a.plan(), Rights: l.share.rights, Name: l.now.card.Name, Why: l.share.why, Minutes: l.share.minutes,
		Note: l.share.note,
	}
}

func (s *linkScreen) act(a *App, act Action) {
	s.note = ""
	switch step := a.linkStep(); {
	case act.Verb == "mean":
		a.push(meaningScreen{})
	case act.Verb == "code-new" && (step <= stepOld || step == stepNobody):
		a.invite(false)
		a.turned()
	case act.Verb == "refuse" && step >= stepDoor && step <= stepShare:
		a.refuse("ui.live.none.what")
	case step == stepKnock && act.Verb == "door-go":
		a.link.read = true
		a.turned()
	case step == stepCheck && act.Verb == "word":
		s.choose(a, act.Arg(0))
	case step == stepShare:
		a.link.choose(a, act)
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
	a.link.why = why
	_ = a.link.do(func(h *live.Host) error { h.Refuse(); return nil })
	a.turned()
}

// choose takes the check words that were heard.
func (s *linkScreen) choose(a *App, which string) {
	n := -1
	if which != "none" {
		n = index(which)
	}
	err := a.link.do(func(h *live.Host) error { return h.Choose(n, time.Now()) })
	a.link.words = err == nil
	if errors.Is(err, live.ErrWords) {
		a.link.why = "ui.live.none.words"
	}
	a.turned()
}
