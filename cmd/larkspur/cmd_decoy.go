package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/ordinary"
	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/crypto/phrase"
)

// decoyMeans is said before a decoy is made.
const decoyMeans = `A decoy is a plan of its own, with its own phrase, that opens as a plain notebook. Nothing leads from one to the other.
It helps against somebody who does not know that there are decoys. Against somebody who does, it only means that nobody can
prove that there is another plan; it does not mean that they believe it. If they do not, it can make things worse. In its
settings it can be shown as the plan that it is. This command stays in the history of the shell.`

// fillMeans is said when it was filled.
const fillMeans = `What is in it was made up from words that anybody can look up. Read it, and change what would not be yours.`

func cmdDecoy(std streams) *cli.Command {
	return &cli.Command{
		Name:        "decoy",
		Usage:       "make a notebook behind another phrase and print that phrase, and nothing else, on standard output",
		Description: decoyMeans,
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagLang(), flagStarterFile(), flagJSON(),
			&cli.BoolFlag{Name: "fill", Usage: "fill it with shopping lists, recipes, a budget and the like"}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("decoy takes no arguments")
			}
			lang, err := language(c)
			if err != nil {
				return err
			}
			return withSession(c, std, func(ctx context.Context, cl *client.Client, s *client.Session) error {
				fmt.Fprintln(std.err, decoyMeans)
				doc, err := notebook(c.Bool("fill"), string(lang))
				if err != nil {
					return err
				}
				p, err := phrase.Generate(lang, cl.Site().Words, rand.Reader)
				if err != nil {
					return err
				}
				if err := makeDecoy(c, std, cl, s, p, doc); err != nil {
					return err
				}
				if c.Bool("fill") {
					fmt.Fprintln(std.err, fillMeans)
				}
				return printPhrase(c, std, p)
			})
		},
	}
}

func notebook(fill bool, lang string) (*plan.Plan, error) {
	if fill {
		return ordinary.Fill(lang, schedule.Today(time.Now()), rand.Reader)
	}
	return ordinary.Blank(lang, rand.Reader)
}

// makeDecoy makes it with the starter key of the plan, or with that of a starter phrase when one is given. The plan keeps
// neither.
func makeDecoy(c *cli.Context, std streams, cl *client.Client, s *client.Session, p phrase.Phrase, doc *plan.Plan) error {
	if c.String("starter-file") == "" {
		return s.MakeAnother(c.Context, p, doc)
	}
	starter, err := readStarter(c, std, cl)
	if err != nil {
		return err
	}
	made, err := cl.NewWith(c.Context, p, starter, doc)
	if err != nil {
		return err
	}
	made.Close()
	return nil
}
