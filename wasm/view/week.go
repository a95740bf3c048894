package view

import (
	"strconv"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// The ways in which a schedule is shown.
const (
	WeekLook  = "week"
	MonthLook = "month"
	ListLook  = "list" // the coming weeks, days with nothing on them left out
)

// listDays is how many days a list is long.
const listDays = 28

// ScheduleModel says which part of a schedule is shown, and how.
type ScheduleModel struct {
	// Look is one of the three. Date is a day of what is shown: a list begins with it.
	Look, Date string
	Today      string // plan.DateLayout
	Zones      schedule.Zones
	// Cover shows what somebody beside the screen may read, see Stretch.
	Cover bool
	// Day is the one day of a month that is listed, or the day of a week that is shown whole; empty: all of a month, and of a
	// week none but today. Focus has its heading ask for the focus.
	Day   string
	Focus bool
	// Note is said above everything; empty: nothing.
	Note string
	// Memory is that of Stretch.
	Memory *Memory
	// Begin draws of a week its days and what is on the first of them, and nothing below.
	Begin bool
}

// First and Last are the days that a look at a date shows, those that fill up the weeks of a month not counted.
func (m ScheduleModel) First() time.Time { first, _ := m.ends(); return first }
func (m ScheduleModel) Last() time.Time  { _, last := m.ends(); return last }

func (m ScheduleModel) ends() (first, last time.Time) {
	date, _ := plan.ParseDate(m.Date)
	switch m.Look {
	case MonthLook:
		first = date.AddDate(0, 0, 1-date.Day())
		return first, first.AddDate(0, 1, -1)
	case ListLook:
		return date, date.AddDate(0, 0, listDays-1)
	}
	first = date.AddDate(0, 0, -mondays(date))
	return first, first.AddDate(0, 0, 6)
}

// mondays is how many days lie between a date and the Monday of its week.
func mondays(date time.Time) int { return int(date.Weekday()+6) % 7 }

// Shows reports whether a date is among the days that are shown.
func (m ScheduleModel) Shows(date string) bool {
	first, last := m.ends()
	return first.Format(plan.DateLayout) <= date && date <= last.Format(plan.DateLayout)
}

// Step is the date of the look before (-1) or after (1).
func (m ScheduleModel) Step(n int) string {
	first, last := m.ends()
	next := last.AddDate(0, 0, 1)
	if n < 0 {
		next = first.AddDate(0, 0, -1)
		if m.Look == ListLook {
			next = first.AddDate(0, 0, -listDays)
		}
	}
	return next.Format(plan.DateLayout)
}

// Title says what is shown.
func (m ScheduleModel) Title(w *catalog.Words) string {
	first := m.First()
	if m.Look == MonthLook {
		return w.Text("ui.month.of", monthOf(w, first), strconv.Itoa(first.Year()))
	}
	return w.Text("ui."+m.Look+".of", FormatDayYear(w, first))
}

// stretch is what is told.
func (m ScheduleModel) stretch() Stretch {
	first, last := m.ends()
	if m.Look == MonthLook { // whole weeks
		first, last = first.AddDate(0, 0, -mondays(first)), last.AddDate(0, 0, 6-mondays(last))
	}
	if m.Begin {
		last = first
	}
	return Stretch{From: first.Format(plan.DateLayout), To: last.Format(plan.DateLayout), Zones: m.Zones, Cover: m.Cover, Memory: m.Memory}
}

// Prepare works out what the look will need, and its beginning, so that it is in the Memory when it is drawn.
func (m ScheduleModel) Prepare(words *catalog.Words, p *plan.Plan) {
	for _, begin := range [...]bool{true, false} {
		m.Begin = begin
		s := m.stretch()
		s.Most = Same(1)
		Tell(words, p, s)
	}
}

// board is what one drawing works with.
type board struct {
	ScheduleModel
	words  *catalog.Words
	agenda Agenda
}

// Schedule draws a week, a month, or the coming weeks as a list; then the appointments without a date.
//
// Its actions are "look LOOK", "before", "this", "after", "cover", "add-appt", "add-win", "hours", "foresee", "ics", "open ID" for an
// appointment or what else a day has, "day DATE", and in a month "whole".
func Schedule(words *catalog.Words, p *plan.Plan, m ScheduleModel) []*Node {
	b := &board{ScheduleModel: m, words: words}
	s := m.stretch()
	if m.Look == WeekLook {
		s.Most = b.most
	}
	b.agenda = Tell(words, p, s)
	panel := El("div[role=tabpanel]#panel", b.steps(), b.tools()).Attr("aria-labelledby", "look-"+m.Look)
	if b.agenda.Crowded {
		panel.Add(Say(words, "p.note#crowded", "ui.week.crowded"))
	}
	switch m.Look {
	case MonthLook:
		panel.Add(b.month()...)
	case ListLook:
		panel.Add(b.list(b.agenda.Days, b.Today)...)
	default:
		panel.Add(b.week()...)
	}
	if !m.Begin {
		panel.Add(b.undated(), b.ways())
	}
	return []*Node{Note(m.Note), b.looks(), panel}
}

// Today draws the visits and the doses of a stretch of one day, today; nil: there are none. Its action is "open ID".
func Today(words *catalog.Words, p *plan.Plan, s Stretch) *Node {
	b := &board{ScheduleModel: ScheduleModel{Today: s.From}, words: words}
	b.agenda = Tell(words, p, s)
	if len(b.agenda.Days) == 0 || len(b.agenda.Days[0].Visits)+len(b.agenda.Days[0].Marks) == 0 {
		return nil
	}
	day := b.day(b.agenda.Days[0], false, true)
	if b.agenda.Crowded {
		day.Add(Say(words, "p#crowded", "ui.week.crowded"))
	}
	return day
}

// looks leads to the other ways to show it.
func (b *board) looks() *Node {
	tabs := El("div.tabs[role=tablist][data-roving=x]#looks").Attr("aria-label", b.words.Text("ui.week.look"))
	for _, look := range [...]string{WeekLook, MonthLook, ListLook} {
		tabs.Add(keyed(look, b.words.Text("ui.week.look."+look), "", "look "+look).Attr("role", "tab").Attr("data-rove", "").
			Attr("id", "look-"+look).Attr("aria-selected", strconv.FormatBool(look == b.Look)))
	}
	return tabs
}

// steps leads to other weeks or months.
func (b *board) steps() *Node {
	row := El("div.row.steps#steps[role=group]").Attr("aria-label", b.words.Text("ui.week.look."+b.Look))
	for _, step := range [...]string{"before", "this", "after"} {
		button := b.button("btn", "ui."+b.Look+"."+step, step)
		if step != "this" { // short to see, whole to hear
			button = called(b.button("btn", "ui.week.step."+step, step), b.words.Text("ui."+b.Look+"."+step))
		}
		if step == "this" && b.Shows(b.Today) && (b.Look != ListLook || b.Date == b.Today) {
			button.Attr("aria-current", "true")
		}
		row.Add(button)
	}
	return row
}

// tools are what is near at hand: the days come soon below them, also on a phone.
func (b *board) tools() *Node {
	return El("div.row#tools",
		b.button("btn main", "ui.week.add", "add-appt"),
		b.button("chip", "ui.week.cover", "cover").Attr("aria-pressed", strconv.FormatBool(b.Cover)),
	)
}

// ways are what else can be done, below the days.
func (b *board) ways() *Node {
	return El("div.row#ways",
		b.button("btn", "ui.week.window.add", "add-win"),
		b.button("btn", "ui.hours.open", "hours"),
		b.button("btn", "ui.foresee.open", "foresee"),
		b.button("btn", "ui.ics.title", "ics"),
	)
}

// week draws seven days.
func (b *board) week() []*Node {
	var out []*Node
	empty := true
	days := El("div.grid-week#days")
	for _, d := range b.agenda.Days {
		empty = empty && len(d.Visits)+len(d.Windows)+len(d.Marks) == 0
		days.Add(b.day(d, d.Date.Weekday() == time.Monday, true))
	}
	if b.Begin { // the others by their names, so that the days stand where they will stay
		for date := b.First().AddDate(0, 0, 1); !date.After(b.Last()); date = date.AddDate(0, 0, 1) {
			days.Add(b.named(Day{Date: date}, false))
		}
		return append(out, days)
	}
	if empty {
		out = append(out, Say(b.words, "p.empty#nothing", "ui.week.nothing"))
	}
	return append(out, days)
}

// list draws the days that have something, and one day in any case.
func (b *board) list(all []Day, always string) []*Node {
	days := El("div.stack.tight#days")
	empty := true
	for _, d := range all {
		empty = empty && !d.On()
		if d.On() || d.Key() == always {
			days.Add(b.day(d, len(days.Children) == 0, d.Key() == b.Day))
		}
	}
	if empty {
		return []*Node{Leaf("p.empty#nothing", b.words.Text("ui."+b.Look+".nothing")), days}
	}
	return []*Node{days}
}

// DayVisits is how many visits of a day of a week are shown before it is asked for all of them, and with how many a screen
// begins: more than the window of a phone holds. Of today all are shown.
const DayVisits = 6

// most is how many visits of a day of a week are told; 0: all.
func (b *board) most(date string) int {
	if !b.Begin && (date == b.Today || date == b.Day) {
		return 0
	}
	return DayVisits
}

// day draws one day. The year is said where year holds, and where it changes. Windows are told where windows holds.
func (b *board) day(d Day, year, windows bool) *Node {
	day := b.named(d, year)
	name := day.Children[0].Text
	events := El("ul.events")
	for _, v := range d.Visits {
		events.Add(b.visit(v))
	}
	if d.More > 0 && b.Look == WeekLook && !b.Begin { // of a beginning the rest comes by itself
		more := b.words.Text("ui.section.whole", strconv.Itoa(len(d.Visits)+d.More))
		events.Add(El("li#more", called(keyed("more", more, "btn", "day "+d.Key()), more+": "+name)))
	}
	for _, m := range d.Marks {
		events.Add(b.mark(m))
	}
	if len(events.Children) > 0 {
		day.Add(events)
	}
	if windows && len(d.Windows) > 0 {
		list := El("ul.windows").Attr("aria-label", b.words.Text("ui.week.windows"))
		for _, w := range d.Windows {
			list.Add(El("li", Leaf("strong", w.State+": "), Text(w.Text)))
		}
		day.Add(list)
	}
	if len(day.Children) == 1 {
		day.Attrs[len(day.Attrs)-1].Value += " none" // the class
		day.Add(Say(b.words, "p.muted", "ui.week.nothing.day"))
	}
	return day
}

// named draws a day with its heading alone.
func (b *board) named(d Day, year bool) *Node {
	key := d.Key()
	class, name := "day", FormatDate(b.words, d.Date)
	if year || d.Date.YearDay() == 1 {
		name = FormatDateYear(b.words, d.Date)
	}
	if key == b.Today {
		class += " today"
		name = b.words.Text("ui.week.today") + ": " + name
	}
	head := Leaf("h2", name).Attr("id", "d"+key)
	if b.Focus && key == b.Day {
		head.Attr("tabindex", "-1").Focused(true)
	}
	return El("section", head).WithKey(key).Attr("aria-labelledby", "d"+key).Class(class)
}

// visit draws one visit as a button. Its name for a screen reader is all that it says.
func (b *board) visit(v Told) *Node {
	n := El("button", Leaf("time", v.Times).Attr("datetime", v.Visit.Start.Format(plan.MomentLayout)), Leaf("strong", v.Title))
	n.Attr("type", "button").Class("event").WithKey("open").Click("open " + v.Item.String())
	for _, line := range v.Meets {
		n.Add(Leaf("small.meets", line))
	}
	for _, line := range v.Lines {
		n.Add(Leaf("small", line))
	}
	return El("li", n).WithKey(v.Item.String() + v.Visit.Start.Format(plan.ClockLayout))
}

// undated lists the appointments that have no start yet.
func (b *board) undated() *Node {
	if len(b.agenda.Undated) == 0 {
		return nil
	}
	list := El("ul.events")
	for _, v := range b.agenda.Undated {
		id := v.Item.String()
		list.Add(El("li", El("button[type=button].event#open", Leaf("strong", v.Title)).Click("open "+id)).WithKey(id))
	}
	return El("section[aria-labelledby=undated]#undated.undated", Say(b.words, "h2[id=undated]", "ui.week.undated"), list)
}

// button is one whose key is its action.
func (b *board) button(class, label, action string) *Node {
	return keyed(action, b.words.Text(label), class, action)
}
