package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"larkspur/client"
)

const eraseWarning = `This erases the plan and every phrase that opens it. It cannot be undone.
If you are in a court case or were asked for records, deleting could cause legal problems; you may want to ask a lawyer first.
Whoever has copied the plan keeps the copy. A decoy has a phrase of its own and stays.`

func cmdErase(std streams) *cli.Command {
	return &cli.Command{
		Name:        "erase",
		Usage:       "erase the plan, its recovery phrases and its phrase",
		Description: eraseWarning,
		Flags:       []cli.Flag{flagServer(), flagPhraseFile(), flagYes()},
		Action: func(c *cli.Context) error {
			return withSession(c, std, func(ctx context.Context, _ *client.Client, s *client.Session) error {
				fmt.Fprintln(std.err, eraseWarning) // with --yes too: who wrote the script may not be who runs it
				ok, err := confirm(c, std, "Erase it?")
				if err != nil || !ok {
					return err
				}
				return s.Erase(ctx)
			})
		},
	}
}
