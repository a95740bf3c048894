package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/planjson"
	"larkspur/client/plantext"
)

func cmdShow(std streams) *cli.Command {
	return &cli.Command{
		Name:        "show",
		Usage:       "show the plan",
		Description: "What is shown stays in the terminal's memory, and in a file if it is sent to one. --json is the same as export.",
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagJSON(),
			&cli.BoolFlag{Name: "ids", Usage: "with ids, and the names of kinds and fields, for edit, stagger and ics"},
			&cli.StringFlag{Name: "lang", Usage: "`LANGUAGE` of the labels: en or es (default: that of the plan)"}},
		Action: func(c *cli.Context) error {
			if l := c.String("lang"); l != "" && l != "en" && l != "es" {
				return usagef("--lang is en or es")
			}
			return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
				if c.Bool("json") {
					b, err := planjson.Export(s.Plan())
					if err == nil {
						_, err = std.out.Write(b)
					}
					return err
				}
				words := catalog.Load(langOfPlan(c, s.Plan()))
				if c.Bool("ids") {
					return plantext.WriteNames(std.out, s.Plan(), words)
				}
				return plantext.Write(std.out, s.Plan(), words)
			})
		},
	}
}

// langOfPlan is --lang, else the language of the plan, else that of the environment.
func langOfPlan(c *cli.Context, p *plan.Plan) string {
	if lang := c.String("lang"); lang != "" {
		return lang
	}
	if lang := plan.AsText(p.Setting("lang")); lang != "" {
		return lang
	}
	return langOfEnvironment()
}
