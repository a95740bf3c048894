package schedule

import (
	"time"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// Apply gives an appointment the visits of an offer that Stagger made of it on the same day: in the four weeks that begin
// tomorrow the dates of its rule are left out, and the visits of the offer are dates beside the rule, in the place of those
// that were there. It changes nothing else, and nothing more when it is done again. It returns what plan.Plan.SetField
// returns, and plan.ErrNotFound when the appointment is not there.
func (o Offer) Apply(p *plan.Plan, appt plan.ID, today string) error {
	d, ok := parseDay(today)
	it, found := p.Item(appt)
	if !ok || !found {
		return plan.ErrNotFound
	}
	first, last := d+1, d+watched
	skip, _ := it.Value("skip").(cbor.Array)
	skip = skip[:len(skip):len(skip)]
	for _, date := range datesOf(it, first, last) {
		skip = append(skip, plan.Text(date))
	}
	var also cbor.Array
	old, _ := it.Value("also").(cbor.Array)
	for _, row := range old {
		m, _ := row.(cbor.Map)
		if at, ok := parseMoment(plan.AsText(m.Get("start"))); !ok || at.day < first || at.day > last {
			also = append(also, row)
		}
	}
	own := apptOf(p, it, Zones{})
	for i := range o.Visits {
		v := &o.Visits[i]
		row := with(nil, "start", plan.Text(v.Start.Format(plan.MomentLayout)))
		if length := v.End.Sub(v.Start); length != own.length {
			row = with(row, "len", plan.Number(int64(length/time.Minute)))
		}
		if v.How != own.how {
			row = with(row, "how", plan.Text(v.How))
		}
		if v.Place != own.place || v.How != own.how && v.Place != (plan.ID{}) {
			row = with(row, "place", plan.Ref(v.Place))
		}
		also = append(also, row)
	}
	if err := p.SetField(appt, "also", also); err != nil {
		return err
	}
	err := p.SetField(appt, "skip", skip)
	if err != nil {
		_ = p.SetField(appt, "also", old) // there was room for it
	}
	return err
}

func with(row cbor.Map, key string, v plan.Value) cbor.Map {
	return append(row, cbor.Entry{Key: cbor.Text(key), Value: v})
}
