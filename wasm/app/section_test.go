package app

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/wasm/view"
)

// kept is a plan on a server, and the phrase that opens it.
type kept struct {
	t      *testing.T
	server *servertest.Server
	phrase string
	client *client.Client
	parsed phrase.Phrase
}

// keptPlan makes a vault of a new plan after fill changed it; nil changes nothing.
func keptPlan(t *testing.T, fill func(p *plan.Plan) error) *kept {
	t.Helper()
	k := &kept{t: t, server: servertest.Start(t, servertest.Options{})}
	site, err := client.ParseSite([]byte(siteOf(t, k.server)))
	if err != nil {
		t.Fatal(err)
	}
	if k.parsed, err = phrase.Generate(phrase.English, site.Words, rand.Reader); err != nil {
		t.Fatal(err)
	}
	k.phrase = k.parsed.Expose()
	line := newPerson(t, k.server, "en")
	k.client = client.New(client.Config{Site: site, Transport: line.line, Random: rand.Reader, Derive: line.Derive, Pace: -1})
	session, err := k.client.New(t.Context(), k.parsed, client.StarterKey{})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if fill == nil {
		return k
	}
	if err := session.Edit(fill); err != nil {
		t.Fatal(err)
	}
	if err := session.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k
}

// opens has a person open the plan on a device of their own.
func (k *kept) opens(lang string) *person {
	k.t.Helper()
	p := newPerson(k.t, k.server, lang)
	p.zones["America/New_York"] = -5 * 3600
	p.enterIn(lang, k.phrase)
	p.sees(catalog.Load(lang).Text("ui.home.title"))
	return p
}

// reads opens what the server has, on a third device.
func (k *kept) reads() *plan.Plan {
	k.t.Helper()
	opened, err := k.client.Open(k.t.Context(), k.parsed)
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(opened.Session.Close)
	return opened.Session.Plan()
}

// elsewhere changes the plan on another device and saves it.
func (k *kept) elsewhere(change func(p *plan.Plan) error) {
	k.t.Helper()
	opened, err := k.client.Open(k.t.Context(), k.parsed)
	if err != nil {
		k.t.Fatal(err)
	}
	defer opened.Session.Close()
	if err := opened.Session.Edit(change); err != nil {
		k.t.Fatal(err)
	}
	if err := opened.Session.Save(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

// settles saves, takes in what others saved, and waits until that is done.
func (p *person) settles() {
	p.t.Helper()
	p.tell(EventVisible)
	p.tell(EventHidden) // when this is taken, the page shows that it is saving
	p.until("everything to be saved", func() bool {
		saved := false
		walk(p.tree, func(n *view.Node) { saved = saved || attrOf(n, "class") == "state" })
		return saved
	})
}

// area is what a label heads: a group of controls, or one. Each label is looked for in what the one before heads, and the
// outermost counts.
func area(tree *view.Node, labels ...string) *view.Node {
	for _, label := range labels {
		if tree = outermost(tree, label); tree == nil {
			return nil
		}
	}
	return tree
}

func outermost(tree *view.Node, label string) *view.Node {
	if tree == nil {
		return nil
	}
	for level := tree.Children; len(level) > 0; {
		var below []*view.Node
		for _, n := range level {
			if n == nil {
				continue
			}
			if len(n.Children) > 0 && headed(n, label) {
				return n
			}
			below = append(below, n.Children...)
		}
		level = below
	}
	return nil
}

func headed(n *view.Node, label string) bool {
	first := n.Children[0]
	if first == nil {
		return false
	}
	switch {
	case n.Tag == "fieldset", strings.Contains(attrOf(n, "class"), "field"):
		return nameOf(first) == label && (first.Tag == "legend" || first.Tag == "label" || first.Tag == "span" || first.Tag == "div")
	case n.Tag == "label":
		return nameOf(n) == label
	}
	return false
}

// in waits for something inside an area.
func (p *person) in(labels []string, what string, f func(*view.Node) bool) *view.Node {
	p.t.Helper()
	var found *view.Node
	p.until(what+" under "+strings.Join(labels, ", "), func() bool {
		found = nil
		at := area(p.tree, labels...)
		walk(at, func(n *view.Node) {
			if found == nil && f(n) {
				found = n
			}
		})
		return found != nil
	})
	return found
}

// writes types into the box under labels, and goes on.
func (p *person) writes(text string, labels ...string) {
	p.t.Helper()
	n := p.in(labels, "a box", func(n *view.Node) bool { return n.Tag == "textarea" || n.Tag == "input" && attrOf(n, "type") == "text" })
	p.act(n, "input", text)
	if handlerOf(n, "focusout") != "" {
		p.act(n, "focusout", text)
	}
}

// presses clicks a button under labels.
func (p *person) presses(name string, labels ...string) {
	p.t.Helper()
	p.act(p.in(labels, "the button "+name, func(n *view.Node) bool { return n.Tag == "button" && nameOf(n) == name }), "click", "")
}

// checks ticks a box under labels.
func (p *person) checks(labels ...string) {
	p.t.Helper()
	p.act(p.in(labels, "a tick", func(n *view.Node) bool { return attrOf(n, "type") == "checkbox" }), "change", "true")
}

func titles(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Sections() {
		out = append(out, s.Title()+"|"+s.Kind())
	}
	return out
}

func TestAnEmptyPlanOffersOneFirstThing(t *testing.T) {
	for _, first := range view.Firsts() {
		k := keptPlan(t, nil)
		p := k.opens("en")
		p.sees("Pick one thing to write down")
		p.seesNot("Documents")
		p.click(p.words("ui.home.first." + first.Kind))
		p.sees(p.words("kind." + first.Kind + ".field.note"))
		p.settles()
		got := k.reads().Items()
		if len(got) != 1 || got[0].Kind() != first.Kind {
			t.Errorf("%s: the plan has %d items", first.Kind, len(got))
			continue
		}
		if s, _ := k.reads().Section(got[0].Section()); s.Kind() != first.In {
			t.Errorf("%s went to the section %s", first.Kind, s.Kind())
		}
	}
}

func (p *person) words(key string, args ...string) string {
	return catalog.Load("en").Text(key, args...)
}

func TestOneCanLookAroundFirst(t *testing.T) {
	p := keptPlan(t, nil).opens("en")
	p.click("Look around first")
	p.sees("Documents")
	p.sees("nothing yet")
	p.click("Documents")
	p.sees("Nothing here yet")
}

func TestTheCardAndTheLinesAreOnePressAway(t *testing.T) {
	k := keptPlan(t, nil)
	p := k.opens("en")
	p.click("Overdose card")
	p.sees("In an emergency, call 911.")
	for _, line := range []string{"1-800-799-7233", "1-800-787-3224", "START to 88788", "1-800-662-4357"} {
		p.sees(line)
	}
	p.click("Make the card")
	p.writes("In the blue bag", p.words("kind.card.field.kit"))
	p.click("Back")
	p.sees("In the blue bag")
	p.click("Print the card")
	p.click("Print this")
	p.until("the print dialog", func() bool { return p.printed == 1 })
	p.click("Plan")
	p.click("If you need help now")
	p.sees("1-800-799-7233")
}

func TestASectionOfOnesOwnIsNamedAsItIsTyped(t *testing.T) {
	k := keptPlan(t, nil)
	p := k.opens("en")
	p.click("Look around first")
	p.click("Add a section")
	p.writes("Garden", "Name of this section")
	p.click("Add: Note")
	p.settles()
	sections := k.reads().Sections()
	last := sections[len(sections)-1]
	if last.Title() != "Garden" || last.Kind() != plan.Own || len(last.Items()) != 1 {
		t.Errorf("the section is %q of kind %s with %d items", last.Title(), last.Kind(), len(last.Items()))
	}
}

func TestSectionsAreArranged(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		if err := p.HideSection(p.Sections()[1].ID(), true); err != nil {
			return err
		}
		_, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		return err
	})
	before := k.reads()
	p := k.opens("en")
	p.seesNot("Visits and times")
	p.click("Hidden sections (1)")
	p.sees("Visits and times")
	p.click("Change the order")
	p.click("Move up: Places you go") // over the hidden one
	p.until("the place to be said", func() bool {
		return slices.Contains(p.announced, "Places you go is now number 1 of 14.")
	})
	p.click("Rename: Places you go")
	p.writes("Where", "Name of this section")
	p.click("Hide: Documents")
	p.click("Show: Visits and times")
	p.click("Remove section: Pets")
	p.sees("“Pets” and everything in it goes.")
	p.click("Cancel")
	p.sees("Pets")
	p.click("Remove section: Pets")
	p.click("Remove")
	p.seesNot("Pets")
	p.settles()
	after := k.reads()
	if got := titles(after)[0]; got != "Where|where" {
		t.Errorf("first is %s", got)
	}
	if len(after.Sections()) != len(before.Sections())-1 {
		t.Errorf("there are %d sections", len(after.Sections()))
	}
	for _, s := range after.Sections() {
		if s.Hidden() != (s.Kind() == "docs") {
			t.Errorf("%s is hidden: %v", s.Kind(), s.Hidden())
		}
	}
	p.click("Bring back a section")
	p.click("Add: Pets")
	p.sees("Nothing here yet")
}

