package schedule

import "larkspur/client/plan"

// staggering is what one proposal works with.
type staggering struct {
	plan        *plan.Plan
	item        plan.Item
	zones       Zones
	first, last day
	minute      int       // the time of day that the appointment has now
	now         []Visit   // of the appointment in the four weeks
	fixed       []Visit   // of others, and of the appointment before and after
	busy        []stretch // of fixed, the ways included
	windows     []Span
	ways        []way
	groups      []group
	own         *appt
	outside     int   // how many of now are not within a safer time
	need        []int // how many visits each stretch is to have, see seeker
	partly      []int // the weeks that lie partly outside, see Stagger
	must        seeker
	crowded     bool // something had to be left out of fixed, now or windows
}

// gather reads what is there already.
func (x *staggering) gather() {
	far := watched
	r := roomFor(x.first-3*watched, x.last+2*watched)
	for _, key := range [...]string{"gapmin", "gapmax"} {
		n, _ := plan.AsNumber(x.item.Value(key))
		far = max(far, int(min(n, 366)))
	}
	for _, it := range x.plan.Items("appt") {
		if it.ID() != x.item.ID() {
			x.fixed = visits(x.fixed, x.plan, it, x.first-watched, x.last+watched/2, x.zones, r)
			continue
		}
		x.fixed = visits(x.fixed, x.plan, it, x.first.addDays(-far), x.first-1, x.zones, r)
		x.fixed = visits(x.fixed, x.plan, it, x.last+1, x.last.addDays(far), x.zones, r)
		x.now = visits(nil, x.plan, it, x.first, x.last, x.zones, r)
	}
	x.now = byStart(x.now)
	for i := range x.fixed {
		x.busy = append(x.busy, x.fixed[i].whole(0))
	}
	x.windows, x.crowded = Spans(x.plan, (x.first - watched/4).String(), (x.last + watched/4).String(), x.zones)
	x.crowded = x.crowded || r.crowded
	if at, ok := parseMoment(x.item.Text("start")); ok {
		x.minute = at.minute
	} else if len(x.now) > 0 {
		x.minute = x.now[0].shows.minute
	}
}

// rules reads how many visits there are, and how far apart.
func (x *staggering) rules() {
	m := &x.must
	number := func(key string, otherwise int) int {
		if n, ok := plan.AsNumber(x.item.Value(key)); ok && n > 0 {
			return int(min(n, never))
		}
		return otherwise
	}
	m.least, m.most = number("gapmin", 1), number("gapmax", never)
	week := number("perweek", 0)
	m.before, m.after = -4*never, 4*never
	inside, outside := [6]int{}, [6]int{}
	for d := range watched {
		switch {
		case week > 0:
			m.block[d] = int((x.first.addDays(d)).monday()-x.first.monday()) / 7
		case m.most < never:
			m.block[d] = 0
		default:
			m.block[d] = d / 7
		}
		inside[m.block[d]]++
	}
	m.need = make([]int, m.block[watched-1]+1)
	for i := range x.now {
		m.need[m.block[x.dayOf(&x.now[i])]]++
	}
	for i := range x.fixed {
		v := &x.fixed[i]
		if v.Item != x.own.id {
			continue
		}
		d := x.dayOf(v)
		if d < 0 {
			m.before = max(m.before, d)
		} else {
			m.after = min(m.after, d)
		}
		if b := int(x.first.addDays(d).monday()-x.first.monday()) / 7; b >= 0 && b < len(outside) {
			outside[b]++
		}
	}
	for b := range m.need {
		if week > 0 && inside[b] == 7 {
			m.need[b] = week
		} else if week > 0 {
			m.need[b] = max(0, min(m.need[b], week-outside[b]))
			x.partly = append(x.partly, b)
		}
	}
	for b := range m.need {
		m.need[b] = min(m.need[b], inside[b]+1) // more than the days are too many, however many they are
	}
	x.need, m.gapNow = m.need, x.gap(x.now)
}

// dayOf is the day of a visit, from the first day on.
func (x *staggering) dayOf(v *Visit) int { return int(v.shows.day - x.first) }

// visits is how many there are to be.
func (x *staggering) visits() int {
	n := 0
	for _, k := range x.need {
		n += k
	}
	return n
}
