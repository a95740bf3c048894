package plan

import "time"

// Layouts of the values of type Date, Clock and Moment.
const (
	DateLayout   = "2006-01-02"
	ClockLayout  = "15:04"
	MomentLayout = "2006-01-02T15:04"
)

// What follows reads these three and nothing else, so that the client does without time.Parse, which weighs more than all of it.

// ParseDate reads a value of type Date, as its midnight in UTC. It returns ErrValue for anything else.
func ParseDate(s string) (time.Time, error) { return parse(DateLayout, s) }

// ParseClock reads a value of type Clock, in UTC on the first day of the year 0. It returns ErrValue for anything else.
func ParseClock(s string) (time.Time, error) { return parse(ClockLayout, s) }

// ParseMoment reads a value of type Moment as if it were in UTC. It returns ErrValue for anything else.
func ParseMoment(s string) (time.Time, error) { return parse(MomentLayout, s) }

// parse reads s as a layout says whose numbers all have the digits that the layout has.
func parse(layout, s string) (time.Time, error) {
	n := [...]int{0, 1, 1, 0, 0} // year, month, day, hour, minute
	which, fresh := 0, true
	if layout == ClockLayout {
		which = 3
	}
	if len(s) != len(layout) {
		return time.Time{}, ErrValue
	}
	for i := range len(s) {
		c, digit := s[i], layout[i] >= '0' && layout[i] <= '9'
		switch {
		case digit && (c < '0' || c > '9') || !digit && c != layout[i]:
			return time.Time{}, ErrValue
		case !digit:
			which, fresh = which+1, true
		case fresh:
			n[which], fresh = int(c-'0'), false
		default:
			n[which] = 10*n[which] + int(c-'0')
		}
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], 0, 0, time.UTC)
	if int(t.Month()) != n[1] || t.Day() != n[2] || n[3] > 23 || n[4] > 59 {
		return time.Time{}, ErrValue
	}
	return t, nil
}

func validDate(s string) bool {
	_, err := ParseDate(s)
	return err == nil
}

func validClock(s string) bool {
	_, err := ParseClock(s)
	return err == nil
}
