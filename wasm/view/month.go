package view

import (
	"slices"
	"strconv"
	"time"
)

// dateNames is how many visits a day of a month names, where there is room for names.
const dateNames = 4

// month draws a table of days, each with the number of its visits, and below it the days that have any, or the one that was
// chosen, as the week has them.
func (b *board) month() []*Node {
	head := El("tr")
	for i := range 7 {
		day := DayKey(time.Weekday((i + 1) % 7))
		head.Add(El("th[scope=col]",
			Leaf("span[aria-hidden=true]", b.words.Text("ui.day.short."+day)), Leaf("span.sr", b.words.Text("ui.day."+day)),
		).WithKey(day))
	}
	body := El("tbody#body[data-roving=xy][data-cols=7]")
	meets := false
	for week := range slices.Chunk(b.agenda.Days, 7) {
		row := El("tr").WithKey(week[0].Key())
		for _, d := range week {
			row.Add(El("td", b.date(d)).WithKey(d.Key()))
			meets = meets || d.Meets()
		}
		body.Add(row)
	}
	table := El("table.grid-month#table", Leaf("caption.sr", b.Title(b.words)), El("thead#head", head), body)
	out := []*Node{table}
	if meets {
		out = append(out, Leaf("p.small#meets", "▲ "+b.words.Text("ui.month.meets.text")))
	}
	first, last := b.ends()
	days := slices.DeleteFunc(slices.Clone(b.agenda.Days), func(d Day) bool {
		return b.Day != "" && d.Key() != b.Day || b.Day == "" && (d.Date.Before(first) || d.Date.After(last))
	})
	if b.Day != "" {
		out = append(out, El("div.row#whole", b.button("btn", "ui.month.whole", "whole")))
	}
	return append(out, b.list(days, b.Day)...)
}

// date draws a day as a button: its number and how many visits; where there is room, their names. It is heard as a sentence.
func (b *board) date(d Day) *Node {
	key := d.Key()
	class := "date"
	first, last := b.ends()
	if d.Date.Before(first) || d.Date.After(last) {
		class += " other"
	}
	says := FormatDate(b.words, d.Date) + ": " + b.words.Count("ui.month.visits", len(d.Visits))
	if key == b.Today {
		class += " today"
		says = b.words.Text("ui.week.today") + ", " + says
	}
	sign := ""
	if d.Meets() {
		says += ". " + b.words.Text("ui.month.meets")
		sign = "▲"
	}
	n := El("button", Leaf("span[aria-hidden=true]", strconv.Itoa(d.Date.Day())), Leaf("span.sr", says))
	if count := len(d.Visits); count > 0 {
		n.Add(Leaf("strong[aria-hidden=true].count", sign+strconv.Itoa(count)))
	}
	for i, v := range d.Visits {
		if i == dateNames {
			n.Add(Leaf("small", "+ "+strconv.Itoa(len(d.Visits)-i)))
			break
		}
		n.Add(Leaf("small", v.Start+" "+v.Title))
	}
	n.Attr("type", "button").Attr("data-rove", "").Attr("aria-pressed", strconv.FormatBool(key == b.Day)).WithKey("day").Click("day " + key)
	if key == b.Today {
		n.Attr("aria-current", "date")
	}
	return n.Class(class)
}
