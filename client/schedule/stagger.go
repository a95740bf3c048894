package schedule

import (
	"sort"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Proposal is what the stagger helper has to offer for one appointment in the four weeks that begin tomorrow: what is on
// today may be over already.
type Proposal struct {
	secret.Guard
	Now    Offer   // how it is, to compare with
	Offers []Offer // at most four: the least foreseeable first, then those that cost least
	NoRoom Reason  // why there are no offers; "" when there are
}

// Offer is one way to have the visits of an appointment in those four weeks.
type Offer struct {
	secret.Guard
	Visits   []Visit // in their order
	Foreseen int     // how many of them can be named by someone who watched the 28 days before each of them
	Costs    []Cost  // beside how it is now

	cost int // for the order only
}

// Cost is a fact about an offer, beside how it is now.
type Cost struct {
	secret.Guard
	Kind  string  // one of the Cost constants
	Count int     // minutes, visits or days, as the kind says
	Place plan.ID // of CostPlace
}

// The kinds of costs. A catalogue may use them as parts of keys.
const (
	CostTravel = "travel" // Count minutes more on the way, all visits together
	CostPlace  = "place"  // Count visits are at Place, where none is now
	CostMinds  = "minds"  // Count visits are at another time than the one for which someone looks after the children
	CostRide   = "ride"   // Count visits are at another time than the one for which someone gives the ride
	CostSafer  = "safer"  // Count visits are not within a safer time; more than now
	CostGap    = "gap"    // the fewest days from one visit to the next are Count; fewer than now
	CostVisits = "visits" // Count visits more than now
)

// Reason says why there is no offer.
type Reason string

// The reasons. A catalogue may use them as parts of keys.
const (
	NoVisits  Reason = "none"    // the appointment has no visits in these four weeks, or is not there
	NoHours   Reason = "hours"   // nothing says at which other times it could be
	NoPublic  Reason = "public"  // anyone can look its times up, whichever they are
	NoWindows Reason = "windows" // only less safe times are left
	NoBusy    Reason = "busy"    // other appointments take the times that are left
	NoRules   Reason = "rules"   // the opening times, the days between and the visits a week do not go together
	NoDaily   Reason = "daily"   // it is on every day, at an hour that cannot change enough
	NoOther   Reason = "fixed"   // no other choice of times is harder to foresee
	NoNeed    Reason = "already" // none of its visits can be named as it is
)

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
}

// Stagger offers other times for an appointment in the four weeks that begin tomorrow. Nothing is changed; see Offer.Apply.
//
// An offer keeps to what the provider allows: the visit lies within the hours of a row of "allow", or at a time of "alts",
// which is taken to be free on that day of every week from its date on. A row that names no place stands for that of the
// appointment and for those of the alternates that have no time. Without such rows the visits stay at their times, and
// only the place can change. Starts are the beginnings of those hours, the quarter hours, and the time as it is now; an hour
// that the clocks skip is none. There is at most one visit a day. Days between visits lie between "gapmin" and "gapmax", the
// visits before and after the four weeks included; a gap that is too long already, or that no day could keep, is not asked for.
// With "perweek" every calendar week has so many visits. In a week that lies partly outside of the four, there are as many
// as now or fewer where there is no room, and never more than "perweek" in all. Without it there are as many visits as now:
// in each seven days, or with "gapmax" in all.
//
// No visit, its way included, runs into a window that is less safe, in general or for its place, or into another visit.
//
// Whether a visit of an offer can be named is as Foresee says, by one who watched all of the 28 days before that visit: what was,
// what else is planned, and the earlier visits of the offer. The first offer has as few that can be named as any. Only where
// very many choices come close to each other is the search cut short; there may then be one with fewer.
func Stagger(p *plan.Plan, appt plan.ID, today string, zones Zones) Proposal {
	out := Proposal{NoRoom: NoVisits}
	d, ok := parseDay(today)
	it, found := p.Item(appt)
	if !ok || !found {
		return out
	}
	x := &staggering{plan: p, item: it, zones: zones, first: d + 1, last: d + watched, own: apptOf(p, it, zones)}
	x.gather()
	out.Now = Offer{Visits: x.now, Foreseen: x.foreseen(x.now)}
	if x.rules(); x.visits() == 0 {
		return out
	}
	if it.Flag("public") {
		out.NoRoom = NoPublic
		return out
	}
	if out.NoRoom = NoHours; !x.openings() {
		return out
	}
	out.Offers, out.NoRoom = x.offers(out.Now)
	return out
}

