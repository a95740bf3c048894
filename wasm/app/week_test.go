package app

import (
	"crypto/rand"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
)

// weekPerson is somebody in front of the week of a plan that another device filled. It is Wednesday, March 4, 2026.
func weekPerson(t *testing.T, lang string, fill func(p *plan.Plan) error) *person {
	t.Helper()
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, lang)
	site, err := client.ParseSite([]byte(siteOf(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	words, err := phrase.Generate(phrase.English, site.Words, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := client.New(client.Config{Site: site, Transport: p.line, Random: rand.Reader, Derive: p.Derive, Pace: -1})
	session, err := c.New(t.Context(), words, client.StarterKey{})
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Edit(fill); err != nil {
		t.Fatal(err)
	}
	if err := session.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	session.Close()
	p.zones["America/New_York"] = -5 * 3600
	p.enterIn(lang, words.Expose())
	p.click(map[string]string{"en": "Week", "es": "Semana"}[lang])
	return p
}

func appointment(p *plan.Plan, fields plan.Record) error {
	id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "appt")
	for k, v := range fields {
		if err == nil {
			err = p.SetField(id, k, v)
		}
	}
	return err
}

func TestWithCoverTitlesTheScreenForgetsTheRest(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error {
		return appointment(p, plan.Record{"title": plan.Text("Methadone"), "cover": plan.Text("Dentist"), "start": plan.Text("2026-03-05T08:00")})
	})
	p.sees("Methadone")
	p.click("Show names that others may read")
	p.sees("Dentist")
	p.seesNot("Methadone")
	p.click("Week after")
	p.click("This week")
	p.sees("Dentist")
	p.seesNot("Methadone")
	p.click("Show names that others may read")
	p.sees("Methadone")
}

func TestTheWeekIsThatOfToday(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error {
		err := appointment(p, plan.Record{"title": plan.Text("Weekly"), "start": plan.Text("2026-03-05T08:00"), "repeat": plan.Text("FREQ=WEEKLY"), "zone": plan.Text("America/New_York")})
		if err == nil {
			err = appointment(p, plan.Record{"title": plan.Text("Sometime")})
		}
		return err
	})
	p.sees("Week of March 2, 2026")
	p.sees("Today: Wednesday, March 4")
	p.sees("8:00 am")
	p.sees("Time in New York")
	p.sees("Without a date yet")
	p.click("Week before")
	p.sees("Week of February 23, 2026")
	p.sees("Nothing this week")
	p.seesNot("Today")
	p.click("This week")
	p.click("Week after")
	p.sees("Thursday, March 12")
	p.sees("Weekly")
	p.until("the week to be said", func() bool {
		return len(p.announced) > 0 && p.announced[len(p.announced)-1] == "Week of March 9, 2026"
	})
}

func TestTheWeekSpeaksSpanish(t *testing.T) {
	p := weekPerson(t, "es", func(p *plan.Plan) error {
		return appointment(p, plan.Record{"title": plan.Text("Consejería"), "start": plan.Text("2026-03-05T08:00"), "travel": plan.Number(30)})
	})
	p.sees("Semana del 2 de marzo de 2026")
	p.sees("Hoy: miércoles 4 de marzo")
	p.sees("Salida: 7:30 a. m.")
	p.click("Semana siguiente")
	p.sees("Nada esta semana")
}

func TestAnAppointmentIsAddedFromTheWeek(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error {
		// The section for appointments is hidden and a plain one stands first.
		return p.HideSection(p.Sections()[1].ID(), true)
	})
	p.seesNot("Without a date yet")
	p.click("Add an appointment")
	p.seesNot("Week of")
	p.click("Back")
	p.sees("Without a date yet")
	p.sees("Appointment")
}

func TestAnAppointmentIsAddedToAPlanWithoutSections(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error {
		for _, s := range p.Sections() {
			if err := p.RemoveSection(s.ID()); err != nil {
				return err
			}
		}
		return nil
	})
	p.click("Add an appointment")
	p.click("Week")
	p.sees("Without a date yet")
}

// Another device may have removed what is still on the screen.
func TestWhatIsGoneIsSaid(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error { return nil })
	for _, id := range []string{plan.ID{1}.String(), "", "nonsense"} {
		p.mu.Lock()
		p.seq++
		seq := p.seq
		p.mu.Unlock()
		p.events <- Event{Kind: EventAction, Seq: seq, ID: "open " + id, On: "click"}
		p.sees("This is not in the plan any more")
		p.click("This week")
		p.seesNot("This is not in the plan any more")
	}
}

func TestTodayIsOnePressFromAnOpenPlan(t *testing.T) {
	for lang, word := range map[string][2]string{"en": {"Today’s appointments", "Today: Wednesday, March 4"}, "es": {"Citas de hoy", "Hoy: miércoles 4 de marzo"}} {
		p := weekPerson(t, lang, func(p *plan.Plan) error {
			return appointment(p, plan.Record{"title": plan.Text("Ruth"), "start": plan.Text("2026-03-04T08:00")})
		})
		p.click("Plan")
		p.click(word[0])
		p.sees(word[1])
		p.clickPart("Ruth")
		p.holds(map[string]string{"en": "Your name for it", "es": "Nombre para ti"}[lang], "Ruth")
	}
}

func TestTheSameTimeIsShownInEveryLook(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error {
		return appointment(p, plan.Record{"title": plan.Text("Methadone"), "cover": plan.Text("Dentist"), "start": plan.Text("2026-04-22T08:00"), "repeat": plan.Text("FREQ=WEEKLY")})
	})
	p.click("Show names that others may read")
	p.click("Month")
	p.sees("March 2026")
	p.click("Month after")
	p.sees("April 2026")
	p.sees("Dentist")
	p.clickPart("Wednesday, April 29: 1 visit")
	p.sees("Show the whole month")
	p.click("List")
	p.sees("From April 29, 2026")
	p.sees("Dentist")
	p.click("4 weeks after")
	p.sees("From May 27, 2026")
	p.click("4 weeks before")
	p.click("From today")
	p.sees("From March 4, 2026")
	p.sees("Nothing in these 4 weeks")
	p.click("Month")
	p.sees("March 2026")
	p.clickPart("Tuesday, March 10: nothing")
	p.sees("Tuesday, March 10, 2026")
	p.click("Show the whole month")
	p.seesNot("Tuesday, March 10, 2026")
	p.seesNot("Methadone")
}

// What cannot be meant changes nothing.
func TestLooksAndTimesThatAreNoneAreLeftAlone(t *testing.T) {
	p := weekPerson(t, "en", func(p *plan.Plan) error { return nil })
	for _, action := range []string{"look", "look year", "day", "day nonsense", "whole"} {
		p.mu.Lock()
		p.seq++
		seq := p.seq
		p.mu.Unlock()
		p.events <- Event{Kind: EventAction, Seq: seq, ID: action, On: "click"}
		p.sees("Week of March 2, 2026")
	}
}
