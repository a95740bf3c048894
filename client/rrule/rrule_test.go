package rrule_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/rrule"
	"larkspur/server/servertest/cputime"
)

func TestARuleIsWrittenInOneWay(t *testing.T) {
	for s, want := range map[string]string{
		"":                           "",
		"freq=daily;interval=1":      "FREQ=DAILY",
		"COUNT=3;WKST=MO;FREQ=DAILY": "FREQ=DAILY;COUNT=3",
		"FREQ=WEEKLY;INTERVAL=2;UNTIL=20260131;BYDAY=SU,WE,MO,MO": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;UNTIL=20260131",
		"FREQ=MONTHLY;BYDAY=+1FR,-1FR,TU;BYSETPOS=-1,1":           "FREQ=MONTHLY;BYDAY=-1FR,TU,1FR;BYSETPOS=-1,1",
		"FREQ=YEARLY;BYSECOND=60,00;BYMONTHDAY=07;BYWEEKNO=-1":    "FREQ=YEARLY;BYWEEKNO=-1;BYMONTHDAY=7;BYSECOND=0,60",
		"FREQ=HOURLY;BYYEARDAY=5;WKST=SU;UNTIL=20260131T120000Z":  "FREQ=HOURLY;BYYEARDAY=5;WKST=SU;UNTIL=20260131T120000Z",
	} {
		if got := parse(t, s).String(); got != want {
			t.Errorf("%q is written as %q", s, got)
		}
	}
	built := rrule.Rule{Freq: rrule.Monthly, Until: "20261231"}
	built.By[rrule.WeekDay] = []int{rrule.On(2, time.Tuesday), rrule.On(-1, time.Sunday)}
	if got := built.String(); got != "FREQ=MONTHLY;BYDAY=-1SU,2TU;UNTIL=20261231" {
		t.Errorf("the one built is written as %q", got)
	}
	for _, on := range built.By[rrule.WeekDay] {
		if n, d := rrule.Which(on); rrule.On(n, d) != on {
			t.Errorf("%d is %d %v", on, n, d)
		}
	}
}

