// Package schedule says what a week of a plan looks like: visits, from appointments and their repeat rules; windows that are
// safer or less safe; and where these meet (DOMAIN §2).
//
// It states facts and no verdicts. It knows no clock and no time zone data: the caller names the week and brings the zones,
// which in a browser come from the browser. An appointment is shown in the wall clock of its own zone, wherever the plan is
// opened; whether two things overlap is decided between instants, so that it is right across zones and across the nights
// when clocks change.
//
// Repeat rules are those of plan.Rule. An appointment with a rule beyond them is shown on its first date only, and marked.
package schedule

import (
	"slices"
	"sort"
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
	First      bool      // the repeat rule is not understood, so that this is the first date and all that is shown
}

// Week returns the visits whose date lies in the week of a date (plan.DateLayout), Monday to Sunday, in the order of their
// starts. It returns nil when date is none. Appointments without a start are left out; see Undated.
func Week(p *plan.Plan, date string, zones Zones) []Visit {
	monday, ok := mondayOf(date)
	if !ok {
		return nil
	}
	var out []Visit
	for _, it := range p.Items("appt") {
		start, ok := parseMoment(it.Text("start"))
		if !ok {
			continue
		}
		rule, err := plan.ParseRule(it.Text("repeat"))
		skip := plan.AsTexts(it.Value("skip"))
		for i := range 7 {
			day := monday.addDays(i)
			if occurs(rule, start.day, day) && !slices.Contains(skip, day.String()) {
				v := visit(p, it, moment{day, start.minute}, zones)
				v.First = err != nil
				out = append(out, v)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start.Before(out[j].Start) })
	return out
}

func visit(p *plan.Plan, it plan.Item, at moment, zones Zones) Visit {
	place, found := plan.AsRef(it.Value("place"))
	zone, travel := it.Text("zone"), it.Value("travel")
	if found {
		if there, ok := p.Item(place); ok {
			if travel == nil {
				travel = there.Value("travel")
			}
			if zone == "" {
				zone = there.Text("zone")
			}
		}
	}
	way := minutes(travel) + minutes(it.Value("buffer"))
	start := at.in(zones.of(zone))
	end := start.Add(minutes(it.Value("len")))
	return Visit{Item: it.ID(), Date: at.day.String(), Start: start, End: end, Leave: start.Add(-way), Back: end.Add(way), Place: place}
}

// minutes reads a length of time, at most a week.
func minutes(v plan.Value) time.Duration {
	n, _ := plan.AsNumber(v)
	return time.Duration(min(max(n, 0), 7*24*60)) * time.Minute
}

// Undated returns the appointments that have no start yet.
func Undated(p *plan.Plan) []plan.ID {
	var out []plan.ID
	for _, it := range p.Items("appt") {
		if _, ok := parseMoment(it.Text("start")); !ok {
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
