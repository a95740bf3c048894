package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/plan"
)

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
