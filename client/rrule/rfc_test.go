package rrule_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests do not depend on what the machine has

	"larkspur/client/rrule"
)

// newYork is the zone of the examples of RFC 5545 §3.8.5.3.
func newYork(t testing.TB) *time.Location {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	if len(s) == len("19970902") {
		s += "T090000"
	}
	w, err := time.Parse("20060102T150405", s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func parse(t testing.TB, s string) rrule.Rule {
	t.Helper()
	r, err := rrule.Parse(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return r
}

// run is so many dates at even distances.
func run(first string, step, n int) string {
	d, err := time.Parse("20060102", first)
	if err != nil {
		panic(err)
	}
	var out []string
	for i := range n {
		out = append(out, d.AddDate(0, 0, i*step).Format("20060102"))
	}
	return strings.Join(out, " ")
}

// examples are those of RFC 5545 §3.8.5.3, in its order: what a rule, with a start, brings. A date alone is at 09:00:00. ends
// says that there is no more.
var examples = []struct {
	name, rule, start, want string
	ends                    bool
}{
	{"daily for 10 occurrences", "FREQ=DAILY;COUNT=10", "19970902", run("19970902", 1, 10), true},
	{"daily until December 24", "FREQ=DAILY;UNTIL=19971224T000000Z", "19970902", run("19970902", 1, 113), true},
	{"every other day", "FREQ=DAILY;INTERVAL=2", "19970902", run("19970902", 2, 47), false},
	{"every 10 days, 5 occurrences", "FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902", "19970902 19970912 19970922 19971002 19971012", true},
	{"every day in January, by year", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "19980101",
		run("19980101", 1, 31) + " " + run("19990101", 1, 31) + " " + run("20000101", 1, 31), true},
	{"every day in January, by day", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101",
		run("19980101", 1, 31) + " " + run("19990101", 1, 31) + " " + run("20000101", 1, 31), true},
	{"weekly for 10 occurrences", "FREQ=WEEKLY;COUNT=10", "19970902", run("19970902", 7, 10), true},
	{"weekly until December 24", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "19970902", run("19970902", 7, 17), true},
	{"every other week", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "19970902", run("19970902", 14, 13), false},
	{"Tuesday and Thursday for five weeks, until", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "19970902",
		"19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002", true},
	{"Tuesday and Thursday for five weeks, count", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "19970902",
		"19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002", true},
	{"every other week on three days, until", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "19970901",
		"19970901 19970903 19970905 19970915 19970917 19970919 19970929 19971001 19971003 19971013 19971015 19971017 19971027 " +
			"19971029 19971031 19971110 19971112 19971114 19971124 19971126 19971128 19971208 19971210 19971212 19971222", true},
	{"every other week on two days, count", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "19970902",
		"19970902 19970904 19970916 19970918 19970930 19971002 19971014 19971016", true},
	{"the first Friday, count", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "19970905",
		"19970905 19971003 19971107 19971205 19980102 19980206 19980306 19980403 19980501 19980605", true},
	{"the first Friday, until", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "19970905", "19970905 19971003 19971107 19971205", true},
	{"first and last Sunday of every other month", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "19970907",
		"19970907 19970928 19971102 19971130 19980104 19980125 19980301 19980329 19980503 19980531", true},
	{"the second to last Monday", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922",
		"19970922 19971020 19971117 19971222 19980119 19980216", true},
	{"the third to last day", "FREQ=MONTHLY;BYMONTHDAY=-3", "19970928", "19970928 19971029 19971128 19971229 19980129 19980226", false},
	{"the 2nd and the 15th", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "19970902",
		"19970902 19970915 19971002 19971015 19971102 19971115 19971202 19971215 19980102 19980115", true},
	{"the first and the last day", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "19970930",
		"19970930 19971001 19971031 19971101 19971130 19971201 19971231 19980101 19980131 19980201", true},
	{"the 10th to the 15th of every 18 months", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "19970910",
		"19970910 19970911 19970912 19970913 19970914 19970915 19990310 19990311 19990312 19990313", true},
	{"every Tuesday of every other month", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "19970902",
		"19970902 19970909 19970916 19970923 19970930 19971104 19971111 19971118 19971125 " +
			"19980106 19980113 19980120 19980127 19980303 19980310 19980317 19980324 19980331", false},
	{"June and July", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "19970610",
		"19970610 19970710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710", true},
	{"January to March of every other year", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "19970310",
		"19970310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310", true},
	{"the 1st, 100th and 200th day of every third year", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "19970101",
		"19970101 19970410 19970719 20000101 20000409 20000718 20030101 20030410 20030719 20060101", true},
	{"the 20th Monday of the year", "FREQ=YEARLY;BYDAY=20MO", "19970519", "19970519 19980518 19990517", false},
	{"Monday of week 20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512", "19970512 19980511 19990517", false},
	{"every Thursday in March", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "19970313",
		"19970313 19970320 19970327 19980305 19980312 19980319 19980326 19990304 19990311 19990318 19990325", false},
	{"every Thursday in June, July and August", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "19970605",
		run("19970605", 7, 13) + " " + run("19980604", 7, 13) + " " + run("19990603", 7, 13), false},
	// EXDATE leaves out the start of this one, which is not a Friday the 13th.
	{"every Friday the 13th", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19970902",
		"19970902 19980213 19980313 19981113 19990813 20001013", false},
	{"the first Saturday after the first Sunday", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "19970913",
		"19970913 19971011 19971108 19971213 19980110 19980207 19980307 19980411 19980509 19980613", false},
	{"election day", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105", "19961105 20001107 20041102", false},
	{"the third of Tuesday, Wednesday, Thursday", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904", "19970904 19971007 19971106", true},
	{"the second to last weekday", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929",
		"19970929 19971030 19971127 19971230 19980129 19980226 19980330", false},
	// The RFC lists one at 15:00 too and says "from 9:00 AM to 5:00 PM"; but 17:00 in UTC is 13:00 there.
	{"every 3 hours", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", "19970902", "19970902T090000 19970902T120000", true},
	{"every 3 hours until 17:00 here", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "19970902",
		"19970902T090000 19970902T120000 19970902T150000", true},
	{"every 15 minutes", "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "19970902",
		"19970902T090000 19970902T091500 19970902T093000 19970902T094500 19970902T100000 19970902T101500", true},
	{"every hour and a half", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "19970902",
		"19970902T090000 19970902T103000 19970902T120000 19970902T133000", true},
	{"every 20 minutes from 9 to 5, by day", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "19970902",
		officeHours("19970902") + " " + officeHours("19970903"), false},
	{"every 20 minutes from 9 to 5, by minute", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", "19970902",
		officeHours("19970902") + " " + officeHours("19970903"), false},
	{"the week begins on Monday", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805", "19970805 19970810 19970819 19970824", true},
	{"the week begins on Sunday", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805", "19970805 19970817 19970819 19970831", true},
	{"a date that is not there is left out", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115",
		"20070115 20070130 20070215 20070315 20070330", true},
}

func officeHours(date string) string {
	var out []string
	for h := 9; h < 17; h++ {
		for m := 0; m < 60; m += 20 {
			out = append(out, date+time.Date(2000, 1, 1, h, m, 0, 0, time.UTC).Format("T150405"))
		}
	}
	return strings.Join(out, " ")
}

func TestTheExamplesOfTheRFC(t *testing.T) {
	for _, e := range examples {
		rule := parse(t, e.rule).In(newYork(t))
		var want []time.Time
		for s := range strings.FieldsSeq(e.want) {
			want = append(want, at(t, s))
		}
		var got []time.Time
		more := false
		for o := range rule.All(at(t, e.start)) {
			if more = len(got) == len(want); more {
				break
			}
			got = append(got, o)
		}
		if !slices.Equal(got, want) || more == e.ends {
			t.Errorf("%s: %s\n got %v (more: %v)\nwant %v", e.name, e.rule, got, more, want)
		}
		// And so does each stretch of it, taken alone.
		for i := range want {
			j := min(i+3, len(want)) - 1
			got := slices.Collect(rule.Between(at(t, e.start), want[i], want[j].Add(time.Second)))
			if !slices.Equal(got, want[i:j+1]) {
				t.Errorf("%s, from the %dth: %v", e.name, i, got)
			}
		}
	}
}
