package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// maxLines is more than fits on a few cards, in bytes.
const maxLines = 1 << 16

// choice is one thing that --only can choose.
type choice struct {
	label, line string
	id          plan.ID
	hidden      bool
}

func choicesOf(m view.PaperModel) (out []choice) {
	switch m.What {
	case view.PaperOwn:
		for _, c := range view.OwnChoices(m.Words, m.Plan) {
			out = append(out, choice{label: c.Label, line: c.Line})
		}
	case view.PaperLetter:
		for _, it := range m.Plan.Items(view.LetterKind) {
			out = append(out, choice{label: view.ItemName(m.Words, it), id: it.ID()})
		}
	case view.PaperPlan:
		for _, s := range m.Plan.Sections() {
			if len(s.Items()) > 0 {
				out = append(out, choice{label: view.SectionTitle(m.Words, s), id: s.ID(), hidden: s.Hidden()})
			}
		}
	}
	return out
}

// choose puts what was chosen into m: without --only all letters, the sections that are not hidden, and of a card nothing, as
// what stands on it is for the survivor to say.
func choose(c *cli.Context, m *view.PaperModel, choices []choice) error {
	var picked []int
	for text := range strings.SplitSeq(c.String("only"), ",") {
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 || n > len(choices) {
			return usagef("--only: %q is no number of --list", text)
		}
		picked = append(picked, n-1)
	}
	m.Items = map[plan.ID]bool{}
	for i, choice := range choices {
		if slices.Contains(picked, i) || picked == nil && !choice.hidden && m.What != view.PaperOwn {
			m.Items[choice.id] = true
			m.Lines = append(m.Lines, choice.line)
		}
	}
	if m.What != view.PaperOwn {
		return nil
	}
	m.Heading = c.String("heading")
	more, err := linesOf(c.String("lines"))
	m.Lines = append(m.Lines, more...)
	return err
}

func linesOf(name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usageError{fmt.Errorf("--lines: %w", err)}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxLines))
	return strings.Split(string(b), "\n"), err
}