func TestItemsAreArrangedAndRemoved(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		for _, name := range []string{"Ana", "Bea", "Cleo"} {
			id, err := p.AddItem(rand.Reader, p.Sections()[8].ID(), "person")
			if err == nil {
				err = p.SetField(id, "name", plan.Text(name))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	p := k.opens("en")
	p.click("People you trust")
	p.click("Change the order")
	p.click("Move down: Ana")
	p.click("Move down: Ana")
	p.until("the focus to go along", func() bool {
		focused := ""
		walk(p.tree, func(n *view.Node) {
			if n.Focus && n.Tag == "button" {
				focused = nameOf(n)
			}
		})
		return focused == "Move up: Ana"
	})
	p.click("Bea")
	p.click("Remove")
	p.sees("“Bea” goes.")
	p.act(p.find("the yes", func(n *view.Node) bool { return handlerOf(n, "click") == "dialog-yes" }), "click", "")
	p.seesNot("Bea")
	p.click("Cleo")
	p.click("Move to another section")
	p.click("Money")
	p.settles()
	after := k.reads()
	var names []string
	for _, it := range after.Items() {
		s, _ := after.Section(it.Section())
		names = append(names, it.Name()+" in "+s.Kind())
	}
	if !slices.Equal(names, []string{"Ana in people", "Cleo in money"}) {
		t.Errorf("the plan has %q", names)
	}
}

func TestASectionThatIsGoneSaysSo(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		_, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		return err
	})
	p := k.opens("en")
	p.click("Pets")
	k.elsewhere(func(p *plan.Plan) error {
		for _, s := range p.Sections() {
			if s.Kind() == "pets" {
				return p.RemoveSection(s.ID())
			}
		}
		return nil
	})
	p.settles()
	p.sees("This is not in the plan any more")
	p.click("Back")
	p.seesNot("Pets")
}

func TestAFullPlanSaysSoAndTakesNothing(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		for range plan.MaxSections - len(p.Sections()) {
			if _, err := p.AddSection(rand.Reader, plan.Own, ""); err != nil {
				return err
			}
		}
		_, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		return err
	})
	p := k.opens("en")
	p.click("Add a section")
	p.sees("Your plan is too big to save")
}
