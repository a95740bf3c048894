package view

import (
	"strings"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// clashes says for each visit what it meets. Of windows nothing is said where somebody may look on.
func (w *week) clashes() [][]string {
	out := make([][]string, len(w.visits))
	others := make([][]string, len(w.visits))
	say := func(visit int, key, what string) { out[visit] = append(out[visit], w.words.Text(key, what)) }
	titleOf := func(visit int) string {
		it, _ := w.plan.Item(w.visits[visit].Item)
		return w.title(it)
	}
	for _, c := range schedule.Clashes(w.visits, w.spans) {
		switch {
		case c.Other >= 0:
			others[c.Visit] = append(others[c.Visit], titleOf(c.Other))
			others[c.Other] = append(others[c.Other], titleOf(c.Visit))
		case !w.Cover:
			say(c.Visit, "ui.week.less", w.spanTimes(w.spans[c.Window], w.visits[c.Visit].Date))
		}
	}
	for i := range others {
		if len(others[i]) > 0 {
			say(i, "ui.week.overlaps", FormatList(w.words, others[i]))
		}
	}
	if w.Cover {
		return out
	}
	// What is not known is asked in the same way as what is less safe, and called by its own name.
	var unsure []schedule.Span
	for _, s := range w.spans {
		if s.State == "unsure" {
			s.State = "less"
			unsure = append(unsure, s)
		}
	}
	for _, c := range schedule.Clashes(w.visits, unsure) {
		if c.Window >= 0 {
			say(c.Visit, "ui.week.unsure", w.spanTimes(unsure[c.Window], w.visits[c.Visit].Date))
		}
	}
	return out
}

// windows lists the windows that begin on a day; on a Monday also those that reach into it. nil: none.
func (w *week) windows(date time.Time) *Node {
	if w.Cover {
		return nil
	}
	key := date.Format(plan.DateLayout)
	list := El("ul").Class("windows").Attr("aria-label", w.words.Text("ui.week.windows"))
	for _, s := range w.spans {
		begins := s.Start.Format(plan.DateLayout)
		if begins != key && (begins > key || key != w.Monday) {
			continue
		}
		text := w.spanTimes(s, key)
		if what := w.concerns(s); what != "" {
			text += ", " + w.words.Text("ui.week.window.for", what)
		}
		if it, ok := w.plan.Item(s.Item); ok && it.Name() != "" {
			text += " (" + it.Name() + ")"
		}
		list.Add(El("li", Leaf("strong", w.words.Text("ui.week.window."+stateOf(s))+": "), Text(text)))
	}
	if len(list.Children) == 0 {
		return nil
	}
	return list
}

// stateOf is the state of a window; one of a newer version counts as not known.
func stateOf(s schedule.Span) string {
	if s.State == "safer" || s.State == "less" {
		return s.State
	}
	return "unsure"
}

// concerns names the place or the channel of a window.
func (w *week) concerns(s schedule.Span) string {
	for _, id := range [...]plan.ID{s.Place, s.Channel} {
		if it, ok := w.plan.Item(id); ok {
			return it.Name()
		}
	}
	return ""
}

// spanTimes writes from when to when, as seen from a date, in the window's own time.
func (w *week) spanTimes(s schedule.Span, date string) string {
	if s.End.Sub(s.Start) >= 23*time.Hour && s.Start.Hour()+s.Start.Minute()+s.End.Hour()+s.End.Minute() == 0 {
		return w.words.Text("ui.week.allday")
	}
	text := w.words.Text("ui.week.from.to", clock(w.words, s.Start, date), clock(w.words, s.End, date))
	if w.elsewhere(s.Start) {
		text += " (" + w.words.Text("ui.week.zone", placeOfZone(s.Start.Location().String())) + ")"
	}
	return text
}

// zoneLines says when the time that is shown is not the one of here, and when the zone that was asked for is not known.
func (w *week) zoneLines(v schedule.Visit, it, place plan.Item) []string {
	name := it.Text("zone")
	if _, ok := w.plan.Item(v.Place); ok && name == "" {
		name = place.Text("zone")
	}
	switch {
	case name != "" && (w.Zones.Named == nil || w.Zones.Named(name) == nil):
		return []string{w.words.Text("ui.week.zone.unknown", name)}
	case w.elsewhere(v.Start):
		return []string{w.words.Text("ui.week.zone", placeOfZone(v.Start.Location().String()))}
	}
	return nil
}

// elsewhere reports whether clocks here show another time than t does in its own zone.
func (w *week) elsewhere(t time.Time) bool {
	if w.Zones.Here == nil {
		return false
	}
	_, there := t.Zone()
	_, here := t.In(w.Zones.Here).Zone()
	return there != here
}

// placeOfZone makes "New York" of "America/New_York".
func placeOfZone(name string) string {
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// clock writes a time of day as seen from a date: on any other date it says which.
func clock(words *catalog.Words, t time.Time, date string) string {
	day, err := time.Parse(plan.DateLayout, date)
	switch {
	case err != nil || t.Format(plan.DateLayout) == date:
		return FormatTime(words, t)
	case t.Format(plan.DateLayout) == day.AddDate(0, 0, 1).Format(plan.DateLayout):
		return FormatTime(words, t) + ", " + words.Text("ui.week.nextday")
	}
	return FormatTime(words, t) + ", " + FormatDate(words, t)
}
