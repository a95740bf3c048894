package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"larkspur/client/plan"
	"larkspur/client/rrule"
	"larkspur/wasm/view"
)

// editing is what the screen of an item holds and the plan does not: what is typed and fits no field yet, and blank entries
// of lists. It lives as long as the vault is open, so that going elsewhere and coming back loses none of it.
type editing struct {
	drafts map[view.Spot]view.Draft
	lists  map[string][]view.Slot
	keys   int // of slots, the last one used
}

func (e *editing) next() int { e.keys++; return e.keys }

// drafted reports whether something is typed in an entry of a list that is not in the plan.
func (e *editing) drafted(field string, key int) bool {
	for at, d := range e.drafts {
		if at.Field == field && at.Row == key && (d.Wrong != "" || d.Hold) {
			return true
		}
	}
	return false
}

// typed reports whether something is typed in a field that is not in the plan.
func (e *editing) typed(field string) bool {
	for at := range e.drafts {
		if at.Field == field {
			return true
		}
	}
	return false
}

// forget drops what is typed in an entry of a list; key 0: in the whole field.
func (e *editing) forget(field string, key int) {
	for at := range e.drafts {
		if at.Field == field && (key == 0 || at.Row == key) {
			delete(e.drafts, at)
		}
	}
}

// typeAt is the field that a spot is a value of: the field itself, a column, or an entry of a list.
func typeAt(k plan.Kind, at view.Spot) (plan.Field, bool) {
	f, ok := k.Field(at.Field)
	if !ok || at.Row == 0 {
		return f, ok
	}
	switch f.Type {
	case plan.Rows:
		i := slices.IndexFunc(f.Fields, func(c plan.Field) bool { return c.Key == at.Col })
		if i < 0 {
			return plan.Field{}, false
		}
		return f.Fields[i], true
	case plan.Lines:
		return plan.Field{Type: plan.Line}, true
	case plan.Dates:
		return plan.Field{Type: plan.Date}, true
	case plan.Clocks:
		return plan.Field{Type: plan.Clock}, true
	}
	return plan.Field{}, false
}

// understand reads what was typed for a type. wrong is the key of what to say when it is no value.
func understand(a *App, t plan.Type, text string) (v plan.Value, wrong string) {
	if t == plan.Line || t == plan.LongText || t == plan.Exact || t == plan.Phone {
		return plan.Text(text), ""
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, ""
	}
	switch t {
	case plan.Count, plan.Minutes:
		if n, ok := parseNumber(text); ok {
			return plan.Number(n), ""
		}
		return nil, "ui.field.bad.number"
	case plan.Date:
		if date, ok := parseDate(a.words, text); ok {
			return plan.Text(date), ""
		}
		return nil, "ui.field.bad.date"
	case plan.Clock:
		if clock, ok := parseClock(text); ok {
			return plan.Text(clock), ""
		}
		return nil, "ui.field.bad.time"
	case plan.Zone:
		if _, ok := a.page.Offset(text, a.page.Now()); ok {
			return plan.Text(text), ""
		}
		return nil, "ui.field.bad.zone"
	}
	return nil, "ui.field.bad.value"
}

// refusal is the key of what to say when the plan does not take a value.
func refusal(err error, v plan.Value) string {
	switch {
	case errors.Is(err, plan.ErrTooLarge) && len(plan.AsText(v)) < plan.MaxField/2:
		return "ui.trouble.toolarge"
	case errors.Is(err, plan.ErrTooLarge):
		return "ui.field.bad.long"
	case errors.Is(err, plan.ErrNotFound):
		return "ui.item.gone"
	}
	return "ui.field.bad.value"
}

// typed takes in what stands in a text box now.
func (s *itemScreen) typed(a *App, gen int, at view.Spot, text string) {
	k, ok := s.kind(gen)
	f, known := typeAt(k, at)
	if !ok || !known {
		return
	}
	switch {
	case f.Type == plan.Moment:
		s.typedMoment(a, gen, at, text)
		return
	case f.Type == plan.Repeat:
		s.typedRule(a, gen, at, text)
		return
	}
	v, wrong := understand(a, f.Type, text)
	if wrong == "" {
		if err := s.put(a, gen, at, v); err != nil {
			wrong = refusal(err, v)
		}
	}
	s.note = ""
	if wrong == "" && (f.Type == plan.Line || f.Type == plan.LongText || f.Type == plan.Exact || f.Type == plan.Phone) {
		delete(s.ed.drafts, at) // the plan has it as it was typed
		return
	}
	s.draft(a, at, text, v, wrong, false)
}

