package app

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// book makes a plan open as a notebook, with a page "Kitchen" that has notes "Soup" and "Bread", and something between them
// that the notebook does not show, and a page "Garden".
func book(p *plan.Plan) error {
	kitchen, err := p.AddSection(rand.Reader, plan.Own, "Kitchen")
	if err != nil {
		return err
	}
	_, err = p.AddSection(rand.Reader, plan.Own, "Garden")
	errs := []error{err, p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook))}
	for _, it := range []struct{ kind, field, name string }{{"note", "title", "Soup"}, {"person", "name", "Aunt Rosa"}, {"note", "title", "Bread"}} {
		id, err := p.AddItem(rand.Reader, kitchen, it.kind)
		errs = append(errs, err, p.SetField(id, it.field, plan.Text(it.name)))
	}
	return errors.Join(errs...)
}

// opensBook has a person open the plan of k, which opens as a notebook.
func (k *kept) opensBook(lang string) *person {
	k.t.Helper()
	p := newPerson(k.t, k.server, lang)
	p.enterIn(lang, k.phrase)
	p.sees(catalog.Load(lang).Notebook().Text("ui.home.title"))
	return p
}

func (k *kept) section(title string) plan.Section {
	k.t.Helper()
	for _, s := range k.reads().Sections() {
		if s.Title() == title {
			return s
		}
	}
	k.t.Fatalf("there is no section %s", title)
	return plan.Section{}
}

func names(items []plan.Item) string {
	var out []string
	for _, it := range items {
		out = append(out, it.Name())
	}
	return strings.Join(out, ", ")
}

func TestANotebookIsWrittenAndArranged(t *testing.T) {
	k := keptPlan(t, book)
	p := k.opensBook("en")
	p.sees("Soup · Bread")
	p.seesNot("Aunt Rosa")
	p.click("Add a page")
	p.fills("Name of this page", "Budget")
	p.click("Add: Note")
	p.fills("Title", "May")
	p.fills("Text", "rent\nbus")
	p.click("Back")
	p.sees("rent")
	p.click("Back")
	p.click("Change the order")
	p.click("Move up: Budget")
	p.click("Move up: Budget")
	p.click("Kitchen")
	p.click("Change the order")
	p.click("Move up: Bread")
	p.click("Bread")
	p.click("Move to another page")
	p.seesNot(p.words("section.docs"))
	p.click("Garden")
	p.click("Remove")
	p.act(p.find("the yes of the question", isYes), "click", "")
	p.settles()
	var own []string
	for _, s := range k.reads().Sections() {
		if s.Kind() == plan.Own {
			own = append(own, s.Title()+": "+names(s.Items()))
		}
	}
	if want := []string{"Budget: May", "Kitchen: Soup, Aunt Rosa", "Garden: "}; !slices.Equal(own, want) {
		t.Errorf("the plan holds %q", own)
	}
	again := k.opensBook("es")
	again.clickPart("Budget")
	again.clickPart("May")
	again.holds("Texto", "rent\nbus")
}

// What the notebook does not show is neither moved nor removed by it.
func TestTheNotebookLosesNothing(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error { return errors.Join(everything(p), book(p)) })
	before := k.reads()
	p := k.opensBook("en")
	p.click("Kitchen")
	p.click("About this page")
	p.click("Remove page")
	p.act(p.find("the yes of the question", isYes), "click", "")
	p.seesNot("Kitchen")
	p.click("Settings")
	p.click("Change the layout")
	p.click("Use the other layout")
	p.sees("Your plan")
	p.settles()
	if s := k.section("Kitchen"); !s.Hidden() || names(s.Items()) != "Aunt Rosa" {
		t.Errorf("of the page there is left %q", names(s.Items()))
	}
	after := k.reads()
	if got, want := len(after.Items()), len(before.Items())-2; got != want {
		t.Errorf("%d items are left, not %d", got, want)
	}
	if got, want := len(after.Sections()), len(before.Sections()); got != want || after.Notebook() {
		t.Errorf("%d sections are left, not %d", got, want)
	}
	p.click(p.words("ui.home.hidden") + " (2)")
	p.click("Kitchen")
	p.sees("Aunt Rosa")
}

// Another device changes how the plan opens while something is typed here, or a phrase is on its way to paper.
func TestTheLookFollowsThePlan(t *testing.T) {
	k := keptPlan(t, nil)
	p := k.opens("en")
	p.click("Settings")
	p.click("Change your phrase")
	p.click("Show me a new phrase")
	words := p.shownWords()
	k.elsewhere(book)
	p.tell(EventVisible)
	p.sees("Pages")
	if strings.Join(p.shownWords(), " ") != strings.Join(words, " ") {
		t.Error("the phrase is not the one on paper any more")
	}
	p.click("Back")
	p.sees("Kitchen")
	p.typesAway(k, func(p *plan.Plan) error { return p.SetSetting(plan.SettingLook, nil) })
	p.sees("Your plan")
	it := k.section("Kitchen").Items()[0]
	if it.Text("text") != "carrots and time" {
		t.Errorf("the text is %q", it.Text("text"))
	}
}

// typesAway types into a note while the plan changes elsewhere.
func (p *person) typesAway(k *kept, change func(*plan.Plan) error) {
	p.t.Helper()
	p.click("Kitchen")
	p.click("Soup")
	p.fills("Text", "carrots and time")
	k.elsewhere(change)
	p.settles()
}

func TestAPlanBecomesANotebookAndBack(t *testing.T) {
	for _, lang := range catalog.Languages() {
		k := keptPlan(t, everything)
		plain, w := catalog.Load(lang), &walker{person: k.opens(lang), catalog: catalog.Load(lang)}
		before := plan.Encode(k.reads())
		w.press("ui.nav.settings")
		w.press("ui.look.open")
		w.press("ui.look.go")
		w.catalog = plain.Notebook()
		w.sees(w.word("ui.section.empty")) // nothing of the plan is a page
		w.readsBook()
		w.settles()
		again := k.opensBook(lang)
		again.click(w.word("ui.nav.settings"))
		again.click(w.word("ui.look.open"))
		again.click(w.word("ui.look.go"))
		again.sees(plain.Text("ui.home.title"))
		again.settles()
		if string(plan.Encode(k.reads())) != string(before) {
			t.Error("the plan is another than before")
		}
	}
}
