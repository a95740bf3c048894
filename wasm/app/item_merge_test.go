package app

import (
	"crypto/rand"
	"slices"
	"testing"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// withNote is a plan with one note.
func withNote(t *testing.T, title, text string) (*kept, plan.ID) {
	var id plan.ID
	k := keptPlan(t, func(p *plan.Plan) error {
		var err error
		if id, err = p.AddItem(rand.Reader, p.Sections()[4].ID(), "note"); err != nil {
			return err
		}
		if err = p.SetField(id, "title", plan.Text(title)); err != nil {
			return err
		}
		return p.SetField(id, "text", plan.Text(text))
	})
	return k, id
}

// box waits for the text box of a label.
func (p *person) box(labels ...string) *view.Node {
	p.t.Helper()
	return p.in(labels, "a box", func(n *view.Node) bool { return n.Tag == "textarea" || n.Tag == "input" })
}

// TestTypingUnderAMergeLosesNothing: while she types, what her other device saved comes in. The page keeps what she
// typed in the box and tells it with the action of the tree on which she began.
func TestTypingUnderAMergeLosesNothing(t *testing.T) {
	k, id := withNote(t, "Notes", "milk bread")
	p := k.opens("en")
	p.click("Safer rooms and ways out")
	p.click("Notes")
	old := p.box("Text") // what the page shows while she types
	k.elsewhere(func(q *plan.Plan) error { return q.SetField(id, "text", plan.Text("apples milk bread")) })
	p.settles()
	p.until("the merge to be drawn", func() bool { n := controlIn(p.tree, "Text"); return n != nil && n.Value == "apples milk bread" })
	p.act(old, "input", "milk bread salt")
	p.act(old, "input", "milk bread salt and pepper") // still on the old tree
	p.settles()
	it, _ := k.reads().Item(id)
	if got := it.Text("text"); got != "apples milk bread salt and pepper" || len(it.Conflicts()) != 0 {
		t.Errorf("the text is %q with conflicts %v", got, it.Conflicts())
	}
	if n := p.box("Text"); n.Value != "apples milk bread salt and pepper" {
		t.Errorf("the box holds %q", n.Value)
	}
	// On the tree of now, what is deleted is deleted.
	p.act(p.box("Text"), "input", "salt")
	p.settles()
	it, _ = k.reads().Item(id)
	if got := it.Text("text"); got != "salt" {
		t.Errorf("the text is %q", got)
	}
}

func TestARowIsFoundAgainAfterAnotherDeviceMovedIt(t *testing.T) {
	var id plan.ID
	rows := func(names ...string) plan.Value {
		var out []plan.Record
		for _, n := range names {
			out = append(out, plan.Record{"name": plan.Text(n)})
		}
		return plan.Records(out...)
	}
	k := keptPlan(t, func(p *plan.Plan) error {
		var err error
		if id, err = p.AddItem(rand.Reader, p.Sections()[3].ID(), "card"); err != nil {
			return err
		}
		return p.SetField(id, "call", rows("Ana", "Bea"))
	})
	p := k.opens("en")
	p.click("Staying connected")
	p.clickPart("without a name")
	old := p.box("Who to call", "Who to call 2", "Phone")
	k.elsewhere(func(q *plan.Plan) error { return q.SetField(id, "call", rows("Bea")) })
	p.settles()
	p.act(old, "input", "555")
	p.settles()
	it, _ := k.reads().Item(id)
	got := plan.AsRecords(it.Value("call"))
	found := false
	for _, row := range got {
		found = found || plan.AsText(row["name"]) == "Bea" && plan.AsText(row["phone"]) == "555"
	}
	if !found {
		t.Errorf("the rows are %v", got)
	}
}

func TestARowThatIsClearedStaysUnderTheHand(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[7].ID(), "word")
		if err == nil {
			err = p.SetField(id, "who", plan.Texts("Ana", "Bea"))
		}
		return err
	})
	p := k.opens("en")
	p.click("Code words")
	p.clickPart("without a name")
	who := p.words("kind.word.field.who")
	p.writes("", who, who+" 1")
	if n := p.box(who, who+" 2"); n.Value != "Bea" {
		t.Fatalf("the second box holds %q", n.Value)
	}
	p.writes("Cleo", who, who+" 1")
	p.settles()
	if got := plan.AsTexts(k.reads().Items("word")[0].Value("who")); !slices.Equal(got, []string{"Cleo", "Bea"}) {
		t.Errorf("the list is %q", got)
	}
	p.click("Remove: " + who + " 1")
	p.settles()
	if got := plan.AsTexts(k.reads().Items("word")[0].Value("who")); !slices.Equal(got, []string{"Bea"}) {
		t.Errorf("the list is %q", got)
	}
}
