package app

import (
	"crypto/rand"
	"slices"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// noted makes a plan that is not empty, so that its sections are listed.
func noted(p *plan.Plan) error {
	_, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
	return err
}

// has reports whether there is a button of a name.
func (p *person) has(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := false
	walk(p.tree, func(n *view.Node) { found = found || n.Tag == "button" && nameOf(n) == name })
	return found
}

// Every idea of every section, in both languages: one press adds it, filled, and the same place leads to it; nothing else of
// it is in the plan.
func TestEveryIdeaIsAddedAtAPress(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		k := keptPlan(t, noted)
		p := k.opens(lang)
		var want []string
		used := map[string]bool{}
		for _, s := range plan.StandardSections() {
			p.click(w.Text(plan.SectionLabel(s.Key)))
			p.click(w.Text("ui.section.ideas"))
			for _, q := range catalog.Prompts(s.Key) {
				if used[q.Key] {
					continue
				}
				used[q.Key] = true
				want = append(want, q.Kind)
				p.click(q.Text(w))
				p.sees(w.Text("ui.section.ideas.added", q.Text(w)))
			}
			p.click(w.Text("ui.section.ideas"))
			p.click(w.Text("ui.section.ideas"))
			p.click(w.Text("ui.nav.home"))
		}
		p.settles()
		var got []string
		for _, it := range k.reads().Items() {
			if it.Kind() != "note" || it.Name() != "" {
				got = append(got, it.Kind())
			}
		}
		if slices.Sort(got); !slices.Equal(got, sorted(want)) {
			t.Errorf("%s: %d items, not %d", lang, len(got), len(want))
		}
	}
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

func TestAnIdeaThatIsUsedIsNotOfferedAgain(t *testing.T) {
	k := keptPlan(t, noted)
	p := k.opens("en")
	p.click("Bag to go")
	p.click("Ideas")
	p.click("Phone and charger")
	if !slices.Contains(p.announced, "Added: Phone and charger") {
		t.Error("nothing was said")
	}
	p.click("Added: Phone and charger") // leads to it
	p.writes("In the drawer", p.words("kind.thing.field.where"))
	p.click("Back")
	p.sees("Where it is: In the drawer")
	p.click("Plan")
	p.click("Bag to go")
	p.click("Ideas")
	p.sees("Keys for home and car")
	if p.has("Added: Phone and charger") {
		t.Error("what was added long ago is still called so")
	}
	buttons := 0
	walk(p.tree, func(n *view.Node) {
		if n.Tag == "button" && nameOf(n) == "Phone and charger" {
			buttons++
		}
	})
	if buttons != 1 {
		t.Errorf("%d buttons for one thing", buttons)
	}
}

func TestTheWarningStandsByTheIdeasAboutTechnology(t *testing.T) {
	p := keptPlan(t, noted).opens("en")
	for _, section := range []string{"section.tech", "section.comm"} {
		p.click(p.words(section))
		p.click("Ideas")
		p.sees(p.words("kind.tech.hint"))
		p.click("Plan")
	}
	p.click(p.words("section.tech"))
	p.click("Ideas")
	p.click("See who can see where I am")
	p.click("Added: See who can see where I am")
	n := p.in([]string{p.words("kind.tech.field.seen")}, "a box", func(n *view.Node) bool { return n.Tag == "textarea" })
	if n.Value != "A dot that goes away on a map is noticed fast." {
		t.Errorf("what could be noticed: %q", n.Value)
	}
}

// Whatever a section offers first, it can hold everything; and a section that was hidden comes back with all of it.
func TestEveryKindCanBeAddedToEverySection(t *testing.T) {
	k := keptPlan(t, noted)
	p := k.opens("en")
	p.click("Add a section")
	p.click("Plan")
	before := k.reads().Sections()
	n := 0
	for _, s := range append(before, plan.Section{}) {
		title := "Section without a name"
		if n < len(before) {
			title = p.words(plan.SectionLabel(s.Kind()))
		}
		n++
		p.click(title)
		p.click("Add something else")
		for _, kind := range plan.Kinds() {
			if !p.has("Add: " + p.words(kind.Label())) {
				t.Errorf("%s: no %s", title, kind.Key)
			}
		}
		kind := plan.Kinds()[n%len(plan.Kinds())]
		p.click("Add: " + p.words(kind.Label()))
		p.click("Back")
		p.click("Plan")
	}
	p.click("Pets")
	p.click("About this section")
	p.click("Hide: Pets")
	p.click("Plan")
	p.seesNot("Pets")
	p.click("Hidden sections (1)")
	p.click("Pets")
	p.click("Show: Pets")
	p.settles()
	after := k.reads()
	if got := len(after.Items()); got != 1+len(before)+1 || len(after.Sections()) != len(before)+1 {
		t.Errorf("%d items in %d sections", got, len(after.Sections()))
	}
	for _, s := range after.Sections() {
		if s.Hidden() || len(s.Items()) == 0 {
			t.Errorf("%s is hidden or empty", s.Kind())
		}
	}
}

// Yes, not now, no and not sure, safe and unsafe, packed: said where it is read.
func TestWhatIsSaidInTheListIsInThePlan(t *testing.T) {
	k := keptPlan(t, noted)
	p := k.opens("en")
	say := func(section, idea, answer string) {
		p.click(p.words(section))
		p.click("Ideas")
		p.click(idea)
		p.click(answer)
		p.click("Plan")
	}
	say("section.sched", "Ask for times that can change", "Not now")
	say("section.comm", "Voicemail", "Unsafe")
	p.click("Bag to go")
	p.click("Ideas")
	p.click("Naloxone")
	p.act(p.find("a tick", func(n *view.Node) bool { return attrOf(n, "type") == "checkbox" }), "change", "true")
	p.settles()
	for kind, want := range map[string][2]string{"act": {"want", "later"}, "chan": {"state", "unsafe"}} {
		if it := k.reads().Items(kind)[0]; it.Text(want[0]) != want[1] {
			t.Errorf("%s: %q", kind, it.Text(want[0]))
		}
	}
	if !k.reads().Items("thing")[0].Flag("packed") {
		t.Error("it is not packed")
	}
}

func TestAListShowsTheFactsOfItsItems(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		where := p.Sections()[2].ID()
		add := func(kind string, f plan.Record) error {
			id, err := p.AddItem(rand.Reader, where, kind)
			for key, v := range f {
				if err == nil {
					err = p.SetField(id, key, v)
				}
			}
			return err
		}
		text := plan.Text
		for _, err := range []error{
			add("xfer", plan.Record{"what": text("The move"), "to": text("North clinic"), "asked": plan.Records(
				plan.Record{"who": text("desk"), "answer": text("no"), "date": text("2026-03-02")},
				plan.Record{"who": text("director"), "answer": text("waiting")})}),
			add("gap", plan.Record{"what": text("A ride"), "who": text("Ana"), "by": text("2026-04-01")}),
			add("med", plan.Record{"name": text("The blue one"), "refill": text("2026-03-09")}),
			add("tech", plan.Record{"what": text("Maps"), "state": text("later")}),
			add("trade", plan.Record{"title": text("Two ways"), "rows": plan.Records(plan.Record{"name": text("Near")}, plan.Record{"name": text("Far")})}),
			add("chan", plan.Record{"type": text("voicemail")}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	p := k.opens("en")
	p.click("Places you go")
	for _, fact := range []string{
		"To: North clinic", "Answer: Still waiting", "Date: Monday, March 2, 2026", "Who helps: Ana", "By when: Wednesday, April 1, 2026",
		"Next refill: Monday, March 9, 2026", "Where it stands: Not now", "Place: Near, Far",
	} {
		p.sees(fact)
	}
	p.seesNot("· Voicemail") // the name says it
}
