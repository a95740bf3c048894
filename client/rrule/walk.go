package rrule

import (
	"iter"
	"math"
	"slices"
	"sort"
	"time"
)

const (
	day = 24 * 60 * 60 // in seconds
	// patience is how many days that bring nothing are looked at one after the other. It is more than there are in 400 years:
	// then the calendar repeats, and a rule of days, weeks, months or years that brought nothing until then never will. Of a
	// finer rule every second, minute, hour or day that is left out counts.
	patience = 160_000
)

// never is where the walk ends at the latest: the first second of the year 10000.
var never = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// All returns the occurrences in their order. The first is the start, also where the rule would leave it out.
func (r Rule) All(start time.Time) iter.Seq[time.Time] {
	return r.Between(start, start, time.Unix(never, 0))
}

// Between returns those of All that lie from a time on and before another. Without COUNT it costs what lies between, and not
// what was before.
func (r Rule) Between(start, from, to time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		low, high := from.Unix(), min(to.Unix(), never)
		w := newWalk(r, start.Unix())
		if w.start >= low && w.start < high && !yield(unix(w.start)) {
			return
		}
		if t, ok := r.until(); ok {
			high = min(high, t.Unix()+1)
		}
		left, low := math.MaxInt, max(low, w.start+1)
		if r.Count > 0 {
			left = r.Count - 1
		} else {
			w.seek(low)
		}
		for rest := patience; r.Freq != Never && rest > 0; {
			begin, days := w.period()
			if begin >= high || !w.pay(days) {
				return
			}
			rest -= days
			first := w.search(w.start + 1)
			next := w.search(low)
			if first < w.size() {
				rest = patience
			}
			left -= next - first
			for i := next; i < w.size(); i++ {
				t := w.time(i)
				if t >= high || left <= 0 {
					return
				}
				left--
				if !yield(unix(t)) {
					return
				}
			}
			if left <= 0 {
				return
			}
		}
	}
}

// pay lowers what walks may cost by so many days, and reports whether there was enough.
func (w *walk) pay(days int) bool {
	if w.r.Effort == nil {
		return true
	}
	*w.r.Effort -= days * w.price
	return *w.r.Effort >= 0
}

func unix(t int64) time.Time { return time.Unix(t, 0).UTC() }

// walk goes from period to period. Within each, the occurrences are all pairs of one of the days and one of the times of day,
// or those of them that BYSETPOS names; they are never written out.
type walk struct {
	r        Rule
	start    int64
	unit     int64 // the length of a period: in months for Monthly and Yearly, in days for Weekly and Daily, else in seconds
	step     int64 // from period to period
	base, at int64 // the first period and this one, in the same measure
	days     []int64
	clock    [3][]int // hours, minutes, seconds
	now      [3][1]int
	set      []int // BYSETPOS as places, or nil without
	plain    bool  // a day is chosen by its weekday and by nothing else
	price    int   // what a day costs, see Rule.Effort
}

var units = [...]int64{Never: 1, Secondly: 1, Minutely: 60, Hourly: 3600, Daily: 1, Weekly: 7, Monthly: 1, Yearly: 12}

// sizes are the lengths of what a clock counts, in seconds.
var sizes = [...]int64{3600, 60, 1}

func newWalk(r Rule, start int64) *walk {
	w := &walk{r: r, start: start, unit: units[r.Freq]}
	w.step = w.unit * int64(max(r.Interval, 1))
	w.base = w.place(start)
	w.at = w.base
	w.price = 1
	for _, list := range r.By {
		w.price += len(list) / 4
	}
	// What a rule leaves open is as the start has it (RFC 5545 §3.3.10, "derived from DTSTART").
	t := unix(start)
	by := &w.r.By
	if len(by[WeekDay])+len(by[YearDay])+len(by[MonthDay]) == 0 {
		switch {
		case r.Freq == Weekly || len(by[WeekNo]) > 0:
			by[WeekDay] = []int{monday(t.Weekday())}
		case r.Freq >= Monthly:
			by[MonthDay] = []int{t.Day()}
			if r.Freq == Yearly && len(by[Month]) == 0 {
				by[Month] = []int{int(t.Month())}
			}
		}
	}
	w.plain = len(by[Month])+len(by[WeekNo])+len(by[YearDay])+len(by[MonthDay]) == 0 && !w.r.numbered()
	for i, n := range []int{t.Hour(), t.Minute(), t.Second()} {
		w.clock[i] = by[int(Hour)+i]
		if len(w.clock[i]) == 0 {
			w.clock[i] = []int{n}
		}
	}
	// There are no leap seconds here, and the second 60 is the second 59 (RFC 5545 §3.3.12).
	if seconds := w.clock[2]; seconds[len(seconds)-1] == 60 {
		seconds = slices.Clone(seconds)
		seconds[len(seconds)-1] = 59
		w.clock[2] = slices.Compact(seconds)
		by[Second] = w.clock[2]
	}
	return w
}

