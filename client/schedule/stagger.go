package schedule

import (
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
	if x.crowded {
		out.NoRoom = NoBusy
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
