package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/crypto/phrase"
)

// recoveryMeans is said before one is made.
const recoveryMeans = `Whoever has a recovery phrase can read, change and erase the whole plan, until you withdraw it. They can also put a new first
phrase in the place of yours, which then opens nothing.`

func cmdRecovery(std streams) *cli.Command {
	return &cli.Command{
		Name:        "recovery",
		Usage:       "make, list and withdraw recovery phrases",
		Description: recoveryMeans + "\nWithdrawing cannot take back what was read.",
		Subcommands: []*cli.Command{
			{
				Name:      "add",
				Usage:     "make a recovery phrase and print it, and nothing else, on standard output",
				ArgsUsage: "NAME",
				Flags:     []cli.Flag{flagServer(), flagPhraseFile(), flagLang(), flagJSON()},
				Action:    func(c *cli.Context) error { return addRecovery(c, std) },
			},
			{
				Name:   "list",
				Usage:  "list the recovery phrases by the names you gave them",
				Flags:  []cli.Flag{flagServer(), flagPhraseFile(), flagJSON()},
				Action: func(c *cli.Context) error { return listRecovery(c, std) },
			},
			{
				Name:      "withdraw",
				Usage:     "withdraw a recovery phrase: it opens nothing afterwards",
				ArgsUsage: "NAME",
				Flags:     []cli.Flag{flagServer(), flagPhraseFile()},
				Action:    func(c *cli.Context) error { return withdrawRecovery(c, std) },
			},
		},
		Action: func(c *cli.Context) error { return usagef("recovery takes add, list or withdraw") },
	}
}

func addRecovery(c *cli.Context, std streams) error {
	name, err := oneName(c)
	if err != nil {
		return err
	}
	lang, err := language(c)
	if err != nil {
		return err
	}
	return withSession(c, std, func(ctx context.Context, cl *client.Client, s *client.Session) error {
		for _, d := range s.RecoveryDoors() {
			if d.Name == name {
				return usagef("there is a recovery phrase of that name already")
			}
		}
		fmt.Fprintln(std.err, recoveryMeans)
		p, err := phrase.Generate(lang, cl.Site().Words, rand.Reader)
		if err != nil {
			return err
		}
		if err := s.AddRecovery(ctx, name, p); err != nil {
			if errors.Is(err, client.ErrDoorName) || errors.Is(err, client.ErrManyDoors) {
				return usageError{err}
			}
			return err
		}
		return printPhrase(c, std, p)
	})
}

func listRecovery(c *cli.Context, std streams) error {
	return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
		if !s.State().First {
			return client.ErrRecovery
		}
		type row struct {
			Name string `json:"name"`
			ID   string `json:"id"`
		}
		rows := []row{}
		for _, d := range s.RecoveryDoors() {
			rows = append(rows, row{Name: d.Name, ID: hex.EncodeToString(d.ID[:4])})
		}
		if c.Bool("json") {
			return writeJSON(std.out, rows)
		}
		for _, r := range rows {
			fmt.Fprintln(std.out, r.Name)
		}
		return nil
	})
}

func withdrawRecovery(c *cli.Context, std streams) error {
	name, err := oneName(c)
	if err != nil {
		return err
	}
	return withSession(c, std, func(ctx context.Context, _ *client.Client, s *client.Session) error {
		for _, d := range s.RecoveryDoors() {
			if d.Name == name || hex.EncodeToString(d.ID[:4]) == name {
				return s.Withdraw(ctx, d.ID)
			}
		}
		if !s.State().First {
			return client.ErrRecovery
		}
		return usagef("there is no recovery phrase of that name; see larkspur recovery list")
	})
}

func oneName(c *cli.Context) (string, error) {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return "", usagef("%s takes one name; flags come before it", c.Command.Name)
	}
	return c.Args().First(), nil
}
