package app

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
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

// withNote is a plan with one note.
func withNote(t *testing.T, title, text string) (*kept, plan.ID) {
	var id plan.ID
	k := keptPlan(t, func(p *plan.Plan) error {
		var err error
		if id, err = p.AddItem(rand.Reader, p.Sections()[4].ID(), "note"); err != nil {
			return err
		}
		if err = p.SetField(id, "title", plan.Text(title)); err != nil {
			return err
		}
		return p.SetField(id, "text", plan.Text(text))
	})
	return k, id
}

// box waits for the text box of a label.
func (p *person) box(labels ...string) *view.Node {
	p.t.Helper()
	return p.in(labels, "a box", func(n *view.Node) bool { return n.Tag == "textarea" || n.Tag == "input" })
}

// TestTypingUnderAMergeLosesNothing: while she types, what her other device saved comes in. The page keeps what she
// typed in the box and tells it with the action of the tree on which she began.
func TestTypingUnderAMergeLosesNothing(t *testing.T) {
	k, id := withNote(t, "Notes", "milk bread")
	p := k.opens("en")
	p.click("Safer rooms and ways out")
	p.click("Notes")
	old := p.box("Text") // what the page shows while she types
	k.elsewhere(func(q *plan.Plan) error { return q.SetField(id, "text", plan.Text("apples milk bread")) })
	p.settles()
	p.until("the merge to be drawn", func() bool { n := controlIn(p.tree, "Text"); return n != nil && n.Value == "apples milk bread" })
	p.act(old, "input", "milk bread salt")
	p.act(old, "input", "milk bread salt and pepper") // still on the old tree
	p.settles()
	it, _ := k.reads().Item(id)
	if got := it.Text("text"); got != "apples milk bread salt and pepper" || len(it.Conflicts()) != 0 {
		t.Errorf("the text is %q with conflicts %v", got, it.Conflicts())
	}
	if n := p.box("Text"); n.Value != "apples milk bread salt and pepper" {
		t.Errorf("the box holds %q", n.Value)
	}
	// On the tree of now, what is deleted is deleted.
	p.act(p.box("Text"), "input", "salt")
	p.settles()
	it, _ = k.reads().Item(id)
	if got := it.Text("text"); got != "salt" {
		t.Errorf("the text is %q", got)
	}
}

func TestARowIsFoundAgainAfterAnotherDeviceMovedIt(t *testing.T) {
	var id plan.ID
	rows := func(names ...string) plan.Value {
		var out []plan.Record
		for _, n := range names {
			out = append(out, plan.Record{"name": plan.Text(n)})
		}
		return plan.Records(out...)
	}
	k := keptPlan(t, func(p *plan.Plan) error {
		var err error
		if id, err = p.AddItem(rand.Reader, p.Sections()[3].ID(), "card"); err != nil {
			return err
		}
		return p.SetField(id, "call", rows("Ana", "Bea"))
	})
	p := k.opens("en")
	p.click("Staying connected")
	p.clickPart("without a name")
	old := p.box("Who to call", "Who to call 2", "Phone")
	k.elsewhere(func(q *plan.Plan) error { return q.SetField(id, "call", rows("Bea")) })
	p.settles()
	p.act(old, "input", "555")
	p.settles()
	it, _ := k.reads().Item(id)
	got := plan.AsRecords(it.Value("call"))
	found := false
	for _, row := range got {
		found = found || plan.AsText(row["name"]) == "Bea" && plan.AsText(row["phone"]) == "555"
	}
	if !found {
		t.Errorf("the rows are %v", got)
	}
}

func TestARowThatIsClearedStaysUnderTheHand(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[7].ID(), "word")
		if err == nil {
			err = p.SetField(id, "who", plan.Texts("Ana", "Bea"))
		}
		return err
	})
	p := k.opens("en")
	p.click("Code words")
	p.clickPart("without a name")
	who := p.words("kind.word.field.who")
	p.writes("", who, who+" 1")
	if n := p.box(who, who+" 2"); n.Value != "Bea" {
		t.Fatalf("the second box holds %q", n.Value)
	}
	p.writes("Cleo", who, who+" 1")
	p.settles()
	if got := plan.AsTexts(k.reads().Items("word")[0].Value("who")); !slices.Equal(got, []string{"Cleo", "Bea"}) {
		t.Errorf("the list is %q", got)
	}
	p.click("Remove: " + who + " 1")
	p.settles()
	if got := plan.AsTexts(k.reads().Items("word")[0].Value("who")); !slices.Equal(got, []string{"Bea"}) {
		t.Errorf("the list is %q", got)
	}
}

