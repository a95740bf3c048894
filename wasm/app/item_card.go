package app

import (
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// cardScreen shows the overdose and missed-dose card to be read, and the emergency lines.
type cardScreen struct{ note string }

func (s *cardScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.card.title")).Node(view.Card(a.words, a.plan(), s.note)...)
}

func (s *cardScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "edit":
		a.open(act.PlanID(0))
	case "print":
		a.push(newPaperScreen(a, view.PaperOverdose, plan.ID{}))
	case "make":
		id, err := a.add(view.CardKind, "")
		if s.note = a.complaint(err); err == nil {
			a.open(id)
		}
	}
}

// linesScreen shows the emergency lines.
type linesScreen struct{}

func (linesScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.lines.title")).Node(view.EmergencyLines(a.words))
}

func (linesScreen) act(*App, Action) {}
