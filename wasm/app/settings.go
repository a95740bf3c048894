package app

import (
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// settingsScreen is everything that is about the vault and not in it.
type settingsScreen struct{}

// idleMinutes are what is offered; idleDefault is what the page does by itself.
var idleMinutes = []int{1, 2, 5, 10, 30}

const idleDefault = 5

func (s *settingsScreen) draw(a *App) *view.Node {
	f := a.frame(a.text("ui.settings.title"))
	f.Here = "settings"
	state := a.vault.session.State()
	idle := idleDefault
	if n, ok := plan.AsNumber(a.plan().Setting(settingIdle)); ok {
		idle = int(n)
	}
	return f.Node(view.Settings(view.SettingsModel{
		Words: a.words, Lang: a.lang, Idle: idle, IdleMinutes: idleMinutes, First: state.First, Gone: state.Gone,
		Book: a.vault.book,
	}))
}

func (s *settingsScreen) act(a *App, act Action) {
	switch act.Verb {
	case "lang":
		a.keepLang(act.Arg(0))
	case "idle":
		a.keepIdle(index(act.Arg(0)))
	case "set-phrase":
		a.push(&changeScreen{})
	case "set-recovery":
		a.push(&recoveryScreen{})
	case "set-takeover":
		a.push(&takeoverScreen{})
	case "set-look":
		a.push(&lookScreen{})
	case "set-another":
		a.push(&anotherScreen{})
	case "set-about":
		a.push(&aboutScreen{})
	case "set-erase":
		a.push(&eraseScreen{})
	}
}

// keepLang changes the language, and keeps it in the plan for the other devices.
func (a *App) keepLang(lang string) {
	if lang != "en" && lang != "es" {
		return
	}
	a.speak(lang)
	a.page.Lang(lang)
	// What does not fit any more is the plan; the language of this screen has changed all the same.
	_ = a.edit(func(p *plan.Plan) error { return p.SetSetting(settingLang, plan.Text(lang)) })
}

func (a *App) keepIdle(minutes int) {
	if minutes < 1 || minutes > 60 {
		return
	}
	a.page.Idle(minutes, 0)
	_ = a.edit(func(p *plan.Plan) error { return p.SetSetting(settingIdle, plan.Number(int64(minutes))) })
}

// aboutScreen says what is true of the vault, the way out and the page in front.
type aboutScreen struct{}

func (s *aboutScreen) draw(a *App) *view.Node {
	return a.frame(a.text("ui.settings.about")).Node(view.About(a.words))
}

func (s *aboutScreen) act(*App, Action) {}
