// Package schedule says what the days of a plan look like: visits, from appointments and their repeat rules; windows that are
// safer or less safe; where these meet; which coming visits someone who watches could name; and at which other times they
// would be harder to name (rows E of client/catalog/README.md).
//
// It states facts and no verdicts. It knows no clock and no time zone data: the caller names the week and brings the zones,
// which in a browser come from the browser. An appointment is shown in the wall clock of its own zone, wherever the plan is
// opened; whether two things overlap is decided between instants, so that it is right across zones and across the nights
// when clocks change.
//
// Repeat rules are those of package rrule, on the wall clock of the appointment's zone. An appointment is shown on its first date
// only, and marked, when its rule is none, or when it could come more than 48 times on a day: such a rule is kept as it is.
// Whatever a plan says, every question ends soon: of more than a life holds some is left out, which is said (room.go).
//
// A plan with twenty appointments that repeat is answered in less than 50 ms where it runs, in a browser, and without
// inlining, as the page is built:
//
//	GOOS=js GOARCH=wasm go test -gcflags=all=-l -exec "$(go env GOROOT)/lib/wasm/go_js_wasm_exec" \
//		./client/schedule -run '^$' -bench Year
package schedule

import (
	"time"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Zones turns the names of time zones into locations.
type Zones struct {
	// Here is the zone of items that name none, and of those whose zone is not known.
	Here *time.Location
	// Named returns the location of an IANA name, or nil when it is not known. Without it, Here serves for all.
	Named func(name string) *time.Location
}

func (z Zones) of(name string) *time.Location {
	if name != "" && z.Named != nil {
		if loc := z.Named(name); loc != nil {
			return loc
		}
	}
	if z.Here == nil {
		return time.UTC
	}
	return z.Here
}

// Visit is one occurrence of an appointment. Its times are in the zone of the appointment.
type Visit struct {
	secret.Guard
	Item       plan.ID
	Date       string // the date of Start, plan.DateLayout
	Start, End time.Time
	Leave      time.Time // Start less buffer and travel
	Back       time.Time // End and buffer and travel
	Place      plan.ID   // the zero ID when none is named
	How        string    // an option of the field "how" of the kind "appt", or ""
	Also       bool      // a date of its own, beside the repeat rule
	First      bool      // the repeat rule is not understood, so that this is the first date and all that is shown

	shows moment // what the clock there shows at Start
}

// Week returns the visits whose date lies in the week of a date (plan.DateLayout), Monday to Sunday, as Between does.
func Week(p *plan.Plan, date string, zones Zones) []Visit {
	monday := Monday(date)
	return Between(p, monday, lastOf(monday), zones)
}

// lastOf is the Sunday of the week that begins on a Monday.
func lastOf(monday string) string {
	d, ok := parseDay(monday)
	if !ok {
		return ""
	}
	return d.addDays(6).String()
}

// Between returns the visits whose dates lie between two dates (plan.DateLayout), both included, in the order of their
// starts. It returns nil when either is none. Appointments without any date are left out; see Undated. Of more visits than a
// hundred a day, one day with another, and of rules that take very long to read, some are left out; see Visits.
func Between(p *plan.Plan, from, to string, zones Zones) []Visit {
	out, _ := Visits(p, from, to, zones)
	return out
}

// Visits is Between, and says whether some may have been left out.
func Visits(p *plan.Plan, from, to string, zones Zones) (out []Visit, crowded bool) {
	first, ok := parseDay(from)
	last, ok2 := parseDay(to)
	if !ok || !ok2 {
		return nil, false
	}
	r := roomFor(first, last)
	for _, it := range p.Items("appt") {
		out = visits(out, p, it, first, last, zones, r)
	}
	return byStart(out), r.crowded
}

func byStart(v []Visit) []Visit {
	keys := make([]int, len(v))
	for i := range v {
		keys[i] = minute(v[i].Start)
	}
	out := make([]Visit, 0, len(v))
	for _, i := range ranked(keys) {
		out = append(out, v[i])
	}
	return out
}

// visits appends those of one appointment: by its rule, less the dates left out, and on dates of their own. Two that start
// at the same time are one.
func visits(out []Visit, p *plan.Plan, it plan.Item, from, to day, zones Zones, r *room) []Visit {
	a := apptOf(p, it, zones)
	extra := map[moment]bool{}
	for _, row := range plan.AsRecords(it.Value("also")) {
		at, ok := parseMoment(plan.AsText(row["start"]))
		if !ok || at.day < from || at.day > to || extra[at] {
			continue
		}
		if !r.take() {
			return out
		}
		extra[at] = true
		v := a.row(row).visit(at)
		v.Also = true
		out = append(out, v)
	}
	start, ok := parseMoment(it.Text("start"))
	if !ok || r.crowded {
		return out
	}
	skip := map[string]bool{}
	for _, date := range plan.AsTexts(it.Value("skip")) {
		skip[date] = true
	}
	all, understood := occurrences(it.Text("repeat"), start, from, to, a.clock.loc, &r.effort)
	r.crowded = r.effort < 0
	var last time.Time // the second of two readings may lie in an hour that is skipped, or differ in seconds alone
	for _, at := range all {
		if v := a.visit(at); !extra[at] && !v.Start.Equal(last) && !skip[v.Date] {
			if !r.take() {
				return out
			}
			last = v.Start
			v.First = !understood
			out = append(out, v)
		}
	}
	return out
}

// appt is what the visits of an appointment have in common.
type appt struct {
	plan   *plan.Plan
	zones  Zones
	item   plan.Item
	id     plan.ID
	how    string
	place  plan.ID
	length time.Duration
	way    time.Duration // buffer and travel, on each side
	clock  clock
}

func apptOf(p *plan.Plan, it plan.Item, zones Zones) *appt {
	a := &appt{plan: p, zones: zones, item: it, id: it.ID(), how: it.Text("how"), length: minutes(it.Value("len"))}
	a.place, _ = plan.AsRef(it.Value("place"))
	return a.at(a.place)
}

// at is the appointment at a place: the travel is what the appointment says of its own place, and else what the place says.
func (a *appt) at(place plan.ID) *appt {
	zone, travel := a.item.Text("zone"), a.item.Value("travel")
	own := place == a.place
	b := *a
	b.place = place
	if there, ok := a.plan.Item(place); ok {
		if v := there.Value("travel"); travel == nil || !own && v != nil {
			travel = v
		}
		if zone == "" {
			zone = there.Text("zone")
		}
	} else if !own {
		travel = nil
	}
	b.way = minutes(travel) + minutes(a.item.Value("buffer"))
	b.clock = clock{loc: a.zones.of(zone)}
	return &b
}

// row is the appointment as a row of "also" or "alts" has it. What the row leaves open is as ever, but that a call in the
// place of a visit is at no place.
func (a *appt) row(row plan.Record) *appt {
	place, found := plan.AsRef(row["place"])
	how := or(plan.AsText(row["how"]), a.how)
	if !found && (how == a.how || how != "phone" && how != "video") {
		place = a.place
	}
	b := a.at(place)
	b.how = how
	if row["len"] != nil {
		b.length = minutes(row["len"])
	}
	return b
}

func (a *appt) visit(at moment) Visit {
	start, shows := a.clock.at(at)
	end := start.Add(a.length)
	return Visit{
		Item: a.id, Date: at.day.String(), Start: start, End: end, Leave: start.Add(-a.way), Back: end.Add(a.way),
		Place: a.place, How: a.how, shows: shows,
	}
}

// minutes reads a length of time, at most a week.
func minutes(v plan.Value) time.Duration {
	n, _ := plan.AsNumber(v)
	return time.Duration(min(max(n, 0), 7*24*60)) * time.Minute
}

// Undated returns the appointments that have no date yet.
func Undated(p *plan.Plan) []plan.ID {
	var out []plan.ID
	for _, it := range p.Items("appt") {
		_, dated := parseMoment(it.Text("start"))
		for _, row := range plan.AsRecords(it.Value("also")) {
			_, ok := parseMoment(plan.AsText(row["start"]))
			dated = dated || ok
		}
		if !dated {
			out = append(out, it.ID())
		}
	}
	return out
}

// Monday returns the Monday of the week of a date, or "" when date is none.
func Monday(date string) string { return Shift(date, 0) }

// Shift returns the Monday of the week that lies so many weeks after that of a date, or "" when date is none.
func Shift(date string, weeks int) string {
	monday, ok := mondayOf(date)
	if !ok {
		return ""
	}
	return monday.addDays(7 * weeks).String()
}

// Today returns the date of an instant in its own location.
func Today(now time.Time) string { return now.Format(plan.DateLayout) }
