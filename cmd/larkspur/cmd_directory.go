package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/catalog/directory"
	"larkspur/client/httppage"
	"larkspur/wasm/view"
)

func cmdDirectory(std streams) *cli.Command {
	return &cli.Command{
		Name:      "directory",
		Usage:     "look for places and lines that may help",
		ArgsUsage: "[WORD...]",
		Description: "Needs no phrase, and no server: without one it shows the list that comes with the program, and with --server what the center\n" +
			"there added, first. What is looked for is sent nowhere. It may stay in the shell's history.\n\nFilters:\n" + filterHelp(),
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "server", EnvVars: []string{"LARKSPUR_SERVER"}, Usage: "the server's `URL`, if any"},
			&cli.StringSliceFlag{Name: "filter", Usage: "show what says yes to `FILTER`; may be given again for others"},
			flagLang(), flagJSON(),
		},
		Action: func(c *cli.Context) error {
			if _, err := language(c); err != nil {
				return err
			}
			for _, f := range c.StringSlice("filter") {
				if !directory.IsFilter(f) {
					return usagef("there is no filter %q; see larkspur directory --help", f)
				}
			}
			local, lost := localEntries(c)
			if lost != nil && !errors.Is(lost, client.ErrUnreachable) {
				return lost
			}
			f := found{words: catalog.Load(c.String("lang")), index: directory.NewIndex(directory.With(local), bothLanguages), filters: c.StringSlice("filter")}
			f.yes, f.unstated = f.index.Find(strings.Join(c.Args().Slice(), " "), f.filters)
			write := f.text
			if c.Bool("json") {
				write = f.json
			}
			return errors.Join(write(std.out), lost)
		},
	}
}

// localEntries are those of the server. Without a server there are none; without an answer the rest is shown all the same.
func localEntries(c *cli.Context) ([]directory.Entry, error) {
	if c.String("server") == "" {
		return nil, nil
	}
	t, err := httppage.New(c.String("server"), nil)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	text, err := t.Directory(c.Context)
	return directory.Local(text), err
}

func bothLanguages(key string) []string {
	return []string{catalog.Load("en").Text(key), catalog.Load("es").Text(key)}
}

func filterHelp() string {
	var b strings.Builder
	for _, g := range directory.Filters() {
		for _, f := range g.Filters {
			fmt.Fprintf(&b, "    %-12s %s\n", f, catalog.Load("en").Text("dir.filter."+f))
		}
	}
	return b.String()
}

// found is what was found, and the words to show it in.
type found struct {
	words         *catalog.Words
	index         *directory.Index
	filters       []string
	yes, unstated []int
}

func (f found) facts(e *directory.Entry) []catalog.EntryFact {
	return f.words.EntryFacts(e, func(date string) string { return view.WrittenDay(f.words, date) })
}

// text writes the entries under their headings, the center's own first, and the names of those that do not say.
func (f found) text(out io.Writer) error {
	var b strings.Builder
	w := f.words
	fmt.Fprintf(&b, "%s\n%s\n", w.Text("dir.caution"), w.Text("ui.lines.trace"))
	section := func(title string, in func(e *directory.Entry) bool) {
		for _, i := range f.yes {
			if e := &f.index.Entries()[i]; in(e) {
				if title != "" {
					fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(title))
					title = ""
				}
				f.entry(&b, e)
			}
		}
	}
	section(w.Text("dir.local"), func(e *directory.Entry) bool { return e.Local })
	for _, g := range directory.Groups() {
		section(w.Text("dir.group."+g), func(e *directory.Entry) bool { return !e.Local && e.Get("group") == g })
	}
	fmt.Fprintf(&b, "\n%s\n", w.Count("dir.found", len(f.yes)))
	if len(f.unstated) > 0 {
		fmt.Fprintf(&b, "\n%s. %s\n", w.Count("dir.unstated", len(f.unstated)), w.Text("dir.unstated.hint"))
		for _, i := range f.unstated {
			e := &f.index.Entries()[i]
			name, _ := e.Text("name", w.Lang())
			if e.Local {
				name += " · " + w.Text("dir.local")
			}
			fmt.Fprintf(&b, "  %s\n", name)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (f found) entry(b *strings.Builder, e *directory.Entry) {
	name, _ := e.Text("name", f.words.Lang())
	fmt.Fprintf(b, "  %s\n", name)
	if text, _ := e.Text("about", f.words.Lang()); text != "" {
		fmt.Fprintf(b, "    %s\n", text)
	}
	for _, fact := range f.facts(e) {
		fmt.Fprintf(b, "    %s: %s\n", fact.Label, fact.Text)
	}
}

// jsonEntry is an entry for a script: keys of filters, groups and tiers as in a file of entries, texts in one language.
type jsonEntry struct {
	Name    string   `json:"name"`
	Group   string   `json:"group"`
	Local   bool     `json:"local,omitempty"`
	Stated  bool     `json:"stated"`
	About   string   `json:"about,omitempty"`
	Phones  []string `json:"phones,omitempty"`
	TTYs    []string `json:"ttys,omitempty"`
	Texts   []string `json:"texts,omitempty"`
	Hours   string   `json:"hours,omitempty"`
	Langs   []string `json:"langs,omitempty"`
	Address string   `json:"address,omitempty"`
	Web     string   `json:"web,omitempty"`
	Offers  []string `json:"offers,omitempty"`
	For     []string `json:"for,omitempty"`
	Not     []string `json:"not,omitempty"`
	Tier    string   `json:"tier,omitempty"`
	Checked string   `json:"checked"`
	With    string   `json:"with,omitempty"`
}

func (f found) json(out io.Writer) error {
	all := []jsonEntry{}
	for _, part := range []struct {
		at     []int
		stated bool
	}{{f.yes, true}, {f.unstated, false}} {
		for _, i := range part.at {
			e := &f.index.Entries()[i]
			j := jsonEntry{
				Group: e.Get("group"), Local: e.Local, Stated: part.stated, Phones: e.All("phone"), TTYs: e.All("tty"), Texts: e.All("text"),
				Langs: e.Words("langs"), Address: e.Get("address"), Web: e.Get("web"), Offers: e.Words("offers"), For: e.Words("for"),
				Not: e.Words("not"), Tier: e.Get("tier"), Checked: e.Get("checked"), With: e.Get("with"),
			}
			j.Name, _ = e.Text("name", f.words.Lang())
			j.About, _ = e.Text("about", f.words.Lang())
			j.Hours, _ = e.Text("hours", f.words.Lang())
			all = append(all, j)
		}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}
