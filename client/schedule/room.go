package schedule

// Whoever can write into a plan can fill it with more than anybody could look at. What is asked when a screen opens is bounded
// by what follows, far above what a life holds, so that no plan keeps its owner out by being looked at.
const (
	// crowd is how many visits there are on a day, one day of a stretch with another, and as many windows.
	crowd = 100
	// patient is what walking the repeat rules may cost for one stretch, see rrule.Rule.Effort.
	patient = 1 << 20
	// company is how many other visits a visit is said to overlap at the least, where it overlaps more; and windows.
	company = 16
	// openRows and openWays are how many rows the stagger helper reads of each list, and at how many places, of how many
	// kinds and lengths, a visit of its offers can be.
	openRows, openWays = 50, 16
)

// room is what is left of these for one stretch.
type room struct {
	left, effort int
	crowded      bool // something had to be left out
}

func roomFor(from, to day) *room { return &room{left: crowd * max(int(to-from)+1, 0), effort: patient} }

// take takes up the place of one, and reports whether there was any.
func (r *room) take() bool {
	r.left--
	r.crowded = r.crowded || r.left < 0 || r.effort < 0
	return r.left >= 0
}
