package view

import (
	"crypto/rand"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests do not depend on what the machine has

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// weekOf is a plan with what a test adds to it, as seen from New York.
type weekOf struct {
	t    *testing.T
	plan *plan.Plan
}

func newWeek(t *testing.T) weekOf {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return weekOf{t, p}
}

func (w weekOf) add(kind string, fields plan.Record) plan.ID {
	w.t.Helper()
	id, err := w.plan.AddItem(rand.Reader, w.plan.Sections()[1].ID(), kind)
	if err != nil {
		w.t.Fatal(err)
	}
	for k, v := range fields {
		if err := w.plan.SetField(id, k, v); err != nil {
			w.t.Fatalf("%s: %v", k, err)
		}
	}
	return id
}

func named(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// draw shows the week of a Monday.
func (w weekOf) draw(lang, monday string, cover bool) *Node {
	return w.look(lang, ScheduleModel{Look: WeekLook, Date: monday, Today: monday, Cover: cover})
}

// look shows any part of the schedule.
func (w weekOf) look(lang string, m ScheduleModel) *Node {
	m.Zones = schedule.Zones{Here: named("America/New_York"), Named: named}
	return El("main", Schedule(catalog.Load(lang), w.plan, m)...)
}

func each(n *Node, f func(*Node)) {
	if n == nil {
		return
	}
	f(n)
	for _, c := range n.Children {
		each(c, f)
	}
}

// reads is the text of a tree, one line an element.
func reads(n *Node) string {
	var b strings.Builder
	each(n, func(n *Node) {
		if n.Text != "" {
			b.WriteString(n.Text + "\n")
		}
	})
	return b.String()
}

// dayOn is the section of a date.
func dayOn(t *testing.T, tree *Node, date string) *Node {
	t.Helper()
	var found *Node
	each(tree, func(n *Node) {
		if n.Tag == "section" && n.Key == date {
			found = n
		}
	})
	if found == nil {
		t.Fatalf("no day %s", date)
	}
	return found
}

func (w weekOf) says(n *Node, want ...string) {
	w.t.Helper()
	got := reads(n)
	for _, s := range want {
		if !strings.Contains(got, s) {
			w.t.Errorf("%q is not in\n%s", s, got)
		}
	}
	if strings.Contains(got, "[") {
		w.t.Errorf("a text is missing in\n%s", got)
	}
}

func (w weekOf) saysNot(n *Node, never ...string) {
	w.t.Helper()
	for _, s := range never {
		if got := reads(n); strings.Contains(got, s) {
			w.t.Errorf("%q is in\n%s", s, got)
		}
	}
}

var text = plan.Text

// What a person beside her could read while cover titles are shown.
func TestCoverTitlesGiveNothingElseAway(t *testing.T) {
	w := newWeek(t)
	place := w.add("place", plan.Record{"name": text("Elm Street clinic"), "worries": text("he parks there"), "zone": text("America/Chicago")})
	w.add("appt", plan.Record{"title": text("Methadone"), "cover": text("Dentist"), "start": text("2026-03-02T08:30"), "len": plan.Number(45),
		"place": plan.Ref(place), "service": text("methadone"), "public": plan.Flag(true), "ends": plan.Flag(true), "travel": plan.Number(20)})
	w.add("appt", plan.Record{"title": text("Counsel with Ruth"), "service": text("counsel"), "start": text("2026-03-02T09:00"), "len": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Lawyer")})
	w.add("win", plan.Record{"name": text("when he is home"), "state": text("less"), "days": plan.Texts("mo"), "from": text("06:00"), "to": text("12:00")})
	for _, lang := range catalog.Languages() {
		shown, covered := w.draw(lang, "2026-03-02", false), w.draw(lang, "2026-03-02", true)
		secrets := []string{"Methadone", "Elm Street", "he parks", "Ruth", "Lawyer", "when he is home"}
		w.says(shown, secrets...)
		w.saysNot(covered, secrets...)
		words := catalog.Load(lang)
		w.says(covered, "Dentist", words.Text("kind.appt"), "8:30")
		for _, key := range []string{"ui.week.window.less", "ui.week.public", "ui.week.ends"} {
			w.says(shown, words.Text(key))
			w.saysNot(covered, words.Text(key))
		}
		less, _, _ := strings.Cut(words.Text("ui.week.less"), "{")
		w.says(shown, less)
		w.saysNot(covered, less)
	}
}

// The same facts stand in every look, and none of them more than the week has where somebody may look on.
func TestEveryLookSaysTheSame(t *testing.T) {
	w := newWeek(t)
	place := w.add("place", plan.Record{"name": text("Elm Street clinic"), "worries": text("he parks there"), "travel": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Methadone"), "cover": text("Dentist"), "start": text("2026-03-04T08:30"), "len": plan.Number(45),
		"place": plan.Ref(place), "public": plan.Flag(true), "ends": plan.Flag(true)})
	w.add("appt", plan.Record{"title": text("Lawyer"), "start": text("2026-03-04T09:30"), "len": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Sometime")})
	w.add("win", plan.Record{"state": text("less"), "days": plan.Texts("we"), "from": text("08:10"), "to": text("08:20")})
	for _, lang := range catalog.Languages() {
		words := catalog.Load(lang)
		var shown, covered []string
		for _, look := range []string{WeekLook, MonthLook, ListLook} {
			m := ScheduleModel{Look: look, Date: "2026-03-02", Today: "2026-03-02"}
			tree := dayOn(t, w.look(lang, m), "2026-03-04")
			w.says(tree, "Methadone", "Elm Street clinic", words.Text("ui.week.public"), words.Text("ui.week.ends"),
				words.Text("ui.week.worries", "he parks there"), words.Text("ui.week.overlaps", "Lawyer"), words.Text("ui.week.leave", FormatTime(words, time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC))))
			less, _, _ := strings.Cut(words.Text("ui.week.less"), "{")
			w.says(tree, less)
			w.says(w.look(lang, m), "Sometime", words.Text("ui.week.undated"))
			shown = append(shown, visitsIn(tree))
			m.Cover = true
			whole := w.look(lang, m)
			w.says(whole, "Dentist", words.Text("kind.appt"))
			w.saysNot(whole, "Methadone", "Elm", "parks", "Lawyer", "Sometime", less, words.Text("ui.week.public"), words.Text("ui.week.ends"))
			covered = append(covered, visitsIn(dayOn(t, whole, "2026-03-04")))
		}
		if shown[0] != shown[1] || shown[0] != shown[2] || covered[0] != covered[1] || covered[0] != covered[2] || shown[0] == covered[0] {
			t.Errorf("%s: the looks differ: %q, %q", lang, shown, covered)
		}
	}
}

// visitsIn is what the visits of a day say.
func visitsIn(day *Node) string {
	out := ""
	each(day, func(n *Node) {
		if n.Tag == "ul" && len(n.Attrs) == 1 && n.Attrs[0].Value == "events" {
			out += reads(n)
		}
	})
	return out
}

func TestAMonthIsATableOfDays(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Weekly"), "start": text("2026-01-01T08:00"), "repeat": text("FREQ=WEEKLY"), "len": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Beside"), "start": text("2026-03-05T08:10")})
	w.add("win", plan.Record{"state": text("safer"), "days": plan.Texts("mo")})
	tree := w.look("en", ScheduleModel{Look: MonthLook, Date: "2026-03-15", Today: "2026-03-05"})
	heads, days, rows := 0, []string{}, 0
	each(tree, func(n *Node) {
		switch {
		case n.Tag == "th":
			heads++
		case n.Tag == "tr":
			rows++
		case n.Tag == "td":
			days = append(days, n.Key)
		}
	})
	if heads != 7 || rows != 7 || len(days) != 42 || days[0] != "2026-02-23" || days[41] != "2026-04-05" {
		t.Errorf("%d heads, %d rows, days %v", heads, rows, days)
	}
	w.says(tree, "Monday", "Today, Thursday, March 5: 2 visits. Something overlaps", "▲2", "Thursday, March 12: 1 visit\n", "Friday, March 6: nothing",
		"Today: Thursday, March 5", "Thursday, March 26", "Thursday, April 2: 1 visit")
	// Below the table stand the days of the month that have something.
	if got := sections(tree); got != "2026-03-05 2026-03-12 2026-03-19 2026-03-26" {
		t.Errorf("listed are %s", got)
	}
	one := w.look("en", ScheduleModel{Look: MonthLook, Date: "2026-03-15", Today: "2026-03-05", Day: "2026-03-09", Focus: true})
	if got := sections(one); got != "2026-03-09" {
		t.Errorf("listed are %s", got)
	}
	w.says(dayOn(t, one, "2026-03-09"), "Monday, March 9, 2026", "Safer: ")
	asks := 0
	each(one, func(n *Node) {
		if n.Focus {
			asks++
		}
	})
	if asks != 1 {
		t.Errorf("%d ask for the focus", asks)
	}
	w.says(w.look("es", ScheduleModel{Look: MonthLook, Date: "2026-03-15", Today: "2026-03-05"}), "Hoy, jueves 5 de marzo: 2 citas. Algo coincide", "lunes")
	for _, date := range []string{"2026-01-31", "2026-02-01", "2024-02-29", "2026-12-31"} {
		m := ScheduleModel{Look: MonthLook, Date: date}
		if m.First().Day() != 1 || m.Last().AddDate(0, 0, 1).Day() != 1 || m.Step(1)[8:] != "01" || !m.Shows(date) || m.Shows(m.Step(-1)) || m.Shows(m.Step(1)) {
			t.Errorf("%s: %s to %s, then %s, before %s", date, m.First(), m.Last(), m.Step(1), m.Step(-1))
		}
	}
}

// sections are the days that are listed.
func sections(tree *Node) string {
	var out []string
	each(tree, func(n *Node) {
		if n.Tag == "section" && n.Key != "undated" {
			out = append(out, n.Key)
		}
	})
	return strings.Join(out, " ")
}

func TestAListBeginsWithToday(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Court"), "start": text("2026-03-31T08:00")})
	w.add("appt", plan.Record{"title": text("Past"), "start": text("2026-03-03T08:00")})
	w.add("appt", plan.Record{"title": text("Later"), "start": text("2026-04-01T08:00")})
	m := ScheduleModel{Look: ListLook, Date: "2026-03-04", Today: "2026-03-04"}
	tree := w.look("en", m)
	if got := sections(tree); got != "2026-03-04 2026-03-31" {
		t.Errorf("listed are %s", got)
	}
	w.says(tree, "Today: Wednesday, March 4, 2026", "Nothing", "Tuesday, March 31", "Court")
	w.saysNot(tree, "Past", "Later")
	m.Date = m.Step(1)
	if got := sections(w.look("en", m)); m.Date != "2026-04-01" || got != "2026-04-01" {
		t.Errorf("from %s: %s", m.Date, got)
	}
	m.Date = "2027-03-01"
	w.says(w.look("en", m), "Nothing in these 4 weeks")
}

// What is on its way at midnight meets what is on the other side of it, also where the screen ends.
func TestTheEdgeOfAScreenHidesNoOverlap(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Night"), "start": text("2026-03-01T23:30"), "len": plan.Number(60)})
	w.add("appt", plan.Record{"title": text("Early"), "start": text("2026-03-02T00:10")})
	w.says(dayOn(t, w.draw("en", "2026-03-02", false), "2026-03-02"), "At the same time as: Night")
	w.says(dayOn(t, w.draw("en", "2026-02-23", false), "2026-03-01"), "At the same time as: Early")
}

func TestAVisitSaysWhenToLeaveAndToBeBack(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Court"), "start": text("2026-03-03T09:00"), "len": plan.Number(60), "travel": plan.Number(40), "buffer": plan.Number(10)})
	w.add("appt", plan.Record{"title": text("Call"), "start": text("2026-03-04T13:05"), "how": text("phone")})
	tree := w.draw("en", "2026-03-02", false)
	w.says(dayOn(t, tree, "2026-03-03"), "Tuesday, March 3", "9:00 am to 10:00 am", "Leave at 8:10 am", "Back at 10:50 am")
	call := dayOn(t, tree, "2026-03-04")
	w.says(call, "1:05 pm", "By phone")
	w.saysNot(call, "Leave at", "Back at", " to ")
	es := w.draw("es", "2026-03-02", false)
	w.says(dayOn(t, es, "2026-03-03"), "martes 3 de marzo", "9:00 a. m. a 10:00 a. m.", "Salida: 8:10 a. m.", "Regreso: 10:50 a. m.")
}

func TestClashesAreSaidOnBothSides(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Group"), "start": text("2026-03-03T10:00"), "len": plan.Number(60)})
	w.add("appt", plan.Record{"title": text("Dose"), "start": text("2026-03-03T11:10"), "travel": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Free"), "start": text("2026-03-05T10:00"), "len": plan.Number(60)})
	w.add("win", plan.Record{"state": text("less"), "days": plan.Texts("tu"), "from": text("10:30"), "to": text("11:00")})
	w.add("win", plan.Record{"state": text("unsure"), "days": plan.Texts("tu"), "from": text("11:00"), "to": text("12:00")})
	tree := w.draw("en", "2026-03-02", false)
	w.says(dayOn(t, tree, "2026-03-03"), "At the same time as: Dose", "At the same time as: Group",
		"In a time that you marked less safe: 10:30 am to 11:00 am",
		catalog.Load("en").Text("ui.week.unsure", "11:00 am to 12:00 pm"),
		"Less safe: ", "Not sure: ")
	w.saysNot(dayOn(t, tree, "2026-03-05"), "same time", "In a time")
}

func TestAVisitPastMidnightSaysWhichDay(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Night"), "start": text("2026-03-03T23:30"), "len": plan.Number(60), "travel": plan.Number(30)})
	w.add("appt", plan.Record{"title": text("Early"), "start": text("2026-03-05T00:10"), "travel": plan.Number(30)})
	tree := w.draw("en", "2026-03-02", false)
	w.says(dayOn(t, tree, "2026-03-03"), "11:30 pm to 12:30 am, the next day", "Back at 1:00 am, the next day", "Leave at 11:00 pm")
	w.says(dayOn(t, tree, "2026-03-05"), "Leave at 11:40 pm, Wednesday, March 4")
	w.says(dayOn(t, tree, "2026-03-04"), "Nothing")
}

// The place's own time is shown, and it is said that it is.
func TestTheTimeIsThatOfThePlace(t *testing.T) {
	w := newWeek(t)
	place := w.add("place", plan.Record{"name": text("Clinic"), "zone": text("America/Los_Angeles")})
	w.add("appt", plan.Record{"title": text("Far"), "start": text("2026-03-03T08:00"), "place": plan.Ref(place)})
	w.add("appt", plan.Record{"title": text("Same"), "start": text("2026-03-04T08:00"), "zone": text("America/Toronto")})
	w.add("appt", plan.Record{"title": text("Odd"), "start": text("2026-03-05T08:00"), "zone": text("Mars/Olympus")})
	tree := w.draw("en", "2026-03-02", false)
	w.says(dayOn(t, tree, "2026-03-03"), "8:00 am", "Time in Los Angeles", "Clinic")
	w.saysNot(dayOn(t, tree, "2026-03-04"), "Time in", "not known")
	w.says(dayOn(t, tree, "2026-03-05"), "8:00 am", "This time zone is not known: Mars/Olympus")
}

// In the night to March 8, 2026, clocks in New York go from 2:00 to 3:00; on November 1 from 2:00 to 1:00.
func TestWeeksInWhichClocksChange(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Daily"), "start": text("2026-03-02T08:00"), "len": plan.Number(30), "repeat": text("FREQ=DAILY")})
	w.add("appt", plan.Record{"title": text("Over"), "start": text("2026-03-08T01:30"), "len": plan.Number(60), "repeat": text("FREQ=WEEKLY;COUNT=1")})
	w.add("win", plan.Record{"state": text("safer"), "days": plan.Texts("su")})
	tree := w.draw("en", "2026-03-02", false)
	for _, day := range []string{"02", "07", "08"} {
		w.says(dayOn(t, tree, "2026-03-"+day), "8:00 am to 8:30 am")
	}
	w.says(dayOn(t, tree, "2026-03-08"), "1:30 am to 3:30 am", "Safer: ", "all day")
	w.says(dayOn(t, w.draw("es", "2026-10-26", false), "2026-11-01"), "8:00 a. m. a 8:30 a. m.", "todo el día")
}

func TestARuleOfANewerVersionIsMarked(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Odd"), "start": text("2026-03-03T08:00"), "repeat": text("FREQ=DAILY;COUNT=1000")})
	// No field takes such a rule here, so it is written into the encoding: a text of as many bytes.
	newer := strings.Replace(string(plan.Encode(w.plan)), "uFREQ=DAILY;COUNT=1000", "uFREQ=DAILY;PHASE=FULL", 1)
	var err error
	if w.plan, err = plan.Decode([]byte(newer)); err != nil {
		t.Fatal(err)
	}
	w.says(dayOn(t, w.draw("en", "2026-03-02", false), "2026-03-03"), "Odd", "Only the first date is shown")
	w.saysNot(w.draw("en", "2026-03-09", false), "Odd")
}

func TestAnEmptyWeekSaysSo(t *testing.T) {
	w := newWeek(t)
	w.add("appt", plan.Record{"title": text("Some day")})
	tree := w.draw("en", "2026-03-02", false)
	w.says(tree, "Nothing this week", "Without a date yet", "Some day", "Today: Monday, March 2, 2026")
	heads := 0
	each(tree, func(n *Node) {
		if n.Tag == "h2" {
			heads++
		}
	})
	if heads != 8 {
		t.Errorf("%d headings, want seven days and the undated", heads)
	}
	w.says(dayOn(t, w.draw("en", "2026-12-28", false), "2027-01-01"), "Friday, January 1, 2027")
}

// Every row has a key of its own and every button an action, so that the focus stays where it is.
func TestTwentyAppointmentsADay(t *testing.T) {
	w := newWeek(t)
	for i := range 20 {
		w.add("appt", plan.Record{"title": text("Visit " + strconv.Itoa(i)), "start": text("2026-03-02T08:00"), "len": plan.Number(600), "repeat": text("FREQ=DAILY")})
	}
	tree := w.draw("en", "2026-03-02", false)
	visits := 0
	each(tree, func(n *Node) {
		seen := map[string]bool{}
		for _, c := range n.Children {
			if c == nil {
				continue
			}
			if c.Tag == "li" && n.Key != "" && c.Key == "" {
				t.Error("a row without a key")
			}
			if c.Key != "" && seen[c.Tag+c.Key] {
				t.Errorf("the key %q comes twice", c.Key)
			}
			seen[c.Tag+c.Key] = true
		}
		if n.Tag == "button" && len(n.On) == 0 {
			t.Errorf("a button without an action: %s", reads(n))
		}
		if n.Tag == "button" && strings.HasPrefix(n.On[0].Action, "open ") {
			visits++
		}
	})
	if want := 20 + 6*DayVisits; visits != want { // all of today's, and the beginning of every other day
		t.Errorf("%d visits, want %d", visits, want)
	}
}

func TestDatesAndTimes(t *testing.T) {
	en, es := catalog.Load("en"), catalog.Load("es")
	at := time.Date(2026, 3, 2, 0, 5, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{FormatDate(en, at), "Monday, March 2"},
		{FormatDate(es, at), "lunes 2 de marzo"},
		{FormatDateYear(es, at), "lunes 2 de marzo de 2026"},
		{FormatDayYear(en, at), "March 2, 2026"},
		{FormatTime(en, at), "12:05 am"},
		{FormatTime(en, at.Add(12*time.Hour)), "12:05 pm"},
		{FormatTime(es, at.Add(23*time.Hour)), "11:05 p. m."},
		{FormatMoment(en, at), "Monday, March 2, 2026, 12:05 am"},
		{FormatMinutes(en, 0) + FormatMinutes(en, 59) + FormatMinutes(en, 120) + FormatMinutes(es, 95), "0 min59 min2 h1 h 35 min"},
		{FormatList(es, []string{"a", "b", "c"}) + FormatList(en, []string{"a"}) + FormatList(en, nil), "a, b y ca"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