// A list of every day of the year, counted from both ends, is written without being copied for each of its entries.
func TestALongListIsWrittenWithoutCopiesOfIt(t *testing.T) {
	r := rrule.Rule{Freq: rrule.Minutely}
	for n := 1; n <= 366; n++ {
		r.By[rrule.YearDay] = append(r.By[rrule.YearDay], n, -n)
		r.By[rrule.SetPos] = append(r.By[rrule.SetPos], n, -n)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := r.String()
	runtime.ReadMemStats(&after)
	made := after.TotalAlloc - before.TotalAlloc
	if again := parse(t, s); again.String() != s || len(again.By[rrule.YearDay]) != 2*366 {
		t.Errorf("%.60s is not read back", s)
	}
	if made > 50*uint64(len(s)) {
		t.Errorf("%d bytes were made for a text of %d", made, len(s))
	}
}

func TestWhatTheRFCForbidsIsRefused(t *testing.T) {
	for _, s := range []string{
		"COUNT=1", "FREQ=", "FREQ=NEVER", "FREQ=DAILY;", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;PHASE=FULL", "RRULE:FREQ=DAILY", " FREQ=DAILY",
		"FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=+1", "FREQ=DAILY;COUNT=100000", "FREQ=DAILY;COUNT=99999999999999999999",
		"FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=1.5", "FREQ=DAILY;COUNT=1;UNTIL=20260131",
		"FREQ=DAILY;UNTIL=20260132", "FREQ=DAILY;UNTIL=2026-01-31", "FREQ=DAILY;UNTIL=20260131T12", "FREQ=DAILY;UNTIL=20260131T120000X",
		"FREQ=DAILY;UNTIL=20260131T250000", "FREQ=DAILY;UNTIL=20260131T096000", "FREQ=DAILY;UNTIL=20260131T090060", "FREQ=DAILY;UNTIL=00000101T000000Z", "FREQ=DAILY;UNTIL=20260131T120000.0",
		"FREQ=DAILY;WKST=XX", "FREQ=DAILY;BYDAY=", "FREQ=DAILY;BYDAY=M", "FREQ=DAILY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=54MO",
		"FREQ=DAILY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=-1MO", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
		"FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYYEARDAY=1", "FREQ=WEEKLY;BYYEARDAY=1", "FREQ=DAILY;BYYEARDAY=1", "FREQ=MONTHLY;BYWEEKNO=1",
		"FREQ=DAILY;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367",
		"FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;BYMONTH=+1", "FREQ=YEARLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTHDAY=32",
		"FREQ=YEARLY;BYYEARDAY=367", "FREQ=YEARLY;BYWEEKNO=54", "FREQ=DAILY;BYHOUR=24", "FREQ=DAILY;BYMINUTE=60", "FREQ=DAILY;BYSECOND=61",
	} {
		if r, err := rrule.Parse(s); err != rrule.ErrSyntax || r.String() != "" {
			t.Errorf("%q is read as %q: %v", s, r.String(), err)
		}
	}
}

// brings writes the occurrences, at most n, in the dates and times that differ.
func brings(r rrule.Rule, start time.Time, n int, layout string) string {
	var out []string
	for _, o := range firsts(r, start, n) {
		out = append(out, o.Format(layout))
	}
	return strings.Join(out, " ")
}

func TestDaysWithAndWithoutNumbers(t *testing.T) {
	r := parse(t, "FREQ=MONTHLY;BYDAY=TU,2FR,-1MO")
	if got, want := brings(r, at(t, "20260303"), 8, "2"), "3 10 13 17 24 30 31 7"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWhatTheRuleLeavesOpenIsAsTheStartHasIt(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=YEARLY":                        "2026-03-03 2027-03-03 2028-03-03",
		"FREQ=YEARLY;BYMONTH=5":              "2026-03-03 2026-05-03 2027-05-03",
		"FREQ=YEARLY;BYWEEKNO=20":            "2026-03-03 2026-05-12 2027-05-18", // a Tuesday, as the start
		"FREQ=YEARLY;BYWEEKNO=20;BYMONTH=12": "2026-03-03",
		"FREQ=MONTHLY":                       "2026-03-03 2026-04-03 2026-05-03",
		"FREQ=WEEKLY;BYHOUR=9":               "2026-03-03 2026-03-10 2026-03-17",
		"FREQ=YEARLY;BYDAY=1MO":              "2026-03-03 2027-01-04 2028-01-03",
	} {
		if got := brings(parse(t, rule), at(t, "20260303"), 3, time.DateOnly); got != want {
			t.Errorf("%s: got %s, want %s", rule, got, want)
		}
	}
}

func TestAnEndInUTCIsOnTheClockOfTheZone(t *testing.T) {
	for until, want := range map[string]string{
		"20260304":         "3 4", // the whole day
		"20260304T085959":  "3",
		"20260304T090000":  "3 4",
		"20260304T140000Z": "3 4",
		"20260304T135959Z": "3",
		"20250101":         "3", // the start always counts
	} {
		r := parse(t, "FREQ=DAILY;UNTIL="+until)
		if got := brings(r.In(newYork(t)), at(t, "20260303"), 9, "2"); got != want {
			t.Errorf("until %s: %s", until, got)
		}
	}
}

func TestTheSecond60IsThe59th(t *testing.T) {
	r := parse(t, "FREQ=MINUTELY;BYSECOND=59,60")
	if got, want := brings(r, at(t, "20260303"), 3, "04:05"), "00:00 00:59 01:59"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// hostile rules bring nothing, or too much to go through one by one.
var hostile = []string{
	"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=99999", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4", "FREQ=MONTHLY;BYDAY=53MO",
	"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "FREQ=HOURLY;INTERVAL=2;BYHOUR=8", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
	"FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", "FREQ=MINUTELY;INTERVAL=99999;BYHOUR=3;BYMINUTE=7;BYMONTH=2;BYMONTHDAY=29",
	"FREQ=SECONDLY;COUNT=99999", "FREQ=SECONDLY", "FREQ=YEARLY;BYYEARDAY=366,365;" + everySecond, "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYSETPOS=-1,366;" + everySecond,
	"FREQ=YEARLY;UNTIL=99991231T235959Z", "FREQ=YEARLY;BYSETPOS=366;BYYEARDAY=1", "FREQ=SECONDLY;BYSETPOS=2;BYSECOND=1,2,3",
}

var everySecond = "BYHOUR=" + numbers(24) + ";BYMINUTE=" + numbers(60) + ";BYSECOND=" + numbers(61)

func numbers(n int) string {
	s := "0"
	for i := 1; i < n; i++ {
		s += "," + string([]byte{byte('0' + i/10), byte('0' + i%10)})
	}
	return s
}

// patient is far more of the processor than any of it takes, also as WebAssembly.
const patient = 30 * time.Second

// bounded walks a rule in three ways and reports how much of the processor it took.
func bounded(r rrule.Rule, start time.Time) time.Duration {
	began := cputime.Used()
	firsts(r, start, 1000)
	for _, years := range []int{1, 50, 5000} {
		from := start.AddDate(years, 0, 0)
		n := 0
		for range r.Between(start, from, from.AddDate(1, 0, 0)) {
			if n++; n == 1000 {
				break
			}
		}
	}
	return cputime.Used() - began
}

func TestEveryWalkEnds(t *testing.T) {
	for _, s := range hostile {
		if took := bounded(parse(t, s), at(t, "20260303")); took > patient {
			t.Errorf("%.60s took %v", s, took)
		}
	}
	for _, s := range []string{hostile[0], hostile[2], hostile[5], hostile[6], hostile[8]} {
		if got := firsts(parse(t, s), at(t, "20260303"), 2); len(got) != 1 {
			t.Errorf("%s brings %v", s, got[1:])
		}
	}
}

// A rule far from its start costs what is asked for.
func TestAStretchFarAwayIsFoundAtOnce(t *testing.T) {
	r := parse(t, "FREQ=SECONDLY;INTERVAL=7")
	start, far := at(t, "19700101"), at(t, "99980101")
	got := slices.Collect(r.Between(start, far, far.Add(time.Minute)))
	if len(got) < 8 || len(got) > 9 || got[0].Sub(time.Unix(0, 0)) < 0 {
		t.Errorf("%v", got)
	}
	for _, o := range got {
		if (o.Unix()-start.Unix())%7 != 0 {
			t.Errorf("%v is not a seventh second", o)
		}
	}
}

// What parses is written so that it reads back as itself, and its walk ends. Ten minutes:
// go test ./client/rrule -run '^$' -fuzz FuzzParse -fuzztime 10m
func FuzzParse(f *testing.F) {
	for _, e := range examples {
		f.Add(e.rule)
	}
	for _, s := range append(hostile, "", "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=MONTHLY;BYDAY=-1FR,2TU,WE;WKST=SU;BYHOUR=0,23") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := rrule.Parse(s)
		if err != nil {
			return
		}
		once := r.String()
		again, err := rrule.Parse(once)
		if err != nil || again.String() != once {
			t.Fatalf("%q is written as %q, and that as %q: %v", s, once, again.String(), err)
		}
		start := at(t, "20260303")
		if took := bounded(r, start); took > patient {
			t.Fatalf("%q took %v", s, took)
		}
		last := start.Add(-1)
		for _, o := range firsts(r, start, 100) {
			if !o.After(last) {
				t.Fatalf("%q: %v comes after %v", s, o, last)
			}
			last = o
		}
	})
}

func BenchmarkYearOfWeekly(b *testing.B) {
	r, err := rrule.Parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, r)
}

func BenchmarkYearOfMonthly(b *testing.B) {
	r, err := rrule.Parse("FREQ=MONTHLY;BYDAY=2TU,-1TU")
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, r)
}

func benchmark(b *testing.B, r rrule.Rule) {
	start := time.Date(2020, 3, 3, 9, 0, 0, 0, time.UTC)
	from := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		for range r.Between(start, from, from.AddDate(1, 0, 0)) {
		}
	}
}
