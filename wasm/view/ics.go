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
		Leaf("p", w.Text("ui.ics.text")).WithKey("text"),
		El("div", Leaf("p", w.Text("ui.ics.warn")), Leaf("p", w.Text("ui.ics.warn.file"))).Class("note").WithKey("warn"),
	}
	weeks := El("div").Class("choices").Attr("role", "radiogroup").Attr("aria-labelledby", "weeks").Attr("data-roving", "x").WithKey("weeks")
	for _, n := range CalendarWeeks {
		key := strconv.Itoa(n)
		weeks.Add(radio(key, w.Text("ui.ics.weeks."+key), n == m.Weeks, "weeks "+key))
	}
	out = append(out, El("div", Leaf("span", w.Text("ui.ics.weeks")).Class("label").Attr("id", "weeks"), weeks).Class("field").WithKey("range"))
	list := El("ul").Class("list").WithKey("list")
	for _, it := range m.Plan.Items("appt") {
		id := it.ID().String()
		check := El("input").Attr("type", "checkbox").Attr("id", "t"+id).Flag("checked", m.Ticked[it.ID()]).Handle("change", "tick "+id).
			Attr("aria-describedby", "s"+id)
		list.Add(El("li",
			El("label", check, Leaf("span", ApptTitle(w, it, m.Cover))).Class("tick").Attr("for", "t"+id),
			Leaf("div", w.Text("ui.ics.in", ApptTitle(w, it, true))+" · "+w.Count("ui.month.visits", m.Visits[it.ID()])).Class("hint").Attr("id", "s"+id),
		).WithKey(id))
	}
	if len(list.Children) == 0 {
		list = Leaf("p", w.Text("ui.ics.nothing")).Class("muted")
	}
	which := El("fieldset", Leaf("legend", w.Text("ui.ics.which")), list).Class("field").WithKey("which")
	return append(out, which, keyed("save", w.Text("ui.ics.save"), "btn main", "save"))
}
