package app

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// filler fills in an item as a person would, and says what the plan has to hold then.
type filler struct {
	*person
	kind plan.Kind
	n    int
}

func (f *filler) label(path ...string) string { return f.words(f.kind.FieldLabel(path...)) }

func (f *filler) text(what string) string { f.n++; return what + " " + strconv.Itoa(f.n) }

// fill fills in one field, or one column of a row. labels lead to it.
func (f *filler) fill(field plan.Field, path, labels []string) plan.Value {
	f.t.Helper()
	switch field.Type {
	case plan.Line, plan.Exact, plan.Phone:
		text := f.text("line")
		f.writes(text, labels...)
		return plan.Text(text)
	case plan.LongText:
		text := f.text("text") + "\nand more"
		f.writes(text, labels...)
		return plan.Text(text)
	case plan.Choice:
		last := field.Options[len(field.Options)-1]
		f.presses(f.words(f.kind.OptionLabel(last, path...)), labels...)
		return plan.Text(last)
	case plan.Choices:
		for _, o := range field.Options[1:3] {
			f.checks(append(slices.Clone(labels), f.words(f.kind.OptionLabel(o, path...)))...)
		}
		return plan.Texts(field.Options[1:3]...)
	case plan.YesNo:
		f.checks(labels...)
		return plan.Flag(true)
	case plan.Count, plan.Minutes:
		f.writes("45", labels...)
		return plan.Number(45)
	case plan.Date:
		f.writes("3/4/2026", labels...)
		return plan.Text("2026-03-04")
	case plan.Clock:
		f.writes("2:30 pm", labels...)
		return plan.Text("14:30")
	case plan.Moment:
		f.writes("April 5, 2026", append(slices.Clone(labels), "Date")...)
		f.writes("9:05", append(slices.Clone(labels), "Time")...)
		return plan.Text("2026-04-05T09:05")
	case plan.Zone:
		f.writes("America/New_York", labels...)
		return plan.Text("America/New_York")
	case plan.Repeat:
		f.presses("Every 2 weeks", labels...)
		f.checks(append(slices.Clone(labels), "On these days", "Thursday")...)
		f.presses("On a date", labels...)
		f.writes("December 31, 2026", append(slices.Clone(labels), "Ends", "Until")...)
		return plan.Text("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20261231")
	case plan.ItemRef:
		f.presses("Add a new one: "+f.words("kind."+field.Of[0])+": "+labels[len(labels)-1], labels...)
		f.click("Back")
		return plan.Ref(plan.ID{}) // whichever was made
	}
	return f.fillList(field, path, labels)
}

func (f *filler) fillList(field plan.Field, path, labels []string) plan.Value {
	f.t.Helper()
	name := labels[len(labels)-1]
	entry := func(i int) []string { return append(slices.Clone(labels), name+" "+strconv.Itoa(i)) }
	switch field.Type {
	case plan.Lines:
		for i, text := range []string{"first", "second"} {
			f.click("Add another: " + name)
			f.writes(text, entry(i+1)...)
		}
		return plan.Texts("first", "second")
	case plan.Dates:
		for i, text := range []string{"4/1/2026", "3/1/2026"} {
			f.click("Add another: " + name)
			f.writes(text, entry(i+1)...)
		}
		return plan.Texts("2026-03-01", "2026-04-01")
	case plan.Clocks:
		for i, text := range []string{"8 pm", "8:00"} {
			f.click("Add another: " + name)
			f.writes(text, entry(i+1)...)
		}
		return plan.Texts("08:00", "20:00")
	case plan.Rows:
		var rows []plan.Record
		for i := range 2 {
			f.click("Add a row: " + name)
			row := plan.Record{}
			for _, c := range field.Fields {
				at := []string{field.Key, c.Key}
				row[c.Key] = f.fill(c, at, append(entry(i+1), f.label(at...)))
			}
			rows = append(rows, row)
		}
		return plan.Records(rows...)
	}
	f.t.Fatalf("nobody knows how to fill in %s", strings.Join(path, "."))
	return nil
}

// sameAs compares values; a reference is the same as any other.
func sameAs(a, b plan.Value) bool {
	if ra, ok := plan.AsRef(a); ok {
		rb, ok := plan.AsRef(b)
		return ok && (ra != plan.ID{} || rb != plan.ID{})
	}
	rows, want := plan.AsRecords(a), plan.AsRecords(b)
	if len(rows) == 0 || len(rows) != len(want) {
		return plan.SameValue(a, b)
	}
	for i, row := range rows {
		if len(row) != len(want[i]) {
			return false
		}
		for k, v := range row {
			if !sameAs(want[i][k], v) && !sameAs(v, want[i][k]) {
				return false
			}
		}
	}
	return true
}

// TestEveryFieldOfEveryKindCanBeWritten adds an item of every kind through the screens, sets each of its fields, and reads
// all of it back from the server on another device.
func TestEveryFieldOfEveryKindCanBeWritten(t *testing.T) {
	for _, kind := range plan.Kinds() {
		t.Run(kind.Key, func(t *testing.T) {
			k := keptPlan(t, nil)
			f := &filler{person: k.opens("en"), kind: kind}
			f.click("Look around first")
			f.click("Add a section")
			if kind.Key != "note" {
				f.click("Add something else")
			}
			f.click("Add: " + f.words(kind.Label()))
			want := map[string]plan.Value{}
			for _, field := range kind.Fields {
				want[field.Key] = f.fill(field, []string{field.Key}, []string{f.label(field.Key)})
			}
			f.settles()
			var got plan.Item
			for _, it := range k.reads().Items(kind.Key) {
				if len(it.Fields()) > 0 {
					got = it
				}
			}
			for key, v := range want {
				if !sameAs(v, got.Value(key)) {
					t.Errorf("%s is %#v, not %#v", key, got.Value(key), v)
				}
			}
		})
	}
}
