package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/crypto/phrase"
)

func cmdNew(std streams) *cli.Command {
	return &cli.Command{
		Name:  "new",
		Usage: "make a plan and print its phrase, and nothing else, on standard output",
		Description: "The phrase is made for you. Whoever has it has the plan, and if it is lost nobody can bring the plan back: " +
			"there is no reset. On a server that asks for a starter phrase, give it with --starter-file.",
		Flags: []cli.Flag{flagServer(), flagLang(), flagStarterFile(), flagJSON()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("new takes no arguments")
			}
			lang, err := language(c)
			if err != nil {
				return err
			}
			cl, err := connect(c.Context, c)
			if err != nil {
				return err
			}
			defer settle(cl)
			starter, err := readStarter(c, std, cl)
			if err != nil {
				return err
			}
			p, err := phrase.Generate(lang, cl.Site().Words, rand.Reader)
			if err != nil {
				return err
			}
			s, err := cl.New(c.Context, p, starter)
			if err != nil {
				return err
			}
			defer s.Close()
			return printPhrase(c, std, p)
		},
	}
}

// readStarter opens a starter phrase when one is given or the server asks for one.
func readStarter(c *cli.Context, std streams, cl *client.Client) (client.StarterKey, error) {
	if c.String("starter-file") == "" && cl.Site().Admission == "open" {
		return client.StarterKey{}, nil
	}
	p, err := readPhrase(c, std, "starter-file", "Starter phrase", cl.Site().Words)
	if err != nil {
		return client.StarterKey{}, err
	}
	opened, err := cl.Open(c.Context, p)
	if err != nil {
		return client.StarterKey{}, err
	}
	if opened.Session != nil {
		opened.Session.Close()
		return client.StarterKey{}, client.ErrNothing
	}
	return opened.Starter, nil
}

// printPhrase prints the one thing that is ever printed of a phrase: a new one, once.
func printPhrase(c *cli.Context, std streams, p phrase.Phrase) error {
	if c.Bool("json") {
		return json.NewEncoder(std.out).Encode(map[string]string{"phrase": p.Expose(), "language": string(p.Language())})
	}
	_, err := fmt.Fprintln(std.out, p.Expose())
	return err
}