func TestHalfADateStaysAndIsNotSaved(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		_, err := p.AddItem(rand.Reader, p.Sections()[6].ID(), "doc")
		return err
	})
	p := k.opens("en")
	p.click("Documents")
	p.clickPart("without a name")
	label := p.words("kind.doc.field.until")
	p.writes("March 4, 2027", label)
	p.sees("Thursday, March 4, 2027")
	n := p.box(label)
	p.act(n, "input", "March 4, 20")
	p.act(p.box(label), "input", "March 4, 2")
	p.seesNot("This is not a date yet")
	p.act(p.box(label), "focusout", "March 4, 2")
	p.sees("This is not a date yet. For example: March 31, 2026; 3/31/2026")
	if attrOf(p.box(label), "aria-invalid") != "true" || attrOf(p.box(label), "aria-describedby") == "" {
		t.Error("the box does not say that it does not fit")
	}
	p.click("Plan")
	p.click("Documents")
	p.clickPart("without a name")
	if got := p.box(label).Value; got != "March 4, 2" {
		t.Errorf("after going elsewhere the box holds %q", got)
	}
	p.settles()
	if got := k.reads().Items("doc")[0].Text("until"); got != "2020-03-04" {
		t.Errorf("the plan has %q, not the last date that was one", got)
	}
	p.writes("", label)
	p.settles()
	if got := k.reads().Items("doc")[0].Text("until"); got != "" {
		t.Errorf("after clearing, the plan has %q", got)
	}
}

func TestHalfAMomentIsHeld(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		_, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "appt")
		return err
	})
	p := k.opens("en")
	p.click("Visits and times")
	p.clickPart("without a name")
	p.writes("3/4/2026", "Starts", "Date")
	p.sees("This counts once there is both a date and a time.")
	p.settles()
	if got := k.reads().Items("appt")[0].Text("start"); got != "" {
		t.Errorf("the plan has %q", got)
	}
	p.writes("half past", "Starts", "Time")
	p.sees("This is not a time yet")
	p.writes("2:30 pm", "Starts", "Time")
	p.seesNot("This counts once")
	p.settles()
	if got := k.reads().Items("appt")[0].Text("start"); got != "2026-03-04T14:30" {
		t.Errorf("the plan has %q", got)
	}
	p.writes("", "Starts", "Time")
	p.writes("", "Starts", "Date")
	p.settles()
	if got := k.reads().Items("appt")[0].Text("start"); got != "" {
		t.Errorf("after clearing, the plan has %q", got)
	}
}

func TestATextThatIsTooLongStaysOnTheScreen(t *testing.T) {
	k, id := withNote(t, "Notes", "short")
	p := k.opens("en")
	p.click("Safer rooms and ways out")
	p.click("Notes")
	long := strings.Repeat("long ", plan.MaxField/5+1)
	p.writes(long, "Text")
	p.sees("This is too long to save here.")
	if got := p.box("Text").Value; got != long {
		t.Errorf("the box holds %d bytes", len(got))
	}
	p.writes("other", "Title")
	p.settles()
	if it, _ := k.reads().Item(id); it.Text("text") != "short" {
		t.Errorf("the plan has %d bytes", len(it.Text("text")))
	}
	p.writes("shorter", "Text")
	p.seesNot("This is too long")
}

func TestAnItemThatIsGoneSaysSo(t *testing.T) {
	k, id := withNote(t, "Notes", "text")
	p := k.opens("en")
	p.click("Safer rooms and ways out")
	p.click("Notes")
	old := p.box("Text")
	k.elsewhere(func(q *plan.Plan) error { return q.RemoveItem(id) })
	p.settles()
	p.sees("This is not in the plan any more. Another device removed it.")
	// What was being typed when it went brings it back: a change outranks a removal.
	p.act(old, "input", "text that counts")
	p.seesNot("This is not in the plan any more")
	p.settles()
	it, ok := k.reads().Item(id)
	if !ok || it.Text("text") != "text that counts" {
		t.Error("what was typed is gone")
	}
}

func TestChoicesAreTakenBack(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		_, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "chan")
		return err
	})
	p := k.opens("en")
	p.click("Calls, mail and privacy")
	p.clickPart("without a name")
	state := p.words("kind.chan.field.state")
	p.presses("Unsafe", state)
	p.settles()
	if got := k.reads().Items("chan")[0].Text("state"); got != "unsafe" {
		t.Errorf("the state is %q", got)
	}
	p.presses("None chosen", state)
	p.settles()
	if got := k.reads().Items("chan")[0].Fields(); len(got) != 0 {
		t.Errorf("the plan has %q", got)
	}
}

func TestWhatANewerVersionWroteIsShownAndKept(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		appt, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "appt")
		if err == nil {
			err = p.SetField(appt, "mood", plan.Text("from tomorrow"))
		}
		if err != nil {
			return err
		}
		odd, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "hologram")
		if err != nil {
			return err
		}
		return p.SetField(odd, "shine", plan.Text("bright"))
	})
	p := k.opens("en")
	p.click("Visits and times")
	p.clickPart("without a name")
	p.sees("from tomorrow")
	p.writes("Visit", p.words("kind.appt.field.title"))
	p.click("Back")
	p.clickPart("Something from a newer version")
	p.sees("Parts of this were written by a newer version. They are kept as they are.")
	p.sees("bright")
	p.settles()
	after := k.reads()
	if it := after.Items("appt")[0]; it.Text("mood") != "from tomorrow" || it.Text("title") != "Visit" {
		t.Error("a field of a newer version is gone")
	}
	if it := after.Items("hologram")[0]; it.Text("shine") != "bright" {
		t.Error("an item of a newer version is gone")
	}
}

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
