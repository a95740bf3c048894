package schedule

import (
	"time"

	"larkspur/client/plan"
	"larkspur/client/rrule"
)

// often is how many times a day an appointment may come. Every half hour, day and night, is a dose, a call or a look; what
// comes more often is no appointment, and a week of it could not be shown.
const often = 48

// occurrences returns when an appointment that starts at start takes place by its repeat rule, on the dates from the one to
// the other, in their order. The start itself always counts, as the first. understood is false for a rule that does not parse
// or comes too often: then the start is all there is. The zone is for the end of a rule that is said in UTC. effort is that of
// package rrule.
func occurrences(repeat string, start moment, from, to day, zone *time.Location, effort *int) (out []moment, understood bool) {
	rule, err := rrule.Parse(repeat)
	if understood = err == nil && perDay(rule) <= often; !understood {
		rule = rrule.Rule{}
	}
	rule.Effort = effort
	for t := range rule.In(zone).Between(start.wall(), from.utc(), to.addDays(1).utc()) {
		out = append(out, moment{dayOf(t), int(t.Unix()%secondsOfDay) / 60})
	}
	return out, understood
}

// perDay bounds from above how many times a rule can come on a day: the times of day that it leaves, or those that its
// interval reaches where these are fewer. BYSETPOS, which only takes away, is not looked at.
func perDay(r rrule.Rule) int {
	if r.Freq == rrule.Never {
		return 1
	}
	left, periods, each := 1, 1, 1
	for i, n := range [...]int{24, 60, 60} {
		listed := len(r.By[int(rrule.Hour)+i])
		if r.Freq <= rrule.Hourly-rrule.Freq(i) {
			periods *= n
		} else {
			n = 1
			each *= max(listed, 1)
		}
		if listed > 0 {
			n = listed
		}
		left *= n
	}
	every := max(r.Interval, 1)
	return min(left, (periods+every-1)/every*each)
}

// anywhere is the zone in which an end in UTC comes last.
var anywhere = time.FixedZone("", 14*60*60)

// datesOf returns the dates of an appointment by its rule, wherever it is: those of one zone and perhaps one more.
func datesOf(it plan.Item, from, to day) []string {
	start, ok := parseMoment(it.Text("start"))
	if !ok {
		return nil
	}
	effort := patient
	all, _ := occurrences(it.Text("repeat"), start, from, to, anywhere, &effort)
	out := make([]string, len(all))
	for i, at := range all {
		out[i] = at.day.String()
	}
	return out
}
