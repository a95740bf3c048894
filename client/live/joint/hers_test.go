package joint

import (
	"bytes"
	"testing"

	"larkspur/client/plan"
)

// The records of links tell who else was let in and what sections are called that a guest may not see. They stay with her, whatever
// is done with the section that they lie in.
func TestTheRecordsOfLinksAreHers(t *testing.T) {
	h := newHostile(t)
	s := h.p.Sections()
	var records []plan.ID
	for _, sec := range s[:3] {
		id, err := h.p.AddItem(h.ids, sec.ID(), hers)
		must(t, err)
		must(t, h.p.SetField(id, "who", plan.Text("somebody else")))
		must(t, h.p.SetField(id, "parts", plan.Texts("a section of theirs")))
		records = append(records, id)
	}
	visit, err := h.p.AddItem(h.ids, s[0].ID(), "appt")
	must(t, err)
	must(t, h.p.SetField(visit, "place", plan.Ref(records[0])))
	h.stepHost()
	for _, m := range h.h.Messages(h.g.peer, true) {
		for _, id := range records {
			if bytes.Contains(m, id[:]) || bytes.Contains(m, []byte("somebody else")) {
				t.Error("one is shown")
			}
		}
	}
	for i, o := range []op{
		{kind: opText, item: records[0], name: "who", segs: puts("x", len("somebody else"))},
		{kind: opSet, item: records[0], name: "parts"},
		{kind: opMove, item: records[0], section: s[0].ID()},
		{kind: opRemove, item: records[0]},
		{kind: opSet, item: visit, name: "place", value: plan.Ref(records[0])},
		{kind: opAdd, item: numbered(900), section: s[0].ID(), name: hers},
		{kind: opSuggest, item: numbered(901), body: &op{kind: opRemove, item: records[1]}},
		{kind: opSuggest, item: numbered(902), body: &op{kind: opAdd, item: numbered(903), section: s[1].ID(), name: hers}},
	} {
		if h.say(t, o) != 0 {
			t.Errorf("%d is taken", i)
		}
	}
	all := h.join(t, Scope{All: true})
	h.settle(t)
	if p, err := all.Plan(); err != nil || !plan.Equal(p, h.p) {
		t.Error("her own device does not see them")
	}
	must(t, all.Remove(records[2]))
	h.settle(t)
	if _, there := h.p.Item(records[2]); there {
		t.Error("her own device does not remove one")
	}
}