// place is the period of a time.
func (w *walk) place(t int64) int64 {
	switch {
	case w.r.Freq >= Monthly:
		year, month, _ := unix(t).Date()
		n := int64(12*year + int(month) - 1)
		return n - n%w.unit
	case w.r.Freq < Daily:
		return t - mod(t, w.unit)
	}
	d := (t - mod(t, day)) / day
	if w.r.Freq == Weekly {
		d -= int64(w.weekday(d))
	}
	return d
}

// weekday is how many days a day lies after the beginning of its week.
func (w *walk) weekday(d int64) int { return int(mod(d+3-int64(w.r.WeekFrom), 7)) } // 1970-01-01 was a Thursday

func mod(a, b int64) int64 { return (a%b + b) % b }

// seek goes to the last period of the rule that begins before a time, or to the first.
func (w *walk) seek(t int64) { w.at = w.base + max(0, (w.place(t)-w.base)/w.step*w.step) }

// period takes up a period and goes on to the next. It returns when it begins, and how many days were looked at.
func (w *walk) period() (begin int64, looked int) {
	at := w.at
	w.at += w.step
	first, last := at, at+w.unit
	switch {
	case w.r.Freq >= Monthly:
		first, last = month(at), month(at+w.unit)
	case w.r.Freq < Daily:
		first = (at - mod(at, day)) / day
		last = first + 1
	}
	begin = first * day
	w.days = w.days[:0]
	for d := first; d < last; d++ {
		if w.on(d) {
			w.days = append(w.days, d)
		}
	}
	if w.r.Freq < Daily {
		begin = at
		w.limit(at)
	}
	if pos := w.r.By[SetPos]; len(pos) > 0 {
		w.choose(pos)
	}
	return begin, int(last - first)
}

// month is the first day of a month, given as months since the year 0.
func month(n int64) int64 {
	return time.Date(0, time.Month(n+1), 1, 0, 0, 0, 0, time.UTC).Unix() / day
}

// limit holds the time of day of a period that is shorter than a day against the parts that limit it. When one leaves it out,
// the next period is the first that could be let in.
func (w *walk) limit(at int64) {
	size := int64(day)
	out := len(w.days) == 0
	for i := 0; i < len(sizes) && !out && sizes[i] >= w.unit; i++ {
		size = sizes[i]
		n := int(mod(at, day) / size % []int64{24, 60, 60}[i])
		by := w.r.By[int(Hour)+i]
		out = len(by) > 0 && !slices.Contains(by, n)
		w.now[i][0] = n
		w.clock[i] = w.now[i][:]
	}
	if out {
		w.days = w.days[:0]
		next := at - mod(at, size) + size
		w.at = next + mod(w.base-next, w.step)
	}
}

// choose turns the positions of BYSETPOS into places.
func (w *walk) choose(pos []int) {
	w.set = nil
	n := w.size()
	w.set = []int{}
	for _, p := range pos {
		if p > 0 {
			p--
		} else {
			p += n
		}
		if p >= 0 && p < n {
			w.set = append(w.set, p)
		}
	}
	sort.Slice(w.set, func(i, j int) bool { return w.set[i] < w.set[j] })
	w.set = slices.Compact(w.set)
}

// size is how many occurrences the period has.
func (w *walk) size() int {
	if w.set != nil {
		return len(w.set)
	}
	return len(w.days) * len(w.clock[0]) * len(w.clock[1]) * len(w.clock[2])
}

// time is the ith of them.
func (w *walk) time(i int) int64 {
	if w.set != nil {
		i = w.set[i]
	}
	var t int64
	for k := len(sizes) - 1; k >= 0; k-- {
		list := w.clock[k]
		t += int64(list[i%len(list)]) * sizes[k]
		i /= len(list)
	}
	return w.days[i]*day + t
}

// search is the place of the first that is not before a time.
func (w *walk) search(t int64) int {
	if w.size() == 0 || w.time(0) >= t {
		return 0
	}
	return sort.Search(w.size(), func(i int) bool { return w.time(i) >= t })
}
