package schedule

import (
	"time"

	"larkspur/client/plan"
)

// day is a calendar date as the number of days since 1970-01-01. It has no zone.
type day int

const secondsOfDay = 24 * 60 * 60

func dayOf(t time.Time) day { return day(t.Unix() / secondsOfDay) }

func (d day) utc() time.Time { return time.Unix(int64(d)*secondsOfDay, 0).UTC() }

func (d day) addDays(n int) day { return d + day(n) }

func (d day) weekday() time.Weekday { return d.utc().Weekday() }

func (d day) monday() day { return d - day((d.weekday()+6)%7) }

func (d day) String() string { return d.utc().Format(plan.DateLayout) }

// parseDay reads a date from 1970 on.
func parseDay(s string) (day, bool) {
	t, err := time.Parse(plan.DateLayout, s)
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

// parseClock reads a time of day as minutes.
func parseClock(s string) (int, bool) {
	t, err := time.Parse(plan.ClockLayout, s)
	return 60*t.Hour() + t.Minute(), err == nil && len(s) == len(plan.ClockLayout)
}

// in returns the instant at which the wall clock of a location shows m. A reading that comes twice is the first; one that
// is skipped is taken with the offset before the gap (RFC 5545 §3.3.5).
func (m moment) in(loc *time.Location) time.Time {
	wall := m.wall()
	// Offsets lie within 14 hours of UTC, so that a day and a half to either side is before and after any change of clocks
	// that this reading could be near to.
	const aside = 36 * time.Hour
	before, after := wall.Add(-offset(wall.Add(-aside), loc)), wall.Add(-offset(wall.Add(aside), loc))
	if !shows(before, wall, loc) && shows(after, wall, loc) {
		return after.In(loc)
	}
	return before.In(loc)
}

func offset(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}

// shows reports whether the wall clock of loc reads as wall, which is in UTC, does there.
func shows(t, wall time.Time, loc *time.Location) bool {
	return t.Add(offset(t, loc)).Equal(wall)
}
