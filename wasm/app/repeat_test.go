package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// opensRule opens the form of an appointment that begins on the second Tuesday of March 2026.
func opensRule(t *testing.T, lang, rule string) (*kept, *person) {
	t.Helper()
	k := keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[1].ID(), "appt")
		if err == nil {
			err = p.SetField(id, "start", plan.Text("2026-03-10T09:00"))
		}
		if err == nil && rule != "" {
			err = p.SetField(id, "repeat", plan.Text(rule))
		}
		return err
	})
	w, p := catalog.Load(lang), k.opens(lang)
	p.click(w.Text("section.sched"))
	p.clickPart(strings.TrimSpace(w.Text("ui.item.untitled", "")))
	return k, p
}

func (k *kept) rule() string { return k.reads().Items("appt")[0].Text("repeat") }

func TestWaysToRepeatAreChosen(t *testing.T) {
	for lang, steps := range map[string][][3]string{
		"en": {
			{"Every month, on the second Tuesday", "FREQ=MONTHLY;BYDAY=2TU", ""},
			{"Every weekday, Monday to Friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", ""},
			{"Every week", "FREQ=WEEKLY", "Thursday"}, // not still on five days
			{"Every 3 weeks", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", ""},
			{"Every year", "FREQ=YEARLY", ""},
			{"Does not repeat", "", ""},
		},
		"es": {
			{"Cada mes, el segundo martes", "FREQ=MONTHLY;BYDAY=2TU", ""},
			{"Cada día de lunes a viernes", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", ""},
			{"Cada año", "FREQ=YEARLY", ""},
		},
	} {
		k, p := opensRule(t, lang, "")
		w := catalog.Load(lang)
		label := w.Text("kind.appt.field.repeat")
		for _, step := range steps {
			p.presses(step[0], label)
			p.settles()
			if got := k.rule(); got != step[1] {
				t.Errorf("%s: after %q the rule is %q", lang, step[0], got)
			}
			if step[2] != "" {
				p.checks(label, w.Text("ui.repeat.days"), step[2])
			}
		}
	}
}

func TestAnEndStaysWhenTheWayChanges(t *testing.T) {
	k, p := opensRule(t, "en", "FREQ=DAILY;UNTIL=20261231")
	p.presses("Every month, on the second Tuesday", "Repeats")
	p.settles()
	if got := k.rule(); got != "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20261231" {
		t.Errorf("the rule is %q", got)
	}
}

// A rule that is not on offer is shown in words, as what is chosen, and only what is changed of it changes.
func TestAnotherRuleStaysAsItIs(t *testing.T) {
	const rule = "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=6"
	k, p := opensRule(t, "en", rule)
	p.sees("Every 2 months, on the last Friday, 6 times")
	p.presses("Every 2 months, on the last Friday", "Repeats")
	p.settles()
	if got := k.rule(); got != rule {
		t.Errorf("choosing what is chosen made it %q", got)
	}
	p.presses("Does not end", "Repeats", "Ends")
	p.settles()
	if got := k.rule(); got != strings.TrimSuffix(rule, ";COUNT=6") {
		t.Errorf("without an end it is %q", got)
	}
	k, p = opensRule(t, "es", "FREQ=WEEKLY;INTERVAL=5;BYDAY=MO;WKST=SU")
	p.checks("Se repite", "Estos días", "martes")
	p.settles()
	if got := k.rule(); got != "FREQ=WEEKLY;INTERVAL=5;BYDAY=MO,TU;WKST=SU" {
		t.Errorf("with another day it is %q", got)
	}
}
