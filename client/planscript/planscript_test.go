package planscript_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/planscript"
)

func newPlan(t testing.TB) *plan.Plan {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t testing.TB, p *plan.Plan, script string) *plan.Plan {
	t.Helper()
	before := string(plan.Encode(p))
	out, err := planscript.Apply(p, script, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if string(plan.Encode(p)) != before {
		t.Error("the plan that was given has changed")
	}
	return out
}

func TestAScriptMakesWhatItsLinesSay(t *testing.T) {
	p := apply(t, newPlan(t), `
# A place, and an appointment there.
add where place as clinic
set name Clinic
set worries he parks there\nin the yard \\ street
set travel 20
add sched appt as dose
set title Dose  at the clinic
set place @clinic
set start 2026-03-04 08:30
set repeat FREQ=WEEKLY;BYDAY=WE,MO
set skip 2026-03-11, 2026-03-09
set public yes
set how person
row allow
set allow.days tu,mo
set allow.from 09:00
row allow
set allow.place @clinic
set allow.2.to 17:00
section own Mine
hide pets
rename comm How they reach me
`)
	appts, places := p.Items("appt"), p.Items("place")
	if len(appts) != 1 || len(places) != 1 {
		t.Fatalf("%d appointments, %d places", len(appts), len(places))
	}
	it, place := appts[0], places[0]
	if got := place.Text("worries"); got != "he parks there\nin the yard \\ street" {
		t.Errorf("the text is %q", got)
	}
	if n, _ := plan.AsNumber(place.Value("travel")); n != 20 {
		t.Errorf("travel is %d", n)
	}
	if id, _ := plan.AsRef(it.Value("place")); id != place.ID() {
		t.Error("the appointment is at another place")
	}
	if it.Text("title") != "Dose  at the clinic" || it.Text("start") != "2026-03-04T08:30" || it.Text("repeat") != "FREQ=WEEKLY;BYDAY=MO,WE" || !it.Flag("public") {
		t.Errorf("%q %q %q", it.Text("title"), it.Text("start"), it.Text("repeat"))
	}
	if got := strings.Join(plan.AsTexts(it.Value("skip")), " "); got != "2026-03-09 2026-03-11" {
		t.Errorf("left out are %s", got)
	}
	rows := plan.AsRecords(it.Value("allow"))
	if len(rows) != 2 || strings.Join(plan.AsTexts(rows[0]["days"]), " ") != "mo tu" || plan.AsText(rows[1]["to"]) != "17:00" || rows[1]["place"] == nil {
		t.Errorf("rows %v", rows)
	}
	sections := p.Sections()
	if last := sections[len(sections)-1]; last.Title() != "Mine" || sections[0].Title() != "How they reach me" {
		t.Errorf("sections %q, %q", sections[0].Title(), last.Title())
	}
	id := it.ID().String()[:8]
	q := apply(t, p, "item "+id+"\nclear allow.1\nclear public\nset title Other\nmove "+id+" comm 1\nshow pets\nrename comm\norder pets 1\n")
	it, _ = q.Item(it.ID())
	if rows := plan.AsRecords(it.Value("allow")); len(rows) != 1 || it.Flag("public") || it.Text("title") != "Other" || it.Section() != q.Items("appt")[0].Section() {
		t.Errorf("rows %v, title %q", rows, it.Text("title"))
	}
	if s := q.Sections()[0]; s.Kind() != "pets" || s.Hidden() {
		t.Error("the section is not shown first")
	}
	if r := apply(t, q, "remove "+id+"\ndrop pets"); len(r.Items("appt")) != 0 || len(r.Sections()) != len(q.Sections())-1 {
		t.Error("something was not removed")
	}
}

// Everything that a screen can write, a script can.
func TestEveryFieldOfEveryKindCanBeSet(t *testing.T) {
	p := apply(t, newPlan(t), "add where place\nset name P\nadd comm chan\nadd people person\nadd stay med\n")
	refs := map[string]string{}
	for _, it := range p.Items() {
		refs[it.Kind()] = it.ID().String()
	}
	example := func(f plan.Field) string {
		switch f.Type {
		case plan.Choice, plan.Choices:
			return f.Options[0]
		case plan.YesNo:
			return "yes"
		case plan.Count, plan.Minutes:
			return "7"
		case plan.Date, plan.Dates:
			return "2026-03-04"
		case plan.Clock, plan.Clocks:
			return "08:30"
		case plan.Moment:
			return "2026-03-04T08:30"
		case plan.Zone:
			return "America/New_York"
		case plan.Repeat:
			return "FREQ=DAILY"
		case plan.ItemRef, plan.ItemRefs:
			return refs[f.Of[0]]
		}
		return "some text"
	}
	for _, k := range plan.Kinds() {
		script := "add comm " + k.Key + " as it\n"
		for _, f := range k.Fields {
			if f.Type != plan.Rows {
				script += "set " + f.Key + " " + example(f) + "\n"
				continue
			}
			script += "row " + f.Key + "\n"
			for _, c := range f.Fields {
				script += "set " + f.Key + "." + c.Key + " " + example(c) + "\n"
			}
		}
		q := apply(t, p, script)
		s := q.Sections()[0].Items()
		it := s[len(s)-1]
		for _, f := range k.Fields {
			v := it.Value(f.Key)
			if v == nil || f.Type == plan.Rows && len(plan.AsRecords(v)[0]) != len(f.Fields) {
				t.Errorf("%s.%s is %v", k.Key, f.Key, v)
			}
		}
	}
}

func TestEveryLineThatCannotBeDoneIsToldAndNothingIsDone(t *testing.T) {
	p := apply(t, newPlan(t), "add sched appt\nset title One\n")
	for line, want := range map[string]string{
		"fly":                                      `no verb "fly"`,
		"add":                                      "takes more",
		"add sched":                                "takes more",
		"add nowhere appt":                         "nothing of that id",
		"add sched rocket":                         `no kind "rocket"`,
		"add sched appt called x":                  "as NAME",
		"set title x":                              "no line above says which item",
		"item abcd":                                "nothing of that id",
		"item @x":                                  "no line above names @x",
		"add sched appt\nset colour red":           `no field "colour"; there are title`,
		"add sched appt\nset how flying":           "there are person, phone",
		"add sched appt\nset start tomorrow":       "start does not take this value",
		"add sched appt\nset len long":             "whole number",
		"add sched appt\nset public maybe":         "yes or no",
		"add sched appt\nset repeat FREQ=NEVER":    "does not take this value",
		"add sched appt\nset allow 09:00":          "FIELD.COLUMN",
		"add sched appt\nset title.x y":            "other fields as FIELD",
		"add sched appt\nset allow.from 09:00":     "no line above says: row allow",
		"add sched appt\nset allow.1.from 09:00":   "has no row 1",
		"add sched appt\nrow title":                "has no rows",
		"add sched appt as x\nset place @x":        "of the kinds place",
		"add sched appt\nclear colour":             `no field "colour"`,
		"add sched appt\nclear allow.1":            "has no row 1",
		"section nonsense":                         `no kind of section "nonsense"`,
		"order sched first":                        "places are counted from 1",
		"hide nowhere":                             "nothing of that id",
		"add sched appt as x\nadd sched appt as x": "two lines name @x",
	} {
		script := "# first\n" + line
		q, err := planscript.Apply(p, script, rand.Reader)
		wrong, ok := errors.AsType[planscript.LineError](err)
		if q != nil || !ok || !strings.Contains(err.Error(), want) || wrong.Line != 1+len(strings.Split(line, "\n")) {
			t.Errorf("%q: %v", line, err)
		}
	}
	// All of them at once, and those that follow from another are not told again.
	_, err := planscript.Apply(p, "fly\nadd nowhere appt\nset title x\nrow allow\nhide sched\nswim\n", rand.Reader)
	if err == nil || strings.Count(err.Error(), "line ") != 3 || !strings.Contains(err.Error(), "line 6:") {
		t.Errorf("%v", err)
	}
}

func TestAnIDThatTwoItemsBeginWithNamesNeither(t *testing.T) {
	p := newPlan(t)
	for range 2 {
		id, err := p.AddItem(strings.NewReader("\xab\xcd"+strings.Repeat("x", len(p.Items())+1)+strings.Repeat("y", 14)), p.Sections()[0].ID(), "note")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(id.String(), "abcd") {
			t.Fatal(id)
		}
	}
	if _, err := planscript.FindItem(p, "abcd"); !errors.Is(err, planscript.ErrMany) {
		t.Error(err)
	}
	if _, err := planscript.FindItem(p, "abc"); !errors.Is(err, planscript.ErrNone) {
		t.Error(err)
	}
	if it, err := planscript.FindItem(p, p.Items()[0].ID().String()); err != nil || it.ID() != p.Items()[0].ID() {
		t.Error(err)
	}
}

func FuzzApply(f *testing.F) {
	f.Add("add sched appt as x\nset title y\nrow allow\nset allow.from 09:00\nclear allow.1\nmove @x comm 1\nremove @x")
	f.Add("set allow.1.from 09:00\nitem @\n order pets 999999999\nclear .\nset . .")
	p := newPlan(f)
	f.Fuzz(func(t *testing.T, script string) {
		q, err := planscript.Apply(p, script, rand.Reader)
		if (q == nil) != (err != nil) {
			t.Fatal("a plan and an error, or neither")
		}
		if q != nil {
			if _, err := plan.Decode(plan.Encode(q)); err != nil {
				t.Fatalf("%q makes a plan that cannot be read: %v", script, err)
			}
		}
	})
}

// What a line adds to a text, or changes in one, leaves the rest of it: two may write in one text, and set would undo the other.
func TestALineChangesAPartOfAText(t *testing.T) {
	p := apply(t, newPlan(t), `
add people note
append title The letter
append text Call from the library.
append text Ask for Ana.
append text \nBring the letter.
change text the library => a phone \\ box
change text Ask for Ana. =>
`)
	it := p.Items("note")[0]
	if got, want := it.Text("text"), "Call from a phone \\ box. \nBring the letter."; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	if got := it.Text("title"); got != "The letter" {
		t.Errorf("the title is %q", got)
	}
	for line, want := range map[string]string{
		"change text the => a":   "stands there 2 times",
		"change text Ana => Bo":  "stands there 0 times",
		"change text the letter": "OLD => NEW",
		"change text  => x":      "OLD => NEW",
		"append when soon":       "no field",
	} {
		if _, err := planscript.Apply(p, "item "+it.ID().String()+"\nset text the letter, the ride\n"+line, rand.Reader); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := planscript.Apply(p, "add sched appt\nappend public yes", rand.Reader); err == nil || !strings.Contains(err.Error(), "no text") {
		t.Errorf("to a yes or no: %v", err)
	}
}
