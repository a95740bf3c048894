package schedule

import (
	"math/bits"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

const (
	watched    = 28 // days that are watched, and days that are looked ahead
	longest    = 14 // the longest pattern, in days
	near       = 60 // minutes: what starts closer than this is at the same time of day
	minutesDay = 24 * 60

	// toldAtMost is how many watched visits are held to show what tells the coming ones, all together. Five appointments
	// on every day, at one place and within an hour, stay below it.
	toldAtMost = 20_000
)

// Foreseen is a coming visit that someone who watched could name, and what tells it.
type Foreseen struct {
	secret.Guard
	Visit  Visit
	Public bool    // anyone can look this time up
	Seen   []Visit // the watched visits that tell it, in their order; the first two where a month has more than can be held
	Every  int     // they lie so many days apart, or a multiple of it; 0 when there is no such pattern
}

// Outlook is the coming four weeks: today and the 27 days after it.
type Outlook struct {
	secret.Guard
	Coming   []Visit
	Foreseen []Foreseen // those of Coming that can be named, in their order
	Crowded  bool       // some visits had to be left out, see Visits
}

// Foresee says which visits of the coming four weeks someone could name, the day, hour and place, who watched the last four:
// the 28 days before today, of which they saw every visit.
//
// A coming visit can be named when its appointment is marked as one that others can look up, or when there is a pattern: a
// number of days from 1 to 14 such that on at least two, and on at least half, of those watched days that lie a multiple of it
// before the visit, there was a visit at the same place that started less than 60 minutes earlier or later in the day. Whose
// appointment it was does not count, nor do its length and its way. Days and times of day are those of the clock at
// the place, as shown with the visit; a time just after midnight and one just before it are of different days. Visits without
// a place are at the same place when they are of the same appointment.
//
// Of several such numbers, Every is the one of whose days the greatest part had such a visit, and of those the smallest.
func Foresee(p *plan.Plan, today string, zones Zones) Outlook {
	var out Outlook
	d, ok := parseDay(today)
	if !ok {
		return out
	}
	var seen []Visit
	all, crowded := Visits(p, d.addDays(-watched).String(), d.addDays(watched-1).String(), zones)
	out.Crowded = crowded
	for _, v := range all {
		if v.Date < today {
			seen = append(seen, v)
		} else {
			out.Coming = append(out.Coming, v)
		}
	}
	told := 0
	for i := range out.Coming {
		v := &out.Coming[i]
		ahead := int(v.shows.day - d)
		days, like := alike(v, seen)
		f := Foreseen{Visit: *v, Every: pattern(days, ahead+1, ahead+watched)}
		if it, ok := p.Item(v.Item); ok {
			f.Public = it.Flag("public")
		}
		if !f.Public && f.Every == 0 {
			continue
		}
		n := 0
		for _, w := range like {
			if f.Every > 0 && int(v.shows.day-w.shows.day)%f.Every == 0 {
				like[n] = w
				n++
			}
		}
		if told += n; told > toldAtMost {
			n = min(n, 2)
		}
		f.Seen = make([]Visit, n)
		for i, w := range like[:n] {
			f.Seen[i] = *w
		}
		out.Foreseen = append(out.Foreseen, f)
	}
	return out
}

// alike returns the visits before the day of v that were at the same place and time of day, and marks how many days before:
// bit n for n days. Beyond 63 days nothing is marked.
func alike(v *Visit, seen []Visit) (days uint64, like []*Visit) {
	for i := range seen {
		w := &seen[i]
		apart := v.shows.minute - w.shows.minute
		if apart > -near && apart < near && w.shows.day < v.shows.day && w.where() == v.where() {
			days |= 1 << int(v.shows.day-w.shows.day)
			like = append(like, w)
		}
	}
	return days, like
}

// where is the place, or the appointment where none is named.
func (v *Visit) where() plan.ID {
	if v.Place == (plan.ID{}) {
		return v.Item
	}
	return v.Place
}

// pattern returns the number of days that names a visit, see Foresee, or 0. seen is what alike marks; the days that count are
// those from first to last days before the visit.
func pattern(seen uint64, first, last int) int {
	days := uint64(1)<<(last+1) - uint64(1)<<first
	if bits.OnesCount64(seen&days) < 2 {
		return 0 // as most often
	}
	best, part, of := 0, 0, 1
	for every := 1; every <= longest; every++ {
		n, all := bits.OnesCount64(seen&days&multiples[every]), bits.OnesCount64(days&multiples[every])
		if n >= 2 && 2*n >= all && n*of > part*all {
			best, part, of = every, n, all
		}
	}
	return best
}

// multiples marks the multiples of a number of days, up to 56 days.
var multiples = func() (out [longest + 1]uint64) {
	for every := 1; every <= longest; every++ {
		for n := every; n <= 2*watched; n += every {
			out[every] |= 1 << n
		}
	}
	return out
}()
