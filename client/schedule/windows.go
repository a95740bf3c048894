package schedule

import (
	"slices"
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
// into the first of them, in the order of their starts. It returns nil when either is no date. Of more than a hundred a day,
// one day with another, some are left out; see Spans.
func WindowsBetween(p *plan.Plan, from, to string, zones Zones) []Span {
	out, _ := Spans(p, from, to, zones)
	return out
}

// Spans is WindowsBetween, and says whether some had to be left out.
func Spans(p *plan.Plan, from, to string, zones Zones) (sorted []Span, crowded bool) {
	first, ok := parseDay(from)
	last, ok2 := parseDay(to)
	if !ok || !ok2 {
		return nil, false
	}
	var out []Span
	r := roomFor(first-1, last)
	for _, it := range p.Items("win") {
		out = windowOf(it, zones).between(out, first, last, r)
	}
	keys := make([]int, len(out))
	for i := range out {
		keys[i] = minute(out[i].Start)
	}
	for _, i := range ranked(keys) {
		sorted = append(sorted, out[i])
	}
	return sorted, r.crowded
}

// window is what the spans of a window have in common.
type window struct {
	item   plan.Item
	span   Span
	days   [7]bool                  // by time.Weekday
	except map[string][]plan.Record // by date
	clock  clock
}

func windowOf(it plan.Item, zones Zones) *window {
	w := &window{item: it, span: Span{Item: it.ID()}, except: map[string][]plan.Record{}, clock: clock{loc: zones.of(it.Text("zone"))}}
	w.span.Place, _ = plan.AsRef(it.Value("place"))
	w.span.Channel, _ = plan.AsRef(it.Value("chan"))
	for _, key := range plan.AsTexts(it.Value("days")) {
		if d := slices.Index(dayKeys[:], key); d >= 0 {
			w.days[d] = true
		}
	}
	for _, e := range plan.AsRecords(it.Value("except")) {
		date := plan.AsText(e["date"])
		w.except[date] = append(w.except[date], e)
	}
	return w
}

// between appends what a window covers from each day on. Exceptions of a day take the place of the weekly window.
func (w *window) between(out []Span, first, last day, r *room) []Span {
	midnight, _ := w.clock.at(moment{day: first})
	add := func(d day, state, from, to string) {
		if r.crowded {
			return
		}
		if s := w.of(d, state, from, to); state != "none" && (d >= first || s.End.After(midnight)) && r.take() {
			out = append(out, s)
		}
	}
	state, from, to := w.item.Text("state"), w.item.Text("from"), w.item.Text("to")
	for d := first - 1; d <= last; d++ {
		var except []plan.Record
		if len(w.except) > 0 {
			except = w.except[d.String()]
		}
		for _, e := range except {
			add(d, or(plan.AsText(e["state"]), state), or(plan.AsText(e["from"]), from), or(plan.AsText(e["to"]), to))
		}
		if len(except) == 0 && w.days[d.weekday()] {
			add(d, state, from, to)
		}
	}
	return out
}

// dayKeys are the options of the field "days" by time.Weekday.
var dayKeys = [...]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

// of reads two times of day. No beginning is the day's, no end is the day's, and an end that is not after the beginning
// is on the next day.
func (w *window) of(d day, state, from, to string) Span {
	begin, _ := parseClock(from)
	end, ok := parseClock(to)
	if !ok {
		end = minutesDay
	}
	if end <= begin {
		end += minutesDay
	}
	s := w.span
	s.State = or(state, "unsure")
	s.Start, _ = w.clock.at(moment{d, begin})
	s.End, _ = w.clock.at(moment{d, end})
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
