package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/urfave/cli/v2"

	"larkspur/client"
)

func cmdOpen(std streams) *cli.Command {
	return &cli.Command{
		Name:        "open",
		Usage:       "see whether a phrase opens something",
		Description: "Prints how much there is, and nothing of what it says. A phrase that is wrong, one that never was and one whose plan was erased give one answer.",
		Flags:       []cli.Flag{flagServer(), flagPhraseFile(), flagJSON()},
		Action: func(c *cli.Context) error {
			return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
				p := s.Plan()
				sum := struct {
					Opens     bool `json:"opens"`
					First     bool `json:"first_phrase"`
					Sections  int  `json:"sections"`
					Items     int  `json:"items"`
					Conflicts int  `json:"conflicts"`
				}{true, s.State().First, len(p.Sections()), len(p.Items()), p.Conflicts()}
				if c.Bool("json") {
					return json.NewEncoder(std.out).Encode(sum)
				}
				fmt.Fprintf(std.out, "it opens: %d sections, %d items", sum.Sections, sum.Items)
				if !sum.First {
					fmt.Fprint(std.out, ", by a recovery phrase")
				}
				if sum.Conflicts > 0 {
					fmt.Fprintf(std.out, ", %d to choose between", sum.Conflicts)
				}
				fmt.Fprintln(std.out)
				return nil
			})
		},
	}
}
