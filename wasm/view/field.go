package view

import (
	"strconv"
	"strings"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Dates and times are typed as text, and what was understood is said in words below. The browser's own controls (input
// type=date and its like) look and work differently everywhere, are hard to use by voice and by switch, cannot hold half a
// date, and their popups can offer what was picked before. Nothing of that can be turned off by a page.

// cell is one value on the screen and where it is.
type cell struct {
	f plan.Field
	// path is the field, or the field and a column, for labels.
	path  []string
	at    Spot
	label string
	v     plan.Value
}

// field draws a field of the item with the marks beside it.
func (f form) field(field plan.Field) *Node {
	c := cell{field, []string{field.Key}, Spot{Field: field.Key}, f.Words.Text(f.kind.FieldLabel(field.Key)), f.item.Value(field.Key)}
	return El("div", f.cell(c), f.letter(field), f.conflict(c)).WithKey("field-" + field.Key)
}

func (f form) cell(c cell) *Node {
	if !c.f.Accepts(c.v) && c.f.Type != plan.Choice && c.f.Type != plan.Choices {
		return f.beyond(c)
	}
	switch c.f.Type {
	case plan.Choice:
		return f.choice(c)
	case plan.Choices:
		return f.choices(c)
	case plan.YesNo:
		return f.yesNo(c)
	case plan.ItemRef:
		return f.ref(c)
	case plan.ItemRefs:
		return f.refs(c)
	case plan.Moment:
		return f.moment(c)
	case plan.Repeat:
		return f.repeat(c)
	case plan.Lines, plan.Dates, plan.Clocks:
		return f.list(c)
	case plan.Rows:
		return f.rows(c)
	}
	return f.box(f.boxOf(c))
}

// beyond shows a value that only a newer version understands. It can be cleared and stays otherwise.
func (f form) beyond(c cell) *Node {
	text := Leaf("p.keep", f.value.of(c.f, c.v, c.path...))
	n := El("div.field", Leaf("span.label", c.label), text)
	if c.f.Type != plan.Repeat {
		n.Add(Say(f.Words, "p.hint", "ui.item.newer"))
	}
	if c.at.Row != 0 {
		return n
	}
	clear := keyed("clear", f.Words.Text("ui.field.clear"), "btn", f.act("clear", c.at.Field))
	return n.Add(called(clear, f.Words.Text("ui.field.clear.of", c.label)))
}

// box is a text box with all that belongs to it.
type box struct {
	at                Spot
	label, hint, text string
	// says is what was understood, in words.
	says string
	// v is what the box stands for, so that a draft of something else is seen to be one.
	v             plan.Value
	long, numeric bool
	// typed says that the text is read as something else, so that it may not fit.
	typed bool
}

// boxOf describes the box of a value that has one.
func (f form) boxOf(c cell) box {
	b := box{at: c.at, label: c.label, text: plan.AsText(c.v), v: c.v, typed: true, hint: f.hint(c)}
	switch c.f.Type {
	case plan.LongText:
		b.long, b.typed = true, false
	case plan.Count, plan.Minutes:
		b.numeric = true
		if n, ok := plan.AsNumber(c.v); ok {
			b.text = strconv.FormatInt(n, 10)
			if c.f.Type == plan.Minutes && n >= 60 {
				b.says = FormatMinutes(f.Words, int(n))
			}
		}
	case plan.Date:
		b = f.dateBox(b, plan.AsText(c.v))
	case plan.Clock:
		b = f.clockBox(b, plan.AsText(c.v))
	case plan.Zone:
		b.hint = f.like("ui.field.zone.example")
		if c.v == nil {
			b.says = f.Words.Text("ui.field.zone.here") + ": " + f.Zone
		}
	default:
		b.typed = false
	}
	return b
}

func (f form) dateBox(b box, date string) box {
	b.typed, b.hint = true, joinHints(b.hint, f.Words.Text("ui.field.like", dateExample(f.Words)))
	if t, err := plan.ParseDate(date); err == nil {
		b.text, b.says = FormatDayYear(f.Words, t), FormatDateYear(f.Words, t)
	}
	return b
}

func (f form) clockBox(b box, clock string) box {
	b.typed, b.hint = true, joinHints(b.hint, f.like("ui.field.time.example"))
	if t, err := plan.ParseClock(clock); err == nil {
		b.text = FormatTime(f.Words, t)
		b.says = b.text
	}
	return b
}

func (f form) like(key string) string { return f.Words.Text("ui.field.like", f.Words.Text(key)) }

// hint is the prompt of a field, or "".
func (f form) hint(c cell) string {
	if key := f.kind.FieldLabel(c.path...) + ".hint"; len(c.path) > 0 && f.Words.Has(key) {
		return f.Words.Text(key)
	}
	return ""
}

func joinHints(a, b string) string { return strings.TrimSpace(a + " " + b) }

// box draws a text box: its label above, and below it the prompt, what was understood, and what does not fit yet.
func (f form) box(b box) *Node {
	id := b.at.ID()
	control := El("input[type=text]")
	if b.long {
		control = El("textarea[rows=3]")
	}
	if b.numeric {
		control.Attr("inputmode", "numeric")
	}
	d, drafted := f.Drafts[b.at]
	if drafted && (d.Wrong != "" || d.Hold || plan.SameValue(d.Value, b.v)) {
		b.text = d.Text
	}
	control.Val(b.text).Handle("input", f.act("set", b.at.Args()))
	f.focused(control, id)
	n := El("div.field", Leaf("label", b.label).Attr("for", id), control.WithKey("box")).WithKey(id)
	var about []string
	below := func(part, class, text string) {
		if text != "" {
			about = append(about, id+part)
			n.Add(Leaf("p", text).Class(class).Attr("id", id+part).WithKey(part))
		}
	}
	if b.typed || d.Wrong != "" {
		control.Handle("focusout", "left "+b.at.Args())
	}
	below("-hint", "hint", b.hint)
	if b.says != b.text {
		below("-says", "small", b.says)
	}
	if d.Wrong != "" && d.Left {
		control.Attr("aria-invalid", "true")
		below("-wrong", "error", WrongText(f.Words, d.Wrong))
	}
	if len(about) > 0 {
		control.Attr("aria-describedby", strings.Join(about, " "))
	}
	return n
}

// dateExample writes a date in the two ways that people write one. It can be read in one way only.
func dateExample(w *catalog.Words) string {
	t := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	short := "3/31/2026"
	if w.Lang() == "es" {
		short = "31/3/2026"
	}
	return FormatDayYear(w, t) + "; " + short
}

// WrongText says what does not fit in a draft, in words.
func WrongText(w *catalog.Words, wrong string) string {
	switch wrong {
	case "ui.field.bad.date":
		return w.Text(wrong, dateExample(w))
	case "ui.field.bad.time":
		return w.Text(wrong, w.Text("ui.field.time.example"))
	case "ui.field.bad.zone":
		return w.Text(wrong, w.Text("ui.field.zone.example"))
	case "ui.field.bad.number":
		return w.Text(wrong, "45")
	}
	return w.Text(wrong)
}

// moment draws the two boxes of a date and a time.
func (f form) moment(c cell) *Node {
	date, clock, _ := strings.Cut(plan.AsText(c.v), "T")
	d := f.dateBox(box{at: c.at.with("date"), label: f.Words.Text("ui.field.date"), v: plan.Tidy(plan.Text(date))}, date)
	t := f.clockBox(box{at: c.at.with("time"), label: f.Words.Text("ui.field.time"), v: plan.Tidy(plan.Text(clock))}, clock)
	n := f.group(c, f.box(d), f.box(t))
	if f.Drafts[d.at].Hold || f.Drafts[t.at].Hold {
		n.Add(Say(f.Words, "p.hint#half", "ui.field.half"))
	}
	return n
}

// group draws several controls under the label of their field.
func (f form) group(c cell, children ...*Node) *Node {
	n := El("fieldset.field", Leaf("legend", c.label)).WithKey(c.at.ID())
	if hint := f.hint(c); hint != "" {
		id := c.at.ID() + "-hint"
		n.Attr("aria-describedby", id).Add(Leaf("p.hint", hint).Attr("id", id))
	}
	return n.Add(children...)
}

// yesNo draws a checkbox.
func (f form) yesNo(c cell) *Node {
	id, hint := c.at.ID(), f.hint(c)
	check := f.tick(id, c.label, plan.AsFlag(c.v), f.act("tick", "-", c.at.Args()))
	n := El("div.field", El("div", check)).WithKey(id)
	if hint != "" {
		check.Children[0].Attr("aria-describedby", id+"-hint")
		n.Add(Leaf("p.hint", hint).Attr("id", id+"-hint"))
	}
	return n
}

// tick draws a checkbox in its label.
func (f form) tick(id, label string, on bool, action string) *Node {
	check := f.focused(El("input[type=checkbox]"), id).Flag("checked", on).Handle("change", action)
	return El("label.tick", check, Leaf("span", label)).Attr("for", id).WithKey(id)
}
