package schedule

import (
	"io"
	"slices"

	"larkspur/client/plan"
)

// Grid is a week in hours, Monday first: in each cell the state of that hour (an option of the field "state" of the kind
// "win"), or "".
type Grid [7][24]string

const (
	hoursOfDay  = 24
	hoursOfWeek = 7 * hoursOfDay
)

// gridDays are the days of a grid.
var gridDays = [...]string{"mo", "tu", "we", "th", "fr", "sa", "su"}

// caution orders states: where windows overlap, the cell has the later one.
var caution = [...]string{"", "safer", "unsure", "less"}

// ReadGrid returns the windows for a place or a channel, or with the zero ID those for neither, as cells. What cells cannot
// say stays apart: a window with a name, a note, a zone, an exception or odd minutes, one for both, one that says nothing yet,
// and one on which devices disagreed.
func ReadGrid(p *plan.Plan, of plan.ID) (g Grid, apart []plan.ID) {
	for _, it := range p.Items("win") {
		if Concern(it) != of {
			continue
		}
		w, ok := hoursOf(it)
		if !ok {
			apart = append(apart, it.ID())
			continue
		}
		for _, h := range w.cells() {
			cell := &g[h/hoursOfDay][h%hoursOfDay]
			if slices.Index(caution[:], w.state) > slices.Index(caution[:], *cell) {
				*cell = w.state
			}
		}
	}
	return g, apart
}

// Concern is the place or the channel that a window is for; the zero ID: neither.
func Concern(it plan.Item) plan.ID {
	id, ok := plan.AsRef(it.Value("place"))
	if !ok {
		id, _ = plan.AsRef(it.Value("chan"))
	}
	return id
}

// Write gives a plan the windows that g says for a place, a channel or, with the zero ID, neither, and no others that cells
// can say. Windows that say the same already stay as they are; others are removed, and new ones added to a section. None is
// made into another: where two devices do that at a time, the merge of fields is a window that neither meant, and the windows
// that both meant are gone. On an error the plan is half written: write to a copy.
func (g Grid) Write(p *plan.Plan, of plan.ID, section plan.ID, random io.Reader) error {
	want := g.hours()
	var gone []plan.ID
	for _, it := range p.Items("win") {
		w, ok := hoursOf(it)
		if Concern(it) != of || !ok {
			continue
		}
		if i := slices.Index(want, w); i >= 0 {
			want = slices.Delete(want, i, i+1)
		} else {
			gone = append(gone, it.ID())
		}
	}
	for _, w := range want {
		id, err := p.AddItem(random, section, "win")
		if err == nil {
			err = w.write(p, id, of)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range gone {
		if err := p.RemoveItem(id); err != nil {
			return err
		}
	}
	return nil
}

// hours is a window of whole hours on some days.
type hours struct {
	state string
	days  [7]bool
	from  int // 0 to 23
	n     int // 1 to 24
}

// hoursOf reads a window; false when cells cannot say all of it.
func hoursOf(it plan.Item) (w hours, ok bool) {
	for _, f := range it.Fields() {
		if !slices.Contains([]string{"state", "days", "from", "to", "place", "chan"}, f) {
			return w, false
		}
	}
	w.state = it.Text("state")
	days := plan.AsTexts(it.Value("days"))
	for _, d := range days {
		i := slices.Index(gridDays[:], d)
		if i < 0 {
			return w, false
		}
		w.days[i] = true
	}
	end := hoursOfDay
	ok = wholeHour(it.Text("from"), &w.from) && wholeHour(it.Text("to"), &end)
	w.n = end - w.from
	if w.n <= 0 { // as span has it
		w.n += hoursOfDay
	}
	both := it.Value("place") != nil && it.Value("chan") != nil
	return w, ok && !both && len(days) > 0 && slices.Index(caution[:], w.state) > 0 && len(it.Conflicts()) == 0
}

// wholeHour reads a time of day; nothing leaves the hour as it is.
func wholeHour(clock string, hour *int) bool {
	if clock == "" {
		return true
	}
	m, ok := parseClock(clock)
	*hour = m / 60
	return ok && m%60 == 0
}

// cells are the hours of the week that a window covers.
func (w hours) cells() []int {
	var out []int
	for d, on := range w.days {
		for h := range w.n {
			if on {
				out = append(out, (d*hoursOfDay+w.from+h)%hoursOfWeek)
			}
		}
	}
	return out
}

// hours returns the windows of a grid: every run of hours of one state in the round of the week, over midnight too. A run
// longer than a day is cut at midnights. Runs alike on several days are one window.
func (g Grid) hours() []hours {
	at := func(h int) string { return g[h%hoursOfWeek/hoursOfDay][h%hoursOfDay] }
	var out []hours
	for start := range hoursOfWeek {
		n := 0
		for n < hoursOfWeek && at(start+n) == at(start) {
			n++
		}
		whole := start == 0 && n == hoursOfWeek
		if at(start) == "" || at(start+hoursOfWeek-1) == at(start) && !whole {
			continue
		}
		long := n > hoursOfDay
		for h := start; n > 0; {
			step := n
			if long {
				step = min(n, hoursOfDay-h%hoursOfDay)
			}
			out = addHours(out, at(start), h%hoursOfWeek, step)
			h, n = h+step, n-step
		}
	}
	return out
}

func addHours(all []hours, state string, h, n int) []hours {
	day := h / hoursOfDay
	for i := range all {
		if w := &all[i]; w.state == state && w.from == h%hoursOfDay && w.n == n {
			w.days[day] = true
			return all
		}
	}
	w := hours{state: state, from: h % hoursOfDay, n: n}
	w.days[day] = true
	return append(all, w)
}

// write gives an item the window. A whole day is written without times.
func (w hours) write(p *plan.Plan, id, of plan.ID) error {
	var days []string
	for i, on := range w.days {
		if on {
			days = append(days, gridDays[i])
		}
	}
	var from, to plan.Value
	if w.n < hoursOfDay || w.from > 0 {
		from, to = plan.Text(clockOf(w.from)), plan.Text(clockOf((w.from+w.n)%hoursOfDay))
	}
	field, ref := "place", plan.Value(nil)
	if it, ok := p.Item(of); ok {
		field, ref = it.Kind(), plan.Ref(of)
	}
	for i, v := range [...]plan.Value{plan.Text(w.state), plan.Texts(days...), from, to, ref} {
		if err := p.SetField(id, [...]string{"state", "days", "from", "to", field}[i], v); err != nil {
			return err
		}
	}
	return nil
}

func clockOf(hour int) string {
	return string([]byte{byte('0' + hour/10), byte('0' + hour%10), ':', '0', '0'})
}
