package main

import (
	"context"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/plantext"
	"larkspur/wasm/view"
	"larkspur/wasm/view/markup"
	"larkspur/wasm/web"
)

// clearMeans is said with everything that comes from a plan.
const clearMeans = `What is written is in clear text: whoever finds the file, or the paper, reads it. Opened in a browser, its name may
stay in the list of what was opened there.`

func cmdPrint(std streams) *cli.Command {
	return &cli.Command{
		Name:  "print",
		Usage: "write what can be printed as HTML for a browser, on standard output",
		Description: "Each is a document that loads nothing and runs no script. Open it in a browser and print it there; its pages have their own\n" +
			"sizes. " + clearMeans,
		Subcommands: []*cli.Command{
			printWords(std, view.PaperInfo, "a card about substance use coercion, to hand out"),
			printWords(std, view.PaperHandout, "a page for providers"),
			printPlan(std, "card", view.PaperOwn, "a plain card with what --only and --lines say",
				&cli.StringFlag{Name: "heading", Usage: "`TEXT` at the top; it stays in the history of the shell"},
				&cli.StringFlag{Name: "lines", Usage: "read more lines from `FILE`"}),
			printPlan(std, "overdose", view.PaperOverdose, "the overdose and missed-dose cards",
				&cli.BoolFlag{Name: "help-lines", Usage: "put the help lines on it"}),
			printPlan(std, "letter", view.PaperLetter, "the letters, or those of --only"),
			printPlan(std, "plan", view.PaperPlan, "the sections that are not hidden, or those of --only"),
		},
		Action: func(c *cli.Context) error {
			_ = cli.ShowSubcommandHelp(c)
			return usagef("name what to print")
		},
	}
}

func flagSize() cli.Flag {
	return &cli.StringFlag{Name: "size", Value: "5x7", Usage: "`SIZE` of the paper in inches: 5x7 or 8.5x11"}
}

func flagsOfSize(what string) []cli.Flag {
	if view.Sizes(what) {
		return []cli.Flag{flagSize()}
	}
	return nil
}

// small reads --size.
func small(c *cli.Context) (bool, error) {
	switch c.String("size") {
	case "5x7":
		return true, nil
	case "8.5x11", "":
		return false, nil
	}
	return false, usagef("--size is 5x7 or 8.5x11")
}

// printWords prints what holds nothing of a plan, and so asks no server.
func printWords(std streams, what, usage string) *cli.Command {
	return &cli.Command{
		Name: what, Usage: usage, Flags: append(flagsOfSize(what), flagLang()),
		Action: func(c *cli.Context) error {
			lang, err := language(c)
			if err != nil {
				return err
			}
			m := view.PaperModel{Words: catalog.Load(string(lang)), What: what}
			if m.Small, err = small(c); err != nil {
				return err
			}
			return write(std.out, m, m.Words.Text("paper."+what+".title"))
		},
	}
}

// printPlan prints what is made of a plan.
func printPlan(std streams, name, what, usage string, more ...cli.Flag) *cli.Command {
	flags := append([]cli.Flag{flagServer(), flagPhraseFile(),
		&cli.StringFlag{Name: "lang", Usage: "`LANGUAGE` of the labels: en or es (default: that of the plan)"}}, flagsOfSize(what)...)
	if what != view.PaperOverdose {
		flags = append(flags, &cli.BoolFlag{Name: "list", Usage: "print what there is to choose from, by number, and nothing else"},
			&cli.StringFlag{Name: "only", Usage: "`NUMBERS` of --list, with commas between"})
	}
	return &cli.Command{
		Name: name, Usage: usage, Flags: append(flags, more...),
		Action: func(c *cli.Context) error {
			if l := c.String("lang"); l != "" && l != "en" && l != "es" {
				return usagef("--lang is en or es")
			}
			size, err := small(c)
			if err != nil {
				return err
			}
			return withSession(c, std, func(_ context.Context, _ *client.Client, s *client.Session) error {
				m := view.PaperModel{Words: catalog.Load(langOfPlan(c, s.Plan())), Plan: s.Plan(), What: what, Small: size, Help: c.Bool("help-lines")}
				choices := choicesOf(m)
				if c.Bool("list") {
					for i, choice := range choices {
						fmt.Fprintf(std.out, "%d  %s\n", i+1, plantext.Visible(choice.label))
					}
					return nil
				}
				if err := choose(c, &m, choices); err != nil {
					return err
				}
				fmt.Fprintln(std.err, clearMeans)
				// A title that says nothing: a browser keeps it in a PDF.
				return write(std.out, m, m.Words.Text("paper.own.head.plain"))
			})
		},
	}
}

// write writes a document, or says that there is nothing to write.
func write(out io.Writer, m view.PaperModel, title string) error {
	paper := view.Paper(m)
	if paper == nil {
		return usagef("there is nothing to print; --list shows what there is to choose from")
	}
	_, err := io.WriteString(out, plantext.Visible(markup.Document(m.Words.Lang(), title, web.Paper, paper)))
	return err
}
