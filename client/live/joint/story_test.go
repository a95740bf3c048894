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

// One puts a mark on a letter while another deletes the letter: the mark does not go to the letter before.
func TestAMarkWhoseLetterIsGoneIsHandedBack(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "bez")
	g := w.guests[0]
	must(t, g.Type(p.item, p.field, 2, 2, "\u0301"))
	must(t, w.p.SetField(p.item, p.field, plan.Text("bz")))
	w.settle(t)
	if got := w.text(p); got != "bz" || len(g.Held()) != 1 {
		t.Errorf("%q, held %q", got, g.Held())
	}
}

// A scope is narrowed while the guest types a word: what it gets next is the removal, its text is handed back and not lost, and
// what it had under way is not done.
func TestNarrowedInTheMiddleOfAWord(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "hers")
	g := w.guests[0]
	must(t, g.Type(p.item, p.field, 4, 4, " and half a wo"))
	up := g.Message(false)
	must(t, g.Type(p.item, p.field, 18, 18, "rd"))
	narrow := Scope{Sections: map[plan.ID]Right{w.p.Sections()[2].ID(): View}}
	must(t, w.p.SetField(w.p.Sections()[2].Items()[0].ID(), "phone", plan.Text(w.token())))
	w.setScope(t, g, narrow)
	must(t, w.h.Receive(g.peer, up)) // it was on its way
	w.stepHost()
	messages := w.h.Messages(g.peer, false)
	if len(messages) != 1 {
		t.Fatalf("%d messages", len(messages))
	}
	u, err := decodeUpdate(messages[0])
	must(t, err)
	if u.ops[0].kind != opDrop || u.taken != 0 {
		t.Errorf("first comes %v, taken %b", u.ops[0], u.taken)
	}
	must(t, g.Receive(messages[0]))
	seen, err := g.Plan()
	must(t, err)
	if len(seen.Sections()) != 1 || strings.Contains(string(plan.Encode(seen)), "hers") {
		t.Error("what was taken back is still seen")
	}
	var held strings.Builder
	for _, h := range g.Held() {
		held.WriteString(h.Text)
	}
	if held.String() != " and half a word" {
		t.Errorf("held: %q", held.String())
	}
	if w.text(p) != "hers" {
		t.Errorf("the plan has %q", w.text(p))
	}
	w.settle(t)
	if g.Progress() != (Progress{Saved: false}) && g.Progress() != (Progress{Saved: true}) {
		t.Errorf("%+v", g.Progress())
	}
	g.Forget(0)
	if len(g.Held()) != 1 {
		t.Error("a held text is not forgotten")
	}
}

// Of a value that is set as a whole, what the guest put in is handed back, and nothing of what stood there.
func TestWhatIsHandedBackIsTheGuestsOwn(t *testing.T) {
	w := pair(t, 1)
	item := w.p.Sections()[2].Items()[0].ID()
	must(t, w.p.SetField(item, "phone", plan.Text("555 0101 after six")))
	w.setScope(t, w.guests[0], Scope{Sections: map[plan.ID]Right{w.p.Sections()[2].ID(): Edit}})
	w.settle(t)
	g := w.guests[0]
	must(t, g.Set(item, "phone", plan.Text("555 0101 before noon, or after six")))
	w.setScope(t, g, Scope{})
	w.settle(t)
	if len(g.Held()) != 1 || g.Held()[0].Text != "before noon, or" {
		t.Errorf("held %q", g.Held())
	}
}

// Between taking and the answer the right goes down to view: the text stays in sight, what waits is handed back.
func TestARightThatGoesDownHandsBackWhatWaits(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "hers")
	g := w.guests[0]
	must(t, g.SetText(p.item, p.field, "hers and mine"))
	w.setScope(t, g, Scope{Sections: map[plan.ID]Right{w.p.Sections()[0].ID(): View}})
	w.settle(t)
	if w.text(p) != "hers" || g.show.text(p) != "hers" || len(g.Held()) != 1 || g.Held()[0].Text != " and mine" || g.Held()[0].Item != p.item {
		t.Errorf("%q, %q, %q", w.text(p), g.show.text(p), g.Held())
	}
	if err := g.SetText(p.item, p.field, "x"); err == nil {
		t.Error("it may still type")
	}
}

func TestASuggestionWaitsIsFollowedAndAccepted(t *testing.T) {
	w := pair(t, 2)
	p := w.note(t, 1, "call on monday")
	g, other := w.guests[0], w.guests[1]
	id, err := g.SuggestText(w.ids, p.item, p.field, "call on tuesday")
	must(t, err)
	w.settle(t)
	if w.text(p) != "call on monday" || g.show.text(p) != "call on monday" {
		t.Error("it was done already")
	}
	must(t, w.p.SetField(p.item, p.field, plan.Text("please call on monday")))
	w.settle(t)
	if s := w.h.Suggestions(); len(s) != 1 || s[0].Text != "please call on tuesday" || s[0].By != g.peer || s[0].Item != p.item {
		t.Errorf("the host has %v", s)
	}
	if s := g.Suggestions(); len(s) != 1 || s[0].Text != "please call on tuesday" || len(other.Suggestions()) != 0 {
		t.Errorf("%v and %v", s, other.Suggestions())
	}
	must(t, w.h.Accept(w.p, id))
	w.settle(t)
	if w.text(p) != "please call on tuesday" || len(g.Suggestions()) != 0 {
		t.Errorf("%q", w.text(p))
	}
	if s := g.Settled(); len(s) != 1 || s[0] != (Settled{id, Accepted}) || len(other.Settled()) != 0 {
		t.Errorf("%v", s)
	}
}

