package schedule_test

import (
	"slices"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// What an offer may be, written down a second time as the comment of Stagger says it, one visit and one rule at a time.

const dayLong = 24 * time.Hour

// start is a time at which the appointment could be. Days are counted from the first of the four weeks, tomorrow.
type start struct {
	day, minute int
	place       plan.ID
	how         string
	leave, back time.Time
	length      time.Duration
	loc         *time.Location
}

// caseOf is one plan with the appointment that is staggered.
type caseOf struct {
	p     *plan.Plan
	id    plan.ID
	zones schedule.Zones
	first time.Time // midnight in UTC of the first day
	today string

	now, others []schedule.Visit // others: and the appointment's own outside of the four weeks
	windows     []schedule.Span
}

func newCase(p *plan.Plan, id plan.ID, first time.Time, z schedule.Zones) *caseOf {
	c := &caseOf{p: p, id: id, first: first, today: first.Add(-dayLong).Format(plan.DateLayout), zones: z}
	from, to := first.AddDate(0, 0, -60).Format(plan.DateLayout), first.AddDate(0, 0, 90).Format(plan.DateLayout)
	for _, v := range schedule.Between(p, from, to, z) {
		if d := c.day(v); v.Item == id && d >= 0 && d < 28 {
			c.now = append(c.now, v)
		} else {
			c.others = append(c.others, v)
		}
	}
	c.windows = schedule.WindowsBetween(p, from, to, z)
	return c
}

func (c *caseOf) item() plan.Item { it, _ := c.p.Item(c.id); return it }

func (c *caseOf) day(v schedule.Visit) int {
	t, _ := time.Parse(plan.DateLayout, v.Date)
	return int(t.Sub(c.first) / dayLong)
}

func (c *caseOf) number(key string, otherwise int) int {
	if n, ok := plan.AsNumber(c.item().Value(key)); ok && n > 0 {
		return int(n)
	}
	return otherwise
}

// at is a start in a way of the appointment.
func (c *caseOf) at(day, minute int, place plan.ID, how string, length time.Duration) (start, bool) {
	it := c.item()
	own, _ := plan.AsRef(it.Value("place"))
	there, named := c.p.Item(place)
	zone, travel := it.Text("zone"), it.Value("travel")
	switch {
	case named && place != own && there.Value("travel") != nil, named && travel == nil:
		travel = there.Value("travel")
	case !named && place != own:
		travel = nil
	}
	if named && zone == "" {
		zone = there.Text("zone")
	}
	loc := c.zones.Here
	if zone != "" {
		loc = c.zones.Named(zone)
	}
	t, _ := plan.AsNumber(travel)
	b, _ := plan.AsNumber(it.Value("buffer"))
	way := time.Duration(t+b) * time.Minute
	d := c.first.AddDate(0, 0, day)
	begin := time.Date(d.Year(), d.Month(), d.Day(), minute/60, minute%60, 0, 0, loc)
	s := start{day, minute, place, how, begin.Add(-way), begin.Add(length + way), length, loc}
	return s, begin.Hour()*60+begin.Minute() == minute
}

// space is every start that the openings name, once each.
func (c *caseOf) space() []start {
	it := c.item()
	own, _ := plan.AsRef(it.Value("place"))
	usual := 0
	if t, err := time.Parse(plan.MomentLayout, it.Text("start")); err == nil {
		usual = t.Hour()*60 + t.Minute()
	}
	l, _ := plan.AsNumber(it.Value("len"))
	type way struct {
		place  plan.ID
		how    string
		length time.Duration
	}
	var out []start
	put := func(w way, day, minute int) {
		day, minute = day+minute/1440, minute%1440
		s, ok := c.at(day, minute, w.place, w.how, w.length)
		same := func(o start) bool {
			return o.day == day && o.minute == minute && way{o.place, o.how, o.length} == w
		}
		if ok && day >= 0 && day < 28 && !slices.ContainsFunc(out, same) {
			out = append(out, s)
		}
	}
	ways := []way{{own, it.Text("how"), time.Duration(l) * time.Minute}}
	for _, row := range plan.AsRecords(it.Value("alts")) {
		w := ways[0]
		how, place := plan.AsText(row["how"]), plan.ID{}
		if how != "" && how != w.how && how != "person" && how != "dropin" {
			w.place = place // a call is at no place
		}
		if how != "" {
			w.how = how
		}
		if p, ok := plan.AsRef(row["place"]); ok {
			w.place = p
		}
		if n, ok := plan.AsNumber(row["len"]); ok {
			w.length = time.Duration(n) * time.Minute
		}
		t, err := time.Parse(plan.MomentLayout, plan.AsText(row["start"]))
		if err != nil {
			if row["place"] != nil || row["how"] != nil {
				ways = append(ways, w)
			}
			continue
		}
		for day := range 28 {
			if d := c.first.AddDate(0, 0, day); d.Weekday() == t.Weekday() && !d.Before(t.Truncate(dayLong)) {
				put(w, day, t.Hour()*60+t.Minute())
			}
		}
	}
	allow := plan.AsRecords(it.Value("allow"))
	for _, row := range allow {
		there := ways
		if p, ok := plan.AsRef(row["place"]); ok {
			there = []way{{p, ways[0].how, ways[0].length}}
		}
		for _, w := range there {
			from, errFrom := time.Parse(plan.ClockLayout, plan.AsText(row["from"]))
			to, errTo := time.Parse(plan.ClockLayout, plan.AsText(row["to"]))
			open, last := usual, usual
			if errFrom == nil {
				open = from.Hour()*60 + from.Minute()
				if last = open; errTo == nil {
					if !to.After(from) {
						to = to.Add(dayLong)
					}
					last = int(to.Sub(from)/time.Minute) + open - int(w.length/time.Minute)
				}
			}
			for day := -1; day < 28; day++ {
				key := []string{"su", "mo", "tu", "we", "th", "fr", "sa"}[c.first.AddDate(0, 0, day).Weekday()]
				if days := plan.AsTexts(row["days"]); len(days) > 0 && !slices.Contains(days, key) {
					continue
				}
				for m := open; m <= last; m++ {
					if m == open || m%15 == 0 || m%1440 == usual {
						put(w, day, m)
					}
				}
			}
		}
	}
	if len(allow) == 0 {
		for _, v := range c.now {
			for _, w := range ways {
				put(w, c.day(v), v.Start.Hour()*60+v.Start.Minute())
			}
		}
	}
	return out
}

// free are the starts of the space that run into nothing.
func (c *caseOf) free(less, busy bool) []start {
	return slices.DeleteFunc(c.space(), func(s start) bool { return c.hits(s.leave, s.back, s.place, less, busy) })
}

func (c *caseOf) hits(leave, back time.Time, place plan.ID, less, busy bool) bool {
	for _, w := range c.windows {
		if less && w.State == "less" && w.Channel == (plan.ID{}) && (w.Place == (plan.ID{}) || w.Place == place) && leave.Before(w.End) && w.Start.Before(back) {
			return true
		}
	}
	for _, v := range c.others {
		if busy && leave.Before(v.Back) && v.Leave.Before(back) {
			return true
		}
	}
	return false
}
