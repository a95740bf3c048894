// Package planscript changes a plan by lines of text, as a script on standard input has them. It is for the command line; the
// browser does not carry it.
//
// It promises that a script is done whole or not at all, that every line that cannot be done is told with its number, and
// that nothing but what its lines say changes. What it reads is in clear text, like a plan that was exported.
//
// # Lines
//
// A line is a verb and what follows. Blank lines and lines that begin with # are left out.
//
//	section KIND [TITLE]        a new section: one of the standard kinds, or own
//	rename SECTION [TITLE]      its title; without one, the usual title of its kind
//	hide SECTION, show SECTION
//	order SECTION PLACE         its place among the sections, from 1
//	drop SECTION                the section, with all that is in it
//	add SECTION KIND [as NAME]  a new item, which the lines below are about
//	item ITEM                   the lines below are about this item
//	set FIELD VALUE             a field of it
//	append FIELD VALUE          after what stands in a text, with a space between
//	change FIELD OLD => NEW     in a text, where OLD stands once; NEW may be nothing
//	row FIELD                   a new row of a list, which "set FIELD.COLUMN VALUE" fills
//	set FIELD.N.COLUMN VALUE    a column of the Nth row, from 1
//	clear FIELD, clear FIELD.N  no value; without the Nth row
//	move ITEM SECTION [PLACE]   into a section, and to a place in it from 1
//	remove ITEM
//
// Of a text that somebody else may be writing in too, set would leave nothing of theirs; append and change leave the rest.
//
// SECTION is the kind of a standard section (the first of that kind), and else the beginning of an id. ITEM is the beginning of an
// id, at least four digits of it, or @NAME for an item of this script. VALUE goes on to the end of the line: a text, in
// which \n is a line end and \\ a backslash; yes or no; a whole number; 2026-03-04, 08:30, 2026-03-04T08:30; an option, or several
// with commas between; an ITEM, or several; dates or times with commas; lines of a list with \n between; a rule of RFC 5545.
package planscript

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"larkspur/client/plan"
)

// LineError says what is wrong with a line.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e LineError) Unwrap() error { return e.Err }

// Apply returns a plan that is p with a script done to it. p stays as it is. random draws ids. The error joins a LineError for
// every line that cannot be done.
func Apply(p *plan.Plan, script string, random io.Reader) (*plan.Plan, error) {
	r := &run{plan: p.Clone(), random: random, named: map[string]plan.ID{}, rows: map[string]int{}}
	var wrong []error
	n := 0
	for line := range strings.Lines(script) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := r.line(line); err != nil {
			wrong = append(wrong, LineError{n, err})
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return r.plan, nil
}

// run is a script under way.
type run struct {
	plan   *plan.Plan
	random io.Reader
	named  map[string]plan.ID
	at     plan.ID        // the item that lines are about; the zero ID: none
	lost   bool           // that item is not there, which was said
	rows   map[string]int // the row of a field that was begun, from 0
}

// verb is what a line can do. It is given the words of its line: so many, and the last is the rest of it.
type verb struct {
	least, most int
	do          func(r *run, args []string) error
}

var verbs = map[string]verb{
	"section": {1, 2, (*run).section},
	"rename":  {1, 2, (*run).rename},
	"hide":    {1, 1, func(r *run, args []string) error { return r.hide(args[0], true) }},
	"show":    {1, 1, func(r *run, args []string) error { return r.hide(args[0], false) }},
	"order":   {2, 2, (*run).order},
	"drop":    {1, 1, (*run).drop},
	"add":     {2, 4, (*run).add},
	"item":    {1, 1, (*run).item},
	"set":     {2, 2, (*run).set},
	"append":  {2, 2, (*run).extend},
	"change":  {2, 2, (*run).change},
	"row":     {1, 1, (*run).row},
	"clear":   {1, 1, (*run).clear},
	"move":    {2, 3, (*run).move},
	"remove":  {1, 1, (*run).remove},
}

func (r *run) line(line string) error {
	name, rest, _ := strings.Cut(line, " ")
	v, ok := verbs[name]
	if !ok {
		return fmt.Errorf("there is no verb %q", name)
	}
	var args []string
	for rest = strings.TrimSpace(rest); rest != "" && len(args) < v.most-1; rest = strings.TrimSpace(rest) {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		args = append(args, word)
	}
	if rest != "" {
		args = append(args, rest)
	}
	if len(args) < v.least {
		return fmt.Errorf("%s takes more: see the list of verbs", name)
	}
	return v.do(r, args)
}

// optional is an argument that may be left out.
func optional(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}
