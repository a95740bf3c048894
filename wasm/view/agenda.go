package view

import (
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// Stretch says which days of a schedule are told, and to whom.
type Stretch struct {
	// From and To are the first and the last date (plan.DateLayout).
	From, To string
	Zones    schedule.Zones
	// Cover tells what somebody beside the screen may read: cover titles, and nothing of places, worries and windows.
	Cover bool
	// Most says how many visits of a date are told, the others counted in Day.More; 0, and no function: all.
	Most func(date string) int
	// Memory, if not nil, has what was worked out before, and keeps it.
	Memory *Memory
}

// Same is a Stretch.Most for all days alike.
func Same(n int) func(string) int { return func(string) int { return n } }

// Agenda is a stretch of a schedule in words: what the week, the month, the list and the command line say alike. It states
// facts: what overlaps what, when to leave and when to be back.
type Agenda struct {
	Days []Day
	// Undated are the appointments without a start.
	Undated []Told
	// Crowded says that there is more than can be shown, see schedule.Visits.
	Crowded bool
}

// Day is one day of an agenda.
type Day struct {
	Date    time.Time // midnight in UTC: a date, and no instant
	Visits  []Told
	More    int // visits that are not told
	Windows []Window
	Marks   []Mark
}

// Key is the date of the day, plan.DateLayout.
func (d Day) Key() string { return d.Date.Format(plan.DateLayout) }

// Meets reports whether a visit of the day overlaps something.
func (d Day) Meets() bool {
	for _, v := range d.Visits {
		if len(v.Meets) > 0 {
			return true
		}
	}
	return false
}

// Told is a visit in words. Of an appointment without a date there are Item and Title alone.
type Told struct {
	Item  plan.ID
	Visit schedule.Visit
	Start string // "8:30 am"
	Times string // "8:30 am to 9:00 am", or Start
	Title string
	Meets []string // what it overlaps
	Lines []string // what else is known
}

// Window is a safer or less safe time in words.
type Window struct{ State, Text string }

// teller says things of a schedule. The agenda of a stretch has the visits and windows around it.
type teller struct {
	words *catalog.Words
	plan  *plan.Plan
	zones schedule.Zones
	cover bool
	worked
}

// worked is what takes the time: the visits and windows of a stretch and around it, and what each visit meets, in words.
type worked struct {
	visits  []schedule.Visit
	spans   []schedule.Span
	met     [][]string
	crowded bool
}

// work works it out.
func (t *teller) work(from, to string) {
	var crowded bool
	t.visits, t.crowded = schedule.Visits(t.plan, from, to, t.zones)
	t.spans, crowded = schedule.Spans(t.plan, from, to, t.zones)
	t.crowded = t.crowded || crowded
	t.met = t.meets()
}

// Tell returns the agenda of a stretch; without days when its dates are none.
func Tell(words *catalog.Words, p *plan.Plan, s Stretch) Agenda {
	t := teller{words: words, plan: p, zones: s.Zones, cover: s.Cover}
	var out Agenda
	for _, id := range schedule.Undated(p) {
		it, _ := p.Item(id)
		out.Undated = append(out.Undated, Told{Item: id, Title: t.title(it)})
	}
	from, err := plan.ParseDate(s.From)
	to, err2 := plan.ParseDate(s.To)
	if err != nil || err2 != nil {
		return out
	}
	// A day to either side too: what is on its way there or back may meet what is shown.
	before, after := from.AddDate(0, 0, -1).Format(plan.DateLayout), to.AddDate(0, 0, 1).Format(plan.DateLayout)
	if known := s.Memory.of(words, p, s); known != nil {
		t.worked = *known
	} else {
		t.work(before, after)
		s.Memory.keep(words, p, s, t.worked)
	}
	out.Crowded = t.crowded
	at := map[string]int{}
	for date := from; !date.After(to); date = date.AddDate(0, 0, 1) {
		day := Day{Date: date}
		day.Windows = t.windows(day.Key(), len(out.Days) == 0)
		at[day.Key()] = len(out.Days)
		out.Days = append(out.Days, day)
	}
	t.mark(out.Days, at)
	for i, v := range t.visits {
		if n, ok := at[v.Date]; ok {
			if s.Most != nil {
				if most := s.Most(v.Date); most > 0 && len(out.Days[n].Visits) == most {
					out.Days[n].More++
					continue
				}
			}
			told := t.visit(v)
			told.Meets = t.met[i]
			out.Days[n].Visits = append(out.Days[n].Visits, told)
		}
	}
	return out
}

// visit tells of a visit all but what it meets.
func (t *teller) visit(v schedule.Visit) Told {
	it, _ := t.plan.Item(v.Item)
	start := FormatTime(t.words, v.Start)
	told := Told{Item: v.Item, Visit: v, Start: start, Times: start, Title: t.title(it), Lines: t.lines(v, it)}
	if v.End.After(v.Start) {
		told.Times = t.words.Text("ui.week.from.to", start, clock(t.words, v.End, v.Date))
	}
	return told
}

// lines is what else is said of a visit.
func (t *teller) lines(v schedule.Visit, it plan.Item) []string {
	var out []string
	place, named := t.plan.Item(v.Place)
	if named && !t.cover && place.Name() != "" {
		out = append(out, short(place.Name()))
	}
	if v.How != "" && v.How != "person" {
		out = append(out, t.option(v.How, "how"))
	}
	out = append(out, t.zoneLines(v, it, place)...)
	if v.Leave.Before(v.Start) {
		out = append(out, t.words.Text("ui.week.leave", clock(t.words, v.Leave, v.Date))+" · "+
			t.words.Text("ui.week.back", clock(t.words, v.Back, v.Date)))
	}
	if v.First {
		out = append(out, t.words.Text("ui.week.first"))
	}
	if t.cover {
		return out
	}
	if it.Flag("public") {
		out = append(out, t.words.Text("ui.week.public"))
	}
	if it.Flag("ends") {
		out = append(out, t.words.Text("ui.week.ends"))
	}
	if named && place.Text("worries") != "" {
		out = append(out, t.words.Text("ui.week.worries", short(place.Text("worries"))))
	}
	return out
}

// title names an appointment: by its cover title alone where somebody may look on.
func (t *teller) title(it plan.Item) string {
	private, cover := it.Text("title"), it.Text("cover")
	switch {
	case !t.cover && private != "":
		return short(private)
	case cover != "":
		return short(cover)
	case !t.cover && it.Text("service") != "":
		return t.option(it.Text("service"), "service")
	}
	return t.words.Text("kind.appt")
}

// shortest is how much of a text is always told, in characters.
const shortest = 300

// short cuts a text where it is told with every visit. All of it is at its item.
func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > shortest {
			return s[:i] + "…"
		}
	}
	return s
}

// option names an option of a field of appointments, or gives back one of a newer version.
func (t *teller) option(option, field string) string {
	k, _ := plan.KindOf("appt")
	if key := k.OptionLabel(option, field); t.words.Has(key) {
		return t.words.Text(key)
	}
	return option
}
