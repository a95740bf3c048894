package view

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/rrule"
)

func TestRulesInWords(t *testing.T) {
	for _, c := range []struct{ rule, en, es string }{
		{"", "Does not repeat", "No se repite"},
		{"FREQ=DAILY;COUNT=5", "Every day, 5 times", "Todos los días, 5 veces"},
		{Weekdays + ";UNTIL=20261231", "Every weekday, Monday to Friday, until December 31, 2026", "Cada día de lunes a viernes, hasta el 31 de diciembre de 2026"},
		{Weekdays + ";WKST=SU", "Every weekday, Monday to Friday", "Cada día de lunes a viernes"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "Every 2 weeks, on Monday, Tuesday, Wednesday, Thursday and Friday", "Cada 2 semanas, los días lunes, martes, miércoles, jueves y viernes"},
		{"FREQ=MONTHLY;BYDAY=2TU", "Every month, on the second Tuesday", "Cada mes, el segundo martes"},
		{"FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU,3FR", "Every 3 months, on the last Tuesday and the third Friday", "Cada 3 meses, el último martes y el tercer viernes"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,15,-1,-3", "Every month, on day 3 from the end, the last day, day 1 and day 15", "Cada mes, el día 3 desde el final, el último día, el día 1 y el día 15"},
		{"FREQ=YEARLY;BYMONTH=1,6", "Every year, in January and June", "Cada año, en enero y junio"},
		{"FREQ=YEARLY;BYDAY=20MO,-2SU", "Every year, on Sunday number 2 from the end and Monday number 20", "Cada año, el domingo número 2 desde el final y el lunes número 20"},
		{"FREQ=HOURLY;INTERVAL=4", "Every 4 hours", "Cada 4 horas"},
		{"FREQ=DAILY;UNTIL=20260304T140000Z", "Every day, until March 4, 2026", "Todos los días, hasta el 4 de marzo de 2026"},
		{"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3", "Every month, on Monday and Tuesday, 3 times. The whole rule: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3",
			"Cada mes, los días lunes y martes, 3 veces. La regla completa: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3"},
	} {
		r, err := rrule.Parse(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"en": c.en, "es": c.es} {
			if got := FormatRule(catalog.Load(lang), r); got != want {
				t.Errorf("%s: %q is %q", lang, c.rule, got)
			}
		}
	}
	for lang, w := range map[string]*catalog.Words{"en": catalog.Load("en"), "es": catalog.Load("es")} {
		for freq := rrule.Never; freq <= rrule.Yearly; freq++ {
			for _, every := range []int{0, 1, 2} {
				if text := FormatRule(w, rrule.Rule{Freq: freq, Interval: every}); freq != rrule.Never && strings.Contains(text, "[") {
					t.Errorf("%s: %s", lang, text)
				}
			}
		}
	}
}

// Every pattern on offer is a rule in its one form, or it would never be seen as the one chosen.
func TestTheWeekdayOfAMonthIsCountedFromWhereItCan(t *testing.T) {
	for start, want := range map[string]string{
		"2026-03-10T09:00": "FREQ=MONTHLY;BYDAY=2TU", "2026-03-24T09:00": "FREQ=MONTHLY;BYDAY=4TU", "2026-03-31T09:00": "FREQ=MONTHLY;BYDAY=-1TU",
		"2026-02-24T09:00": "FREQ=MONTHLY;BYDAY=4TU FREQ=MONTHLY;BYDAY=-1TU", "2028-02-29T09:00": "FREQ=MONTHLY;BYDAY=-1TU", "": "",
	} {
		offered := patterns(start)
		var nth []string
		for _, p := range offered {
			r, err := rrule.Parse(p)
			if err != nil || r.String() != p || PatternOf(r, offered...) != p {
				t.Errorf("%q on offer is %q: %v", p, r.String(), err)
			}
			if strings.Contains(p, "MONTHLY;BYDAY") {
				nth = append(nth, p)
			}
		}
		if got := strings.Join(nth, " "); got != want {
			t.Errorf("from %s: %s", start, got)
		}
		if !slices.Contains(offered, "FREQ=YEARLY") {
			t.Errorf("from %s every year is not on offer", start)
		}
	}
}
