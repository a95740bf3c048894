package app

import (
	"context"
	"errors"
	"time"

	"larkspur/client"
	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
)

// door is the box of the cover: what was entered there and is being tried.
type door struct {
	trying bool
	next   string // entered while another was tried; only the last counts
}

// What was entered is tried again when the server could not be reached, as the cover can say nothing of it.
const (
	doorTries = 4
	doorPause = 3 * time.Second
)

// try takes a text from the box of the cover. Most are searches for recipes, and nothing comes of them.
func (a *App) try(text, lang string) {
	if a.client == nil || len(a.screens) > 0 {
		return
	}
	if _, ok := phrase.Begins(text); ok {
		if a.client.Site().Admission == "open" {
			a.begin(lang, client.StarterKey{})
		}
		return
	}
	if code, ok := link.ParseCode(text); ok {
		a.knock(code, lang)
		return
	}
	p, err := phrase.Parse(text, a.client.Site().Words)
	if err != nil {
		return
	}
	if a.door.trying {
		a.door.next = text
		return
	}
	a.dropVisit() // only the last thing entered counts
	a.door.trying = true
	a.work(func(ctx context.Context) func() {
		opened, err := a.openPatiently(ctx, p)
		return func() { a.tried(opened, err, lang) }
	})
}

// openPatiently opens, and tries again while the server cannot answer.
func (a *App) openPatiently(ctx context.Context, p phrase.Phrase) (client.Opened, error) {
	for try := 1; ; try++ {
		opened, err := a.client.Open(ctx, p)
		again := errors.Is(err, client.ErrUnreachable) || errors.Is(err, client.ErrServer) || errors.Is(err, client.ErrBusy)
		if !again || try == doorTries {
			return opened, err
		}
		select {
		case <-time.After(doorPause):
		case <-ctx.Done():
			return opened, ctx.Err()
		}
	}
}

// tried shows what opened. What did not open shows nothing.
func (a *App) tried(opened client.Opened, err error, lang string) {
	next := a.door.next
	a.door = door{}
	switch {
	case err != nil || len(a.screens) > 0:
		if opened.Session != nil {
			opened.Session.Close()
		}
		if next != "" {
			a.try(next, lang)
		}
	case opened.Session != nil:
		a.dropVisit()
		a.enter(opened.Session, lang)
	default:
		a.begin(lang, opened.Starter)
	}
}

// begin leads to a new vault: the warning first.
func (a *App) begin(lang string, starter client.StarterKey) {
	a.dropVisit()
	a.speak(lang)
	a.page.Lang(lang)
	a.show(&warningScreen{starter: starter})
}

// enter opens the vault of a session.
func (a *App) enter(s *client.Session, lang string) {
	a.openVault(s, lang)
	a.show(a.home())
}
