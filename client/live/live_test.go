package live_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
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
	return x.host.Choose(i)
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
	if err := x.guest.Say([]byte(s)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *table) hostSays(s string) {
	x.t.Helper()
	if err := x.host.Say([]byte(s)); err != nil {
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
	if err := x.host.Say([]byte("x")); !errors.Is(err, live.ErrStage) {
		t.Error("the host says something:", err)
	}
	if err := x.guest.Say([]byte("x")); !errors.Is(err, live.ErrStage) {
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
		if err := x.host.Choose(choose(x)); !errors.Is(err, live.ErrWords) || x.host.Stage() != live.Ended {
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
		if n < 18 { // of 50, and 5.5 standard deviations
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
