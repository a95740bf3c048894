package main

import (
	"context"
	"crypto/rand"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/crypto/phrase"
)

func cmdPhrase(std streams) *cli.Command {
	return &cli.Command{
		Name:  "phrase",
		Usage: "change the phrase and print the new one, and nothing else, on standard output",
		Description: "The old phrase opens nothing afterwards. Recovery phrases stay. With a recovery phrase, for one who has lost " +
			"the first: the new phrase becomes the first, and everything that this recovery phrase does not know opens nothing.",
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagLang(), flagJSON(),
			&cli.StringFlag{Name: "keep-as", Usage: "with a recovery phrase: let it stay one, listed as `NAME`"}},
		Action: func(c *cli.Context) error {
			lang, err := language(c)
			if err != nil {
				return err
			}
			return withSession(c, std, func(ctx context.Context, cl *client.Client, s *client.Session) error {
				next, err := phrase.Generate(lang, cl.Site().Words, rand.Reader)
				if err != nil {
					return err
				}
				if s.State().First {
					err = s.ChangePhrase(ctx, next)
				} else {
					err = s.TakeOver(ctx, next, c.String("keep-as"))
				}
				// After a failure half-way the new phrase may be the one that opens, so it is printed all the same.
				if printErr := printPhrase(c, std, next); err == nil {
					err = printErr
				}
				return err
			})
		},
	}
}
