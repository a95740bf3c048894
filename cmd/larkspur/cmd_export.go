package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/planjson"
)

func cmdExport(std streams) *cli.Command {
	return &cli.Command{
		Name:        "export",
		Usage:       "write the plan as JSON on standard output",
		Description: "What is written is in clear text: whoever finds the file reads the plan.",
		Flags:       []cli.Flag{flagServer(), flagPhraseFile()},
		Action: func(c *cli.Context) error {
			return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
				b, err := planjson.Export(s.Plan())
				if err != nil {
					return err
				}
				_, err = std.out.Write(b)
				return err
			})
		},
	}
}
