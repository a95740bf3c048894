package joint

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// pair returns a world with guests that may edit the first section, suggest in the second and view the third, all up to date.
func pair(t *testing.T, guests int) *world {
	w := newWorld(t, guests)
	s := w.p.Sections()
	for _, g := range w.guests {
		w.setScope(t, g, Scope{Sections: map[plan.ID]Right{s[0].ID(): Edit, s[1].ID(): Suggest, s[2].ID(): View}})
	}
	w.settle(t)
	return w
}

// note returns the first item of a section and sets the text of its long field.
func (w *world) note(t *testing.T, section int, s string) place {
	t.Helper()
	it := w.p.Sections()[section].Items()[0]
	must(t, w.p.SetField(it.ID(), noteOf(it.Kind()), plan.Text(s)))
	w.settle(t)
	return place{it.ID(), noteOf(it.Kind())}
}

func (w *world) text(p place) string {
	it, _ := w.p.Item(p.item)
	return it.Text(p.field)
}

// Three type in one text at once, each in its own place, and what each goes on to type stays in that place.
func TestThreeTypeInOneTextAtOnce(t *testing.T) {
	w := pair(t, 2)
	p := w.note(t, 0, "start. middle. end.")
	a, b := w.guests[0], w.guests[1]
	at := func(g *player, behind, put string) {
		t.Helper()
		i := strings.Index(g.show.text(p), behind) + len(behind)
		must(t, g.Type(p.item, p.field, i, i, put))
	}
	at(a, "middle", " A1")
	up := a.Message(false)
	at(a, "A1", " A2") // while A1 is under way
	at(b, "end", " B1")
	must(t, w.p.SetField(p.item, p.field, plan.Text("start H1. middle. end.")))
	must(t, w.h.Receive(b.peer, b.Message(false)))
	must(t, w.h.Receive(a.peer, up))
	w.stepHost()
	at(a, "A2", " A3")
	must(t, w.p.SetField(p.item, p.field, plan.Text(strings.Replace(w.text(p), "H1", "H1 H2", 1))))
	w.stepHost()
	at(b, "B1", " B2 e\u0301")
	w.fromHost(t, a, false)
	for _, m := range a.down {
		must(t, a.Receive(m))
	}
	if got, want := a.show.text(p), "start H1 H2. middle A1 A2 A3. end B1."; got != want {
		t.Errorf("before all is confirmed it shows %q", got)
	}
	w.settle(t)
	if got, want := w.text(p), "start H1 H2. middle A1 A2 A3. end B1 B2 e\u0301."; got != want {
		t.Errorf("%q", got)
	}
}

// Where two put something at one place, what the host had first comes first.
func TestAtOnePlaceTheHostComesFirst(t *testing.T) {
	w := pair(t, 2)
	p := w.note(t, 0, "ab")
	for _, g := range w.guests {
		must(t, g.Type(p.item, p.field, 1, 1, string('0'+rune(g.peer))))
		must(t, w.h.Receive(g.peer, g.Message(false)))
	}
	must(t, w.p.SetField(p.item, p.field, plan.Text("aHb")))
	w.settle(t)
	if got := w.text(p); got != "aH12b" {
		t.Errorf("%q", got)
	}
}

// Of a batch under way one operation loses its place at the guest. The others are still known by theirs when it is answered.
func TestTheOthersOfABatchKeepTheirPlaces(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	s := w.p.Sections()
	all := map[plan.ID]Right{s[0].ID(): Edit, s[1].ID(): Edit, s[2].ID(): View}
	w.setScope(t, g, Scope{Sections: all})
	w.settle(t)
	a, b := w.note(t, 1, "a"), w.note(t, 0, "b")
	must(t, g.SetText(a.item, a.field, "a one"))
	must(t, g.SetText(b.item, b.field, "b two"))
	up := g.Message(false)
	w.setScope(t, g, Scope{Sections: map[plan.ID]Right{s[0].ID(): Edit, s[2].ID(): View}})
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m)) // the first one is dead now
	}
	must(t, w.h.Receive(g.peer, up))
	w.settle(t)
	if w.text(a) != "a" || w.text(b) != "b two" {
		t.Errorf("%q, %q", w.text(a), w.text(b))
	}
	if h := g.Held(); len(h) != 1 || h[0].Text != " one" {
		t.Errorf("held: %q", h)
	}
}

// A batch that is said again, because its answer was lost, is done once.
func TestABatchIsDoneOnce(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "a")
	g := w.guests[0]
	must(t, g.SetText(p.item, p.field, "ab"))
	for range 3 {
		must(t, w.h.Receive(g.peer, g.Message(true)))
		w.stepHost()
		w.h.Messages(g.peer, true) // lost
	}
	w.settle(t)
	if w.text(p) != "ab" {
		t.Errorf("%q", w.text(p))
	}
}

