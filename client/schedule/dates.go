package schedule

import (
	"math"
	"sort"
	"time"

	"larkspur/client/plan"
)

// day is a calendar date as the number of days since 1970-01-01. It has no zone.
type day int

const secondsOfDay = 24 * 60 * 60

func dayOf(t time.Time) day { return day(t.Unix() / secondsOfDay) }

func (d day) utc() time.Time { return time.Unix(int64(d)*secondsOfDay, 0).UTC() }

func (d day) addDays(n int) day { return d + day(n) }

func (d day) weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) } // 1970-01-01 was a Thursday

func (d day) monday() day { return d - day((d.weekday()+6)%7) }

// String is the date in plan.DateLayout.
func (d day) String() string {
	year, month, of := d.utc().Date()
	n := (year*100+int(month))*100 + of
	b := []byte("0000-00-00")
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] == '0' {
			b[i] += byte(n % 10)
			n /= 10
		}
	}
	return string(b)
}

// parseDay reads a date from 1970 on.
func parseDay(s string) (day, bool) {
	t, err := plan.ParseDate(s)
	return dayOf(t), err == nil && t.Unix() >= 0
}

func mondayOf(date string) (day, bool) {
	d, ok := parseDay(date)
	return d.monday(), ok
}

// moment is a reading of a calendar and a wall clock. A minute may lie beyond the day's end.
type moment struct {
	day    day
	minute int
}

// wall is the moment in UTC, which stands for the wall clock.
func (m moment) wall() time.Time { return m.day.utc().Add(time.Duration(m.minute) * time.Minute) }

func parseMoment(s string) (moment, bool) {
	if len(s) != len(plan.MomentLayout) || s[10] != 'T' {
		return moment{}, false
	}
	d, ok := parseDay(s[:10])
	m, ok2 := parseClock(s[11:])
	return moment{d, m}, ok && ok2
}

// parseClock reads a time of day, plan.ClockLayout, as minutes.
func parseClock(s string) (int, bool) {
	if len(s) != len(plan.ClockLayout) || s[2] != ':' {
		return 0, false
	}
	n := 0
	for i, most := range [...]byte{'2', '9', ':', '5', '9'} {
		if s[i] < '0' || s[i] > most {
			return 0, false
		}
		if i != 2 {
			n = 10*n + int(s[i]-'0')
		}
	}
	return n/100*60 + n%100, n < 2400
}

// in returns the instant at which the wall clock of a location shows m. A reading that comes twice is the first; one that
// is skipped is taken with the offset before the gap (RFC 5545 §3.3.5).
func (m moment) in(loc *time.Location) time.Time {
	wall := m.wall()
	before, after := wall.Add(-offset(wall.Add(-aside), loc)), wall.Add(-offset(wall.Add(aside), loc))
	if !shows(before, wall, loc) && shows(after, wall, loc) {
		return after.In(loc)
	}
	return before.In(loc)
}

// aside is how far from a reading no change of clocks can touch it: offsets lie within 14 hours of UTC.
const aside = 36 * time.Hour

// clock is the wall clock of a location, which remembers how far ahead of UTC it was when it was last asked, and from when to
// when that holds for sure: in seconds.
type clock struct {
	loc             *time.Location
	ahead, from, to int64
}

// at is moment.in, and the moment that the clock then shows: another one where the reading is skipped.
func (c *clock) at(m moment) (time.Time, moment) {
	wall := int64(m.day)*secondsOfDay + 60*int64(m.minute)
	if t := wall - c.ahead; t >= c.from && t < c.to {
		return time.Unix(t, 0).In(c.loc), m.tidy()
	}
	t := m.in(c.loc)
	c.ahead = int64(offset(t, c.loc) / time.Second)
	begin, end := t.ZoneBounds()
	if c.from = begin.Add(aside).Unix(); begin.IsZero() {
		c.from = math.MinInt64
	}
	if c.to = end.Add(-aside).Unix(); end.IsZero() {
		c.to = math.MaxInt64
	}
	return t, moment{minute: int((t.Unix() + c.ahead) / 60)}.tidy()
}

// tidy has no minute beyond the end of the day.
func (m moment) tidy() moment {
	return moment{m.day + day(m.minute/minutesDay), m.minute % minutesDay}
}

func offset(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}

// shows reports whether the wall clock of loc reads as wall, which is in UTC, does there.
func shows(t, wall time.Time, loc *time.Location) bool {
	return t.Add(offset(t, loc)).Equal(wall)
}

// ranked returns the places of keys in their order; those that are alike stay as they are. It changes keys.
func ranked(keys []int) []int {
	for i := range keys {
		keys[i] = keys[i]<<32 | i
	}
	sort.Ints(keys)
	for i := range keys {
		keys[i] &= 1<<32 - 1
	}
	return keys
}
