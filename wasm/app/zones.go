package app

import (
	"encoding/binary"
	"time"

	"larkspur/client/schedule"
)

// The browser knows the time zones; Go's copy of them (time/tzdata) weighs several hundred kilobytes. What
// the browser tells is one offset at a time, so a location is made of what it says about three years: the year of a date, and
// one to either side. Beyond these the first and last offset go on.

// zoneStep is how far apart the browser is asked. Two changes of clocks closer than this would be missed; the closest that
// are known are those around Ramadan in Morocco, four weeks or more apart.
const zoneStep = 10 * 24 * 60 * 60

// zoneRoom bounds what is remembered, as the name of a zone may be anything that was typed.
const zoneRoom = 64

// zonesAsked bounds how many zones the browser is asked about for one drawing, as each takes some milliseconds and a plan can name
// thousands. One more is as good as not known, which is said.
const zonesAsked = 32

// zoneYear is a zone as it is around a year.
type zoneYear struct {
	name string
	year int
}

// change says that from an instant on, in seconds since 1970, clocks show so many seconds east of UTC.
type change struct {
	at     int64
	offset int
}

// zones are the time zones around the present.
func (a *App) zones() schedule.Zones { return a.zonesAround(a.page.Now()) }

// zonesAround are the time zones as they are in the year of t, and the years before and after it.
func (a *App) zonesAround(t time.Time) schedule.Zones {
	named := func(name string) *time.Location { return a.location(zoneYear{name, t.UTC().Year()}) }
	return schedule.Zones{Here: named(a.zone), Named: named}
}

// location returns a zone out of what is remembered, or asks the browser. It is nil for a name that the browser does not know.
func (a *App) location(z zoneYear) *time.Location {
	loc, known := a.clocks[z]
	if known {
		return loc
	}
	if a.asked++; a.asked > zonesAsked {
		return nil
	}
	loc = locate(z, a.page.Offset)
	if a.clocks == nil || len(a.clocks) >= zoneRoom {
		a.clocks = map[zoneYear]*time.Location{}
	}
	a.clocks[z] = loc
	return loc
}

// locate makes a location from offsets.
func locate(z zoneYear, ask func(zone string, t time.Time) (int, bool)) *time.Location {
	if z.name == "" {
		return nil
	}
	ok := true
	offset := func(at int64) int {
		seconds, known := ask(z.name, time.Unix(at, 0))
		ok = ok && known && seconds > -24*60*60 && seconds < 24*60*60
		return seconds
	}
	from := time.Date(z.year-1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	to := time.Date(z.year+2, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	changes := []change{{from, offset(from)}}
	for at := from; at < to && ok; at += zoneStep {
		before := changes[len(changes)-1].offset
		if after := offset(at + zoneStep); after != before {
			changes = append(changes, change{bisect(at, at+zoneStep, before, offset), after})
		}
	}
	if !ok {
		return nil
	}
	loc, err := time.LoadLocationFromTZData(z.name, tzif(changes))
	if err != nil {
		return nil
	}
	return loc
}

// bisect returns the first second at which the offset is no longer before; at low it is, at high it is not.
func bisect(low, high int64, before int, offset func(int64) int) int64 {
	for high-low > 1 {
		middle := low + (high-low)/2
		if offset(middle) == before {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// tzif writes changes in the form of RFC 8536, version 2: an empty block for readers of version 1, a block with times of
// eight bytes, and an empty footer. The first change says what was before the second. Every type is standard time, as
// nobody asks whether summer it is, and has an empty name.
func tzif(changes []change) []byte {
	header := func(b []byte, times, types, names uint32) []byte {
		b = append(b, "TZif2"...)
		b = append(b, make([]byte, 15)...)
		for _, n := range [...]uint32{0, 0, 0, times, types, names} { // UT/local and standard/wall indicators, leap seconds
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return b
	}
	later := changes[1:]
	b := header(nil, 0, 1, 1)
	b = append(b, make([]byte, 6+1)...)
	b = header(b, uint32(len(later)), uint32(len(changes)), 1)
	for _, c := range later {
		b = binary.BigEndian.AppendUint64(b, uint64(c.at))
	}
	for i := range later {
		b = append(b, byte(i+1)) // a type of its own for every change: some hundred at most
	}
	for _, c := range changes {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(c.offset)))
		b = append(b, 0, 0)
	}
	return append(b, 0, '\n', '\n')
}