// One deletes a letter while another puts a mark on it: the letter stays with its mark.
func TestALetterThatGotAMarkStaysWithIt(t *testing.T) {
	w := pair(t, 2)
	p := w.note(t, 0, "bez")
	a, b := w.guests[0], w.guests[1]
	must(t, a.Type(p.item, p.field, 2, 2, "\u0301"))
	must(t, b.Type(p.item, p.field, 1, 2, ""))
	must(t, w.h.Receive(a.peer, a.Message(false)))
	must(t, w.h.Receive(b.peer, b.Message(false)))
	w.settle(t)
	if got := w.text(p); got != "be\u0301z" {
		t.Errorf("%q", got)
	}
}

// What is typed is handed back where what it belongs to is gone, or would take half of something: a mark on a letter that another
// deletes meanwhile does not go to the letter before, and half a flag in place of a letter tears no flag that was put behind it.
func TestWhatFitsNowhereAnyMoreIsHandedBack(t *testing.T) {
	for name, x := range map[string]struct {
		was, now string
		at, cut  int
		typed    string
		late     bool // the host has it before the guest knows
	}{
		"a mark":               {was: "bez", now: "bz", at: 2, cut: 2, typed: "\u0301"},
		"a mark that is late":  {was: "bez", now: "bz", at: 2, cut: 2, typed: "\u0301", late: true},
		"half a flag too late": {was: "x y", now: "x🇺🇸 y", at: 0, cut: 1, typed: "🇲", late: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := pair(t, 1)
			p := w.note(t, 0, x.was)
			g := w.guests[0]
			must(t, g.Type(p.item, p.field, x.at, x.cut, x.typed))
			if x.late {
				must(t, w.h.Receive(g.peer, g.Message(false)))
			}
			must(t, w.p.SetField(p.item, p.field, plan.Text(x.now)))
			w.settle(t)
			if got := w.text(p); got != x.now || len(g.Held()) != 1 {
				t.Errorf("%q, held %q", got, g.Held())
			}
		})
	}
}

// The second device of the survivor sees all and may do all, settings and sections too.
func TestASecondDeviceSeesAndDoesAll(t *testing.T) {
	w := pair(t, 1)
	g := w.join(t, Scope{All: true})
	w.settle(t)
	mine, err := g.Plan()
	must(t, err)
	if !plan.Equal(mine, w.p) || !g.All() {
		t.Error("it does not see all")
	}
	id, err := plan.NewID(w.ids)
	must(t, err)
	must(t, g.PutSection(id, mine.Sections()[0].ID(), plan.Own, "mine", false))
	must(t, g.SetSetting("lang", plan.Text("es")))
	must(t, g.RemoveSection(mine.Sections()[3].ID()))
	suggested, err := w.guests[0].SuggestRemoval(w.ids, w.p.Sections()[1].Items()[0].ID())
	must(t, err)
	w.settle(t)
	must(t, g.Accept(suggested))
	w.settle(t)
	s := w.p.Sections()
	if s[1].ID() != id || s[1].Title() != "mine" || plan.AsText(w.p.Setting("lang")) != "es" || len(s) != 4 || len(w.guests[0].Settled()) != 1 {
		t.Errorf("%d sections, %q", len(s), s[1].Title())
	}
}

// Presence is told to those who see the section, and is gone when they do not.
func TestPresenceIsToldToThoseWhoSeeTheSection(t *testing.T) {
	w := pair(t, 2)
	s := w.p.Sections()
	a, b := w.guests[0], w.guests[1]
	a.Show(s[0].ID())
	w.h.Show(s[3].ID())
	w.settle(t)
	if got := b.Present(); !slices.Equal(got, []Presence{{2, s[0].ID()}}) {
		t.Errorf("%v", got)
	}
	w.setScope(t, b, Scope{Sections: map[plan.ID]Right{s[3].ID(): View}})
	w.settle(t)
	if got := b.Present(); !slices.Equal(got, []Presence{{HostPeer, s[3].ID()}}) {
		t.Errorf("%v", got)
	}
	if got := w.h.Present(); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// Nothing prints what it holds.
func TestHostAndGuestDoNotPrint(t *testing.T) {
	w := pair(t, 1)
	if s := w.h.String() + w.guests[0].Guest.String(); s != "redactedredacted" {
		t.Error(s)
	}
}

func TestARoomHasSevenGuests(t *testing.T) {
	w := newWorld(t, MaxGuests)
	if _, err := w.h.Join(Scope{}); err != ErrFull {
		t.Errorf("%v", err)
	}
	w.h.Leave(w.guests[0].peer)
	p, err := w.h.Join(Scope{})
	if err != nil || p != MaxGuests+1 {
		t.Errorf("%d, %v", p, err)
	}
	if w.h.Receive(w.guests[0].peer, nil) != ErrScope || w.h.SetScope(99, Scope{}) != ErrScope || w.h.Messages(99, true) != nil {
		t.Error("who left is still there")
	}
}
