package view

import (
	"strconv"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// WeekModel says which week of a plan is shown, and how.
type WeekModel struct {
	// Monday and Today are dates (plan.DateLayout).
	Monday, Today string
	Zones         schedule.Zones
	// Cover shows what somebody beside the screen may read: cover titles, and nothing of places, worries and windows.
	Cover bool
	// Note is said above the week; empty: nothing.
	Note string
}

// week is what one drawing works with.
type week struct {
	WeekModel
	words  *catalog.Words
	plan   *plan.Plan
	visits []schedule.Visit
	spans  []schedule.Span
	clash  [][]string // for each visit, what it meets, in words
}

// Week draws a week: every day with its visits and windows, then the appointments without a date. It states facts: what
// overlaps what, when to leave and when to be back.
//
// Its actions are "before", "this", "after", "cover", "add-appt", "add-win", and "open ID" for an appointment.
func Week(words *catalog.Words, p *plan.Plan, m WeekModel) []*Node {
	w := &week{WeekModel: m, words: words, plan: p}
	w.visits = schedule.Week(p, m.Monday, m.Zones)
	w.spans = schedule.Windows(p, m.Monday, m.Zones)
	w.clash = w.clashes()
	out := []*Node{w.steps(), w.tools()}
	if m.Note != "" {
		out = append(out, Leaf("p", m.Note).Class("note").WithKey("note"))
	}
	if len(w.visits) == 0 && (m.Cover || len(w.spans) == 0) {
		out = append(out, Leaf("p", words.Text("ui.week.nothing")).Class("empty").WithKey("nothing"))
	}
	days := El("div").Class("grid-week").WithKey("days")
	monday, err := time.Parse(plan.DateLayout, m.Monday)
	if err != nil {
		return out
	}
	for i := range 7 {
		days.Add(w.day(monday.AddDate(0, 0, i)))
	}
	return append(out, days, w.undated())
}

// steps leads to other weeks.
func (w *week) steps() *Node {
	row := El("div").Class("row").WithKey("steps").Attr("role", "group").Attr("aria-label", w.words.Text("ui.week.title"))
	for _, step := range [...]string{"before", "this", "after"} {
		b := w.button("btn", "ui.week."+step, step)
		if step == "this" && w.Monday == schedule.Monday(w.Today) {
			b.Attr("aria-current", "true")
		}
		row.Add(b)
	}
	return row
}

func (w *week) tools() *Node {
	return El("div",
		w.button("btn main", "ui.week.add", "add-appt"),
		w.button("btn", "ui.week.window.add", "add-win"),
		w.button("chip", "ui.week.cover", "cover").Attr("aria-pressed", strconv.FormatBool(w.Cover)),
	).Class("row").WithKey("tools")
}

// day draws one day. date is its midnight in UTC: a date, and no instant.
func (w *week) day(date time.Time) *Node {
	key := date.Format(plan.DateLayout)
	class, name := "day", FormatDate(w.words, date)
	if date.Weekday() == time.Monday || date.YearDay() == 1 { // the year is said once, and where it changes
		name = FormatDateYear(w.words, date)
	}
	if key == w.Today {
		class += " today"
		name = w.words.Text("ui.week.today") + ": " + name
	}
	day := El("section", Leaf("h2", name).Attr("id", "d"+key)).WithKey(key).Attr("aria-labelledby", "d"+key)
	events := El("ul").Class("events")
	for i, v := range w.visits {
		if v.Date == key {
			events.Add(w.visit(i, v))
		}
	}
	if len(events.Children) > 0 {
		day.Add(events)
	}
	windows := w.windows(date)
	if windows != nil {
		day.Add(windows)
	}
	if len(events.Children) == 0 && windows == nil {
		class += " none"
		day.Add(Leaf("p", w.words.Text("ui.week.nothing.day")).Class("muted"))
	}
	return day.Class(class)
}

// visit draws one visit as a button. Its name for a screen reader is all that it says.
func (w *week) visit(i int, v schedule.Visit) *Node {
	it, _ := w.plan.Item(v.Item)
	times := FormatTime(w.words, v.Start)
	if v.End.After(v.Start) {
		times = w.words.Text("ui.week.from.to", times, clock(w.words, v.End, v.Date))
	}
	b := El("button", Leaf("time", times).Attr("datetime", v.Start.Format(plan.MomentLayout)), Leaf("strong", w.title(it)))
	b.Attr("type", "button").Class("event").WithKey("open").Click("open " + v.Item.String())
	for _, line := range w.clash[i] {
		b.Add(Leaf("small", line).Class("meets"))
	}
	for _, line := range w.lines(v, it) {
		b.Add(Leaf("small", line))
	}
	return El("li", b).WithKey(v.Item.String())
}

// lines is what else is said of a visit.
func (w *week) lines(v schedule.Visit, it plan.Item) []string {
	var out []string
	place, named := w.plan.Item(v.Place)
	if named && !w.Cover && place.Name() != "" {
		out = append(out, place.Name())
	}
	if how := it.Text("how"); how != "" && how != "person" {
		out = append(out, w.option(how, "how"))
	}
	out = append(out, w.zoneLines(v, it, place)...)
	if v.Leave.Before(v.Start) {
		out = append(out, w.words.Text("ui.week.leave", clock(w.words, v.Leave, v.Date))+" · "+
			w.words.Text("ui.week.back", clock(w.words, v.Back, v.Date)))
	}
	if v.First {
		out = append(out, w.words.Text("ui.week.first"))
	}
	if w.Cover {
		return out
	}
	if it.Flag("public") {
		out = append(out, w.words.Text("ui.week.public"))
	}
	if it.Flag("ends") {
		out = append(out, w.words.Text("ui.week.ends"))
	}
	if named && place.Text("worries") != "" {
		out = append(out, w.words.Text("ui.week.worries", place.Text("worries")))
	}
	return out
}

// undated lists the appointments that have no start yet.
func (w *week) undated() *Node {
	ids := schedule.Undated(w.plan)
	if len(ids) == 0 {
		return nil
	}
	list := El("ul").Class("events")
	for _, id := range ids {
		it, _ := w.plan.Item(id)
		b := El("button", Leaf("strong", w.title(it))).Attr("type", "button").Class("event").WithKey("open")
		list.Add(El("li", b.Click("open "+id.String())).WithKey(id.String()))
	}
	return El("section", Leaf("h2", w.words.Text("ui.week.undated")).Attr("id", "undated"), list).
		Attr("aria-labelledby", "undated").WithKey("undated").Class("undated")
}

// title names an appointment: by its cover title alone where somebody may look on.
func (w *week) title(it plan.Item) string {
	private, cover := it.Text("title"), it.Text("cover")
	switch {
	case !w.Cover && private != "":
		return private
	case cover != "":
		return cover
	case !w.Cover && it.Text("service") != "":
		return w.option(it.Text("service"), "service")
	}
	return w.words.Text("kind.appt")
}

// option names an option of a field of appointments, or gives back one of a newer version.
func (w *week) option(option, field string) string {
	k, _ := plan.KindOf("appt")
	if key := k.OptionLabel(option, field); w.words.Has(key) {
		return w.words.Text(key)
	}
	return option
}

// button is one whose key is its action.
func (w *week) button(class, label, action string) *Node {
	return Leaf("button", w.words.Text(label)).Attr("type", "button").Class(class).WithKey(action).Click(action)
}
