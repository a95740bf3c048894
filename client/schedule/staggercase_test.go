package schedule_test

import (
	"slices"
	"sort"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
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

// counts says which stretch each of the 28 days belongs to, and how many visits each has, with so many fewer in weeks that
// lie partly outside.
func (c *caseOf) counts(fewer int) (stretch []int, need map[int]int, partly bool) {
	need = map[int]int{}
	week := func(d int) int { return (d + (int(c.first.Weekday())+6)%7 + 700) / 7 }
	perweek := c.number("perweek", 0)
	for d := range 28 {
		switch {
		case perweek > 0:
			stretch = append(stretch, week(d))
		case c.number("gapmax", 0) > 0:
			stretch = append(stretch, 0)
		default:
			stretch = append(stretch, d/7)
		}
		need[stretch[d]] += 0
	}
	for _, v := range c.now {
		need[stretch[c.day(v)]]++
	}
	if perweek == 0 {
		return stretch, need, false
	}
	for w := range need {
		inside, outside := 0, 0
		for _, s := range stretch {
			if s == w {
				inside++
			}
		}
		for _, v := range c.others {
			if v.Item == c.id && week(c.day(v)) == w {
				outside++
			}
		}
		if inside == 7 {
			need[w] = perweek
			continue
		}
		n := max(0, min(need[w], perweek-outside))
		partly = partly || n-fewer > 0
		need[w] = max(0, n-fewer)
	}
	return stretch, need, partly
}

// gapFits reports whether one visit may follow another. Days before 0 and from 28 on are of visits outside.
func (c *caseOf) gapFits(d, next int) bool {
	least, most := c.number("gapmin", 1), c.number("gapmax", 9000)
	if next-d < least {
		return false
	}
	late := d < 0 && d+most < 0 || next >= 28 && next-27 > most
	return late || next-d <= most
}

// outside are the days of the visits just before and just after the four weeks, within what the rules ask of.
func (c *caseOf) outside() (before, after int) {
	before, after = -1000, 1000
	for _, v := range c.others {
		if d := c.day(v); v.Item == c.id && d < 0 {
			before = max(before, d)
		} else if v.Item == c.id {
			after = min(after, d)
		}
	}
	return before, after
}

// seen is how a watcher knows a visit.
type seen struct {
	day, minute int
	where       plan.ID
}

func (c *caseOf) seen(v schedule.Visit) seen {
	where := v.Place
	if where == (plan.ID{}) {
		where = v.Item
	}
	return seen{c.day(v), v.Start.Hour()*60 + v.Start.Minute(), where}
}

func (c *caseOf) seenStart(s start) seen {
	if s.place == (plan.ID{}) {
		return seen{s.day, s.minute, c.id}
	}
	return seen{s.day, s.minute, s.place}
}

// named reports whether v can be named by who watched the 28 days before it.
func (v seen) named(all []seen) bool {
	for every := 1; every <= 14; every++ {
		days, hits := 0, 0
		for d := v.day - every; d >= v.day-28; d -= every {
			days++
			if slices.ContainsFunc(all, func(w seen) bool {
				return w.day == d && w.where == v.where && w.minute-v.minute < 60 && v.minute-w.minute < 60
			}) {
				hits++
			}
		}
		if hits >= 2 && 2*hits >= days {
			return true
		}
	}
	return false
}

func (c *caseOf) watched() (out []seen) {
	for _, v := range c.others {
		out = append(out, c.seen(v))
	}
	return out
}

// foreseen counts what can be named of visits.
func (c *caseOf) foreseen(visits []schedule.Visit) int {
	n, all := 0, c.watched()
	for _, v := range visits {
		if s := c.seen(v); s.named(all) || c.item().Flag("public") {
			n++
		}
		all = append(all, c.seen(v))
	}
	return n
}

// best is the fewest visits that can be named, over every choice of starts that keeps the rules; -1 where there is none. It
// gives up after so many steps, and says so.
func (c *caseOf) best(less, busy bool, steps int) (best int, sure bool) {
	free := c.free(less, busy)
	sort.SliceStable(free, func(i, j int) bool { return free[i].day < free[j].day })
	before, after := c.outside()
	for fewer := 0; ; fewer++ {
		stretch, need, partly := c.counts(fewer)
		best = -1
		count := map[int]int{}
		var try func(last, from, named int, back time.Time, all []seen)
		try = func(last, from, named int, back time.Time, all []seen) {
			if steps--; steps < 0 || best >= 0 && named >= best {
				return
			}
			whole := last >= 0 && c.gapFits(last, after)
			for s, n := range need {
				whole = whole && count[s] == n
			}
			if whole {
				best = named
				return
			}
			for i := from; i < len(free); i++ {
				s := free[i]
				if s.day == last || !c.gapFits(last, s.day) || s.leave.Before(back) {
					continue
				}
				if st := stretch[s.day]; count[st] < need[st] {
					count[st]++
					n, as := named, c.seenStart(s)
					if as.named(all) {
						n++
					}
					try(s.day, i+1, n, s.back, append(all[:len(all):len(all)], as))
					count[st]--
				}
			}
		}
		try(before, 0, 0, time.Time{}, c.watched())
		if best >= 0 || steps < 0 || !partly {
			return best, steps >= 0
		}
	}
}

// pick draws one of several.
func pick[T any](t *rapid.T, name string, of ...T) T { return rapid.SampledFrom(of).Draw(t, name) }

// drawCase draws a plan around the change of clocks in March 2026. A small one is one that can be tried out whole.
func drawCase(t *rapid.T, small bool) *caseOf {
	p := newPlan(t)
	var places []plan.Value
	for range 2 {
		f := fields{"name": plan.Text("x"), "travel": plan.Number(pick(t, "travel", int64(0), 10, 45)), "zone": plan.Text(pick(t, "zone", "", "", "America/Los_Angeles"))}
		places = append(places, plan.Ref(add(t, p, "place", f)))
	}
	place := func() plan.Value { return pick(t, "place", nil, places[0], places[0], places[1]) }
	clock := func() plan.Value {
		return plan.Text(pick(t, "clock", "00:00", "02:00", "08:00", "09:00", "09:10", "10:30", "13:00", "22:30"))
	}
	days := func(most int) plan.Value {
		return plan.Texts(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"mo", "tu", "we", "th", "fr", "sa", "su"}), 1, most, rapid.ID[string]).Draw(t, "days")...)
	}
	date := func(from, to int) string {
		return time.Date(2026, 3, 1+rapid.IntRange(from, to).Draw(t, "date"), 0, 0, 0, 0, time.UTC).Format(plan.DateLayout)
	}
	at := func(from, to int) plan.Value { return plan.Text(date(from, to) + "T" + plan.AsText(clock())) }
	dice := func(of int) bool { return rapid.IntRange(1, of).Draw(t, "dice") == of } // small numbers are drawn more often
	length := func() plan.Value { return plan.Number(pick(t, "len", int64(0), 30, 60, 60)) }

	rules := []string{"FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;COUNT=7", "FREQ=DAILY;INTERVAL=9"}
	if !small {
		rules = append(rules, "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "")
	}
	f := fields{"start": at(-40, 0), "len": length(), "place": place(), "repeat": plan.Text(pick(t, "rule", rules...)),
		"how": plan.Text(pick(t, "how", "", "person")), "buffer": plan.Number(pick(t, "buffer", int64(0), 5)),
		"minds": plan.Text(pick(t, "minds", "", "x")), "ride": plan.Text(pick(t, "ride", "", "x"))}
	if dice(8) {
		f["travel"] = plan.Number(pick(t, "own travel", int64(20), 400))
	}
	if dice(20) {
		f["public"] = plan.Flag(true)
	}
	var allow, alts, also []plan.Record
	most := 7
	if small {
		most = 2
	}
	for range rapid.IntRange(0, 2).Draw(t, "allow") {
		row := fields{"days": days(most), "from": clock(), "to": clock()}
		if small {
			from, _ := time.Parse(plan.ClockLayout, plan.AsText(row["from"]))
			row["to"] = plan.Text(from.Add(time.Duration(rapid.IntRange(2, 8).Draw(t, "quarters")) * 15 * time.Minute).Format(plan.ClockLayout))
		}
		for _, key := range []string{"from", "to"} {
			if dice(5) {
				row[key] = nil
			}
		}
		if dice(3) {
			row["place"] = place()
		}
		allow = append(allow, row)
	}
	for range rapid.IntRange(0, 2).Draw(t, "alts") {
		row := fields{"how": plan.Text(pick(t, "alt how", "", "phone", "person")), "place": place()}
		if dice(2) {
			row["start"] = at(-10, 20)
		}
		if dice(5) {
			row["len"] = length()
		}
		alts = append(alts, row)
	}
	for range rapid.IntRange(0, 2).Draw(t, "also") {
		also = append(also, fields{"start": at(-30, 40), "place": place()})
	}
	f["allow"], f["alts"], f["also"] = plan.Records(allow...), plan.Records(alts...), plan.Records(also...)
	for i, key := range []string{"gapmin", "gapmax", "perweek"} {
		if dice(4) {
			f[key] = plan.Number([][]int64{{2, 4, 6}, {3, 9, 14}, {1, 1, 2}}[i][rapid.IntRange(0, 2).Draw(t, key)])
		}
	}
	id := add(t, p, "appt", f)
	for range rapid.IntRange(0, 3).Draw(t, "others") {
		g := fields{"start": at(-30, 30), "len": length(), "place": place(), "repeat": plan.Text(pick(t, "rule", "", "FREQ=DAILY", "FREQ=WEEKLY"))}
		add(t, p, "appt", g)
	}
	for range rapid.IntRange(0, 3).Draw(t, "windows") {
		g := fields{"state": plan.Text(pick(t, "state", "less", "less", "safer", "unsure")), "days": days(7), "from": clock(), "to": clock()}
		if dice(3) {
			g["place"] = place()
		}
		add(t, p, "win", g)
	}
	first := time.Date(2026, 3, 1+rapid.IntRange(0, 13).Draw(t, "first"), 0, 0, 0, 0, time.UTC)
	return newCase(p, id, first, zones(t, "America/New_York"))
}
