package app

import (
	"larkspur/client"
	"larkspur/wasm/view"
)

// warningScreen is what is said before anything is entered (DOMAIN §5).
type warningScreen struct {
	starter client.StarterKey
}

func (s *warningScreen) draw(a *App) *view.Node { return a.frame(a.text("ui.warn.title")).Node() }

func (s *warningScreen) act(a *App, act Action) {}
