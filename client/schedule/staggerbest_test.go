package schedule_test

import (
	"slices"
	"sort"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

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
