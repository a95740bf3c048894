package view

import (
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// seenDates is how many dates are written out; more are told by the first and the last.
const seenDates = 4

// Foretold is a coming visit that could be named, in words, and what tells it.
type Foretold struct {
	Visit Told
	Why   []string
}

// Outlook is schedule.Outlook in words: the count, and the visits behind it.
type Outlook struct {
	Lines    []string // the count
	Foretold []Foretold
	Meaning  []string // what is counted
}

// TellOutlook says what someone who watched could name. cover is as in Stretch.
func TellOutlook(w *catalog.Words, p *plan.Plan, o schedule.Outlook, zones schedule.Zones, cover bool) Outlook {
	t := teller{words: w, plan: p, zones: zones, cover: cover}
	out := Outlook{
		Lines:   []string{w.Count("ui.foresee.coming", len(o.Coming))},
		Meaning: []string{w.Text("ui.foresee.how.public"), w.Text("ui.foresee.how.pattern"), w.Text("ui.foresee.how.half"), w.Text("ui.foresee.how.yours")},
	}
	if len(o.Coming) > 0 {
		out.Lines = append(out.Lines, w.Count("ui.foresee.named", len(o.Foreseen)))
	}
	for _, f := range o.Foreseen {
		out.Foretold = append(out.Foretold, Foretold{t.visit(f.Visit), t.why(f)})
	}
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

// FormatVisit writes the day and the time of a visit: "Monday, March 2, 8:30 am".
func FormatVisit(w *catalog.Words, start time.Time) string {
	return FormatDate(w, start) + ", " + FormatTime(w, start)
}

// Foresee draws an outlook. Its actions are "open ID" and "stagger ID".
func Foresee(w *catalog.Words, p *plan.Plan, o schedule.Outlook, zones schedule.Zones, cover bool) []*Node {
	told := TellOutlook(w, p, o, zones, cover)
	count := El("div").Class("note").WithKey("count")
	for _, line := range told.Lines {
		count.Add(Leaf("p", line).Class("big"))
	}
	out := []*Node{count}
	boxes := map[plan.ID]*Node{} // one for each appointment, in the order of their first visits
	for _, f := range told.Foretold {
		id := f.Visit.Item.String()
		box := boxes[f.Visit.Item]
		if box == nil {
			box = El("ul").Class("list").WithKey("visits")
			boxes[f.Visit.Item] = box
			out = append(out, El("section", Leaf("h2", f.Visit.Title), box, El("div",
				called(keyed("stagger", w.Text("ui.stagger.open"), "btn", "stagger "+id), w.Text("ui.stagger.open")+": "+f.Visit.Title),
				called(keyed("open", w.Text("ui.foresee.open.appt"), "btn", "open "+id), w.Text("ui.foresee.open.appt")+": "+f.Visit.Title),
			).Class("row")).Class("card").WithKey(id))
		}
		line := El("li", Leaf("strong", FormatVisit(w, f.Visit.Visit.Start))).WithKey(f.Visit.Visit.Start.Format(plan.MomentLayout))
		for _, why := range f.Why {
			line.Add(Leaf("div", why).Class("small"))
		}
		box.Add(line)
	}
	how := El("section", Leaf("h2", w.Text("ui.foresee.how"))).WithKey("how")
	for _, text := range told.Meaning {
		how.Add(Leaf("p", text))
	}
	return append(out, how)
}
