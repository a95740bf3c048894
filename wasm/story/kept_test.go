//go:build unix

package story

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"larkspur/client"
	"larkspur/client/httppage/pagetest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/wasm/browsertest"
)

// kept is a plan that was made beside the page, and what opens it.
type kept struct {
	client *client.Client
	phrase phrase.Phrase
}

// keep makes a plan on a server.
func keep(t *testing.T, url, lang string, fill func(*plan.Plan) error) *kept {
	t.Helper()
	k := &kept{}
	k.client, k.phrase = pagetest.Keep(t, url, phrase.Language(lang), fill)
	return k
}

// opens opens it beside the page.
func (k *kept) opens(t *testing.T) *client.Session {
	t.Helper()
	opened, err := k.client.Open(t.Context(), k.phrase)
	if err != nil {
		t.Fatal(err)
	}
	return opened.Session
}

// quarrel has two devices write different things.
func (k *kept) quarrel(t *testing.T) {
	t.Helper()
	one, two := k.opens(t), k.opens(t)
	defer one.Close()
	defer two.Close()
	say := func(text string) func(p *plan.Plan) error {
		return func(p *plan.Plan) error {
			return errors.Join(p.SetField(p.Items("word")[0].ID(), "means", plan.Text(text)), p.RenameSection(p.Sections()[6].ID(), text))
		}
	}
	pagetest.Save(t, two, say("mountain"))
	pagetest.Save(t, one, say("river"))
}

// oneOfEach fills a plan with an item of every kind, every field of it set, and hides a section.
func oneOfEach(p *plan.Plan) error {
	refs := map[string]plan.ID{}
	ids := map[string]plan.ID{}
	var errs []error
	for _, s := range p.Sections() {
		k, _ := plan.SectionKindOf(s.Kind())
		for _, kind := range k.Kinds {
			if _, there := ids[kind]; there {
				continue
			}
			id, err := p.AddItem(rand.Reader, s.ID(), kind)
			errs = append(errs, err)
			ids[kind], refs[kind] = id, id
		}
	}
	for kind, id := range ids {
		k, _ := plan.KindOf(kind)
		for _, f := range k.Fields {
			errs = append(errs, p.SetField(id, f.Key, example(kind, f, refs)))
		}
	}
	for _, s := range p.Sections() {
		if s.Kind() == "pets" {
			errs = append(errs, p.HideSection(s.ID(), true))
		}
	}
	return errors.Join(errs...)
}

// example is some value of a field. Dates are of today, so that the week shows them.
func example(kind string, f plan.Field, refs map[string]plan.ID) plan.Value {
	today := time.Now().Format(plan.DateLayout)
	switch f.Type {
	case plan.Choice:
		return plan.Text(f.Options[0])
	case plan.Choices:
		return plan.Texts(f.Options...)
	case plan.YesNo:
		return plan.Flag(true)
	case plan.Count, plan.Minutes:
		return plan.Number(90)
	case plan.Date:
		return plan.Text(today)
	case plan.Clock:
		return plan.Text("14:30")
	case plan.Moment:
		return plan.Text(today + "T14:30")
	case plan.Zone:
		return plan.Text("America/New_York")
	case plan.Repeat:
		return plan.Text("FREQ=WEEKLY;COUNT=12")
	case plan.ItemRef:
		return plan.Ref(refs[f.Of[0]])
	case plan.Lines:
		return plan.Texts("one", "two")
	case plan.Dates:
		return plan.Texts(today)
	case plan.Clocks:
		return plan.Texts("08:00", "20:00")
	case plan.Rows:
		row := plan.Record{}
		for _, c := range f.Fields {
			row[c.Key] = example(kind, c, refs)
		}
		return plan.Records(row, row)
	}
	return plan.Text(kind + ": Donaudampfschifffahrtsgesellschaft and some other text")
}

// reaches opens the page and a plan by its phrase.
func (s *someone) reaches(url string, k *kept) {
	s.t.Helper()
	s.open(url)
	s.enter(k.phrase.Expose())
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector(".root h1")))
	s.do(s.b.Eval(s.t.Context(), settled, nil))
}
