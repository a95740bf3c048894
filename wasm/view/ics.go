package view

import (
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// CalendarWeeks are the stretches of time, in weeks from today on, that can be saved.
var CalendarWeeks = [...]int{1, 4, 13, 52}

// CalendarModel is the screen on which a calendar file is made.
type CalendarModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	// Ticked are the appointments that go into the file. Visits says how many visits each has in the time.
	Ticked map[plan.ID]bool
	Visits map[plan.ID]int
	Weeks  int
	// Cover calls them by their cover titles alone.
	Cover bool
	Note  string
}

// ApptTitle names an appointment; with cover by what others may read of it: its cover title, or a word for any.
func ApptTitle(w *catalog.Words, it plan.Item, cover bool) string {
	t := teller{words: w, cover: cover}
	return t.title(it)
}

// Calendar draws it. Its actions are "tick ID" (change), "weeks N" and "save".
func Calendar(m CalendarModel) []*Node {
	w := m.Words
	out := []*Node{Note(m.Note),
		Say(w, "p#text", "ui.ics.text"),
		El("div.note#warn", Say(w, "p", "ui.ics.warn"), Say(w, "p", "ui.ics.warn.file")),
	}
	weeks := El("div.choices[role=radiogroup][aria-labelledby=weeks][data-roving=x]#weeks")
	for _, n := range CalendarWeeks {
		key := strconv.Itoa(n)
		weeks.Add(radio(key, w.Text("ui.ics.weeks."+key), n == m.Weeks, "weeks "+key))
	}
	out = append(out, El("div.field#range", Say(w, "span.label[id=weeks]", "ui.ics.weeks"), weeks))
	list := El("ul.list#list")
	for _, it := range m.Plan.Items("appt") {
		id := it.ID().String()
		check := El("input[type=checkbox]").Attr("id", "t"+id).Flag("checked", m.Ticked[it.ID()]).Handle("change", "tick "+id).
			Attr("aria-describedby", "s"+id)
		list.Add(El("li",
			El("label.tick", check, Leaf("span", ApptTitle(w, it, m.Cover))).Attr("for", "t"+id),
			Leaf("div.hint", w.Text("ui.ics.in", ApptTitle(w, it, true))+" · "+w.Count("ui.month.visits", m.Visits[it.ID()])).Attr("id", "s"+id),
		).WithKey(id))
	}
	if len(list.Children) == 0 {
		list = Say(w, "p.muted", "ui.ics.nothing")
	}
	which := El("fieldset.field#which", Say(w, "legend", "ui.ics.which"), list)
	return append(out, which, keyed("save", w.Text("ui.ics.save"), "btn main", "save"))
}
