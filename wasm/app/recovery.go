package app

import (
	"context"
	"slices"
	"strings"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// recoveryScreen lists the recovery phrases and makes and withdraws them.
type recoveryScreen struct {
	name, wrong, notice string // wrong and notice are keys
	working             bool
	err                 error
}

func (s *recoveryScreen) draw(a *App) *view.Node {
	m := view.RecoveryModel{Words: a.words, Name: s.name}
	for _, d := range a.vault.session.RecoveryDoors() {
		m.Names = append(m.Names, d.Name)
	}
	m.Full = len(m.Names) >= client.MaxDoors
	if s.notice != "" {
		m.Notice = a.text(s.notice)
	}
	if s.wrong != "" {
		m.Wrong = a.text(s.wrong)
	}
	if s.working {
		m.Working = a.text("ui.recovery.withdrawing")
	}
	if s.err != nil {
		m.Trouble = a.text(troubleKey(s.err))
	}
	return a.frame(a.text("ui.recovery.title")).Node(view.Recovery(m))
}

func (s *recoveryScreen) act(a *App, act Action) {
	if s.working {
		return
	}
	switch act.Verb {
	case "rec-name":
		s.name, s.wrong = act.Value, ""
	case "rec-make":
		s.make(a)
	case "withdraw":
		doors := a.vault.session.RecoveryDoors()
		if i := index(act.Arg(0)); i < len(doors) {
			s.askWithdraw(a, doors[i])
		}
	}
}

func (s *recoveryScreen) make(a *App) {
	name := strings.TrimSpace(s.name)
	taken := slices.ContainsFunc(a.vault.session.RecoveryDoors(), func(d client.RecoveryDoor) bool { return d.Name == name })
	if !validDoorName(name) || taken {
		s.wrong = "ui.recovery.name.bad"
		return
	}
	next := &newPhrase{
		title: "ui.recovery.make", titleBack: "ui.make.back.title",
		before: []string{"ui.make.write"}, strong: []string{"ui.recovery.power", "ui.recovery.power.take"}, after: []string{"ui.make.paper"},
		label: "ui.recovery.make", doing: "ui.recovery.making", failed: "ui.make.failed",
		useStarter: a.vault.session.UseStarter,
		run:        func(ctx context.Context, p phrase.Phrase) error { return a.vault.session.AddRecovery(ctx, name, p) },
		done:       func(a *App) { a.replace(&recoveryScreen{notice: "ui.recovery.made"}) },
	}
	next.paper.draw(a)
	a.replace(next)
}

// validDoorName admits what can be seen in a list.
func validDoorName(name string) bool {
	return strings.TrimSpace(name) != "" && len(name) <= client.MaxDoorName
}

func (s *recoveryScreen) askWithdraw(a *App, d client.RecoveryDoor) {
	a.ask(question{
		title: a.text("ui.recovery.withdraw.ask", d.Name), text: a.text("ui.recovery.withdraw.text", d.Name),
		yes: a.text("ui.recovery.withdraw.yes"), risk: true, then: func() { s.withdraw(a, d.ID) },
	})
}

func (s *recoveryScreen) withdraw(a *App, id client.DoorID) {
	s.working, s.err, s.notice = true, nil, ""
	v := a.vault
	a.work(func(ctx context.Context) func() {
		err := v.session.Withdraw(ctx, id)
		return func() {
			s.working, s.err = false, err
			if err == nil {
				s.notice = "ui.recovery.withdrawn"
			}
		}
	})
}

// takeoverScreen makes a new first phrase for one who came with a recovery phrase.
type takeoverScreen struct {
	keep        bool
	name, wrong string
}

func (s *takeoverScreen) draw(a *App) *view.Node {
	m := view.TakeoverModel{Words: a.words, Keep: s.keep, Name: s.name}
	if s.wrong != "" {
		m.Wrong = a.text(s.wrong)
	}
	return a.frame(a.text("ui.recovery.takeover")).Node(view.Takeover(m))
}

func (s *takeoverScreen) act(a *App, act Action) {
	switch act.Verb {
	case "rec-keep":
		s.keep = act.Value == "true"
	case "rec-name":
		s.name, s.wrong = act.Value, ""
	case "rec-go":
		as := ""
		if s.keep {
			if as = strings.TrimSpace(s.name); !validDoorName(as) {
				s.wrong = "ui.recovery.name.bad"
				return
			}
		}
		next := movedPhrase(a)
		next.run = func(ctx context.Context, p phrase.Phrase) error { return a.vault.session.TakeOver(ctx, p, as) }
		next.done = func(a *App) { a.replace(&doneScreen{title: "ui.recovery.takeover", text: "ui.recovery.takeover.done"}) }
		a.replace(next)
	}
}
