package schedule

import (
	"slices"
	"sort"
	"time"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Span is one stretch of time that a window covers, in the window's zone.
type Span struct {
	secret.Guard
	Item       plan.ID
	State      string // an option of the field "state" of the kind "win"
	Start, End time.Time
	Place      plan.ID // the zero ID when the window is for no place
	Channel    plan.ID // the zero ID when the window is for no channel
}

// Windows returns the spans of the week of a date, Monday to Sunday, as WindowsBetween does.
func Windows(p *plan.Plan, date string, zones Zones) []Span {
	monday := Monday(date)
	return WindowsBetween(p, monday, lastOf(monday), zones)
}

// WindowsBetween returns the spans that begin on the dates from one to another (plan.DateLayout), both included, or reach
// into the first of them, in the order of their starts. It returns nil when either is no date.
func WindowsBetween(p *plan.Plan, from, to string, zones Zones) []Span {
	first, ok := parseDay(from)
	last, ok2 := parseDay(to)
	if !ok || !ok2 {
		return nil
	}
	var out []Span
	for _, it := range p.Items("win") {
		for d := first - 1; d <= last; d++ {
			for _, s := range spans(it, d, zones) {
				if d >= first || s.End.After(moment{day: first}.in(s.End.Location())) {
					out = append(out, s)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start.Before(out[j].Start) })
	return out
}

// spans returns what a window covers from one day on. Exceptions of that day take the place of the weekly window.
func spans(it plan.Item, d day, zones Zones) []Span {
	var out []Span
	excepted := false
	for _, e := range plan.AsRecords(it.Value("except")) {
		if plan.AsText(e["date"]) != d.String() {
			continue
		}
		excepted = true
		state := or(plan.AsText(e["state"]), it.Text("state"))
		if state != "none" {
			out = append(out, span(it, d, state, or(plan.AsText(e["from"]), it.Text("from")), or(plan.AsText(e["to"]), it.Text("to")), zones))
		}
	}
	if !excepted && slices.Contains(plan.AsTexts(it.Value("days")), dayKeys[d.weekday()]) {
		out = append(out, span(it, d, it.Text("state"), it.Text("from"), it.Text("to"), zones))
	}
	return out
}

// dayKeys are the options of the field "days" by time.Weekday.
var dayKeys = [...]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

// span reads two times of day. No beginning is the day's, no end is the day's, and an end that is not after the beginning
// is on the next day.
func span(it plan.Item, d day, state, from, to string, zones Zones) Span {
	const dayLong = 24 * 60
	begin, _ := parseClock(from)
	end, ok := parseClock(to)
	if !ok {
		end = dayLong
	}
	if end <= begin {
		end += dayLong
	}
	loc := zones.of(it.Text("zone"))
	place, _ := plan.AsRef(it.Value("place"))
	channel, _ := plan.AsRef(it.Value("chan"))
	return Span{
		Item: it.ID(), State: or(state, "unsure"), Place: place, Channel: channel,
		Start: moment{d, begin}.in(loc), End: moment{d, end}.in(loc),
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
