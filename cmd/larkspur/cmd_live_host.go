package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/client/planscript"
	"larkspur/client/plantext"
)

const hostHelp = `Say the printed code aloud; do not send it. Who knocks is shown with what they say of themselves, and with three choices of
words: type the number of those that you hear them say, or none. Then they are let in, to what --share names and nothing
else. While they are in, these lines come on standard input:

   share SECTION=RIGHT ...  what is shared from now on, instead of what was     pause, resume
   for DURATION             how much longer, as 30m or 2h                       end
   suggestions              what waits for you          accept N, decline N
   do LINE ; LINE           lines of a script, as for larkspur edit

SECTION is a kind or the beginning of an id, as show --ids has them; RIGHT is view, suggest or edit. What they have seen cannot be
unseen. It ends when you end it, when the time is over, or with this program.`

func cmdLiveHost(std streams) *cli.Command {
	return &cli.Command{
		Name:        "host",
		Usage:       "let somebody in: parts of your plan, for as long as you say",
		Description: hostHelp,
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagLang(),
			&cli.StringSliceFlag{Name: "share", Usage: "share a part: `SECTION=RIGHT`"},
			&cli.BoolFlag{Name: "whole", Usage: "share all of it, with all rights: for your own second device"},
			&cli.StringFlag{Name: "purpose", Usage: "what for, in a `TEXT` that they see"},
			&cli.DurationFlag{Name: "for", Value: live.Hour, Usage: "how long"},
			&cli.BoolFlag{Name: "keep-release", Usage: "write into the plan who was let in, to what, what for and how long"},
		},
		Action: func(c *cli.Context) error {
			lang, err := language(c)
			if err != nil {
				return err
			}
			return withSession(c, std, func(ctx context.Context, cl *client.Client, s *client.Session) error {
				terms := live.Terms{Purpose: c.String("purpose"), Until: time.Now().Add(c.Duration("for")), Whole: c.Bool("whole")}
				var err error
				if terms.Parts, err = shares(s.Plan(), c.StringSlice("share")); err != nil {
					return usageError{err}
				}
				if err := terms.Check(time.Now()); err != nil || len(terms.Parts) == 0 && !terms.Whole {
					return usagef("--share, --whole, --purpose or --for cannot be so; see larkspur live host --help")
				}
				code, err := link.NewCode(lang, rand.Reader)
				if err != nil {
					return err
				}
				cfg, err := lineTo(c, cl.Site())
				if err != nil {
					return err
				}
				h := &hosting{console: newConsole(std), session: s, terms: terms, keep: c.Bool("keep-release"), words: catalog.Load(string(lang))}
				return h.run(ctx, cfg, code)
			})
		},
	}
}

// shares reads SECTION=RIGHT.
func shares(p *plan.Plan, list []string) ([]live.Part, error) {
	var out []live.Part
	for _, text := range list {
		name, right, _ := strings.Cut(text, "=")
		s, err := planscript.FindSection(p, name)
		if err != nil {
			return nil, err
		}
		part := live.Part{Section: s.ID()}
		for _, r := range [...]live.Right{live.View, live.Suggest, live.Edit} {
			if r.Name() == right {
				part.Right = r
			}
		}
		if part.Right == 0 {
			return nil, fmt.Errorf("%q is not view, suggest or edit", right)
		}
		out = append(out, part)
	}
	return out, nil
}

// hosting is a host on a terminal.
type hosting struct {
	*console
	session *client.Session
	terms   live.Terms
	keep    bool
	words   *catalog.Words // of what is written into the plan

	table     *table.Host
	chair     *table.Chair
	suggested int
	saved     chan struct{}
}

// end runs f with the end of the link, if somebody knew the code; false: the call is over.
func (h *hosting) end(f func(*live.Host)) bool {
	return h.chair.Call().Do(func() {
		if e := h.chair.Call().Host(); e != nil {
			f(e)
		}
	})
}

