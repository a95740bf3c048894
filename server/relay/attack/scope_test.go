package attack

import (
	"bytes"
	"testing"

	"larkspur/client/live"
	"larkspur/client/live/table/tabletest"
	"larkspur/client/plan"
	"larkspur/server/servertest"
)

// sectionOf is all of a section, in bytes.
func sectionOf(p *plan.Plan, id plan.ID) string {
	s, _ := p.Section(id)
	out := s.Kind() + "/" + s.Title()
	for _, it := range s.Items() {
		out += "\n" + string(it.Kind())
		for _, key := range it.Fields() {
			out += " " + key + "=" + it.Text(key)
		}
	}
	return out
}

// A guest who was let in, with keys of its own and a program that says anything, changes nothing that it may not edit: what it
// may look at, what it may suggest in, what it does not see, and the plan around them.
func TestARawGuestChangesOnlyWhatItMayEdit(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	other, friend := h.meets(server.URL, h.usual())
	x := h.lets(server.URL, h.terms(live.Part{Section: h.People, Right: live.Suggest}, live.Part{Section: h.Where, Right: live.View}))
	before := plan.Encode(h.Plan())
	size := func(id plan.ID, field string) int { it, _ := h.Plan().Item(id); return len(it.Text(field)) }
	fresh := func(n byte) plan.ID { return plan.ID{0xF0, n} }
	for name, ops := range map[string][][]byte{
		"what it may suggest in": {
			puts(h.Note, "text", "x", size(h.Note, "text")), puts(h.Note, "text", "x", 0), sets(h.Note, "text", plan.Text("x")),
			adds(fresh(1), h.People, h.Note, "note"), removes(h.Note), moves(h.Note, h.Where, h.Place), drops(h.People),
			putsSection(h.People, "people", "x"),
		},
		"what it may look at": {
			puts(h.Place, "name", "x", size(h.Place, "name")), sets(h.Place, "name", plan.Text("x")), adds(fresh(2), h.Where, h.Place, "place"),
			removes(h.Place), moves(h.Place, h.People, h.Note), drops(h.Where), suggests(fresh(3), removes(h.Place)),
		},
		"what is not shared": {
			puts(h.Mine, "text", "x", size(h.Mine, "text")), puts(h.Mine, "text", "x", 0), sets(h.Mine, "text", nil), removes(h.Mine),
			adds(fresh(4), h.Own, h.Mine, "note"), moves(h.Mine, h.People, h.Note), moves(h.Note, h.Own, h.Mine), drops(h.Own),
			suggests(fresh(5), removes(h.Mine)), suggests(fresh(6), puts(h.Mine, "text", "x", size(h.Mine, "text"))),
		},
		"the plan": {
			putsSection(fresh(7), "own", "x"), setting("lang", plan.Text("x")),
		},
	} {
		for i, op := range ops {
			if taken := x.does(op); taken != 0 {
				t.Errorf("%s, operation %d is taken", name, i)
			}
		}
	}
	if !bytes.Equal(plan.Encode(h.Plan()), before) {
		t.Error("the plan changed")
	}
	if n := len(h.host.Suggestions()); n != 0 {
		t.Errorf("%d suggestions", n)
	}
	x.mu.Lock()
	for _, m := range x.heard {
		if bytes.Contains(m, []byte(tabletest.Unshared)) || bytes.Contains(m, h.Mine[:]) || bytes.Contains(m, h.Own[:]) {
			t.Error("it was sent what is not shared")
		}
	}
	x.mu.Unlock()
	// The control: what it may do is done, so all this was heard.
	if x.does(suggests(fresh(8), removes(h.Note))) != 1 || len(h.host.Suggestions()) != 1 {
		t.Error("what it may do is refused as well")
	}
	if err := x.chair.Change(h.terms(live.Part{Section: h.People, Right: live.Edit})); err != nil {
		t.Fatal(err)
	}
	within(t, patience, "it has the new terms", func() bool { return x.count(msgTerms) == 2 })
	if own := sectionOf(h.Plan(), h.Own); x.does(puts(h.Note, "text", "y", size(h.Note, "text"))) != 1 || sectionOf(h.Plan(), h.Own) != own {
		t.Error("what it may edit now is refused, or something else changed")
	}
	if stageOf(other) != live.Open {
		t.Error("the other guest is out")
	}
	h.works(friend)
}

// Messages that are not a guest's to say, or not yet, end the link and do nothing; other guests notice nothing.
func TestAGuestThatSaysWhatIsTheHostsIsOut(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	before := plan.Encode(h.Plan())
	everything := said{turn: 1, have: 0, batch: 1, ops: [][]byte{removes(h.Mine)}}.bytes()
	t.Run("each", func(t *testing.T) {
		for name, m := range map[string][]byte{
			"something for the document before it is let in": everything,
			"terms of its own":    {msgTerms, 0, 0, 0, 0, 14, 16, 2, 0},
			"another commitment":  append([]byte{msgCommit, 'e', 'n'}, make([]byte, 32)...),
			"another half":        append([]byte{msgReveal}, make([]byte, 16)...),
			"the end":             {msgEnd},
			"nothing":             {},
			"a kind there is not": {99},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h, code := h.in(t), newCode(t)
				c := h.invites(code)
				p := puppetGuest(t, server, server.URL, code)
				p.shown()
				p.say(m...)
				within(t, patience, "the link ends", func() bool { return over(c.Call()) })
				if c.Call().Err() == nil || p.count(msgTerms)+p.count(msgJoint) > 0 {
					t.Errorf("%v, and it heard %d", c.Call().Err(), p.count(msgJoint))
				}
			})
		}
	})
	if !bytes.Equal(plan.Encode(h.Plan()), before) {
		t.Error("the plan changed")
	}
	h.works(friend)
}
