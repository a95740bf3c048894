package app

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

func TestOptionsStandSideBySide(t *testing.T) {
	p := keptPlan(t, noted).opens("en")
	p.click("Visits and times")
	p.click("Ideas")
	p.click("Buprenorphine or methadone")
	p.click("Added: Buprenorphine or methadone")
	p.writes("The bus stops there", "Options 1", p.words("kind.opts.field.rows.helps"))
	p.click("See side by side")
	p.sees("The bus stops there")
	var heads, down []string
	blanks := 0
	walk(p.find("a table", func(n *view.Node) bool { return n.Tag == "table" }), func(n *view.Node) {
		switch {
		case attrOf(n, "scope") == "col":
			heads = append(heads, n.Text)
		case attrOf(n, "scope") == "row":
			down = append(down, n.Text)
		case n.Tag == "td" && n.Text == "–":
			blanks++
		}
	})
	if strings.Join(heads, ",") != "Buprenorphine,Methadone" || len(down) != 8 || blanks != 2*8-3 {
		t.Errorf("%q across, %q down, %d blank", heads, down, blanks)
	}
	p.sees("at first almost every day") // the fact, below the service
	p.click("Change this")
	p.sees("What you compare")
}

// Row C5 of client/catalog/README.md has exactly these columns.
func TestTheTradeOffsHaveTheirColumns(t *testing.T) {
	p := keptPlan(t, noted).opens("en")
	p.click("Places you go")
	p.click("Ideas")
	p.click("The near place or the safer place?")
	p.click("Added: The near place or the safer place?")
	p.click("See side by side")
	for _, s := range []string{"The near place", "The safer place", "Transport", "Childcare", "Work", "Court dates"} {
		p.sees(s)
	}
}

func TestEveryServiceHasItsFactAndNoneIsAdvice(t *testing.T) {
	k, _ := plan.KindOf("appt")
	f, _ := k.Field("service")
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		for _, o := range f.Options {
			if o != "other" && !w.Has("ui.fact.service."+o) {
				t.Errorf("%s: %s has none", lang, o)
			}
		}
	}
	p := keptPlan(t, noted).opens("en")
	p.click("Visits and times")
	p.click("Add: Appointment")
	p.seesNot("Rules differ")
	p.click("Methadone")
	p.sees("set days, at first almost every day")
	p.sees("Rules differ from place to place. You can ask there.")
	p.click("Buprenorphine")
	p.seesNot("almost every day")
}
