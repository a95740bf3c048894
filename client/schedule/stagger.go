package schedule

import (
	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Proposal is what the stagger helper has to offer for one appointment in the coming four weeks: today and the 27 days
// after it.
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

// Stagger offers other times for the coming four weeks of an appointment. Nothing is changed; see Offer.Apply.
func Stagger(p *plan.Plan, appt plan.ID, today string, zones Zones) Proposal {
	out := Proposal{NoRoom: NoVisits}
	d, ok := parseDay(today)
	it, found := p.Item(appt)
	if !ok || !found {
		return out
	}
	out.Now.Visits = visits(nil, p, it, d, d.addDays(watched-1), zones)
	if byStart(out.Now.Visits); len(out.Now.Visits) > 0 {
		out.NoRoom = NoHours
	}
	return out
}

// Apply gives an appointment the visits of the offer in the four weeks from today on: the dates of its rule are left out
// there, the visits of the offer are dates beside the rule. It changes nothing else.
func (o Offer) Apply(p *plan.Plan, appt plan.ID, today string) error {
	d, ok := parseDay(today)
	it, found := p.Item(appt)
	if !ok || !found {
		return plan.ErrNotFound
	}
	last := d.addDays(watched - 1).String()
	skip := append(plan.AsTexts(it.Value("skip")), datesOf(it, d, d.addDays(watched-1))...)
	var rows []plan.Record
	for _, row := range plan.AsRecords(it.Value("also")) {
		if start := plan.AsText(row["start"]); start < today || start > last+"T99" {
			rows = append(rows, row)
		}
	}
	for _, v := range o.Visits {
		row := plan.Record{"start": plan.Text(v.Start.Format(plan.MomentLayout)), "len": plan.Number(int64(v.End.Sub(v.Start).Minutes()))}
		if v.How != "" {
			row["how"] = plan.Text(v.How)
		}
		if v.Place != (plan.ID{}) {
			row["place"] = plan.Ref(v.Place)
		}
		rows = append(rows, row)
	}
	if err := p.SetField(appt, "skip", plan.Texts(skip...)); err != nil {
		return err
	}
	return p.SetField(appt, "also", plan.Records(rows...))
}
