package view

import (
	"slices"
	"strings"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// namedOthers is how many others are named that overlap a visit.
const namedOthers = 8

// meets says for each visit what it overlaps. Of windows nothing is said where somebody may look on.
func (t *teller) meets() [][]string {
	out := make([][]string, len(t.visits))
	others := make([][]string, len(t.visits)) // a few of them: the list of all can be long
	say := func(visit int, key, what string) {
		if line := t.words.Text(key, what); !slices.Contains(out[visit], line) {
			out[visit] = append(out[visit], line)
		}
	}
	with := func(visit, other int) {
		switch n := len(others[visit]); {
		case n < namedOthers:
			it, _ := t.plan.Item(t.visits[other].Item)
			others[visit] = append(others[visit], t.title(it))
		case n == namedOthers:
			others[visit] = append(others[visit], "…")
		}
	}
	for _, c := range schedule.Clashes(t.visits, t.spans) {
		switch {
		case c.Other >= 0:
			with(c.Visit, c.Other)
			with(c.Other, c.Visit)
		case !t.cover:
			say(c.Visit, "ui.week.less", t.spanTimes(t.spans[c.Window], t.visits[c.Visit].Date))
		}
	}
	for i := range others {
		if len(others[i]) > 0 {
			say(i, "ui.week.overlaps", FormatList(t.words, others[i]))
		}
	}
	if t.cover {
		return out
	}
	// What is not known is asked in the same way as what is less safe, and called by its own name.
	var unsure []schedule.Span
	for _, s := range t.spans {
		if s.State == "unsure" {
			s.State = "less"
			unsure = append(unsure, s)
		}
	}
	for _, c := range schedule.Clashes(t.visits, unsure) {
		if c.Window >= 0 {
			say(c.Visit, "ui.week.unsure", t.spanTimes(unsure[c.Window], t.visits[c.Visit].Date))
		}
	}
	return out
}

// windows tells of the windows that begin on a day, on the first one also of those that reach into it.
func (t *teller) windows(key string, first bool) []Window {
	if t.cover {
		return nil
	}
	var out []Window
	for _, s := range t.spans {
		begins := s.Start.Format(plan.DateLayout)
		reaches := first && begins < key && s.End.Format(plan.MomentLayout) > key+"T00:00"
		if begins != key && !reaches {
			continue
		}
		text := t.spanTimes(s, key)
		if what := t.concerns(s); what != "" {
			text += ", " + t.words.Text("ui.week.window.for", what)
		}
		if it, ok := t.plan.Item(s.Item); ok && it.Name() != "" {
			text += " (" + short(it.Name()) + ")"
		}
		out = append(out, Window{State: t.words.Text("ui.week.window." + stateOf(s)), Text: text})
	}
	return out
}

// stateOf is the state of a window; one of a newer version counts as not known.
func stateOf(s schedule.Span) string {
	if s.State == "safer" || s.State == "less" {
		return s.State
	}
	return "unsure"
}

// concerns names the place or the channel of a window.
func (t *teller) concerns(s schedule.Span) string {
	for _, id := range [...]plan.ID{s.Place, s.Channel} {
		if it, ok := t.plan.Item(id); ok {
			return short(it.Name())
		}
	}
	return ""
}

// spanTimes writes from when to when, as seen from a date, in the window's own time.
func (t *teller) spanTimes(s schedule.Span, date string) string {
	if s.End.Sub(s.Start) >= 23*time.Hour && s.Start.Hour()+s.Start.Minute()+s.End.Hour()+s.End.Minute() == 0 {
		return t.words.Text("ui.week.allday")
	}
	text := t.words.Text("ui.week.from.to", clock(t.words, s.Start, date), clock(t.words, s.End, date))
	if t.elsewhere(s.Start) {
		text += " (" + t.words.Text("ui.week.zone", placeOfZone(s.Start.Location().String())) + ")"
	}
	return text
}

// zoneLines says when the time that is shown is not the one of here, and when the zone that was asked for is not known.
func (t *teller) zoneLines(v schedule.Visit, it, place plan.Item) []string {
	name := it.Text("zone")
	if _, ok := t.plan.Item(v.Place); ok && name == "" {
		name = place.Text("zone")
	}
	switch {
	case name != "" && (t.zones.Named == nil || t.zones.Named(name) == nil):
		return []string{t.words.Text("ui.week.zone.unknown", short(name))}
	case t.elsewhere(v.Start):
		return []string{t.words.Text("ui.week.zone", placeOfZone(v.Start.Location().String()))}
	}
	return nil
}

// elsewhere reports whether clocks here show another time than at does in its own zone.
func (t *teller) elsewhere(at time.Time) bool {
	if t.zones.Here == nil {
		return false
	}
	_, there := at.Zone()
	_, here := at.In(t.zones.Here).Zone()
	return there != here
}

// placeOfZone makes "New York" of "America/New_York".
func placeOfZone(name string) string {
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// clock writes a time of day as seen from a date: on any other date it says which.
func clock(words *catalog.Words, t time.Time, date string) string {
	text := FormatTime(words, t)
	day, err := plan.ParseDate(date)
	year, month, n := t.Date()
	switch days := time.Date(year, month, n, 0, 0, 0, 0, time.UTC).Sub(day) / (24 * time.Hour); {
	case err != nil || days == 0:
		return text
	case days == 1:
		return text + ", " + words.Text("ui.week.nextday")
	}
	return text + ", " + FormatDate(words, t)
}
