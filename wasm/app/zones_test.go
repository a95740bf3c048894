package app

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests do not depend on what the machine has
)

// fromGo answers as a browser does, out of Go's own data, and counts how often it is asked.
func fromGo(asked *int) func(string, time.Time) (int, bool) {
	return func(zone string, at time.Time) (int, bool) {
		*asked++
		loc, err := time.LoadLocation(zone)
		if err != nil {
			return 0, false
		}
		_, seconds := at.In(loc).Zone()
		return seconds, true
	}
}

func TestZonesMadeOfOffsetsAreTheZones(t *testing.T) {
	for _, name := range []string{
		"UTC", "America/New_York", "America/Los_Angeles", "America/Phoenix", "America/St_Johns", "America/Santiago",
		"Europe/Dublin", "Europe/Madrid", "Africa/Casablanca", "Africa/Cairo", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza",
		"Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "America/Mexico_City", "Antarctica/Troll",
	} {
		want, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range []int{2010, 2011, 2026, 2027, 2040} {
			asked := 0
			got := locate(zoneYear{name, year}, fromGo(&asked))
			if got == nil {
				t.Fatalf("%s: none", name)
			}
			if got.String() != name {
				t.Errorf("%s calls itself %s", name, got)
			}
			// 110 looks, and 20 steps for each of some ten changes.
			if asked > 500 {
				t.Errorf("%s %d: the browser was asked %d times", name, year, asked)
			}
			from := time.Date(year-1, 1, 1, 0, 0, 0, 0, time.UTC)
			for at := from; at.Year() < year+2; at = at.Add(10 * time.Minute) {
				_, w := at.In(want).Zone()
				if _, g := at.In(got).Zone(); g != w {
					t.Fatalf("%s at %s: %d seconds east, want %d", name, at, g, w)
				}
			}
			// Beyond them the ends go on.
			_, first := from.In(want).Zone()
			if _, g := from.AddDate(-5, 0, 0).In(got).Zone(); g != first {
				t.Errorf("%s: %d seconds east long before %d, want %d", name, g, year, first)
			}
		}
	}
}

func TestAChangeIsFoundToTheSecond(t *testing.T) {
	at := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	got := locate(zoneYear{"x", 2026}, func(_ string, t time.Time) (int, bool) {
		if t.Before(at) {
			return -3600, true
		}
		return 1234, true
	})
	for _, c := range []struct {
		at   time.Time
		want int
	}{{at.Add(-time.Second), -3600}, {at, 1234}} {
		if _, g := c.at.In(got).Zone(); g != c.want {
			t.Errorf("at %s: %d, want %d", c.at, g, c.want)
		}
	}
}

func TestAZoneThatIsNotKnownIsNone(t *testing.T) {
	asked := 0
	for _, name := range []string{"", "Nowhere/At_All", "../../etc/passwd", "Europe/Madrid\x00"} {
		if loc := locate(zoneYear{name, 2026}, fromGo(&asked)); loc != nil {
			t.Errorf("%q is %s", name, loc)
		}
	}
	if asked > 10 {
		t.Errorf("asked %d times for nothing", asked)
	}
	for name, ask := range map[string]func(string, time.Time) (int, bool){
		"out of range":   func(string, time.Time) (int, bool) { return 1 << 30, true },
		"later not told": func(_ string, t time.Time) (int, bool) { return 0, t.Year() < 2026 },
	} {
		if loc := locate(zoneYear{"x", 2026}, ask); loc != nil {
			t.Errorf("%s: %s", name, loc)
		}
	}
}

// A browser that says something else each time it is asked still ends in some location.
func TestOffsetsThatMakeNoSenseEnd(t *testing.T) {
	n := 0
	locate(zoneYear{"x", 2026}, func(string, time.Time) (int, bool) { n++; return n * 7919 % 80000, true })
	if n > 5000 {
		t.Errorf("asked %d times", n)
	}
}

func TestZonesAreRememberedAndNotWithoutEnd(t *testing.T) {
	p := &person{now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC), zones: map[string]int{"UTC": 0, "Asia/Tokyo": 9 * 3600}}
	a := New(Config{Page: p})
	a.zone = "UTC"
	z := a.zones()
	tokyo := z.Named("Asia/Tokyo")
	if z.Here == nil || z.Here.String() != "UTC" || tokyo == nil || z.Named("Asia/Tokyo") != tokyo || z.Named("Mars") != nil {
		t.Errorf("here %v, Tokyo %v, Mars %v", z.Here, tokyo, z.Named("Mars"))
	}
	for i := range 1000 {
		z.Named(time.Duration(i).String())
	}
	if len(a.clocks) > zoneRoom {
		t.Errorf("%d zones are kept", len(a.clocks))
	}
}
