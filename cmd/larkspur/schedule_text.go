package main

import (
	"fmt"
	"io"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plantext"
	"larkspur/wasm/view"
)

// lines writes what a screen says for a terminal. err is the first failure.
type lines struct {
	out io.Writer
	err error
}

// line writes one line, so far to the right. Nothing in it can steer a terminal.
func (l *lines) line(depth int, text string) {
	if l.err == nil {
		text = strings.ReplaceAll(plantext.Visible(text), "\n", "\n"+strings.Repeat("  ", depth+1))
		_, l.err = fmt.Fprintln(l.out, strings.Repeat("  ", depth)+text)
	}
}

func (l *lines) agenda(w *catalog.Words, a view.Agenda, short bool) {
	if a.Crowded {
		l.line(0, w.Text("ui.week.crowded"))
	}
	for i, d := range a.Days {
		if short && !d.On() {
			continue
		}
		l.line(0, "")
		name := view.FormatDate(w, d.Date)
		if i == 0 || d.Date.YearDay() == 1 {
			name = view.FormatDateYear(w, d.Date)
		}
		l.line(0, name)
		for _, v := range d.Visits {
			l.visit(v)
		}
		for _, m := range d.Marks {
			l.line(1, m.Title+"  "+m.Text)
		}
		if !short {
			for _, win := range d.Windows {
				l.line(1, win.State+": "+win.Text)
			}
		}
		if len(d.Visits)+len(d.Marks)+len(d.Windows) == 0 {
			l.line(1, w.Text("ui.week.nothing.day"))
		}
	}
	if len(a.Undated) > 0 {
		l.line(0, "")
		l.line(0, w.Text("ui.week.undated"))
	}
	for _, v := range a.Undated {
		l.line(1, v.Title)
	}
}

func (l *lines) visit(v view.Told) {
	l.line(1, v.Times+"  "+v.Title)
	for _, meets := range v.Meets {
		l.line(2, "! "+meets)
	}
	for _, more := range v.Lines {
		l.line(2, more)
	}
}

func (l *lines) outlook(w *catalog.Words, o view.Outlook) {
	l.line(0, "")
	l.line(0, w.Text("ui.foresee.title"))
	for _, line := range o.Lines {
		l.line(1, line)
	}
	for _, f := range o.Foretold {
		for _, v := range f.Visits {
			l.line(1, v+"  "+f.Title)
		}
		for _, why := range f.Why {
			l.line(2, why)
		}
	}
	l.line(1, w.Text("ui.foresee.how")+":")
	for _, line := range o.Meaning {
		l.line(2, line)
	}
}

func (l *lines) offered(name string, o view.Offered) {
	l.line(0, "")
	l.line(0, name)
	for _, line := range o.Count {
		l.line(1, line)
	}
	for _, date := range o.Dates {
		l.line(2, date)
	}
}
