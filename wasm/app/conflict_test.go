package app

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// quarrelled has two people write into the same box while neither hears of the other, and both save. The second one sees
// the conflict then.
func quarrelled(t *testing.T, kind, field, first, second string) (k *kept, p *person) {
	t.Helper()
	k = keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[9].ID(), kind)
		if err == nil {
			err = p.SetField(id, field, plan.Text("before"))
		}
		return err
	})
	open := func(text string) *person {
		p := k.opens("en")
		p.click("Children")
		p.act(p.find("the item", func(n *view.Node) bool { return strings.HasPrefix(handlerOf(n, "click"), "go ") }), "click", "")
		p.cut(true)
		p.writes(text, p.words("kind."+kind+".field."+field))
		return p
	}
	one, two := open(first), open(second)
	one.cut(false)
	one.settles()
	two.cut(false)
	two.settles()
	two.sees("Two devices changed this at once.")
	if n := k.reads().Conflicts(); n != 1 {
		t.Fatalf("there are %d conflicts", n)
	}
	return k, two
}

func (k *kept) one(kind, field string) string {
	k.t.Helper()
	p := k.reads()
	if n := p.Conflicts(); n != 0 {
		k.t.Errorf("there are still %d conflicts", n)
	}
	return p.Items(kind)[0].Text(field)
}

func TestAConflictIsEndedEitherWay(t *testing.T) {
	for button, want := range map[string]string{"Keep this one": "mountain", "Keep the other one": "river"} {
		k, p := quarrelled(t, "word", "word", "river", "mountain")
		p.sees("river")
		p.sees("mountain")
		p.click(button)
		p.seesNot("Two devices changed this at once.")
		p.settles()
		if got := k.one("word", "word"); got != want {
			t.Errorf("%s leaves %q", button, got)
		}
	}
}

func TestOfWhatIsRightOnlyAsAWholeNothingIsJoined(t *testing.T) {
	_, p := quarrelled(t, "word", "word", "river", "mountain")
	p.seesNot("Use both")
}

func TestBothTextsCanBeUsed(t *testing.T) {
	k, p := quarrelled(t, "note", "text", "one way", "another road")
	p.click("Use both")
	p.settles()
	got := k.one("note", "text")
	if !strings.Contains(got, "one way") || !strings.Contains(got, "another road") {
		t.Errorf("the text is %q", got)
	}
}

func TestOneCanGoOnTypingBesideAConflict(t *testing.T) {
	k, p := quarrelled(t, "word", "word", "river", "mountain")
	p.writes("mountain lake", p.words("kind.word.field.word"))
	p.sees("river")
	p.click("Keep this one")
	p.settles()
	if got := k.one("word", "word"); got != "mountain lake" {
		t.Errorf("the word is %q", got)
	}
}

func TestHomeLeadsToWhatWaits(t *testing.T) {
	k, p := quarrelled(t, "word", "word", "river", "mountain")
	p.click("Plan")
	p.click("1 thing was changed on two devices")
	p.click("Keep the other one")
	p.sees("Nothing is left to choose.")
	p.settles()
	if got := k.one("word", "word"); got != "river" {
		t.Errorf("the word is %q", got)
	}
}

func TestTitlesAndSettingsAreChosenToo(t *testing.T) {
	k := keptPlan(t, everything)
	quarrel(k)
	p := k.opens("en")
	p.click("4 things were changed on two devices")
	for range 4 {
		p.click("Keep the other one")
	}
	p.sees("Nothing is left to choose.")
	p.settles()
	after := k.reads()
	if n := after.Conflicts(); n != 0 {
		t.Errorf("there are still %d conflicts", n)
	}
	if after.Sections()[6].Title() != "river" || plan.AsText(after.Setting("other")) != "river" {
		t.Errorf("the title is %q, the setting %q", after.Sections()[6].Title(), plan.AsText(after.Setting("other")))
	}
	if it := after.Items("word")[0]; it.Text("unheard") != "river" {
		t.Errorf("the field of a newer version is %q", it.Text("unheard"))
	}
}

func TestAChoiceMadeOnAnOlderScreenHarmsNothing(t *testing.T) {
	k, p := quarrelled(t, "word", "word", "river", "mountain")
	old := p.find("the button", func(n *view.Node) bool { return nameOf(n) == "Keep this one" })
	k.elsewhere(func(q *plan.Plan) error {
		return q.ResolveConflict(q.Items("word")[0].ID(), "word", plan.Text("river"))
	})
	p.settles()
	p.act(old, "click", "")
	p.settles()
	after := k.reads()
	it := after.Items("word")[0]
	texts := it.Text("word")
	for _, c := range it.Conflicts() {
		for _, o := range c.Others {
			texts += " " + plan.AsText(o)
		}
	}
	if !strings.Contains(texts, "river") && !strings.Contains(texts, "mountain") {
		t.Errorf("what is left is %q", texts)
	}
}
