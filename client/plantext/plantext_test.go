package plantext

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// sample is a plan with one item of every kind, every text field of which says where it is.
func sample(t *testing.T) *plan.Plan {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range plan.Kinds() {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), k.Key)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range k.Fields {
			var v plan.Value
			switch f.Type {
			case plan.Line, plan.LongText, plan.Exact, plan.Phone, plan.Zone:
				v = plan.Text("says " + k.Key + " " + f.Key)
			case plan.Choice:
				v = plan.Text(f.Options[0])
			case plan.Choices, plan.Lines:
				v = plan.Texts(append(f.Options, "x")[0])
			case plan.YesNo:
				v = plan.Flag(true)
			case plan.Minutes, plan.Count:
				v = plan.Number(75)
			case plan.Rows:
				v = plan.Records(plan.Record{f.Fields[0].Key: nil, "note": plan.Text("row " + k.Key), "later": plan.Text("newer")})
			default:
				continue
			}
			if err := p.SetField(id, f.Key, v); err != nil {
				t.Fatalf("%s %s: %v", k.Key, f.Key, err)
			}
		}
	}
	return p
}

func write(t *testing.T, p *plan.Plan, lang string) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p, catalog.Load(lang)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEveryTextIsShownInBothLanguages(t *testing.T) {
	p := sample(t)
	for _, lang := range catalog.Languages() {
		out := write(t, p, lang)
		for _, k := range plan.Kinds() {
			for _, f := range k.Fields {
				if f.Type == plan.Line || f.Type == plan.LongText {
					if want := "says " + k.Key + " " + f.Key; !strings.Contains(out, want) {
						t.Errorf("%s: %q is not shown", lang, want)
					}
				}
				if f.Type == plan.Rows && !strings.Contains(out, "newer") {
					t.Errorf("%s: a column of a newer version is not shown", lang)
				}
			}
		}
		if strings.Contains(out, "[") {
			t.Errorf("%s: a word is missing:\n%s", lang, out)
		}
	}
}

func TestAPlanCannotSteerATerminal(t *testing.T) {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetField(id, "text", plan.Text("a\x1b[2J\x07b\u009b31m\u202ec\r\nd")); err != nil {
		t.Fatal(err)
	}
	out := write(t, p, "en")
	if strings.ContainsAny(out, "\x1b\x07\u009b\u202e\r") {
		t.Errorf("%q", out)
	}
	if !strings.Contains(out, "a[2Jb31mc\n") || !strings.Contains(out, "  d") {
		t.Errorf("the text itself is not whole: %q", out)
	}
}

func TestBothSidesOfAConflictAreShown(t *testing.T) {
	base, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id, err := base.AddItem(rand.Reader, base.Sections()[0].ID(), "word")
	if err != nil {
		t.Fatal(err)
	}
	one, two := base.Clone(), base.Clone()
	if err := errors.Join(one.SetField(id, "word", plan.Text("lantern")), two.SetField(id, "word", plan.Text("harbour"))); err != nil {
		t.Fatal(err)
	}
	out := write(t, plan.Merge(base, one, two), "en")
	if !strings.Contains(out, "lantern") || !strings.Contains(out, "harbour") {
		t.Errorf("%s", out)
	}
}

// Whoever writes a script finds in brackets what things are called there.
func TestNamesForScriptsStandInBrackets(t *testing.T) {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := p.Sections()[1]
	id, err := p.AddItem(rand.Reader, s.ID(), "appt")
	if err == nil {
		err = errors.Join(p.SetField(id, "title", plan.Text("Dose")), p.SetField(id, "allow", plan.Records(plan.Record{"from": plan.Text("09:00")})))
	}
	if err != nil {
		t.Fatal(err)
	}
	var with, without strings.Builder
	if err := errors.Join(WriteNames(&with, p, catalog.Load("en")), Write(&without, p, catalog.Load("en"))); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{" [" + s.ID().String()[:8] + " sched]\n", "Appointment [" + id.String()[:8] + " appt]: Dose\n", " [title]: Dose\n", " [allow]:\n", " [from]: 09:00\n", " pets]\n"} {
		if !strings.Contains(with.String(), want) || strings.Contains(without.String(), want) {
			t.Errorf("%q is not in the one and not in the other:\n%s", want, with.String())
		}
	}
}
