package live_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

var ana = live.Card{Name: "Ana Ruiz", Org: "Family Justice Center", With: "an interpreter", Role: "advocate", Reporter: "yes"}

// table is two people at a link, and a relay that carries everything at once, or what a test says.
type table struct {
	t       *testing.T
	key     []byte
	now     time.Time
	host    *live.Host
	guest   *live.Guest
	toHost  [][]byte // what package joint got
	toGuest [][]byte
	errHost error
	errGst  error
	relay   func(toHost bool, f *link.Frame) *link.Frame
}

func sit(t *testing.T) *table {
	t.Helper()
	b := make([]byte, secret.KeySize)
	_, _ = rand.Read(b)
	x := &table{t: t, now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC), key: b}
	var err error
	if x.host, err = live.NewHost(link.Session{Key: secret.NewKey(b)}, phrase.Spanish, rand.Reader); err != nil {
		t.Fatal(err)
	}
	if x.guest, err = live.NewGuest(link.Session{Key: secret.NewKey(b)}, ana, x.now, rand.Reader); err != nil {
		t.Fatal(err)
	}
	return x
}

// sitWith puts a guest with another card at the table.
func sitWith(t *testing.T, x *table, card live.Card) *live.Guest {
	t.Helper()
	g, err := live.NewGuest(link.Session{Key: secret.NewKey(x.key)}, card, x.now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ticks passes time, a quarter of a second each.
func (x *table) ticks(n int) {
	x.t.Helper()
	for range n {
		x.now = x.now.Add(250 * time.Millisecond)
		x.carry(true)
		x.carry(false)
	}
}

func (x *table) carry(toHost bool) {
	x.t.Helper()
	tick := x.host.Tick
	if toHost {
		tick = x.guest.Tick
	}
	f, err := tick(x.now)
	if err != nil {
		x.t.Fatal(err)
	}
	if x.relay != nil && f != nil {
		f = x.relay(toHost, f)
	}
	switch {
	case f == nil:
	case toHost:
		joint, _, err := x.host.Hear(f, x.now)
		x.toHost, x.errHost = append(x.toHost, joint...), errors.Join(x.errHost, err)
	default:
		joint, _, err := x.guest.Hear(f, x.now)
		x.toGuest, x.errGst = append(x.toGuest, joint...), errors.Join(x.errGst, err)
	}
}

// chooses takes the words that the guest says aloud.
func (x *table) chooses() error {
	x.t.Helper()
	i := slices.IndexFunc(x.host.Choices(), func(w []string) bool { return slices.Equal(w, x.guest.Words()) })
	if i < 0 {
		x.t.Fatal("the words of the guest are not among the choices")
	}
	return x.host.Choose(i, x.now)
}

func parts(rights ...live.Right) (out []live.Part) {
	for i, r := range rights {
		out = append(out, live.Part{Section: plan.ID{1, byte(i)}, Right: r})
	}
	return out
}

func (x *table) terms(rights ...live.Right) live.Terms {
	return live.Terms{Purpose: "Write the schedule together", Until: x.now.Add(live.Hour), Parts: parts(rights...)}
}

// opened is a link on which the guest was let in.
func opened(t *testing.T, rights ...live.Right) *table {
	t.Helper()
	x := sit(t)
	x.ticks(6)
	if x.host.Stage() != live.Waiting || x.guest.Stage() != live.Waiting {
		t.Fatalf("the host is at %d, the guest at %d", x.host.Stage(), x.guest.Stage())
	}
	if err := x.chooses(); err != nil {
		t.Fatal(err)
	}
	if err := x.host.LetIn(x.terms(rights...), x.now); err != nil {
		t.Fatal(err)
	}
	x.ticks(12)
	if x.guest.Stage() != live.Open {
		t.Fatalf("the guest is at %d", x.guest.Stage())
	}
	return x
}

// guestSays is what the guest says for package joint.
func (x *table) guestSays(s string) {
	x.t.Helper()
	if _, err := x.guest.Say([]byte(s)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *table) hostSays(s string) {
	x.t.Helper()
	if _, err := x.host.Say([]byte(s)); err != nil {
		x.t.Fatal(err)
	}
}

func TestALinkFromTheWordsToTheRelease(t *testing.T) {
	x := opened(t, live.View, live.Suggest, live.Edit)
	start := x.now
	if got := x.host.Card(); got.Name != ana.Name || got.Org != ana.Org || got.Role != ana.Role || got.Reporter != ana.Reporter {
		t.Error("another card:", got.Name, got.Org, got.Role, got.Reporter)
	}
	terms := x.guest.Terms()
	if terms.Purpose != "Write the schedule together" || len(terms.Parts) != 3 || terms.Of(plan.ID{1, 1}) != live.Suggest || terms.Of(plan.ID{2}) != 0 {
		t.Error("the guest has other terms")
	}
	if d := terms.Until.Sub(x.host.Terms().Until); d < -5*time.Second || d > 5*time.Second {
		t.Error("they end at different times:", d)
	}
	x.guestSays("from the guest")
	x.hostSays("from the host")
	x.ticks(3)
	if string(bytes.Join(x.toHost, nil)) != "from the guest" || string(bytes.Join(x.toGuest, nil)) != "from the host" {
		t.Errorf("%q and %q", x.toHost, x.toGuest)
	}
	narrow := x.terms(live.View)
	narrow.Until = x.host.Terms().Until
	if err := x.host.Change(narrow, x.now); err != nil {
		t.Fatal(err)
	}
	x.ticks(2)
	if len(x.guest.Terms().Parts) != 1 {
		t.Error("the guest does not know that less is shared")
	}
	x.host.End(x.now)
	ended := x.now
	x.ticks(4)
	if x.guest.Stage() != live.Ended || len(x.guest.Terms().Parts) != 0 || len(x.guest.Words()) != 0 {
		t.Error("after a second the guest has something left")
	}
	r, was := x.host.Release()
	if !was || r.Card.Name != ana.Name || !r.Ended.Equal(ended) || r.Start.After(start) || len(r.Shared) != 3 || r.Shared[2].Right != live.Edit || r.Terms.Purpose != narrow.Purpose {
		t.Errorf("another release: %v %v %v %d", was, r.Start, r.Ended, len(r.Shared))
	}
	x.ticks(20)
	if f, err := x.host.Tick(x.now); f != nil || err != nil {
		t.Error("the host goes on sending", err)
	}
}

// Before it is let in a guest says nothing that counts and hears nothing: what it could say ends the link.
func TestNobodyIsInBeforeTheyAreLetIn(t *testing.T) {
	x := sit(t)
	if err := x.host.LetIn(x.terms(live.Edit), x.now); !errors.Is(err, live.ErrStage) {
		t.Error("let in before the words:", err)
	}
	x.ticks(6)
	if err := x.host.LetIn(x.terms(live.Edit), x.now); !errors.Is(err, live.ErrStage) {
		t.Error("let in before the words were chosen:", err)
	}
	if _, err := x.host.Say([]byte("x")); !errors.Is(err, live.ErrStage) {
		t.Error("the host says something:", err)
	}
	if _, err := x.guest.Say([]byte("x")); !errors.Is(err, live.ErrStage) {
		t.Error("the guest says something:", err)
	}
	if err := live.ForceSay(x.guest, []byte("x")); err != nil { // a guest of another make
		t.Fatal(err)
	}
	x.ticks(3)
	if len(x.toHost) != 0 || x.errHost == nil || x.host.Stage() != live.Ended {
		t.Error("heard, or the link goes on")
	}
	if _, was := x.host.Release(); was {
		t.Error("a release of a link that was never open")
	}
}

func TestTheWrongWordsEndTheLink(t *testing.T) {
	for _, choose := range []func(x *table) int{
		func(x *table) int { return -1 }, // none of these
		func(x *table) int { return 3 },
		func(x *table) int {
			return slices.IndexFunc(x.host.Choices(), func(w []string) bool { return !slices.Equal(w, x.guest.Words()) })
		},
	} {
		x := sit(t)
		x.ticks(6)
		if len(x.host.Choices()) != 3 {
			t.Fatal("not three choices")
		}
		if err := x.host.Choose(choose(x), x.now); !errors.Is(err, live.ErrWords) || x.host.Stage() != live.Ended {
			t.Error(err)
		}
		x.ticks(4)
		if x.guest.Stage() != live.Waiting { // as if nobody was there
			t.Error("the guest is told")
		}
	}
}

// The true words are at each of the three places as often.
func TestTheTrueWordsAreAnywhere(t *testing.T) {
	var at [3]int
	for range 150 {
		x := sit(t)
		x.ticks(4)
		at[slices.IndexFunc(x.host.Choices(), func(w []string) bool { return slices.Equal(w, x.guest.Words()) })]++
	}
	for i, n := range at {
		if n < 25 {
			t.Errorf("%d of 150 are at place %d", n, i)
		}
	}
}

// A refusal and a host that is not there are the same to a guest: nothing comes, and after a while it takes it for over.
func TestRefusedAndAbsentAreTheSame(t *testing.T) {
	var ends [2]int
	for i, leave := range []func(x *table){
		func(x *table) { x.host.Refuse() },
		func(x *table) { x.relay = func(bool, *link.Frame) *link.Frame { return nil } },
	} {
		x := sit(t)
		x.ticks(6)
		leave(x)
		for x.guest.Stage() != live.Ended && ends[i] < 2000 {
			x.ticks(1)
			ends[i]++
		}
	}
	if ends[0] != ends[1] || ends[0] == 2000 {
		t.Errorf("a refusal is over after %d ticks, an absence after %d", ends[0], ends[1])
	}
}

// The time that was agreed ends the link on both sides, also when a relay keeps back whatever the host says, and whatever the
// clock of the guest says.
func TestTheTimeEndsTheLink(t *testing.T) {
	for _, cut := range []bool{false, true} {
		x := opened(t, live.Edit)
		terms := x.terms(live.Edit)
		terms.Until = x.now.Add(time.Minute)
		if err := x.host.Change(terms, x.now); err != nil {
			t.Fatal(err)
		}
		x.ticks(20)
		if x.guest.Stage() != live.Open {
			t.Fatal("over too soon")
		}
		if cut {
			x.relay = func(bool, *link.Frame) *link.Frame { return nil }
		}
		x.ticks(4*55 + 8)
		if x.host.Stage() != live.Ended || x.guest.Stage() != live.Ended {
			t.Errorf("cut off %v: the host is at %d, the guest at %d", cut, x.host.Stage(), x.guest.Stage())
		}
		if r, was := x.host.Release(); !was || !r.Ended.Equal(terms.Until) {
			t.Error("the release ends at another time")
		}
	}
}

// A relay that lets nothing through but keeps the connection up does not keep a guest's screen full.
func TestASilentRelayEmptiesTheScreen(t *testing.T) {
	x := opened(t, live.Edit)
	x.relay = func(toHost bool, f *link.Frame) *link.Frame {
		if toHost {
			return f
		}
		return nil
	}
	x.host.End(x.now)
	x.ticks(4 * 121)
	if x.guest.Stage() != live.Ended {
		t.Error("the guest goes on")
	}
}

// While the link is ended at the host, nothing that was under way counts any more.
func TestNothingCountsAfterTheEnd(t *testing.T) {
	x := opened(t, live.Edit)
	x.guestSays("too late")
	x.host.End(x.now)
	x.ticks(8)
	if len(x.toHost) != 0 {
		t.Errorf("%q counts", x.toHost)
	}
	if x.errHost != nil || x.guest.Stage() != live.Ended {
		t.Error("what was under way kept the end from the guest:", x.errHost)
	}
	if err := x.host.Change(x.terms(live.View), x.now); !errors.Is(err, live.ErrStage) {
		t.Error("a link that is over changes:", err)
	}
}

// At every change of the terms both take fresh keys, several changes in a row included: who copied all of a guest's keys before
// opens nothing of what comes after.
func TestEveryChangeTakesFreshKeys(t *testing.T) {
	x := opened(t, live.Edit)
	thief := live.CopyLink(x.guest)
	var taped []*link.Frame
	tape := func(toHost bool, f *link.Frame) *link.Frame {
		if !toHost {
			taped = append(taped, f)
		}
		return f
	}
	for range 3 {
		if err := x.host.Change(x.terms(live.View), x.now); err != nil {
			t.Fatal(err)
		}
		x.ticks(1)
	}
	x.ticks(30)
	x.relay = tape
	x.hostSays("after the change")
	x.ticks(4)
	if len(taped) != 4 || len(x.toGuest) != 1 {
		t.Fatal("nothing to look at")
	}
	for _, f := range taped {
		if thief(f) {
			t.Error("opened with the keys of before")
		}
	}
	// And every quarter of an hour without a change.
	thief = live.CopyLink(x.guest)
	x.relay = nil
	x.ticks(40)
	if f, _ := x.host.Tick(x.now); !thief(f) {
		t.Fatal("the control: a copy of the keys opens what they seal, and they are not taken afresh all the time")
	}
	x.ticks(4*60*15 + 30)
	if f, _ := x.host.Tick(x.now); thief(f) {
		t.Error("opened after a quarter of an hour")
	}
}

// What was on its way when less is shared, or when the link ends, is not sent any more, nor sent again.
func TestWhatIsOnItsWayIsTakenBack(t *testing.T) {
	for _, how := range []string{"narrowed", "paused", "ended"} {
		x := opened(t, live.Edit)
		x.ticks(30)
		secret := strings.Repeat("the marker sentence ", 300)
		x.hostSays(secret)
		lost := 0
		x.relay = func(toHost bool, f *link.Frame) *link.Frame {
			if lost++; !toHost && lost < 8 {
				return nil
			}
			return f
		}
		x.ticks(5)
		terms := x.terms(live.View)
		switch how {
		case "ended":
			x.host.End(x.now)
		case "paused":
			terms.Paused = true
			fallthrough
		default:
			if err := x.host.Change(terms, x.now); err != nil {
				t.Fatal(err)
			}
		}
		begun := x.now
		for x.guest.Stage() == live.Open && x.guest.Terms().Of(plan.ID{1, 0}) == live.Edit && x.now.Sub(begun) < time.Minute {
			x.ticks(1)
		}
		if took := x.now.Sub(begun); took > time.Second {
			t.Errorf("%s: the guest learns of it after %v", how, took)
		}
		x.ticks(100)
		if got := string(bytes.Join(x.toGuest, nil)); strings.Contains(got, "marker") {
			t.Errorf("%s: it was sent all the same", how)
		}
		if how == "narrowed" {
			x.hostSays("what is shared now")
			x.ticks(4)
			if string(bytes.Join(x.toGuest, nil)) != "what is shared now" {
				t.Error("and what came after it is not there")
			}
		}
	}
}

func TestAPauseGivesNoRight(t *testing.T) {
	x := opened(t, live.Edit)
	terms := x.terms(live.Edit)
	terms.Paused = true
	if err := x.host.Change(terms, x.now); err != nil {
		t.Fatal(err)
	}
	x.ticks(2)
	if got := x.guest.Terms(); !got.Paused || got.Of(plan.ID{1, 0}) != 0 {
		t.Error("the guest does not know of it, or has a right")
	}
	if r := x.host.Terms(); r.Of(plan.ID{1, 0}) != 0 {
		t.Error("the host gives a right")
	}
}

func TestAGuestThatGoes(t *testing.T) {
	x := opened(t, live.Edit)
	x.guest.Leave()
	x.ticks(6)
	if _, was := x.host.Release(); !was || x.host.Stage() != live.Ended {
		t.Error("the host does not know")
	}
	if f, _ := x.guest.Tick(x.now); f != nil {
		t.Error("the guest goes on, though the host has heard it")
	}
}

func TestTermsThatAreNone(t *testing.T) {
	x := opened(t, live.Edit)
	many := make([]live.Right, live.MaxParts+1)
	for i := range many {
		many[i] = live.View
	}
	for name, change := range map[string]func(*live.Terms){
		"past":                    func(t *live.Terms) { t.Until = x.now },
		"too long":                func(t *live.Terms) { t.Until = x.now.Add(live.Longest + time.Second) },
		"no right":                func(t *live.Terms) { t.Parts[0].Right = 0 },
		"a right that is not":     func(t *live.Terms) { t.Parts[0].Right = 4 },
		"a section twice":         func(t *live.Terms) { t.Parts = append(t.Parts, t.Parts[0]) },
		"too many":                func(t *live.Terms) { t.Parts = parts(many...) },
		"all, and one of them":    func(t *live.Terms) { t.Whole = true },
		"a long purpose":          func(t *live.Terms) { t.Purpose = strings.Repeat("x", live.MaxPurpose+1) },
		"a purpose of two lines":  func(t *live.Terms) { t.Purpose = "a\nb" },
		"a purpose turned around": func(t *live.Terms) { t.Purpose = "a\u202eb" },
	} {
		terms := x.terms(live.View)
		change(&terms)
		if err := x.host.Change(terms, x.now); !errors.Is(err, live.ErrTerms) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if x.host.Terms().Of(plan.ID{1, 0}) != live.Edit {
		t.Error("the terms changed")
	}
}

func TestCardsThatAreNone(t *testing.T) {
	for name, c := range map[string]live.Card{
		"no name":               {Name: " ", Role: "peer", Reporter: "no"},
		"no role":               {Name: "A", Reporter: "no"},
		"no answer":             {Name: "A", Role: "peer"},
		"a long name":           {Name: strings.Repeat("é", live.MaxName+1), Role: "peer", Reporter: "no"},
		"a name turned around":  {Name: "A\u202e", Role: "peer", Reporter: "no"},
		"a name of two lines":   {Name: "A\u2028B", Role: "peer", Reporter: "no"},
		"an invisible name":     {Name: "A\u200b", Role: "peer", Reporter: "no"},
		"others, long":          {Name: "A", With: strings.Repeat("x", live.MaxOrg+1), Role: "peer", Reporter: "no"},
		"an organisation, long": {Name: "A", Org: strings.Repeat("x", live.MaxOrg+1), Role: "peer", Reporter: "no"},
	} {
		if err := c.Check(); !errors.Is(err, live.ErrCard) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (live.Card{Name: "José Núñez‑O’Neil 李", Role: "other", Reporter: "unsure"}).Check(); err != nil {
		t.Error(err)
	}
}

func TestALivePrintsNothing(t *testing.T) {
	x := opened(t, live.Edit)
	for _, v := range []any{x.host, x.guest, x.host.Terms(), x.host.Card(), *x.host} {
		if out := fmt.Sprintf("%v %+v %#v", v, v, v); strings.Contains(out, "Ana") || strings.Contains(out, "schedule") {
			t.Errorf("%T prints %.80q", v, out)
		}
	}
}

// Whatever bytes a guest or a host makes of a message: an error and the end, or nothing; no panic, and nothing half taken.
func FuzzMessages(f *testing.F) {
	f.Add(byte(0), live.CardMessage(ana))
	f.Add(byte(1), live.TermsMessage(live.Terms{Purpose: "p", Until: time.Unix(3600, 0), Parts: parts(live.View, live.Edit)}, time.Unix(0, 0)))
	f.Add(byte(2), []byte{5, 1, 2, 3})
	f.Add(byte(0), []byte{})
	f.Fuzz(func(t *testing.T, to byte, m []byte) {
		live.FeedHost(m)
		terms, ok := live.FeedGuest(m)
		if ok && len(m) > 0 && m[0] == 4 {
			if again := live.TermsMessage(terms, time.Unix(0, 0)); !bytes.Equal(again, m) {
				t.Errorf("read %x, and it is %x", m, again)
			}
		}
	})
}
