package ics_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	_ "time/tzdata" // the tests do not depend on what the machine has
	"unicode/utf8"

	reader "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/client/schedule/ics"
)

// secrets are what is written into every field of an appointment and of its place that takes text, and never in a file.
const secret = "MARKER"

var zones = schedule.Zones{Here: zone("America/New_York"), Named: zone}

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

func newPlan(t rapid.TB) *plan.Plan {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func add(t rapid.TB, p *plan.Plan, kind string, f plan.Record) plan.ID {
	t.Helper()
	id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), kind)
	for k, v := range f {
		if err == nil {
			err = p.SetField(id, k, v)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// marked fills every field of a kind that holds words with the marker.
func marked(t rapid.TB, p *plan.Plan, id plan.ID) {
	t.Helper()
	it, _ := p.Item(id)
	k, _ := plan.KindOf(it.Kind())
	for _, f := range k.Fields {
		if f.Key == "cover" || it.Value(f.Key) != nil {
			continue
		}
		switch f.Type {
		case plan.Line, plan.LongText, plan.Exact, plan.Phone:
			if err := p.SetField(id, f.Key, plan.Text(secret+" "+f.Key)); err != nil {
				t.Fatal(err)
			}
		case plan.Rows:
			row := plan.Record{}
			for _, c := range f.Fields {
				if c.Type == plan.Line || c.Type == plan.LongText {
					row[c.Key] = plan.Text(secret + " " + c.Key)
				}
			}
			if err := p.SetField(id, f.Key, plan.Records(row)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func write(t rapid.TB, p *plan.Plan, visits []schedule.Visit) string {
	t.Helper()
	text, err := ics.Write(p, visits, "Appointment", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// read is what another program makes of a file.
func read(t rapid.TB, text string) []*reader.VEvent {
	t.Helper()
	c, err := reader.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("another program does not read it: %v\n%s", err, text)
	}
	return c.Events()
}

func TestAFileHoldsCoverTitlesAndNothingElseOfThePlan(t *testing.T) {
	p := newPlan(t)
	place := add(t, p, "place", nil)
	marked(t, p, place)
	covered := add(t, p, "appt", plan.Record{"cover": plan.Text("Dentist"), "start": plan.Text("2026-03-02T08:30"), "len": plan.Number(45),
		"place": plan.Ref(place), "travel": plan.Number(20), "public": plan.Flag(true), "service": plan.Text("methadone"), "zone": plan.Text("America/Chicago")})
	bare := add(t, p, "appt", plan.Record{"start": plan.Text("2026-03-03T08:30"), "service": plan.Text("bupe")})
	marked(t, p, covered)
	marked(t, p, bare)
	text := write(t, p, schedule.Week(p, "2026-03-02", zones))
	events := read(t, text)
	if len(events) != 2 {
		t.Fatalf("%d entries in\n%s", len(events), text)
	}
	for i, want := range []string{"Dentist", "Appointment"} {
		if got := events[i].GetProperty(reader.ComponentPropertySummary).Value; got != want {
			t.Errorf("entry %d is called %q, not %q", i, got, want)
		}
	}
	for _, never := range []string{secret, "methadone", "bupe", "Chicago", "arkspur", "LOCATION", "DESCRIPTION", "VALARM", "RRULE", "X-"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in\n%s", never, text)
		}
	}
	// Every line is one of those that are known: a property that is added later is looked at here.
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		switch name, _, _ := strings.Cut(line, ":"); name {
		case "BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY":
		default:
			t.Errorf("an unknown line %q", line)
		}
	}
	if strings.Contains(text, time.Now().UTC().Format("20060102")) {
		t.Errorf("it says when it was made:\n%s", text)
	}
}

func TestTheSameVisitIsTheSameMomentInEveryZone(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", plan.Record{"cover": plan.Text("A"), "start": plan.Text("2026-03-07T09:00"), "len": plan.Number(60),
		"repeat": plan.Text("FREQ=DAILY;COUNT=2"), "zone": plan.Text("America/New_York")})
	for _, here := range []string{"America/New_York", "America/Mexico_City", "Asia/Kolkata"} {
		visits := schedule.Week(p, "2026-03-07", schedule.Zones{Here: zone(here), Named: zone})
		events := read(t, write(t, p, visits))
		if len(events) != 2 {
			t.Fatalf("%d entries", len(events))
		}
		for i, want := range []string{"2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z"} { // the clocks change in the night between
			start, err := events[i].GetStartAt()
			end, err2 := events[i].GetEndAt()
			if err != nil || err2 != nil || start.UTC().Format(time.RFC3339) != want || end.Sub(start) != time.Hour {
				t.Errorf("from %s: %v to %v, want %s (%v, %v)", here, start, end, want, err, err2)
			}
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;\\\"n\n\té日🙂\x7f\x01:")), 1, 20, -1).Draw(t, "title")
		title += strings.Repeat(rapid.SampledFrom([]string{"a", "é", "日", "🙂", "\\"}).Draw(t, "letter"), rapid.IntRange(0, 150).Draw(t, "more"))

		p := newPlan(t)
		add(t, p, "appt", plan.Record{"cover": plan.Text(title), "start": plan.Text("2026-03-02T08:30"), "len": plan.Number(int64(rapid.IntRange(0, 90).Draw(t, "len")))})
		text := write(t, p, schedule.Week(p, "2026-03-02", zones))
		for line := range strings.SplitSeq(text, "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		events := read(t, text)
		if len(events) != 1 {
			t.Fatalf("%d entries in %q", len(events), text)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r == 0x7f {
				return -1
			}
			return r
		}, plan.AsText(plan.Tidy(plan.Text(title))))
		if got := events[0].GetProperty(reader.ComponentPropertySummary).Value; got != want && want != "" {
			t.Fatalf("%q came back as %q", want, got)
		}
	})
}

