package app

import (
	"larkspur/wasm/view"
)

// screen is one thing that the page shows. Its fields are what only it knows: drafts, what is unfolded.
type screen interface {
	// draw makes the whole tree, in a view.Frame. It changes nothing.
	draw(a *App) *view.Node
	// act does what a person asked for. It runs on the loop, so it never waits: what takes time goes through App.work.
	act(a *App, act Action)
}

// begun is a screen of which more can be made than a window holds: when it is new, its beginning is drawn before the whole. A
// slow phone takes a third of a second for the week of a full plan, and a third of that for as much as its window holds.
//
// Nothing that is printed may be one: the paper would end where the beginning does.
type begun interface {
	// begin makes a tree as draw does, without what stands far below, and reports whether that is all there is.
	begin(a *App) (tree *view.Node, all bool)
}

// smallPlan is how many items a plan has that is drawn soon enough as a whole.
const smallPlan = 40

// beginning makes what a new screen begins with, and reports whether that is all of it.
func beginning(a *App, s screen) (tree *view.Node, all bool) {
	if b, ok := s.(begun); ok {
		return b.begin(a)
	}
	return s.draw(a), true
}

// show puts s in the place of everything: the way back begins here.
func (a *App) show(s screen) {
	a.screens = []screen{s}
	a.turned()
}

// push puts s on top: back leads to what is shown now.
func (a *App) push(s screen) {
	a.screens = append(a.screens, s)
	a.turned()
}

// replace puts s in the place of what is shown.
func (a *App) replace(s screen) {
	a.screens[len(a.screens)-1] = s
	a.turned()
}

// keepScreens leaves all but the first n, and holds nothing of them.
func (a *App) keepScreens(n int) {
	clear(a.screens[n:])
	a.screens = a.screens[:n]
}

// stepped is a screen of several steps: back leads to the step before, and out of it from the first one only.
type stepped interface{ stepBack(a *App) bool }

// back leaves what is shown.
func (a *App) back() {
	if s, ok := a.screens[len(a.screens)-1].(stepped); ok && s.stepBack(a) {
		return
	}
	if len(a.screens) > 1 {
		a.keepScreens(len(a.screens) - 1)
		a.turned()
	}
}

func (a *App) turned() {
	a.serial++
	a.asking = nil
}

// shown reports whether s is what is shown, for work that ends after a person went elsewhere.
func (a *App) shown(s screen) bool {
	return len(a.screens) > 0 && a.screens[len(a.screens)-1] == s
}

// frame begins the frame of a screen: what all of them have.
func (a *App) frame(title string) view.Frame {
	f := view.Frame{Words: a.words, Lang: a.lang, Serial: a.serial, Title: title}
	if len(a.screens) > 1 && a.top() != a.screens[0] {
		f.Back = "back"
	}
	if a.vault != nil {
		f.Nav, f.Book = true, a.vault.book
		f.Status = a.vault.status(a)
		f.Link = a.linkBar()
	} else if a.visit != nil {
		a.visit.frame(a, &f)
	}
	return f
}

// do deals with an action: of the open question, of the frame, or of the screen.
func (a *App) do(act Action) {
	if len(a.screens) == 0 || a.leaving {
		return
	}
	if a.asking != nil {
		a.answer(act)
		return
	}
	switch act.Verb {
	case "back":
		a.back()
	case "gone", "admission":
		a.troubled(act.Verb)
	case "home", "week", "settings":
		a.place(act.Verb)
	case "retry":
		a.refresh()
	case "close":
		a.lock()
	case "link":
		a.toLink(false)
	case "link-end":
		a.endLink()
	case "leave":
		a.leaveVisit()
	case "held-put", "held-drop":
		if v := a.visit; v != nil && v.shows() {
			v.settle(a, act)
		}
	default:
		a.top().act(a, act)
	}
}

// troubled goes to what can be done about a plan that cannot be saved.
func (a *App) troubled(verb string) {
	switch {
	case a.vault == nil:
	case verb == "gone":
		a.push(&goneScreen{})
	default:
		a.push(&admissionScreen{})
	}
}

// place goes to one of the places of the frame's navigation.
func (a *App) place(verb string) {
	if a.vault == nil {
		return
	}
	switch verb {
	case "home":
		a.show(a.home())
	case "week":
		if !a.vault.book {
			a.show(newWeekScreen(a))
		}
	case "settings":
		a.show(&settingsScreen{})
	}
}
