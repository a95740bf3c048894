package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client/catalog"
	"larkspur/client/httppage"
	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/client/planscript"
	"larkspur/client/plantext"
)

const joinHelp = `Type the code that you were told: five digits and four words. Then the survivor sees who you say you are, and you both say
the same three words aloud. Nothing of the plan comes before she lets you in. While you are in, these lines come on standard
input:

   show             what is shared now, with the names that "do" wants
   do LINE ; LINE   lines of a script, as for larkspur edit; where you may only suggest, it is a suggestion
   held             what you typed that has no place any more
   leave

It ends when she ends it, or when the time is over. What was shared is not kept here.`

var errNotIn = errors.New("you are not in")

func cmdLiveJoin(std streams) *cli.Command {
	return &cli.Command{
		Name:        "join",
		Usage:       "help with a plan: with a code that somebody says, and without a phrase",
		Description: joinHelp,
		Flags: []cli.Flag{flagServer(), flagLang(),
			&cli.StringFlag{Name: "code-file", Usage: "read the code from `FILE` (- for standard input) and not from the terminal"},
			&cli.StringFlag{Name: "name", Usage: "your `NAME`, as she knows it"},
			&cli.StringFlag{Name: "org", Usage: "your `ORGANIZATION`"},
			&cli.StringFlag{Name: "with", Usage: "who else is there and can see or hear: an interpreter, a colleague; their `NAMES`"},
			&cli.StringFlag{Name: "role", Value: "advocate", Usage: "`ROLE`: advocate, peer, coach, specialist or other"},
			&cli.StringFlag{Name: "reporter", Usage: "whether you have to report some things to others: `ANSWER` yes, no or unsure"},
		},
		Action: func(c *cli.Context) error { return liveJoin(c, std) },
	}
}

func liveJoin(c *cli.Context, std streams) error {
	lang, err := language(c)
	if err != nil {
		return err
	}
	card := live.Card{Name: c.String("name"), Org: c.String("org"), With: c.String("with"), Role: c.String("role"), Reporter: c.String("reporter")}
	if err := card.Check(); err != nil {
		return usagef("--name, --org, --with, --role or --reporter cannot be so; see larkspur live join --help")
	}
	transport, err := httppage.New(c.String("server"), nil)
	if err != nil {
		return err
	}
	site, err := transport.Site(c.Context)
	if err != nil {
		return err
	}
	transport.Close()
	typed, err := readSecret(c, std, "code-file", "Code")
	if err != nil {
		return err
	}
	code, ok := link.ParseCode(typed)
	if !ok {
		return usagef("that is no code: it has five digits and four words")
	}
	cfg, err := lineTo(c, site)
	if err != nil {
		return err
	}
	con := newConsole(std)
	talks, hangUp := context.WithCancel(context.WithoutCancel(c.Context)) // that one leaves is said after an interrupt too
	defer hangUp()
	g, err := table.Knock(talks, cfg, code, card, con.ring)
	if err != nil {
		return err
	}
	j := &joiner{console: con, guest: g, words: catalog.Load(string(lang))}
	err = j.run(c.Context)
	if j.guest.Call().Stage() == 0 { // nobody is there to be told
		hangUp()
	}
	g.Close()
	select {
	case <-g.Call().Done():
	case <-time.After(parting):
	}
	j.say("It has ended. Nothing of it is kept here.")
	return err
}

// joiner is a guest on a terminal.
type joiner struct {
	*console
	guest *table.Guest
	words *catalog.Words

	agreed  int
	shown   string
	settled int
}

func (j *joiner) run(ctx context.Context) error {
	j.say("Waiting for the other side.")
	over := j.guest.Call().Done()
	var words []string
	if !j.until(ctx, over, func() bool { j.guest.Call().With(func(g *live.Guest) { words = g.Words() }); return words != nil }) {
		return j.why(ctx)
	}
	j.say("Say these words aloud: %s", strings.Join(words, " "))
	for {
		j.news()
		if j.guest.Call().Stage() == live.Ended {
			return j.why(ctx)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over:
			return j.why(ctx)
		case <-j.bell:
		case line, more := <-j.lines:
			if !more {
				j.lines = nil // it goes on without being told anything
				continue
			}
			if line == "leave" {
				return nil
			}
			if err := j.obey(line); err != nil {
				j.say("not done: %v", err)
			}
		}
	}
}

// why is why a link did not come about, or nil when it ended.
func (j *joiner) why(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-j.guest.Call().Done():
		return j.guest.Call().Err()
	case <-time.After(parting):
		return nil
	}
}

// news says what changed.
func (j *joiner) news() {
	j.guest.Call().With(func(g *live.Guest) {
		if g.Stage() != live.Open || g.Agreed() == j.agreed {
			return
		}
		j.agreed = g.Agreed()
		t := g.Terms()
		switch {
		case t.Paused:
			j.say("Paused: nothing is shared now.")
		case t.Whole:
			j.say("All of it is shared, until %s.", t.Until.Local().Format("15:04"))
		default:
			count := map[live.Right]int{}
			for _, p := range t.Parts {
				count[p.Right]++
			}
			j.say("Shared until %s: %d to look at, %d to suggest in, %d to change. Purpose: %s",
				t.Until.Local().Format("15:04"), count[live.View], count[live.Suggest], count[live.Edit], t.Purpose)
		}
	})
	if p, err := j.guest.Plan(); err == nil {
		if now := string(plan.Encode(p)); now != j.shown {
			j.shown = now
			j.say("There is something new: show")
		}
	}
	j.guest.Do(func(g *joint.Guest) {
		all := g.Settled()
		for _, s := range all[min(j.settled, len(all)):] {
			j.say("A suggestion was %s.", map[joint.Outcome]string{joint.Accepted: "taken", joint.Declined: "not taken", joint.Withdrawn: "taken back", joint.FellAway: "about something that is not there any more"}[s.Outcome])
		}
		j.settled = len(all)
		g.Saw()
	})
}

func (j *joiner) obey(line string) error {
	if j.guest.Call().Stage() != live.Open {
		return errNotIn
	}
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "show":
		p, err := j.guest.Plan()
		if err != nil {
			return err
		}
		return plantext.WriteNames(j.std.out, p, j.words)
	case "do":
		return j.guest.Edit(rand.Reader, func(p *plan.Plan) error {
			next, err := planscript.Apply(p, strings.ReplaceAll(rest, " ; ", "\n"), rand.Reader)
			if err != nil {
				return err
			}
			*p = *next
			return nil
		})
	case "held":
		j.guest.Do(func(g *joint.Guest) {
			for _, h := range g.Held() {
				j.say("%s %s: %s", h.Kind, h.Field, h.Text)
			}
		})
		return nil
	}
	return errors.New("lines are show, do, held, leave; see larkspur live join --help")
}
