package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"larkspur/client/plan"
	"larkspur/client/rrule"
)

// Weekdays is the pattern of Monday to Friday.
const Weekdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

// patterns are the ways to repeat that are offered for something that begins at a moment, as rules without an end. The first
// is not to. The same weekday of a month is counted from the beginning, from the end, or can be either.
func patterns(start string) []string {
	out := []string{"", "FREQ=DAILY", Weekdays, "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=4", "FREQ=MONTHLY"}
	if t, err := plan.ParseMoment(start); err == nil {
		on := strings.ToUpper(DayKey(t.Weekday()))
		if n := (t.Day()-1)/7 + 1; n < 5 {
			out = append(out, "FREQ=MONTHLY;BYDAY="+strconv.Itoa(n)+on)
		}
		if t.AddDate(0, 0, 7).Month() != t.Month() {
			out = append(out, "FREQ=MONTHLY;BYDAY=-1"+on)
		}
	}
	return append(out, "FREQ=YEARLY")
}

// PatternOf is a rule without its end, and without its days where these are ticked one by one, unless it is one of those
// offered with them.
func PatternOf(r rrule.Rule, offered ...string) string {
	r.Until, r.Count, r.WeekFrom = "", 0, 0
	if s := r.String(); slices.Contains(offered, s) || !ByDays(r) {
		return s
	}
	r.By[rrule.WeekDay] = nil
	return r.String()
}

// ByDays reports whether a rule is one of weeks, and says no more than the days.
func ByDays(r rrule.Rule) bool {
	r.By[rrule.WeekDay] = nil
	return r.Freq == rrule.Weekly && plainly(r)
}

// plainly reports whether a rule has no lists.
func plainly(r rrule.Rule) bool {
	return !slices.ContainsFunc(r.By[:], func(list []int) bool { return len(list) > 0 })
}

// untilDate is the last date of a rule, plan.DateLayout, or "".
func untilDate(r rrule.Rule) string {
	if len(r.Until) < 8 {
		return ""
	}
	return r.Until[:4] + "-" + r.Until[4:6] + "-" + r.Until[6:8]
}

// ruleEnds are the ways to end. The first is not to.
var ruleEnds = [...]string{"never", "until", "count"}

// repeat draws the editor of a rule. Its actions are "rule" with a pattern, "day" and "end"; the last date and the number of
// times are boxes of their own. A rule that is not offered is one more choice, and stays as it is.
func (f form) repeat(c cell) *Node {
	rule, _ := rrule.Parse(plan.AsText(c.v))
	offered := patterns(f.item.Text("start"))
	now := PatternOf(rule, offered...)
	group := f.radios(c, "x")
	for _, p := range offered {
		r, _ := rrule.Parse(p)
		group.Add(radio("p"+p, FormatRule(f.Words, r), p == now, f.act("rule", dash(p), c.at.Args())))
	}
	if !slices.Contains(offered, now) {
		own := rule
		own.Until, own.Count = "", 0
		if ByDays(own) {
			own.By[rrule.WeekDay] = nil
		}
		group.Add(radio("own", FormatRule(f.Words, own), true, "stay"))
	}
	n := f.radioField(c, group)
	if rule.Freq == rrule.Never {
		return n
	}
	if ByDays(rule) {
		n.Add(f.repeatDays(c, rule))
	}
	return n.Add(f.repeatEnd(c, rule), Leaf("p.small#says", FormatRule(f.Words, rule)))
}

func (f form) repeatDays(c cell, rule rrule.Rule) *Node {
	list := El("div.row#ticks")
	for i := range 7 {
		key := DayKey(time.Weekday((i + 1) % 7))
		list.Add(f.tick(c.at.ID()+"-"+key, f.Words.Text("ui.day."+key), slices.Contains(rule.By[rrule.WeekDay], i), f.act("day", key, c.at.Args())))
	}
	return El("fieldset.field#days", Say(f.Words, "legend", "ui.repeat.days"), list)
}

// repeatEnd draws how it ends: as the rule has it, or as was said and is not written yet.
func (f form) repeatEnd(c cell, rule rrule.Rule) *Node {
	end, until := "never", untilDate(rule)
	switch {
	case f.Drafts[c.at.with("end")].Hold:
		end = f.Drafts[c.at.with("end")].Text
	case until != "":
		end = "until"
	case rule.Count > 0:
		end = "count"
	}
	id := c.at.with("end").ID()
	group := El("div.choices[role=radiogroup][data-roving=x]#ends").Attr("aria-labelledby", id)
	for _, e := range ruleEnds {
		group.Add(radio(e, f.Words.Text("ui.repeat.end."+e), e == end, f.act("end", e, c.at.Args())))
	}
	n := El("div.field#end", Say(f.Words, "span.label", "ui.repeat.end").Attr("id", id), group)
	switch end {
	case "until":
		b := box{at: c.at.with("until"), label: f.Words.Text("ui.repeat.until"), v: plan.Tidy(plan.Text(until))}
		n.Add(f.box(f.dateBox(b, until)))
	case "count":
		b := box{at: c.at.with("count"), label: f.Words.Text("ui.repeat.count"), numeric: true, typed: true}
		if rule.Count > 0 {
			b.text, b.v = strconv.Itoa(rule.Count), plan.Number(int64(rule.Count))
		}
		n.Add(f.box(b))
	}
	return n
}