// A reader may be more lenient than the rule.
func TestATextIsEscaped(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", plan.Record{"cover": plan.Text("a\\n;b,c\nd:\"\x7f"), "start": plan.Text("2026-03-02T08:30")})
	if text := write(t, p, schedule.Week(p, "2026-03-02", zones)); !strings.Contains(text, "\r\nSUMMARY:a\\\\n\\;b\\,c\\nd:\"\r\n") {
		t.Error(text)
	}
}

func TestNothingLeadsFromOneFileToAnother(t *testing.T) {
	p := newPlan(t)
	id := add(t, p, "appt", plan.Record{"start": plan.Text("2026-03-02T08:30"), "repeat": plan.Text("FREQ=DAILY")})
	visits := schedule.Week(p, "2026-03-02", zones)
	seen := map[string]bool{}
	for range 2 {
		text := write(t, p, visits)
		if strings.Contains(text, id.String()) {
			t.Error("the file holds the id of an item")
		}
		for _, e := range read(t, text) {
			if seen[e.Id()] {
				t.Errorf("%s comes twice", e.Id())
			}
			seen[e.Id()] = true
		}
	}
	if len(seen) != 14 {
		t.Errorf("%d identities for 14 entries", len(seen))
	}
}

func TestNoVisitsAreNoFile(t *testing.T) {
	if text := write(t, newPlan(t), nil); text != "" {
		t.Errorf("there is a file: %q", text)
	}
}

func TestAFailingGeneratorWritesNothing(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", plan.Record{"start": plan.Text("2026-03-02T08:30"), "repeat": plan.Text("FREQ=DAILY")})
	failed := errors.New("failed")
	random := io.MultiReader(bytes.NewReader(make([]byte, 40)), iotest.ErrReader(failed))
	if text, err := ics.Write(p, schedule.Week(p, "2026-03-02", zones), "x", random); text != "" || !errors.Is(err, failed) {
		t.Errorf("%q, %v", text, err)
	}
}

// Some readers end a line where RFC 5545 does not.
func TestATitleIsNoLineOfItsOwn(t *testing.T) {
	p := newPlan(t)
	for i, end := range []string{"\r", "\n", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1c"} {
		id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "appt")
		if err != nil || p.SetField(id, "cover", plan.Text("a"+end+"ATTENDEE:mailto:b@example.org")) != nil ||
			p.SetField(id, "start", plan.Text("2026-03-04T08:00")) != nil {
			t.Fatal(i, err)
		}
	}
	text, err := ics.Write(p, schedule.Between(p, "2026-03-04", "2026-03-04", zones), "x", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\r\n\v\f\u0085\u2028\u2029\x1c", r) })
	for _, line := range lines {
		if strings.HasPrefix(line, "ATTENDEE") {
			t.Fatalf("%q", line)
		}
	}
}

// A calendar shows a title beside a time, or a reminder of it among others.
func TestATitleTurnsNothingBesideIt(t *testing.T) {
	p := newPlan(t)
	add(t, p, "appt", plan.Record{"cover": plan.Text("Dent\u202eist\u2067 \u05d0\u200f"), "start": plan.Text("2026-03-02T08:30")})
	events := read(t, write(t, p, schedule.Week(p, "2026-03-02", zones)))
	if got := events[0].GetProperty(reader.ComponentPropertySummary).Value; got != "Dentist \u05d0" {
		t.Errorf("the title is %+q", got)
	}
}