// draft keeps what is typed. What the plan refused is said at once: nothing more will make it fit.
func (s *itemScreen) draft(a *App, at view.Spot, text string, v plan.Value, wrong string, hold bool) {
	before := s.ed.drafts[at]
	d := view.Draft{Text: text, Value: plan.Tidy(v), Wrong: wrong, Left: before.Left, Hold: hold}
	if wrong != "" {
		d.Value = nil
	}
	if wrong == "ui.field.bad.long" || wrong == "ui.trouble.toolarge" || wrong == "ui.item.gone" || wrong == "ui.field.bad.value" {
		d.Left = true
		if before.Wrong != wrong {
			a.page.Announce(view.WrongText(a.words, wrong), true)
		}
	}
	s.ed.drafts[at] = d
}

// left says what does not fit of a box that a person has done with. What fits is shown in the usual writing from now on.
func (s *itemScreen) left(a *App, at view.Spot) {
	d, ok := s.ed.drafts[at]
	switch {
	case !ok || d.Hold && d.Wrong == "":
	case d.Wrong == "":
		delete(s.ed.drafts, at)
	case !d.Left:
		d.Left = true
		s.ed.drafts[at] = d
		a.page.Announce(view.WrongText(a.words, d.Wrong), false)
	}
}

// typedMoment takes in one of the two boxes of a moment. The plan gets a moment when both are right, and none when both
// are blank; until then it keeps the one that it has.
func (s *itemScreen) typedMoment(a *App, gen int, at view.Spot, text string) {
	types := map[string]plan.Type{"date": plan.Date, "time": plan.Clock}
	other := at
	if other.Part = "time"; at.Part == "time" {
		other.Part = "date"
	}
	v, wrong := understand(a, types[at.Part], text)
	otherValue, otherWrong := s.part(gen, other)
	done := wrong == "" && otherWrong == "" && (v == nil) == (otherValue == nil)
	s.draft(a, at, text, v, wrong, !done)
	if !done {
		return
	}
	var moment plan.Value
	if v != nil {
		date, clock := plan.AsText(v), plan.AsText(otherValue)
		if at.Part == "time" {
			date, clock = clock, date
		}
		moment = plan.Text(date + "T" + clock)
	}
	whole := at
	whole.Part = ""
	if err := s.put(a, gen, whole, moment); err != nil {
		s.draft(a, at, text, nil, refusal(err, moment), true)
		return
	}
	if d, ok := s.ed.drafts[other]; ok {
		d.Hold = false
		s.ed.drafts[other] = d
	}
}

// part is what a box of a moment says: what is typed in it, or what the plan has.
func (s *itemScreen) part(gen int, at view.Spot) (v plan.Value, wrong string) {
	if d, ok := s.ed.drafts[at]; ok && (d.Hold || d.Wrong != "") {
		return d.Value, d.Wrong
	}
	whole := at
	whole.Part = ""
	date, clock, _ := strings.Cut(plan.AsText(s.value(gen, whole)), "T")
	if at.Part == "date" {
		return plan.Tidy(plan.Text(date)), ""
	}
	return plan.Tidy(plan.Text(clock)), ""
}

// typedRule takes in the last date of a rule, or the number of times.
func (s *itemScreen) typedRule(a *App, gen int, at view.Spot, text string) {
	t := map[string]plan.Type{"until": plan.Date, "count": plan.Count}[at.Part]
	v, wrong := understand(a, t, text)
	n, isNumber := plan.AsNumber(v)
	if isNumber && (n < 1 || n > 9999) {
		wrong = "ui.field.bad.number"
	}
	end := at
	end.Part = "end"
	if wrong == "" && v != nil {
		err := s.changeRule(a, gen, at, func(r *rrule.Rule) {
			r.Until, r.Count = strings.ReplaceAll(plan.AsText(v), "-", ""), int(n)
		})
		if err != nil {
			wrong = refusal(err, nil)
		} else {
			delete(s.ed.drafts, end)
		}
	}
	// Without a date or a number the rule stays as it is, and the box stays open.
	if wrong != "" || v == nil {
		s.ed.drafts[end] = view.Draft{Text: at.Part, Hold: true}
	}
	s.draft(a, at, text, v, wrong, wrong == "" && v == nil)
}

// changeRule changes the rule of a field of type Repeat.
func (s *itemScreen) changeRule(a *App, gen int, at view.Spot, change func(*rrule.Rule)) error {
	return s.sights.edit(a, gen, sameField(s.id, at.Field), func(x *sight) error {
		it, ok := x.plan.Item(s.id)
		if !ok {
			return plan.ErrNotFound
		}
		rule, err := rrule.Parse(it.Text(at.Field))
		if err != nil {
			return err // of a newer version; it is not on offer
		}
		change(&rule)
		return x.plan.SetField(s.id, at.Field, plan.Text(rule.String()))
	})
}

// spotOf reads the four arguments of a spot, from the i-th on.
func spotOf(act Action, i int) view.Spot {
	row, _ := strconv.Atoi(act.Arg(i + 1))
	at := view.Spot{Field: act.Arg(i), Row: row, Col: act.Arg(i + 2), Part: act.Arg(i + 3)}
	if at.Col == "-" {
		at.Col = ""
	}
	if at.Part == "-" {
		at.Part = ""
	}
	return at
}