// gather reads what is there already.
func (x *staggering) gather() {
	far := watched
	for _, key := range [...]string{"gapmin", "gapmax"} {
		n, _ := plan.AsNumber(x.item.Value(key))
		far = max(far, int(min(n, 366)))
	}
	for _, it := range x.plan.Items("appt") {
		if it.ID() != x.item.ID() {
			x.fixed = visits(x.fixed, x.plan, it, x.first-watched, x.last+watched/2, x.zones)
			continue
		}
		x.fixed = visits(x.fixed, x.plan, it, x.first.addDays(-far), x.first-1, x.zones)
		x.fixed = visits(x.fixed, x.plan, it, x.last+1, x.last.addDays(far), x.zones)
		x.now = visits(nil, x.plan, it, x.first, x.last, x.zones)
	}
	x.now = byStart(x.now)
	for i := range x.fixed {
		x.busy = append(x.busy, x.fixed[i].whole(0))
	}
	x.windows = WindowsBetween(x.plan, (x.first - watched/4).String(), (x.last + watched/4).String(), x.zones)
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

// prepare is seeker.prepare, with fewer visits in weeks that lie partly outside where there is no room.
func (x *staggering) prepare(less, busy bool) int {
	m := &x.must
	m.slots = x.slots(less, busy)
	for m.need = append([]int(nil), x.need...); ; {
		least, fewer := m.prepare(), false
		for _, b := range x.partly {
			if least >= never && m.need[b] > 0 {
				m.need[b]--
				fewer = true
			}
		}
		if !fewer {
			return least
		}
	}
}

// offers looks for offers, or for the reason why there are none.
func (x *staggering) offers(now Offer) ([]Offer, Reason) {
	m := &x.must
	m.groups = x.groups
	for i := range x.fixed {
		v := &x.fixed[i]
		for j := range m.groups {
			if g := &m.groups[j]; g.where == v.where() {
				g.mark(v.shows.minute, x.bit(v))
			}
		}
	}
	none := NoOther
	if x.visits() >= watched-watched/7 {
		none = NoDaily
	}
	x.outside = x.outsideNow()
	limit := x.prepare(true, true)
	if limit >= never {
		return nil, x.why(none)
	}
	most := now.Foreseen - 1
	if x.runs() {
		most = x.visits()
	} else if most < 0 {
		none = NoNeed
	}
	var out []Offer
	var taken [][]*slot
	left := patience
	for m.seed = 0; m.seed < 10 && len(out) < 4 && limit <= most; {
		share := max(left/2, patience/16)
		m.path, m.budget = nil, share
		found := m.seek(-1, 0, -never, limit)
		left -= share - m.budget
		switch {
		case found && unlike(m.path, taken, m.seed > 5):
			out, taken = append(out, x.offer(m.path)), append(taken, m.path)
		case m.seed == 0 && left > patience/16:
			limit++
			continue
		case m.seed == 0 && limit < most:
			limit = most
			continue
		}
		m.seed++
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].Foreseen < out[j].Foreseen || out[i].Foreseen == out[j].Foreseen && out[i].cost < out[j].cost
	})
	if len(out) > 0 {
		none = ""
	}
	return out, none
}

// patience is how many slots are looked at for the first offer, about. It keeps the answer below 50 ms in a browser.
const patience = 32000

// unlike reports whether at least half of the visits of a path are at other times or places than in each of others; one
// will do where little is left.
func unlike(path []*slot, others [][]*slot, little bool) bool {
	for _, other := range others {
		n := 0
		for _, s := range path {
			for _, o := range other {
				if s.day == o.day && s.way.group == o.way.group && s.minute-o.minute < near && o.minute-s.minute < near {
					n++
				}
			}
		}
		if n == len(path) || 2*n > len(path) && !little {
			return false
		}
	}
	return true
}

// why says what leaves no room.
func (x *staggering) why(none Reason) Reason {
	switch {
	case x.prepare(false, true) < never:
		return NoWindows
	case x.prepare(true, false) < never:
		return NoBusy
	case x.prepare(false, false) < never:
		return NoWindows
	case none == NoDaily:
		return none
	}
	return NoRules
}

// runs reports whether a visit runs into something as it is now.
func (x *staggering) runs() bool {
	n := len(x.now)
	for _, c := range Clashes(append(x.now[:n:n], x.fixed...), x.windows) {
		if c.Visit < n {
			return true
		}
	}
	return false
}

// bit marks the day of a visit, see group; 0 when it is too long ago or too late for anyone to go by it.
func (x *staggering) bit(v *Visit) uint64 {
	if n := watched - 1 - x.dayOf(v); n >= 0 && n < 2*watched {
		return 1 << n
	}
	return 0
}

// foreseen counts the visits that can be named by one who watched the 28 days before each of them.
func (x *staggering) foreseen(v []Visit) int {
	n := 0
	for i := range v {
		there, _ := alike(&v[i], x.fixed)
		own, _ := alike(&v[i], v[:i])
		if x.item.Flag("public") || pattern(there|own, 1, watched) > 0 {
			n++
		}
	}
	return n
}
