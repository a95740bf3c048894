package app

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// withItem makes a vault with one item, in the first section.
func withItem(t *testing.T, kind string, fields plan.Record) *kept {
	t.Helper()
	return keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), kind)
		errs := []error{err}
		for key, v := range fields {
			errs = append(errs, p.SetField(id, key, v))
		}
		return errors.Join(errs...)
	})
}

// paper is the text of the sheets on the screen.
func (p *person) paper() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	var flat func(n *view.Node) string
	flat = func(n *view.Node) string {
		text := n.Text
		for _, c := range n.Children {
			text += flat(c)
		}
		if text != "" && slices.Contains([]string{"p", "li", "h2", "h3", "h4", "div"}, n.Tag) && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return text
	}
	walk(p.tree, func(n *view.Node) {
		if n.Tag == "section" && strings.HasPrefix(attrOf(n, "class"), "paper ") {
			out = append(out, flat(n))
		}
	})
	return strings.Join(out, "\f")
}

func TestThePlainCardHasWhatWasTickedAndNothingElse(t *testing.T) {
	k := withItem(t, "place", plan.Record{"name": plan.Text("Methadone clinic"), "phone": plan.Text("555-0147")})
	p := k.opens("en")
	p.click("Print")
	p.click(p.words("paper.own"))
	if got := p.paper(); got != "To remember\n" {
		t.Errorf("a new card says %q", got)
	}
	p.writes("Garden", "Heading")
	p.ticks("Place, Methadone clinic: 555-0147", true)
	p.ticks(p.words("ui.lines.hotline"), true)
	p.writes("eggs\n\n  milk  ", "More lines of your own")
	if got := p.paper(); got != "Garden\n555-0147\n1-800-799-7233\neggs\nmilk\n" {
		t.Errorf("the card says %q", got)
	}
	p.writes("Rosa 555-0147", p.words("paper.own.line", "Place, Methadone clinic: 555-0147"))
	p.ticks(p.words("ui.lines.hotline"), false)
	if got := p.paper(); got != "Garden\nRosa 555-0147\neggs\nmilk\n" {
		t.Errorf("the card says %q", got)
	}
	p.click("Print this")
	p.until("the print dialog", func() bool { return p.printed == 1 })
	p.settles()
	if text := view.CopyText(catalog.Load("en"), k.reads(), false); strings.Contains(text, "Garden") || strings.Contains(text, "eggs") {
		t.Error("what lies on paper stands in the plan")
	}
}

func TestNothingIsPrintedWhereNothingWasChosen(t *testing.T) {
	p := withItem(t, "person", plan.Record{"name": plan.Text("Rosa")}).opens("en")
	p.click("Print")
	p.click(p.words("paper.plan"))
	p.click("Print this")
	p.sees("Tick something first.")
	p.ticks("Calls, mail and privacy", true)
	p.click("Print this")
	p.until("the print dialog", func() bool { return p.printed == 1 })
	if got := p.paper(); !strings.Contains(got, "Rosa") {
		t.Errorf("the paper says %q", got)
	}
	p.click("Tick nothing")
	if got := p.paper(); got != "" {
		t.Errorf("the paper says %q", got)
	}
}

func TestOurWordsNeverTakeThePlaceOfHersUnasked(t *testing.T) {
	for _, about := range []string{"flex", "transfer", "apart", "askme", "privacy"} {
		k := withItem(t, "letter", plan.Record{"type": plan.Text(about), "to": plan.Text("Clinic")})
		p := k.opens("en")
		p.click("Print")
		p.click("Letter: Clinic")
		if got := p.paper(); got != "Clinic\n" {
			t.Errorf("a letter without a text says %q", got)
		}
		p.click("Plan")
		p.click("Calls, mail and privacy")
		p.click("Clinic")
		p.click("Use our words, in Spanish")
		p.holds("Text", view.LetterWords(catalog.Load("es"), about))
		p.writes("Mine", "Text")
		p.click("Use our words, in English")
		p.sees("Put our words in place of yours?")
		p.click(p.words("ui.cancel"))
		p.holds("Text", "Mine")
		p.click("Use our words, in English")
		p.click("Replace the text")
		p.holds("Text", view.LetterWords(catalog.Load("en"), about))
		p.click("Print this letter")
		if got := p.paper(); got != "Clinic\n"+view.LetterWords(catalog.Load("en"), about)+"\n" {
			t.Errorf("the letter says %q", got)
		}
		p.settles()
		if got := k.reads().Items("letter")[0].Text("body"); got != view.LetterWords(catalog.Load("en"), about) {
			t.Errorf("the plan has %q", got)
		}
	}
}

func TestForALetterAboutSomethingElseThereAreNoWords(t *testing.T) {
	p := withItem(t, "letter", plan.Record{"type": plan.Text("other"), "to": plan.Text("Clinic")}).opens("en")
	p.click("Calls, mail and privacy")
	p.click("Clinic")
	p.sees("Print this letter")
	p.seesNot("Use our words")
}

// Whoever gets the card may read another language than whoever hands it out.
func TestWhatIsHandedOutComesInBothLanguages(t *testing.T) {
	p := keptPlan(t, nil).opens("en")
	for _, what := range []string{"info", "handout"} {
		p.click("Plan")
		p.click("Look around first")
		p.click("Print")
		p.click(p.words("paper." + what))
		p.sees(p.words("paper." + what + ".title"))
		p.click("Español")
		p.sees(catalog.Load("es").Text("paper." + what + ".title"))
		p.sees("Print this")
	}
}
