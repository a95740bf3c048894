package ordinary

import (
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
)

// everyDay runs over all days of five years, a leap year among them, and over odd days of others, up to the last there is.
func everyDay(yield func(int, string) bool) {
	n := 0
	for day := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2032; day = day.AddDate(0, 0, 1) {
		if n++; !yield(n, day.Format(plan.DateLayout)) {
			return
		}
	}
	for _, day := range []string{"0004-02-29", "1970-01-01", "1999-12-31", "2000-02-29", "2100-02-28", "2100-03-01", "9999-12-31"} {
		if n++; !yield(n, day) {
			return
		}
	}
}

func TestOnEveryDayOfTheYearDatesAreSensible(t *testing.T) {
	for _, lang := range languages {
		found := 0
		for seed, day := range everyDay {
			w := writerFor(t, lang, day, seed)
			days := w.days()
			for _, check := range []func(*testing.T, *writer, map[string]time.Time) int{checkShopping, checkStudies, checkHome} {
				found += check(t, w, days)
			}
			if title := strings.ToLower(w.written("budget*1-1")[0].title); !strings.Contains(title, strings.ToLower(w.called("month", w.today))) {
				t.Fatalf("%s: a budget for %q", day, title)
			}
			if t.Failed() {
				t.Fatalf("on %s, in %s", day, lang)
			}
		}
		if found < 10_000 {
			t.Errorf("%s: only %d dates were looked at", lang, found)
		}
	}
}

// back is how many days before today a day lies.
func (w *writer) back(day time.Time) int { return int(w.today.Sub(day).Hours() / 24) }

// A list was written in the last three weeks, and the newest in the last days.
func checkShopping(t *testing.T, w *writer, days map[string]time.Time) (found int) {
	notes := w.written("shop*1-3")
	var all []int
	for _, n := range notes {
		day, ok := dated(days, n.title)
		if !ok {
			all = nil // it has a weekday only
			break
		}
		found++
		all = append(all, w.back(day))
	}
	for i, ago := range all {
		if ago < 1 || ago > 15 {
			t.Errorf("a list of %d days ago", ago)
		}
		if i > 0 && (ago > all[i-1]) != w.habits.newest {
			t.Errorf("lists of %v days ago", all)
		}
	}
	if len(all) > 0 && min(all[0], all[len(all)-1]) > 5 {
		t.Errorf("the newest list is of %v days ago", all)
	}
	return found
}

// The weeks of a course follow each other from two weeks ago at the earliest; what lies ahead is not done.
func checkStudies(t *testing.T, w *writer, days map[string]time.Time) (found int) {
	var before time.Time
	text := w.written("study*1-1")[0].text
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		day, ok := dated(days, line)
		if !ok {
			continue // when in the week
		}
		found++
		switch {
		case before.IsZero() && (w.back(day) < 0 || w.back(day) > 20 || day.Weekday() != time.Monday):
			t.Errorf("it began %d days ago", w.back(day))
		case !before.IsZero() && (day.Before(before.AddDate(0, 0, 7)) || day.After(before.AddDate(0, 0, 11))):
			t.Errorf("%q comes after %v", line, before)
		case w.back(day) < -60:
			t.Errorf("%q is %d days ahead", line, -w.back(day))
		}
		if isDone(line) && w.back(day) < 7 {
			t.Errorf("%q is done already", line)
		}
		before = day
	}
	if found < 4 {
		t.Errorf("a plan with %d dates:\n%s", found, text)
	}
	return found
}

// What is to do was written this week, and the meals begin on this Monday.
func checkHome(t *testing.T, w *writer, days map[string]time.Time) (found int) {
	for _, n := range w.written("tasks*1-1; meals*1-1") {
		if day, ok := dated(days, n.title); ok {
			found++
			if w.back(day) < 0 || w.back(day) > 6 {
				t.Errorf("%q is of %d days ago", n.title, w.back(day))
			}
		}
	}
	meals := w.written("meals*1-1")[0].text
	if first := w.words["dy"][0] + ": "; !strings.HasPrefix(strings.ToLower(meals), strings.ToLower(first)) {
		t.Errorf("the week does not begin on a Monday:\n%s", meals)
	}
	return found
}

func TestTotalsAddUp(t *testing.T) {
	for _, lang := range languages {
		looked := 0
		for seed := range 2000 {
			w := writerFor(t, lang, today, seed)
			for _, n := range w.written("budget*1-1; project*1-1") {
				sum, total := 0, -1
				for line := range strings.Lines(n.text) {
					line = strings.TrimSpace(line)
					cents := w.cents(t, line)
					is := func(word string) bool {
						return strings.HasPrefix(strings.ToLower(line), word+w.habits.between)
					}
					switch {
					case is("total"):
						total = cents
						looked++
						if total != sum || sum == 0 {
							t.Fatalf("seed %d: the total is no total\n%s", seed, n.text)
						}
					default:
						sum += cents
						if cents < 100 || cents > 42_000 {
							t.Fatalf("seed %d: %q", seed, line)
						}
					}
				}
				if total < 0 {
					t.Fatalf("seed %d: no total\n%s", seed, n.text)
				}
			}
		}
		if looked < 500 {
			t.Errorf("%s: %d totals were looked at", lang, looked)
		}
	}
}
