package schedule

import (
	"time"

	"larkspur/client/plan"
)

// offer is what a path of slots comes to.
func (x *staggering) offer(path []*slot) Offer {
	var o Offer
	outside := 0
	for _, s := range path {
		v := s.way.visit(moment{x.first.addDays(s.day), s.minute})
		v.Also = true
		o.Visits = append(o.Visits, v)
		o.cost += s.cost
		if s.outside {
			outside++
		}
	}
	o.Foreseen = x.foreseen(o.Visits)
	fact := func(kind string, count int, place plan.ID) {
		if count > 0 {
			o.Costs = append(o.Costs, Cost{Kind: kind, Count: count, Place: place})
		}
	}
	fact(CostVisits, len(o.Visits)-len(x.now), plan.ID{})
	fact(CostTravel, travel(o.Visits)-travel(x.now), plan.ID{})
	other := 0
	for i := range o.Visits {
		v := &o.Visits[i]
		if !x.arranged(v.shows) {
			other++
		}
		if v.Place != (plan.ID{}) && at(x.now, v.Place) == 0 && at(o.Visits[:i], v.Place) == 0 {
			fact(CostPlace, at(o.Visits, v.Place), v.Place)
		}
	}
	for _, kind := range [...]string{CostMinds, CostRide} {
		if x.item.Text(kind) != "" {
			fact(kind, other, plan.ID{})
		}
	}
	if outside > x.outside {
		fact(CostSafer, outside, plan.ID{})
	}
	if gap := x.gap(o.Visits); gap < x.must.gapNow {
		fact(CostGap, gap, plan.ID{})
	}
	return o
}

// travel is the way there and back of all visits, in minutes.
func travel(visits []Visit) int {
	n := 0
	for i := range visits {
		v := &visits[i]
		n += int((v.Start.Sub(v.Leave) + v.Back.Sub(v.End)) / time.Minute)
	}
	return n
}

// at counts the visits to a place.
func at(visits []Visit, place plan.ID) int {
	n := 0
	for i := range visits {
		if visits[i].Place == place {
			n++
		}
	}
	return n
}

// gap is the fewest days from one visit to the next, those before and after the four weeks included.
func (x *staggering) gap(visits []Visit) int {
	before, least := x.must.before, never
	for i := range visits {
		d := x.dayOf(&visits[i])
		least = min(least, d-before)
		before = d
	}
	return min(least, x.must.after-before)
}

// outsideNow counts the visits that are not within a safer time as it is now, where there are such times.
func (x *staggering) outsideNow() int {
	n := 0
	for i := range x.now {
		safer, whole := joined(x.spans("safer", x.now[i].Place), 1), x.now[i].whole(0)
		in := len(safer) == 0
		for _, s := range safer {
			in = in || s.from <= whole.from && whole.to <= s.to
		}
		if !in {
			n++
		}
	}
	return n
}