func TestWhatBecomesOfSuggestions(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	items := w.p.Sections()[1].Items()
	second := w.p.Sections()[1].ID()
	declined, err := g.SuggestRemoval(w.ids, items[0].ID())
	must(t, err)
	withdrawn, err := g.SuggestRemoval(w.ids, items[0].ID())
	must(t, err)
	fell, err := g.SuggestRemoval(w.ids, items[1].ID())
	must(t, err)
	added, err := g.SuggestItem(w.ids, second, "person", plan.Record{"name": plan.Text("Kim"), "phone": plan.Text("1")})
	must(t, err)
	w.settle(t)
	must(t, g.Withdraw(withdrawn))
	must(t, w.h.Decline(declined))
	must(t, w.h.Accept(w.p, added))
	must(t, w.p.RemoveItem(items[1].ID()))
	w.settle(t)
	got := map[plan.ID]Outcome{}
	for _, s := range g.Settled() {
		got[s.ID] = s.Outcome
	}
	want := map[plan.ID]Outcome{declined: Declined, withdrawn: Withdrawn, fell: FellAway, added: Accepted}
	for id, o := range want {
		if got[id] != o {
			t.Errorf("%v is %d and not %d", id, got[id], o)
		}
	}
	if all := w.p.Items("person"); !slices.ContainsFunc(all, func(it plan.Item) bool { return it.Text("name") == "Kim" && it.Text("phone") == "1" }) {
		t.Error("the new item is not there")
	}
	if w.h.Accept(w.p, added) == nil || w.h.Decline(declined) == nil {
		t.Error("done twice")
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

// Suggestions that came into sight in another order are the same.
func TestWhoSeesAllLaterHasTheSameSuggestions(t *testing.T) {
	w := pair(t, 2)
	it := w.p.Sections()[1].Items()[0].ID()
	for i := range 6 {
		_, err := w.guests[i%2].SuggestRemoval(w.ids, it)
		must(t, err)
		w.settle(t)
	}
	w.setScope(t, w.guests[1], Scope{All: true})
	w.settle(t)
	if n := len(w.guests[1].Suggestions()); n != 6 {
		t.Errorf("%d", n)
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
	if got := b.Present(); !slices.Equal(got, []Presence{{a.peer, s[0].ID()}}) {
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

// What was sent, has arrived, was seen and is saved are four truths.
func TestHowFarItHasCome(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "a")
	g := w.guests[0]
	seat := func() Seat { return w.h.Seats()[0] }
	must(t, w.p.SetField(p.item, p.field, plan.Text("ab")))
	w.stepHost()
	if s := seat(); s.Made != s.Sent+1 || s.Have != s.Sent {
		t.Errorf("made: %+v", s)
	}
	down := w.h.Messages(g.peer, false)
	if s := seat(); s.Sent != s.Made || s.Have == s.Made {
		t.Errorf("sent: %+v", s)
	}
	must(t, g.Receive(down[0]))
	must(t, w.h.Receive(g.peer, g.Message(false)))
	if s := seat(); s.Have != s.Made || s.Seen == s.Made {
		t.Errorf("arrived: %+v", s)
	}
	g.Saw()
	must(t, w.h.Receive(g.peer, g.Message(false)))
	if s := seat(); s.Seen != s.Made {
		t.Errorf("seen: %+v", s)
	}
	if g.Message(false) != nil || w.h.Messages(g.peer, false) != nil {
		t.Error("there is always something to say")
	}
	must(t, g.SetText(p.item, p.field, "abc"))
	if pr := g.Progress(); pr.Waiting != 1 || pr.Sent != 0 {
		t.Errorf("typed: %+v", pr)
	}
	up := g.Message(false)
	if pr := g.Progress(); pr.Waiting != 0 || pr.Sent != 1 {
		t.Errorf("sent: %+v", pr)
	}
	must(t, w.h.Receive(g.peer, up))
	w.stepHost()
	mark := w.h.Mark()
	must(t, g.Receive(w.h.Messages(g.peer, false)[0]))
	if pr := g.Progress(); pr.Waiting+pr.Sent != 0 || pr.Saved {
		t.Errorf("taken: %+v", pr)
	}
	must(t, w.p.SetField(p.item, p.field, plan.Text("abcd"))) // later than what is saved
	w.stepHost()
	w.h.Saved(mark)
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m))
	}
	if pr := g.Progress(); !pr.Saved {
		t.Errorf("saved: %+v", pr)
	}
	if s := seat(); s.Saved != s.Made-1 {
		t.Errorf("saved: %+v", s)
	}
}

// References to what a guest does not see are not in its sight, and stay in the plan when it sets the field around them.
func TestReferencesOutOfSightStay(t *testing.T) {
	w := pair(t, 1)
	g := w.guests[0]
	s := w.p.Sections()
	hidden, err := w.p.AddItem(w.ids, s[3].ID(), "place")
	must(t, err)
	visit, err := w.p.AddItem(w.ids, s[0].ID(), "appt")
	must(t, err)
	row := func(n string, at plan.Value) plan.Record { return plan.Record{"note": plan.Text(n), "place": at} }
	must(t, w.p.SetField(visit, "alts", plan.Records(row("one", plan.Ref(hidden)), row("two", nil))))
	must(t, w.p.SetField(visit, "place", plan.Ref(hidden)))
	w.settle(t)
	mine, _ := g.Plan()
	it, _ := mine.Item(visit)
	if it.Value("place") != nil || !plan.SameValue(it.Value("alts"), plan.Records(row("one", nil), row("two", nil))) {
		t.Error("a reference is seen")
	}
	must(t, g.Set(visit, "alts", plan.Records(row("one", nil), row("two", nil), row("three", nil))))
	must(t, g.Set(visit, "place", nil))
	w.settle(t)
	it, _ = w.p.Item(visit)
	if !plan.SameValue(it.Value("place"), plan.Ref(hidden)) ||
		!plan.SameValue(it.Value("alts"), plan.Records(row("one", plan.Ref(hidden)), row("two", nil), row("three", nil))) {
		t.Errorf("%v, %v", it.Value("place"), it.Value("alts"))
	}
}

// A guest types while it is cut off for longer than the host keeps its sights: it gets all anew, and what it typed is carried
// over.
func TestOfflineForLong(t *testing.T) {
	w := pair(t, 1)
	p := w.note(t, 0, "one two")
	g := w.guests[0]
	must(t, g.Type(p.item, p.field, 3, 3, " and a half"))
	lost := g.Message(false)
	must(t, g.Type(p.item, p.field, 0, 0, "from "))
	for range maxLog + 10 {
		must(t, w.p.SetField(p.item, p.field, plan.Text(w.text(p)+".")))
		w.stepHost()
	}
	must(t, w.h.Receive(g.peer, lost)) // too old to be done
	w.stepHost()
	if strings.Contains(w.text(p), "half") {
		t.Fatal("done on a sight that is not kept")
	}
	down := w.h.Messages(g.peer, true)
	if u, err := decodeUpdate(down[0]); err != nil || u.from != 0 {
		t.Fatalf("%v, from %d", err, u.from)
	}
	w.settle(t)
	if got := w.text(p); got != "from one and a half two"+strings.Repeat(".", maxLog+10) || len(g.Held()) != 0 {
		t.Errorf("%q, held %q", got, g.Held())
	}
}

// Much that is shared comes in portions, and what is larger than a message in several; one that is lost is asked for.
func TestMuchComesInPortionsAndParts(t *testing.T) {
	w := newWorld(t, 1)
	g := w.guests[0]
	sec := w.p.Sections()[0].ID()
	for range 40 {
		id, err := w.p.AddItem(w.ids, sec, "note")
		must(t, err)
		must(t, w.p.SetField(id, "text", plan.Text(strings.Repeat(w.token()+" ", 500))))
	}
	must(t, w.h.SetScope(g.peer, Scope{All: true}))
	g.scope.All = true
	w.stepHost()
	if n := len(w.h.Messages(g.peer, false)); n != 1 || w.h.seat(g.peer).last().sight.sections == nil {
		t.Errorf("%d messages", n)
	}
	for range 100 { // without an answer it does not go on for ever
		w.stepHost()
	}
	if s := w.h.seat(g.peer); s.number > maxAhead+1 {
		t.Errorf("%d portions that nobody has", s.number)
	}
	w.settle(t)
	if w.h.seat(g.peer).number < 10 {
		t.Errorf("only %d portions", w.h.seat(g.peer).number)
	}
	// All anew, in parts.
	w.guests[0] = &player{Guest: NewGuest(), peer: g.peer, scope: g.scope, known: g.known}
	g = w.guests[0]
	g.turn = w.h.seat(g.peer).turn
	must(t, w.h.Receive(g.peer, g.Message(true)))
	down := w.h.Messages(g.peer, false)
	if len(down) < 3 {
		t.Fatalf("%d messages", len(down))
	}
	for i, m := range down {
		if len(m) > maxMessage {
			t.Errorf("%d bytes", len(m))
		}
		if i != 1 { // lost
			must(t, g.Receive(m))
		}
	}
	if !g.Progress().Missed || g.have != 0 {
		t.Error("the loss is not noticed")
	}
	must(t, w.h.Receive(g.peer, g.Message(false)))
	for _, m := range w.h.Messages(g.peer, false) {
		must(t, g.Receive(m))
	}
	if g.have != w.h.seat(g.peer).number || g.Progress().Missed {
		t.Error("it was not sent again")
	}
	w.settle(t)
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
