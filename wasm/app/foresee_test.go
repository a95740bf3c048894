package app

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// weeklyPublic is a plan with a public group every Thursday and a visit to a lawyer.
func weeklyPublic(p *plan.Plan) error {
	err := appointment(p, plan.Record{"title": plan.Text("Group"), "cover": plan.Text("Class"), "public": plan.Flag(true), "len": plan.Number(30),
		"start": plan.Text("2026-01-01T18:00"), "repeat": plan.Text("FREQ=WEEKLY"), "note": plan.Text("MARKER")})
	if err == nil {
		err = appointment(p, plan.Record{"title": plan.Text("Lawyer"), "start": plan.Text("2026-03-10T09:00"), "len": plan.Number(60)})
	}
	return err
}

func TestWhatOthersCouldGuessIsReachedFromTheWeek(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p := weekPerson(t, lang, weeklyPublic)
		p.click(w.Text("ui.foresee.open"))
		p.sees(w.Count("ui.foresee.coming", 5))
		p.sees(w.Count("ui.foresee.named", 4))
		p.sees(w.Text("ui.week.public"))
		p.click(w.Text("ui.stagger.open") + ": Group")
		p.sees(w.Text("ui.stagger.title", "Group"))
		p.sees(w.Text("ui.stagger.none"))
		p.click(w.Text("ui.stagger.allow.edit"))
		p.sees(w.Text("kind.appt.field.allow"))
		p.click(w.Text("ui.back"))
		p.click(w.Text("ui.back"))
		p.click(w.Text("ui.foresee.open.appt") + ": Group")
		p.click(w.Text("ui.stagger.open"))
		p.sees(w.Text("ui.stagger.title", "Group"))
	}
}

func TestACalendarFileHoldsWhatWasTickedUnderCoverTitles(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p := weekPerson(t, lang, weeklyPublic)
		p.click(w.Text("ui.ics.title"))
		p.sees(w.Text("ui.ics.warn"))
		p.click(w.Text("ui.ics.save"))
		p.sees(w.Text("ui.ics.empty"))
		p.ticks("Group", true)
		p.click(w.Text("ui.ics.weeks.1"))
		p.click(w.Text("ui.ics.save"))
		p.sees(w.Count("ui.ics.done", 1))
		p.ticks("Lawyer", true)
		p.click(w.Text("ui.ics.weeks.4"))
		p.click(w.Text("ui.ics.save"))
		p.sees(w.Count("ui.ics.done", 5))
		p.mu.Lock()
		saved := p.saved
		p.mu.Unlock()
		if len(saved) != 2 {
			t.Fatalf("%d files were saved", len(saved))
		}
		for i, want := range []int{1, 5} {
			name, text, kind := saved[i][0], saved[i][1], saved[i][2]
			if name != "calendar.ics" || !strings.HasPrefix(kind, "text/calendar") || strings.Count(text, "BEGIN:VEVENT") != want || strings.Count(text, "SUMMARY:Class") != min(want, 4) {
				t.Errorf("%s: %s, %s:\n%s", lang, name, kind, text)
			}
			for _, never := range []string{"Group", "Lawyer", "MARKER"} {
				if strings.Contains(text, never) {
					t.Errorf("%q is in the file", never)
				}
			}
		}
		if !strings.Contains(saved[1][1], "SUMMARY:"+w.Text("kind.appt")) {
			t.Error("an appointment without a cover title has no neutral word")
		}
	}
}

// weeklyCounsel is a plan with a visit every Thursday that could be had at other hours.
func weeklyCounsel(p *plan.Plan) error {
	return appointment(p, plan.Record{"title": plan.Text("Counsel"), "start": plan.Text("2026-01-01T10:00"), "repeat": plan.Text("FREQ=WEEKLY"), "len": plan.Number(50),
		"allow": plan.Records(plan.Record{"from": plan.Text("09:00"), "to": plan.Text("18:00")})})
}

func TestNothingChangesBeforeAnOfferIsPicked(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p := weekPerson(t, lang, weeklyCounsel)
		p.click(w.Text("ui.foresee.open"))
		p.sees(w.Count("ui.foresee.named", 4))
		p.click(w.Text("ui.stagger.open") + ": Counsel")
		p.sees(w.Count("ui.stagger.named", 0))
		first := p.find("the dates of the first choice", func(n *view.Node) bool { return n.Key == "offer0" })
		date := ""
		walk(first, func(n *view.Node) {
			if n.Tag == "li" && date == "" {
				date = n.Text
			}
		})
		pick := w.Text("ui.stagger.pick") + ": " + w.Text("ui.stagger.offer", "1")
		p.click(pick)
		p.sees(w.Text("ui.stagger.ask.text"))
		p.click(w.Text("ui.cancel"))
		p.seesNot(w.Text("ui.stagger.ask.text"))
		p.click(w.Text("ui.back"))
		p.sees(w.Count("ui.foresee.named", 4))
		p.click(w.Text("ui.stagger.open") + ": Counsel")
		p.click(pick)
		p.click(w.Text("ui.stagger.pick"))
		p.sees(w.Text("ui.stagger.done"))
		now := p.find("how it is now", func(n *view.Node) bool { return n.Key == "now" })
		if !strings.Contains(textOf(now), date) || date == "" {
			t.Errorf("%s: %q is not among the dates of now:\n%s", lang, date, textOf(now))
		}
		p.sees(w.Text("ui.stagger.why.already"))
		p.click(w.Text("ui.back"))
		p.sees(w.Count("ui.foresee.named", 0))
	}
}

// A press on a choice that is not shown any more picks nothing.
func TestAnOlderChoicePicksNothing(t *testing.T) {
	p := weekPerson(t, "en", weeklyCounsel)
	p.click("What others could guess")
	p.click("Times that are harder to guess: Counsel")
	p.sees("Choice 1")
	for _, action := range []string{"pick 999 0", "pick 1 99", "pick 1", "pick", "edit"} {
		p.mu.Lock()
		p.seq++
		seq := p.seq
		p.mu.Unlock()
		p.events <- Event{Kind: EventAction, Seq: seq, ID: action, On: "click"}
		p.until("an answer to "+action, func() bool { return p.treeSeq >= seq })
		p.seesNot("Use the dates of choice")
		if action == "edit" {
			p.click("Back")
		}
	}
}
