package schedule

import (
	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Foreseen is a coming visit that someone who watched could name, and what tells it.
type Foreseen struct {
	secret.Guard
	Visit  Visit
	Public bool    // anyone can look this time up
	Seen   []Visit // the watched visits that tell it, in their order
	Every  int     // they lie this many days apart, 1 to 14; 0 when there is no such pattern
}

// Outlook is the coming four weeks: today and the 27 days after it.
type Outlook struct {
	secret.Guard
	Coming   []Visit
	Foreseen []Foreseen // those of Coming that can be named, in their order
}

// Foresee says which visits of the coming four weeks someone could name the day, hour and place of after watching the last
// four.
func Foresee(p *plan.Plan, today string, zones Zones) Outlook {
	var out Outlook
	d, ok := parseDay(today)
	if !ok {
		return out
	}
	out.Coming = Between(p, today, d.addDays(watched-1).String(), zones)
	for _, v := range out.Coming {
		if it, ok := p.Item(v.Item); ok && it.Flag("public") {
			out.Foreseen = append(out.Foreseen, Foreseen{Visit: v, Public: true})
		}
	}
	return out
}

// watched is how many days are watched, and how many are looked ahead.
const watched = 28
