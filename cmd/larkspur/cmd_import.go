package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/client/planjson"
)

// maxImport is more than the largest plan takes as JSON, in bytes.
const maxImport = 32 << 20

func cmdImport(std streams) *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "replace the plan by what an export holds, after showing what changes",
		ArgsUsage: "FILE",
		Flags:     []cli.Flag{flagServer(), flagPhraseFile(), flagYes()},
		Action: func(c *cli.Context) error {
			if c.Args().Len() != 1 {
				return usagef("import takes one file; flags come before it")
			}
			if c.Args().First() == "-" && c.String("phrase-file") == "-" {
				return usagef("the plan and the phrase cannot both come from standard input")
			}
			next, err := readPlan(c.Args().First(), std)
			if err != nil {
				return usageError{fmt.Errorf("%s: %w", c.Args().First(), err)}
			}
			return withSession(c, std, func(ctx context.Context, _ *client.Client, s *client.Session) error {
				return replaceAfterAsking(ctx, c, std, s, next, "Replace the plan?")
			})
		},
	}
}

func readPlan(name string, std streams) (*plan.Plan, error) {
	var in io.Reader = std.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxImport+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxImport {
		return nil, plan.ErrTooLarge
	}
	return planjson.Import(b)
}

// save saves, and reports a conflict that somebody has to settle.
func save(ctx context.Context, s *client.Session) error {
	if err := s.Save(ctx); err != nil {
		return err
	}
	if s.Plan().Conflicts() > 0 {
		return errConflict
	}
	return nil
}
