package app

import (
	"crypto/rand"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

func TestZonesAreChecked(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		_, err := p.AddItem(rand.Reader, p.Sections()[2].ID(), "place")
		return err
	})
	p := k.opens("en")
	p.click("Places you go")
	p.clickPart("without a name")
	p.sees("Time zone of this device: UTC")
	p.writes("Atlantis", "Time zone")
	p.sees("This time zone is not known.")
	p.writes("America/New_York", "Time zone")
	p.seesNot("This time zone is not known.")
	p.settles()
	if got := k.reads().Items("place")[0].Text("zone"); got != "America/New_York" {
		t.Errorf("the zone is %q", got)
	}
}

func TestDatesAreReadAsTheLanguageHasThem(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "3/4/2026", "2026-03-04"}, {"es", "3/4/2026", "2026-04-03"}, {"en", "2026-03-04", "2026-03-04"},
		{"es", "2026-3-4", "2026-03-04"}, {"en", "March 4, 2026", "2026-03-04"}, {"en", "4 mar 26", "2026-03-04"},
		{"es", "4 de marzo de 2026", "2026-03-04"}, {"es", "miércoles, 4 de marzo de 2026", "2026-03-04"},
		{"en", "Wednesday, March 4th, 2026", "2026-03-04"}, {"en", "31/3/2026", "2026-03-31"}, {"es", "3.31.2026", "2026-03-31"},
		{"en", "12/31/99", "1999-12-31"}, {"en", "2/29/2028", "2028-02-29"},
		{"en", "2/29/2026", ""}, {"en", "3/4", ""}, {"en", "3/4/202", ""}, {"en", "March 2026", ""}, {"en", "soon", ""},
		{"en", "March April 2026", ""}, {"en", "13/13/2026", ""}, {"en", "3/4/2026 5", ""}, {"en", "0/4/2026", ""},
		{"en", "-3/4/0026", ""}, {"en", "", ""}, {"en", "99999999999999999999/1/1", ""},
	} {
		got, ok := parseDate(catalog.Load(c.lang), c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s %q is read as %q", c.lang, c.text, got)
		}
	}
}

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"14:30": "14:30", "2:30 pm": "14:30", "2:30pm": "14:30", "2:30 p. m.": "14:30", "2 PM": "14:00", "12 am": "00:00",
		"12:15 pm": "12:15", "0:05": "00:05", "9.30": "09:30", "14h30": "14:30", "14:30 pm": "14:30",
		"2": "", "25:00": "", "2:5": "", "2:60": "", "13 am": "", "noon": "", "": "", "2:30 xm": "", "1:2:3": "", "pm": "",
	} {
		if got, ok := parseClock(text); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// What the screen writes it reads, or leaving a box would change what is in it.
func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		for _, day := range []string{"2026-01-31", "2026-09-01", "2028-02-29", "1999-12-12"} {
			for _, write := range []func(*catalog.Words, string) string{view.WrittenDay, view.WrittenDate} {
				if got, _ := parseDate(w, write(w, day)); got != day {
					t.Errorf("%s: %q is read as %q", lang, write(w, day), got)
				}
			}
		}
		for _, clock := range []string{"00:00", "00:30", "09:05", "12:00", "12:59", "13:00", "23:59"} {
			if got, _ := parseClock(view.WrittenClock(w, clock)); got != clock {
				t.Errorf("%s: %q is read as %q", lang, view.WrittenClock(w, clock), got)
			}
		}
	}
}
