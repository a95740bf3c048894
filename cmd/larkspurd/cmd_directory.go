package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"larkspur/client/catalog/directory"
)

func directoryCommand() *cli.Command {
	return &cli.Command{
		Name:         "directory",
		Usage:        "look at a list of places and people near you",
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			return usage("say what to do with it: larkspurd directory check FILE")
		},
		HideHelpCommand: true,
		Subcommands: []*cli.Command{{
			Name:      "check",
			Usage:     "say everything that is wrong in FILE, line by line",
			ArgsUsage: "FILE",
			Description: "Prints every problem with its line. The exit status is 0 when there is none, and 2 otherwise. A file of such\n" +
				"entries is served with --directory FILE; a blank line stands between two, and # begins a comment:\n\n" + example,
			Action:       checkDirectory,
			OnUsageError: onUsageError,
		}},
	}
}

// example is a file that has no problem. Its numbers are of the kind that is kept free for examples.
const example = `    name: Harbor Clinic
    group: treatment
    phone: 555-0100
    tty: 555-0101
    hours.en: Monday to Friday, 9 to 5
    hours.es: lunes a viernes, de 9 a 5
    langs: en es
    offers: outpatient mar onsite
    for: women
    not: residential
    tier: collaborative
    checked: 2026-11-26
    with: call
    about.en: Short words on what it is.
    about.es: Pocas palabras sobre qué es.`

// shownProblems are those that a refused start prints.
const shownProblems = 3

func checkDirectory(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage("larkspurd directory check FILE: name one file")
	}
	path := c.Args().First()
	text, err := readDirectory(path)
	if err != nil {
		return usage("%w", err)
	}
	entries, problems := directory.Parse(string(text))
	for _, p := range problems {
		if _, err := fmt.Fprintln(c.App.Writer, at(p)); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return usage("%s: %s", path, counted(len(problems)))
	}
	_, err = fmt.Fprintf(c.App.Writer, "%s: nothing to mend; entries: %d\n", path, len(entries))
	return err
}

// directoryOf reads the file that serve is given. One problem is enough to refuse it: an entry that is left out would not be
// missed by anybody but the person who looks for it.
func directoryOf(path string) ([]byte, error) {
	text, err := readDirectory(path)
	if err != nil {
		return nil, usage("--directory: %w", err)
	}
	_, problems := directory.Parse(string(text))
	if len(problems) == 0 {
		return text, nil
	}
	var said strings.Builder
	for _, p := range problems[:min(len(problems), shownProblems)] {
		said.WriteString("\n    " + at(p))
	}
	return nil, usage("--directory %s: %s:%s\nlarkspurd directory check %s says them all", path, counted(len(problems)), said.String(), path)
}

// readDirectory reads no more than one byte too many.
func readDirectory(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, directory.MaxSize+1))
}

func at(p directory.Problem) string {
	if p.Line == 0 {
		return p.Message()
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.Message())
}

func counted(n int) string {
	if n == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}