func (h *hosting) stage() (s live.Stage) {
	if !h.end(func(e *live.Host) { s = e.Stage() }) {
		return live.Ended
	}
	return s
}

func (h *hosting) run(ctx context.Context, cfg call.Config, code link.Code) error {
	talks, hangUp := context.WithCancel(context.WithoutCancel(ctx)) // the end is said after an interrupt too
	defer hangUp()
	h.table = table.NewHost(h.session, h.ring)
	h.chair = h.table.Invite(talks, cfg, code)
	h.say("Say this aloud, and do not send it: %s %s", code.Number(), strings.Join(code.Words(), " "))
	stop := h.keepSaving(ctx)
	err := h.talk(ctx)
	if h.stage() == 0 { // nobody is there to be told
		hangUp()
	}
	h.table.Close()
	select {
	case <-h.chair.Call().Done():
	case <-time.After(parting):
	}
	if err == nil || errors.Is(err, context.Canceled) {
		err = errors.Join(err, h.leaveRelease())
	}
	return errors.Join(err, stop())
}

// keepSaving saves what is typed by anybody, and what is left at the end.
func (h *hosting) keepSaving(ctx context.Context) (stop func() error) {
	keeping, quit := context.WithCancel(ctx)
	edited, done := make(chan struct{}, 1), make(chan struct{})
	h.saved = edited
	go func() {
		defer close(done)
		h.session.Keep(keeping, edited, func(k client.Keeping) { h.ring() })
	}()
	return func() error {
		quit()
		<-done
		if !h.session.State().Unsaved {
			return nil
		}
		return h.session.Save(context.WithoutCancel(ctx))
	}
}

func (h *hosting) talk(ctx context.Context) error {
	over := h.chair.Call().Done()
	waiting := func() bool { return h.stage() >= live.Waiting }
	if !h.until(ctx, over, waiting) || h.stage() == live.Ended {
		return h.why(ctx)
	}
	var choices [][]string
	h.end(func(e *live.Host) {
		c := e.Card()
		h.say("Knocks: %s, %s, %s. Has to report some things to others: %s.", c.Name, c.Org, c.Role, c.Reporter)
		if c.With != "" {
			h.say("With them, and able to see or hear: %s.", c.With)
		}
		choices = e.Choices()
	})
	for i, words := range choices {
		h.say("%d: %s", i+1, strings.Join(words, " "))
	}
	h.say("Which words do you hear them say? 1, 2, 3 or none")
	if err := h.choose(ctx, over); err != nil {
		return err
	}
	if err := h.chair.LetIn(h.terms); err != nil {
		return err
	}
	h.say("They are in, until %s.", h.terms.Until.Local().Format("15:04"))
	return h.attend(ctx, over)
}

