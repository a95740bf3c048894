package app

import "larkspur/wasm/view"

// settingsScreen is everything that is about the vault and not in it.
type settingsScreen struct{}

func (s *settingsScreen) draw(a *App) *view.Node {
	f := a.frame(a.text("ui.nav.settings"))
	f.Here = "settings"
	return f.Node()
}

func (s *settingsScreen) act(a *App, act Action) {}
