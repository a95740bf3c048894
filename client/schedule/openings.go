package schedule

import (
	"time"

	"larkspur/client/plan"
)

// quarter is the step at which times are offered, in minutes.
const quarter = 15

// way is one way to have an appointment (place, kind, length), with all the minutes of the four weeks at which it could start.
type way struct {
	*appt
	group int    // ways at the same place, as one who watches sees it
	open  []bool // by minute, from the first day on
}

// group is a place, as Visit.where tells it.
type group struct {
	where plan.ID
	seen  [minutesDay]uint64 // by time of day: bit n, there was a visit like it n days before the last day
}

// mark notes a visit at a time of day on a day, and unmark takes it back by what mark returned.
func (g *group) mark(minute int, bit uint64) (before [2*near - 1]uint64) {
	for i := range before {
		if m := minute - near + 1 + i; m >= 0 && m < minutesDay {
			before[i] = g.seen[m]
			g.seen[m] |= bit
		}
	}
	return before
}

func (g *group) unmark(minute int, before [2*near - 1]uint64) {
	for i, b := range before {
		if m := minute - near + 1 + i; m >= 0 && m < minutesDay {
			g.seen[m] = b
		}
	}
}

// wayOf returns the place of a way in the list, which it joins when it is new; nil when there are too many.
func (x *staggering) wayOf(a *appt) *way {
	for i := range x.ways {
		if w := &x.ways[i]; w.place == a.place && w.how == a.how && w.length == a.length {
			return w
		}
	}
	if len(x.ways) == openWays {
		return nil
	}
	x.ways = append(x.ways, way{appt: a, group: x.groupOf(&Visit{Item: a.id, Place: a.place}), open: make([]bool, watched*minutesDay)})
	return &x.ways[len(x.ways)-1]
}

func (x *staggering) groupOf(v *Visit) int {
	for i := range x.groups {
		if x.groups[i].where == v.where() {
			return i
		}
	}
	x.groups = append(x.groups, group{where: v.where()})
	return len(x.groups) - 1
}

// hours opens a way on some days of the week (bit by time.Weekday), for starts from one minute of the day to another, within
// two dates: the earliest, every quarter of an hour, and the time that the appointment has now.
func (x *staggering) hours(a *appt, days, from, latest int, since, until day) {
	w := x.wayOf(a)
	if w == nil {
		return
	}
	open := w.open
	for d := max(since, x.first-1); d <= min(until, x.last); d++ {
		for m := from; m <= latest && days>>d.weekday()&1 != 0; m++ {
			at := int(d-x.first)*minutesDay + m
			if (m == from || m%quarter == 0 || m%minutesDay == x.minute) && at >= 0 && at < len(open) {
				open[at] = true
			}
		}
	}
}

// everyDay are all days of the week.
const everyDay = 1<<7 - 1

// openings reads when the appointment could be. It reports whether anything says so.
func (x *staggering) openings() bool {
	own := x.own
	ways := []*appt{own}
	alts, allow := plan.AsRecords(x.item.Value("alts")), plan.AsRecords(x.item.Value("allow"))
	alts, allow = alts[:min(len(alts), openRows)], allow[:min(len(allow), openRows)]
	timed := false
	for _, row := range alts {
		if at, ok := parseMoment(plan.AsText(row["start"])); ok {
			x.hours(own.row(row), 1<<at.day.weekday(), at.minute, at.minute, at.day, x.last)
			timed = true
		} else if row["place"] != nil || row["how"] != nil {
			ways = append(ways, own.row(row))
		}
	}
	for _, row := range allow {
		days := 0
		for _, key := range plan.AsTexts(row["days"]) {
			for d, k := range dayKeys {
				if k == key {
					days |= 1 << d
				}
			}
		}
		if days == 0 {
			days = everyDay
		}
		from, ok := parseClock(plan.AsText(row["from"]))
		to, ok2 := parseClock(plan.AsText(row["to"]))
		if !ok {
			from = x.minute
		}
		if ok2 && to <= from {
			to += minutesDay
		}
		there := ways
		if place, ok := plan.AsRef(row["place"]); ok {
			there = []*appt{own.at(place)}
		}
		for _, a := range there {
			latest := from
			if ok && ok2 {
				latest = to - int(a.length/time.Minute)
			}
			x.hours(a, days, from, latest, 0, x.last)
		}
	}
	if len(allow) > 0 {
		return true
	}
	for i := range x.now {
		at := x.now[i].shows
		for _, a := range ways {
			x.hours(a, everyDay, at.minute, at.minute, at.day, at.day)
		}
	}
	return timed || len(ways) > 1
}
