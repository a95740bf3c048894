package plan

import "time"

// Layouts of the values of type Date, Clock and Moment.
const (
	DateLayout   = "2006-01-02"
	ClockLayout  = "15:04"
	MomentLayout = "2006-01-02T15:04"
)

func validDate(s string) bool {
	_, err := time.Parse(DateLayout, s)
	return err == nil && len(s) == len(DateLayout)
}

func validClock(s string) bool {
	_, err := time.Parse(ClockLayout, s)
	return err == nil && len(s) == len(ClockLayout)
}
