package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/client/planscript"
	"larkspur/client/plantext"
)

// attend is while they are in.
func (h *hosting) attend(ctx context.Context, over <-chan struct{}) error {
	for {
		h.news()
		if h.chair.Call().Stage() == live.Ended {
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

// news has saved what was typed, and says what came.
func (h *hosting) news() {
	if h.session.State().Unsaved {
		select {
		case h.saved <- struct{}{}:
		default:
		}
	}
	n := len(h.table.Suggestions())
	if n > h.suggested {
		h.say("%d suggestions wait: suggestions", n)
	}
	h.suggested = n
}

// obey does what was typed.
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
		h.listed = h.table.Suggestions()
		for i, s := range h.listed {
			h.say("%d: %s", i+1, h.describe(s))
		}
		return nil
	case "accept", "decline":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > len(h.listed) { // and no other list: guests may have changed it since
			return errors.New("there is no such suggestion in the list that you were shown")
		}
		if verb == "accept" {
			return h.table.Accept(h.listed[n-1].ID)
		}
		return h.table.Decline(h.listed[n-1].ID)
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
