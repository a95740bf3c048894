package joint

import (
	"testing"

	"larkspur/client/plan"
)

// A guest cannot write into columns of rows that nobody sees; those of a newer version that stand there already stay.
func TestAGuestWritesIntoNoColumnThatIsNotKnown(t *testing.T) {
	h := newHostile(t)
	s := h.p.Sections()
	appt := func(sec plan.ID) plan.ID {
		id, err := h.p.AddItem(h.ids, sec, "appt")
		must(t, err)
		must(t, h.p.SetField(id, "alts", plan.Records(plan.Record{"len": plan.Number(5), "newer": plan.Text("kept")})))
		return id
	}
	edits, suggests := appt(s[0].ID()), appt(s[1].ID())
	h.stepHost()
	rows := func(key, text string) plan.Value {
		return plan.Records(plan.Record{"len": plan.Number(6), key: plan.Text(text)})
	}
	set := func(item plan.ID, v plan.Value) op { return op{kind: opSet, item: item, name: "alts", value: v} }
	body := func(n int, o op) op { return op{kind: opSuggest, item: numbered(n), body: &o} }
	add := op{kind: opAdd, item: numbered(800), section: s[1].ID(), name: "appt", fields: []field{{"alts", rows("hidden", "x")}}}
	for name, o := range map[string]op{
		"set": set(edits, rows("hidden", "x")), "set what stands there": set(edits, rows("newer", "x")),
		"suggested": body(810, set(suggests, rows("hidden", "x"))), "an item suggested": body(811, add),
	} {
		if h.say(t, o) != 0 {
			t.Errorf("%s: it is taken", name)
		}
	}
	for name, o := range map[string]op{"set": set(edits, rows("newer", "kept")), "suggested": body(812, set(suggests, rows("newer", "kept")))} {
		if h.say(t, o) != 1 {
			t.Errorf("%s: what was there already is refused", name)
		}
	}
}
