package view

import (
	"slices"
	"strconv"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// RuleChoice is one of the ways to repeat that are offered.
type RuleChoice struct {
	Key   string // of the action, and of the catalogue after "ui.repeat."
	Freq  plan.Frequency
	Every int
}

// RuleChoices are all of them.
func RuleChoices() []RuleChoice {
	return []RuleChoice{
		{"never", plan.Never, 1}, {"daily", plan.Daily, 1}, {"weekly", plan.Weekly, 1}, {"weekly.2", plan.Weekly, 2},
		{"weekly.3", plan.Weekly, 3}, {"weekly.4", plan.Weekly, 4}, {"monthly", plan.Monthly, 1},
	}
}

func (r RuleChoice) of(rule plan.Rule) bool {
	return r.Freq == rule.Freq && r.Every == max(rule.Every, 1)
}

// ruleEnds are the ways to end. The first is not to.
var ruleEnds = [...]string{"never", "until", "count"}

// repeat draws the editor of a rule. Its actions are "rule", "day" and "end"; the last date and the number of times are
// boxes of their own.
func (f form) repeat(c cell) *Node {
	rule, _ := plan.ParseRule(plan.AsText(c.v))
	group := f.radios(c, "x")
	known := false
	for _, choice := range RuleChoices() {
		known = known || choice.of(rule)
		group.Add(radio(choice.Key, f.Words.Text("ui.repeat."+choice.Key), choice.of(rule), f.act("rule", choice.Key, c.at.Args())))
	}
	if !known {
		group.Add(radio("own", ruleEvery(f.Words, rule), true, "stay"))
	}
	n := f.radioField(c, group)
	if rule.Freq == plan.Never {
		return n
	}
	if rule.Freq == plan.Weekly {
		n.Add(f.repeatDays(c, rule))
	}
	return n.Add(f.repeatEnd(c, rule), Leaf("p", FormatRule(f.Words, rule)).Class("small").WithKey("says"))
}

func (f form) repeatDays(c cell, rule plan.Rule) *Node {
	list := El("div").Class("row").WithKey("ticks")
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		key := DayKey(day)
		list.Add(f.tick(c.at.ID()+"-"+key, f.Words.Text("ui.day."+key), slices.Contains(rule.Days, day), f.act("day", key, c.at.Args())))
	}
	return El("fieldset", Leaf("legend", f.Words.Text("ui.repeat.days")), list).Class("field").WithKey("days")
}

// repeatEnd draws how it ends: as the rule has it, or as was said and is not written yet.
func (f form) repeatEnd(c cell, rule plan.Rule) *Node {
	end := "never"
	switch {
	case f.Drafts[c.at.with("end")].Hold:
		end = f.Drafts[c.at.with("end")].Text
	case rule.Until != "":
		end = "until"
	case rule.Count > 0:
		end = "count"
	}
	id := c.at.with("end").ID()
	group := El("div").Class("choices").Attr("role", "radiogroup").Attr("aria-labelledby", id).Attr("data-roving", "x").WithKey("ends")
	for _, e := range ruleEnds {
		group.Add(radio(e, f.Words.Text("ui.repeat.end."+e), e == end, f.act("end", e, c.at.Args())))
	}
	n := El("div", Leaf("span", f.Words.Text("ui.repeat.end")).Class("label").Attr("id", id), group).Class("field").WithKey("end")
	switch end {
	case "until":
		b := box{at: c.at.with("until"), label: f.Words.Text("ui.repeat.until"), v: plan.Tidy(plan.Text(rule.Until))}
		n.Add(f.box(f.dateBox(b, rule.Until)))
	case "count":
		b := box{at: c.at.with("count"), label: f.Words.Text("ui.repeat.count"), numeric: true, typed: true}
		if rule.Count > 0 {
			b.text, b.v = strconv.Itoa(rule.Count), plan.Number(int64(rule.Count))
		}
		n.Add(f.box(b))
	}
	return n
}

// FormatRule writes a rule in words: "Every 2 weeks, on Monday and Thursday, until June 1, 2026".
func FormatRule(w *catalog.Words, r plan.Rule) string {
	text := ruleEvery(w, r)
	if len(r.Days) > 0 {
		var days []string
		for i := range 7 {
			if day := time.Weekday((i + 1) % 7); slices.Contains(r.Days, day) {
				days = append(days, w.Text("ui.day."+DayKey(day)))
			}
		}
		text = w.Text("ui.repeat.on", text, FormatList(w, days))
	}
	switch {
	case r.Until != "":
		return w.Text("ui.repeat.until.on", text, WrittenDay(w, r.Until))
	case r.Count > 0:
		return w.Text("ui.repeat.times", text, strconv.Itoa(r.Count))
	}
	return text
}

func ruleEvery(w *catalog.Words, r plan.Rule) string {
	for _, choice := range RuleChoices() {
		if choice.of(r) {
			return w.Text("ui.repeat." + choice.Key)
		}
	}
	unit := map[plan.Frequency]string{plan.Daily: "days", plan.Weekly: "weeks", plan.Monthly: "months"}[r.Freq]
	return w.Text("ui.repeat.every."+unit, strconv.Itoa(r.Every))
}
