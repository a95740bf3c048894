package main

import (
	"context"
	"crypto/rand"
	"io"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/client/planscript"
)

// editHelp is what the lines of a script can say; the documentation of client/planscript has more.
const editHelp = `Lines come on standard input and never as arguments, which show in lists of processes. When one of them cannot be done,
nothing is. What changes is shown first; --yes does not ask.

   add SECTION KIND [as NAME]   a new item, which the lines below are about; NAME is for @NAME in this script
   item ITEM                    the lines below are about this item
   set FIELD VALUE              a text (\n is a line end), yes or no, a number, 2026-03-04, 08:30, 2026-03-04T08:30, an
                                option, an ITEM, a rule; several with commas
   append FIELD VALUE           after a text                change FIELD OLD => NEW      where OLD stands in it once
   row FIELD                    a new row of a list, which set FIELD.COLUMN VALUE fills; FIELD.N.COLUMN is of the Nth
   clear FIELD, clear FIELD.N
   move ITEM SECTION [PLACE]    remove ITEM
   section KIND [TITLE]         rename SECTION [TITLE]      hide SECTION      show SECTION
   order SECTION PLACE          drop SECTION

SECTION is a kind (comm, sched, where ...) or the beginning of an id, ITEM the beginning of an id, as show --ids has them.
show --ids also says the names of kinds and fields.`

func cmdEdit(std streams) *cli.Command {
	return &cli.Command{
		Name:        "edit",
		Usage:       "change the plan by lines on standard input, after showing what changes",
		Description: editHelp,
		Flags:       []cli.Flag{flagServer(), flagPhraseFile(), flagYes()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("edit takes no arguments: lines come on standard input")
			}
			return withSession(c, std, func(ctx context.Context, _ *client.Client, s *client.Session) error {
				b, err := io.ReadAll(io.LimitReader(std.in, maxImport+1))
				if err != nil {
					return err
				}
				if len(b) > maxImport {
					return plan.ErrTooLarge
				}
				next, err := planscript.Apply(s.Plan(), string(b), rand.Reader)
				if err != nil {
					return usageError{err}
				}
				return replaceAfterAsking(ctx, c, std, s, next, "Change the plan?")
			})
		},
	}
}
