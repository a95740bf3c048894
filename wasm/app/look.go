package app

import (
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// lookScreen says what changing the look of the plan does, and changes it. It is a screen of its own, and not a choice among
// the settings, so that neither look is a slip of the finger away from the other.
type lookScreen struct{ note string }

func (s *lookScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.settings.look")).Node(view.Note(s.note), view.Look(a.words, a.vault.book))
}

func (s *lookScreen) act(a *App, act Action) {
	if act.Verb != "look-go" {
		return
	}
	var look plan.Value
	if !a.vault.book {
		look = plan.Text(plan.LookNotebook)
	}
	// The next tree is the first screen of the other look, see relook.
	s.note = a.complaint(a.edit(func(p *plan.Plan) error { return p.SetSetting(plan.SettingLook, look) }))
}
