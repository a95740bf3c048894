package view

import (
	"slices"
	"sort"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// seenDates is how many dates are written out; more are told by the first and the last.
const seenDates = 4

// Foretold are coming visits of one appointment that could be named, in words, and what tells them all.
type Foretold struct {
	Item   plan.ID
	Title  string
	Visits []string // days and times
	Why    []string
}

// Outlook is schedule.Outlook in words: the count, and the visits behind it.
type Outlook struct {
	Lines    []string   // the count
	Foretold []Foretold // by appointments, in the order of their first visits
	Meaning  []string   // what is counted
}

// TellOutlook says what someone who watched could name. cover is as in Stretch.
func TellOutlook(w *catalog.Words, p *plan.Plan, o schedule.Outlook, zones schedule.Zones, cover bool) Outlook {
	t := teller{words: w, plan: p, zones: zones, cover: cover}
	out := Outlook{
		Lines:   []string{w.Count("ui.foresee.coming", len(o.Coming))},
		Meaning: []string{w.Text("ui.foresee.how.public"), w.Text("ui.foresee.how.pattern"), w.Text("ui.foresee.how.half"), w.Text("ui.foresee.how.yours")},
	}
	if o.Crowded {
		out.Lines = append(out.Lines, w.Text("ui.week.crowded"))
	}
	if len(o.Coming) > 0 {
		out.Lines = append(out.Lines, w.Count("ui.foresee.named", len(o.Foreseen)))
	}
	order := map[plan.ID]int{}
	for _, f := range o.Foreseen {
		id, why := f.Visit.Item, t.why(f)
		if _, known := order[id]; !known {
			order[id] = len(order)
		}
		at := slices.IndexFunc(out.Foretold, func(g Foretold) bool { return g.Item == id && slices.Equal(g.Why, why) })
		if at < 0 {
			it, _ := p.Item(id)
			at, out.Foretold = len(out.Foretold), append(out.Foretold, Foretold{Item: id, Title: t.title(it), Why: why})
		}
		out.Foretold[at].Visits = append(out.Foretold[at].Visits, FormatVisit(w, f.Visit.Start))
	}
	sort.SliceStable(out.Foretold, func(i, j int) bool { return order[out.Foretold[i].Item] < order[out.Foretold[j].Item] }) // see plan.sortedKeys
	return out
}

// why says what tells a visit.
func (t *teller) why(f schedule.Foreseen) []string {
	var out []string
	if f.Public {
		out = append(out, t.words.Text("ui.week.public"))
	}
	if n := len(f.Seen); n > 0 {
		every := t.words.Count("ui.foresee.every", f.Every)
		if n > seenDates {
			return append(out, t.words.Text("ui.foresee.seen.often", every, t.words.Count("ui.foresee.times", n), t.date(f.Seen[0]), t.date(f.Seen[n-1])))
		}
		var dates []string
		for _, v := range f.Seen {
			dates = append(dates, t.date(v))
		}
		out = append(out, t.words.Text("ui.foresee.seen", every, FormatList(t.words, dates)))
	}
	return out
}

// date is the day of a visit without the day of the week: "March 4".
func (t *teller) date(v schedule.Visit) string {
	return t.words.Text("ui.foresee.date", monthOf(t.words, v.Start), itoa(v.Start.Day()))
}

// FormatVisit writes the day and the time of a visit, short enough for a line of a phone: "Mon, Mar 2, 8:30 am".
func FormatVisit(w *catalog.Words, start time.Time) string {
	day, month := w.Text("ui.day.short."+DayKey(start.Weekday())), w.Text("ui.month.short."+itoa(int(start.Month())))
	return w.Text("ui.date.long", day, month, itoa(start.Day())) + ", " + FormatTime(w, start)
}

// Foresee draws an outlook. Its actions are "open ID" and "stagger ID".
func Foresee(w *catalog.Words, p *plan.Plan, o schedule.Outlook, zones schedule.Zones, cover bool) []*Node {
	told := TellOutlook(w, p, o, zones, cover)
	count := El("div.note#count")
	for _, line := range told.Lines {
		count.Add(Leaf("p.big", line))
	}
	out := []*Node{count}
	var list *Node
	for i, f := range told.Foretold {
		if i == 0 || told.Foretold[i-1].Item != f.Item {
			id := f.Item.String()
			list = El("ul.list#visits")
			out = append(out, El("section.card", Leaf("h2", f.Title), list, El("div.row",
				called(keyed("stagger", w.Text("ui.stagger.open"), "btn", "stagger "+id), w.Text("ui.stagger.open")+": "+f.Title),
				called(keyed("open", w.Text("ui.foresee.open.appt"), "btn", "open "+id), w.Text("ui.foresee.open.appt")+": "+f.Title),
			)).WithKey(id))
		}
		group := El("li").WithKey(f.Visits[0])
		for _, v := range f.Visits {
			group.Add(Leaf("div", v))
		}
		for _, why := range f.Why {
			group.Add(Leaf("div.hint", why))
		}
		list.Add(group)
	}
	how := El("section#how", Say(w, "h2", "ui.foresee.how"))
	for _, text := range told.Meaning {
		how.Add(Leaf("p", text))
	}
	return append(out, how)
}
