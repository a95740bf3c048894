package app

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"larkspur/client"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// Keys of the plan's settings that the application reads.
const (
	settingLang = "lang" // "en" or "es"; absent: as the cover was
	settingIdle = "idle" // minutes without a touch until the page locks
)

// vault is an open session and what is known of its saving.
type vault struct {
	session *client.Session
	edited  chan struct{}
	keeping client.Keeping
	stop    context.CancelFunc
	guests  atomic.Pointer[table.Host] // who is told what is saved; nil: nobody
	meant   bool                       // what letting somebody in means was read
	memory  view.Memory                // what was worked out of the schedule
	desk
}

// lockPatience is how long saving may take before the page locks: below the 20 seconds that the page itself waits.
const lockPatience = 15 * time.Second

// openVault takes over an open session and keeps it saved from here on.
func (a *App) openVault(s *client.Session, lang string) {
	a.dropLink() // one into a plan that is gone, when what was typed is kept as a new one
	ctx, stop := context.WithCancel(a.ctx)
	v := &vault{session: s, edited: make(chan struct{}, 1), stop: stop, desk: desk{book: s.Plan().Notebook()}}
	a.vault = v
	if own := plan.AsText(s.Plan().Setting(settingLang)); own == "en" || own == "es" {
		lang = own
	}
	a.speak(lang)
	a.page.Lang(lang)
	if n, ok := plan.AsNumber(s.Plan().Setting(settingIdle)); ok && n > 0 && n <= 60 {
		a.page.Idle(int(n), 0)
	}
	saved := func() {}
	go s.Keep(ctx, v.edited, func(k client.Keeping) {
		if k.Saving {
			saved = v.saving() // here and not when the loop comes to it: the plan is taken meanwhile
		}
		told := saved
		a.post(func() { a.kept(v, k, told) })
	})
}

// saving is table.Host.Saving. Any goroutine may call it.
func (v *vault) saving() (saved func()) {
	if t := v.guests.Load(); t != nil {
		return t.Saving()
	}
	return func() {}
}

// kept notes how saving goes, tells guests what is saved (vault.saving), and says aloud what a person has to know.
func (a *App) kept(v *vault, k client.Keeping, saved func()) {
	before := v.keeping
	v.keeping = k
	if !k.Saving && k.Err == nil {
		saved()
	}
	if k.Err != nil && !errors.Is(before.Err, k.Err) {
		a.page.Announce(a.text(troubleKey(k.Err)), true)
	}
}

// saveSoon wakes the saving.
func (a *App) saveSoon() {
	if a.vault == nil {
		return
	}
	select {
	case a.vault.edited <- struct{}{}:
	default: // it is awake
	}
}

// refresh saves now and takes in what another device saved.
func (a *App) refresh() {
	v := a.vault
	if v == nil {
		return
	}
	saved := v.saving()
	a.kept(v, client.Keeping{Saving: true}, saved)
	a.work(func(ctx context.Context) func() {
		err := v.session.Save(ctx)
		return func() { a.kept(v, client.Keeping{Err: err}, saved) }
	})
}

// lock ends a live link, saves what can be saved, and goes back to the cover. What the server did not take by then is gone:
// keeping it on the device is what this page never does.
func (a *App) lock() {
	a.leaving = true
	v, wait := a.vault, a.part()
	if v == nil && wait == nil {
		a.page.Cover()
		return
	}
	a.work(func(ctx context.Context) func() {
		if wait != nil {
			defer wait()
		}
		if v == nil {
			return a.page.Cover
		}
		v.stop()
		if v.session.State().Unsaved {
			ctx, cancel := context.WithTimeout(ctx, lockPatience)
			_ = v.session.Save(ctx)
			cancel()
		}
		v.session.Close()
		return a.page.Cover
	})
}

// status is what the frame shows of the saving.
func (v *vault) status(a *App) view.Status {
	state := v.session.State()
	switch {
	case state.Gone || errors.Is(v.keeping.Err, client.ErrGone):
		return view.Status{Kind: view.Trouble, Text: a.text("ui.trouble.gone"), Retry: a.text("ui.more"), Action: "gone"}
	case errors.Is(v.keeping.Err, client.ErrAdmission) && state.Unsaved:
		return view.Status{Kind: view.Trouble, Text: a.text("ui.trouble.admission"), Retry: a.text("ui.trouble.admission.label"), Action: "admission"}
	case v.keeping.Err != nil && state.Unsaved:
		return view.Status{Kind: view.Trouble, Text: a.text(troubleKey(v.keeping.Err)), Retry: a.text("ui.retry")}
	case v.keeping.Saving:
		return view.Status{Kind: view.Busy, Text: a.text("ui.saving")}
	case state.Unsaved:
		return view.Status{Kind: view.Busy, Text: a.text("ui.unsaved")}
	}
	return view.Status{Kind: view.Saved, Text: a.text("ui.saved")}
}