// choose takes the answer about the words.
func (h *hosting) choose(ctx context.Context, over <-chan struct{}) error {
	select {
	case line, more := <-h.lines:
		n, err := strconv.Atoi(line)
		if !more || err != nil {
			n = 0 // none
		}
		err = live.ErrStage
		h.end(func(e *live.Host) { err = e.Choose(n-1, time.Now()) })
		if errors.Is(err, live.ErrWords) {
			return errors.New("those are not the words: somebody else knocked, or is between you two. Nobody was let in")
		}
		return err
	case <-over:
		return h.why(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// attend is while they are in.
func (h *hosting) attend(ctx context.Context, over <-chan struct{}) error {
	for {
		h.news()
		if h.stage() == live.Ended {
			h.say("It has ended.")
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over:
			return h.why(ctx)
		case <-h.bell:
		case line, more := <-h.lines:
			if !more || line == "end" {
				h.chair.End()
				continue
			}
			if err := h.obey(line); err != nil {
				h.say("not done: %v", err)
			}
		}
	}
}

func (h *hosting) why(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	<-h.chair.Call().Done()
	switch err := h.chair.Call().Err(); {
	case errors.Is(err, call.ErrSpent):
		return errors.New("somebody tried another code in the room of this one; nobody was let in. Start again for a new one")
	case errors.Is(err, call.ErrOld):
		return errors.New("nobody came while the code was good; start again for a new one")
	default:
		return err
	}
}

func (h *hosting) news() {
	if h.session.State().Unsaved {
		select {
		case h.saved <- struct{}{}:
		default:
		}
	}
	if n := len(h.table.Suggestions()); n > h.suggested {
		h.say("%d suggestions wait: suggestions", n)
		h.suggested = n
	} else {
		h.suggested = n
	}
}

func (h *hosting) obey(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	terms := h.terms
	switch verb {
	case "share":
		var err error
		if terms.Parts, err = shares(h.session.Plan(), strings.Fields(rest)); err != nil {
			return err
		}
		terms.Whole = false
		return h.change(terms)
	case "pause", "resume":
		terms.Paused = verb == "pause"
		return h.change(terms)
	case "for":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		terms.Until = time.Now().Add(d)
		return h.change(terms)
	case "suggestions":
		for i, s := range h.table.Suggestions() {
			h.say("%d: %s", i+1, h.describe(s))
		}
		return nil
	case "accept", "decline":
		n, err := strconv.Atoi(rest)
		all := h.table.Suggestions()
		if err != nil || n < 1 || n > len(all) {
			return errors.New("there is no such suggestion")
		}
		if verb == "accept" {
			return h.table.Accept(all[n-1].ID)
		}
		return h.table.Decline(all[n-1].ID)
	case "do":
		return h.session.Edit(func(p *plan.Plan) error {
			next, err := planscript.Apply(p, strings.ReplaceAll(rest, " ; ", "\n"), rand.Reader)
			if err == nil {
				*p = *next
			}
			return err
		})
	}
	return errors.New("lines are share, pause, resume, for, suggestions, accept, decline, do, end; see larkspur live host --help")
}

func (h *hosting) change(t live.Terms) error {
	if err := h.chair.Change(t); err != nil {
		return err
	}
	h.terms = t
	h.say("Done.")
	return nil
}

// describe says what a suggestion would do.
func (h *hosting) describe(s joint.Suggestion) string {
	switch {
	case s.Remove:
		it, _ := h.session.Plan().Item(s.Item)
		return "take out " + it.Kind() + " " + it.Name()
	case s.Item == plan.ID{}:
		return "add " + s.Kind + " " + plan.AsText(s.Fields["name"]) + plan.AsText(s.Fields["text"])
	case s.Text != "":
		return s.Kind + " " + s.Field + ": " + s.Text
	}
	return s.Kind + " " + s.Field + ": " + plan.AsText(s.Value)
}

// leaveRelease writes what was shared into the plan, if she said so.
func (h *hosting) leaveRelease() error {
	var r live.Release
	was := false
	if e := h.chair.Call().Host(); e != nil { // the call is over, so it is nobody else's
		r, was = e.Release()
	}
	if !was {
		return nil
	}
	h.say("%s was in from %s to %s.", r.Card.Name, r.Start.Local().Format("15:04"), r.Ended.Local().Format("15:04"))
	if !h.keep {
		return nil
	}
	return h.session.Edit(func(p *plan.Plan) error { return h.addRelease(p, r) })
}

// addRelease adds it to the first section of its kind.
func (h *hosting) addRelease(p *plan.Plan, r live.Release) error {
	s, err := planscript.FindSection(p, "comm")
	if err != nil {
		return err
	}
	id, err := p.AddItem(rand.Reader, s.ID(), "rel")
	if err != nil {
		return err
	}
	var parts []string
	for _, part := range r.Shared {
		if s, ok := p.Section(part.Section); ok {
			parts = append(parts, plantext.Visible(s.Kind()+" "+s.Title()))
		}
	}
	if r.Terms.Whole {
		parts = append(parts, h.words.Text("ui.live.share.all"))
	}
	for key, v := range r.Record(time.Local, parts) {
		if err := p.SetField(id, key, v); err != nil {
			return err
		}
	}
	return nil
}
