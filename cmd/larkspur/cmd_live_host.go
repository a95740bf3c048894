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
)

const hostHelp = `Say the printed code aloud; do not send it. Who knocks is shown with what they say of themselves, and with three choices of
words: type the number of those that you hear them say, or none. Then they are let in, to what --share names and nothing
else. While they are in, these lines come on standard input:

   share SECTION=RIGHT ...  what is shared from now on, instead of what was     pause, resume
   for DURATION             how much longer, as 30m or 2h                       end
   suggestions              what waits for you          accept N, decline N (of the list shown last)
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
	listed    []joint.Suggestion // as she was shown them last
	saved     chan struct{}
}

func (h *hosting) run(ctx context.Context, cfg call.Config, code link.Code) error {
	talks, hangUp := context.WithCancel(context.WithoutCancel(ctx)) // the end is said after an interrupt too
	defer hangUp()
	h.table = table.NewHost(h.session, h.ring)
	h.chair = h.table.Invite(talks, cfg, code)
	h.say("Say this aloud, and do not send it: %s %s", code.Number(), strings.Join(code.Words(), " "))
	stop := h.keepSaving(ctx)
	err := h.talk(ctx)
	if h.chair.Call().Stage() == 0 { // nobody is there to be told
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
	waiting := func() bool { return h.chair.Call().Stage() >= live.Waiting }
	if !h.until(ctx, over, waiting) || h.chair.Call().Stage() == live.Ended {
		return h.why(ctx)
	}
	var choices [][]string
	h.chair.Call().With(func(e *live.Host) {
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
		h.chair.Call().With(func(e *live.Host) { err = e.Choose(n - 1) })
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
