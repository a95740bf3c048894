package app

import (
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// sheetScreen shows the rows of an item side by side.
type sheetScreen struct{ id plan.ID }

func (s *sheetScreen) draw(a *App) *view.Node {
	it, ok := a.plan().Item(s.id)
	if !ok {
		return a.goneFrame()
	}
	f := a.frame(view.ItemName(a.words, it))
	f.Wide = true
	return f.Node(view.Sheet(a.words, a.plan(), s.id)...)
}

func (s *sheetScreen) act(a *App, act Action) {
	if act.Verb == "edit" {
		a.back()
	}
}
