package link_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

const realm = "https://example.test 7f"

func newCode(t testing.TB) link.Code {
	t.Helper()
	c, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func text(c link.Code) string { return c.Number() + " " + strings.Join(c.Words(), " ") }

// spoken is the code as the other side typed it.
func spoken(t testing.TB, typed string) link.Code {
	t.Helper()
	c, ok := link.ParseCode(typed)
	if !ok {
		t.Fatal("not taken for a code")
	}
	return c
}

// meet has a guest try a code on a host; on the way does what it likes with a frame (nil: it is dropped).
func meet(t testing.TB, host *link.Invite, c link.Code, way func(fromGuest bool, f *link.Frame) []*link.Frame) (h, g *link.Session, errHost, errGuest error) {
	t.Helper()
	k, hello, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if way == nil {
		way = func(_ bool, f *link.Frame) []*link.Frame { return []*link.Frame{f} }
	}
	toHost := way(true, hello)
	for range 10 {
		var toGuest []*link.Frame
		for _, f := range toHost {
			out, s, err := host.Hear(f)
			if s != nil {
				h = s
			}
			if err != nil {
				errHost = err
			}
			for _, f := range out {
				toGuest = append(toGuest, way(false, f)...)
			}
		}
		toHost = nil
		for _, f := range toGuest {
			out, s, err := k.Hear(f)
			if s != nil {
				g = s
			}
			if err != nil {
				errGuest = err
			}
			for _, f := range out {
				toHost = append(toHost, way(true, f)...)
			}
		}
	}
	return h, g, errHost, errGuest
}

func TestWhoKnowsTheCodeMeets(t *testing.T) {
	for _, typed := range []func(string) string{
		func(s string) string { return s },
		strings.ToUpper,
		func(s string) string { return s[:2] + " " + s[2:4] + "-" + s[4:] },
		func(s string) string { return strings.ReplaceAll(s, " ", ", ") },
	} {
		c := newCode(t)
		h, g, err1, err2 := meet(t, link.NewInvite(c, realm, rand.Reader), spoken(t, typed(text(c))), nil)
		if h == nil || g == nil || err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if !bytes.Equal(h.Expose(), g.Expose()) || h.Meeting() != g.Meeting() || h.Meeting() == c.Room(realm) {
			t.Fatal("two keys, or two rooms")
		}
	}
}

func TestWhatIsNoCode(t *testing.T) {
	c := newCode(t)
	for _, s := range []string{
		"", "1234", c.Number(), strings.Join(c.Words(), " "), c.Number() + " " + strings.Join(c.Words()[:3], " "), text(c) + " " + c.Words()[0],
		"12a45 " + strings.Join(c.Words(), " "), c.Number() + "7 " + strings.Join(c.Words(), " "), c.Number() + " soup with rice please", strings.Repeat("1 ", 600),
		c.Number() + " " + strings.Join(c.Words(), " ") + " " + strings.Repeat("x", 2000), "pumpkin porridge walnut pancake village picnic lavender",
	} {
		if _, ok := link.ParseCode(s); ok {
			t.Errorf("%q is taken for a code", s)
		}
	}
	if s := fmt.Sprintf("%v %+v %#v %s", c, c, c, &c); strings.Contains(s, c.Number()) || strings.Contains(s, c.Words()[1]) {
		t.Error("a code prints")
	}
}

// Numbers and words of codes are drawn from all there are.
func TestCodesDiffer(t *testing.T) {
	seen := map[string]int{}
	const n = 2000
	for range n {
		c := newCode(t)
		if len(c.Number()) != 5 || len(c.Words()) != 4 {
			t.Fatal("another form")
		}
		seen["digit "+c.Number()[:1]]++
		seen[text(c)]++
		seen[text(c)[:9]]++
	}
	for d := range 10 {
		if got := seen[fmt.Sprint("digit ", d)]; got < n/20 || got > n/5 {
			t.Errorf("%d of %d begin with %d", got, n, d)
		}
	}
	if len(seen) < 2*n {
		t.Error("codes come twice")
	}
}

// One wrong word: the guest learns nothing, the code is spent, and who knows it comes too late.
func TestAWrongCodeIsOneTry(t *testing.T) {
	c := newCode(t)
	words := c.Words()
	other := newCode(t).Words()
	for other[3] == words[3] {
		other = newCode(t).Words()
	}
	wrong := spoken(t, c.Number()+" "+strings.Join([]string{words[0], words[1], words[2], other[3]}, " "))
	host := link.NewInvite(c, realm, rand.Reader)
	h, g, err1, err2 := meet(t, host, wrong, nil)
	if h != nil || g != nil || !errors.Is(err1, link.ErrSpent) || err2 != nil {
		t.Fatal("a wrong code:", err1, err2)
	}
	if h, g, err1, _ := meet(t, host, c, nil); h != nil || g != nil || err1 != nil {
		t.Fatal("a code that is spent makes a key")
	}
}

// A connection that is cut before the guest has shown all of a proof costs nothing, as often as it likes.
func TestABrokenConnectionSpendsNothing(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	for range 3 {
		n := 0
		meet(t, host, c, func(fromGuest bool, f *link.Frame) []*link.Frame {
			if n++; fromGuest && n > 3 { // the hello, the share, one of three parts
				return nil
			}
			return []*link.Frame{f}
		})
	}
	if h, g, _, _ := meet(t, host, c, nil); h == nil || g == nil {
		t.Fatal("the code is spent")
	}
}

// Several who knock at once have one guess together.
func TestAllWhoKnockHaveOneGuessTogether(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	var proofs [][]*link.Frame
	for range 6 {
		wrong := spoken(t, c.Number()+" "+c.Words()[0]+" "+strings.Join(newCode(t).Words()[1:], " "))
		k, hello, err := link.NewKnock(wrong, realm, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		share, _, _ := host.Hear(hello)
		proof, _, _ := k.Hear(share[0])
		proofs = append(proofs, proof)
	}
	spent, answered := 0, 0
	for _, proof := range proofs {
		for _, f := range proof {
			out, s, err := host.Hear(f)
			if s != nil {
				t.Fatal("a guess was right")
			}
			if errors.Is(err, link.ErrSpent) {
				spent++
			}
			answered += len(out)
		}
	}
	if spent != 1 || answered != 0 {
		t.Errorf("spent %d times, %d answers", spent, answered)
	}
}

// Whatever bit is changed on the way: no key on either side that the other does not have, and never two of different kind.
func TestWhoChangesABitIsLeftWithout(t *testing.T) {
	keys := 0
	for round := range 400 {
		c := newCode(t)
		hit, n := mrand.IntN(8), 0
		at, bit := mrand.IntN(wire.FrameSize), byte(1)<<mrand.IntN(8)
		h, g, _, _ := meet(t, link.NewInvite(c, realm, rand.Reader), c, func(_ bool, f *link.Frame) []*link.Frame {
			if n == hit {
				f[at] ^= bit
			}
			n++
			return []*link.Frame{f}
		})
		if g != nil && (h == nil || !bytes.Equal(g.Expose(), h.Expose())) {
			t.Fatalf("round %d: the guest has a key of its own", round)
		}
		if g != nil {
			keys++ // the bit was one of those that fill a frame up
		}
	}
	if keys == 0 || keys == 400 {
		t.Errorf("%d of 400 had a key", keys)
	}
}

// Somebody who knows a code of their own sits between the two and plays each for the other: both have a key with that one,
// and their check words differ.
func TestTheWordsOfTwoSessionsDiffer(t *testing.T) {
	c := newCode(t) // she said it aloud, and somebody heard it
	hers, his, _, _ := meet(t, link.NewInvite(c, realm, rand.Reader), c, nil)
	his2, advocates, _, _ := meet(t, link.NewInvite(c, realm, rand.Reader), c, nil)
	if hers == nil || his == nil || his2 == nil || advocates == nil {
		t.Fatal("no keys")
	}
	h, _ := link.NewHalf(rand.Reader)
	g, _ := link.NewHalf(rand.Reader)
	one, err := hers.Check(hers.Commit(h), h, g, phrase.English)
	if err != nil {
		t.Fatal(err)
	}
	same, err := his.Check(hers.Commit(h), h, g, phrase.English)
	if err != nil || !slices.Equal(one, same) || len(one) != 3 {
		t.Error("the words of one session are not the same on both sides", one, same, err)
	}
	two, err := advocates.Check(his2.Commit(h), h, g, phrase.English)
	if err != nil || slices.Equal(one, two) {
		t.Error("two sessions have the same words", err)
	}
	other := h
	other[3] ^= 1
	if _, err := his.Check(hers.Commit(h), other, g, phrase.English); !errors.Is(err, link.ErrCommit) {
		t.Error("the host can look for words that match", err)
	}
	if _, err := advocates.Check(hers.Commit(h), h, g, phrase.English); !errors.Is(err, link.ErrCommit) {
		t.Error("what one session fixed is good for another", err)
	}
	g[0] ^= 1
	if three, _ := hers.Check(hers.Commit(h), h, g, phrase.English); slices.Equal(one, three) {
		t.Error("the guest has no part in the words")
	}
	if others, err := link.Others(2, phrase.Spanish, rand.Reader); err != nil || len(others) != 2 || len(others[0]) != 3 || slices.Equal(others[0], others[1]) {
		t.Error("no other choices", others, err)
	}
}

// A code of another deployment, or another room, makes no key here.
func TestACodeIsGoodForItsRealm(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm+"x", rand.Reader)
	if h, g, err, _ := meet(t, host, c, nil); h != nil || g != nil || !errors.Is(err, link.ErrSpent) {
		t.Error("a key:", err)
	}
	if c.Room(realm) == c.Room(realm+"x") || c.Room(realm) == newCode(t).Room(realm) {
		t.Error("one room")
	}
}

// A recorded knock played again opens nothing. Its proofs alone are not looked at; with its beginning they are a wrong try, and
// spend the code like any other.
func TestAKnockPlayedAgain(t *testing.T) {
	c := newCode(t)
	var taped []*link.Frame
	meet(t, link.NewInvite(c, realm, rand.Reader), c, func(fromGuest bool, f *link.Frame) []*link.Frame {
		if fromGuest {
			taped = append(taped, new(link.Frame))
			*taped[len(taped)-1] = *f
		}
		return []*link.Frame{f}
	})
	host := link.NewInvite(c, realm, rand.Reader)
	for _, f := range taped[1:] { // proofs of nothing
		if out, s, err := host.Hear(f); len(out) != 0 || s != nil || err != nil {
			t.Fatal("answered")
		}
	}
	spent := false
	for range 2 {
		for _, f := range taped {
			_, s, err := host.Hear(f)
			spent = spent || errors.Is(err, link.ErrSpent)
			if s != nil {
				t.Fatal("a key for a recording")
			}
		}
	}
	if !spent { // its proof is that of another exchange: a wrong one, and counted as such
		t.Error("a wrong proof did not count")
	}
}

// Frames of the room look alike in size, and what a host answers first is one frame.
func TestTheFirstAnswerIsOneFrame(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	_, hello, _ := link.NewKnock(c, realm, rand.Reader)
	out, _, _ := host.Hear(hello)
	if len(out) != 1 || out[0][wire.AttemptSize] != wire.KindShare || !bytes.Equal(out[0][:wire.AttemptSize], hello[:wire.AttemptSize]) {
		t.Fatal("another first answer")
	}
	again, _, _ := host.Hear(hello)
	if len(again) != 0 {
		t.Error("the same hello is answered twice")
	}
	var junk link.Frame
	if out, s, err := host.Hear(&junk); len(out) != 0 || s != nil || err != nil {
		t.Error("a frame of zeros does something")
	}
}

// What is said in the attempt of another is not heard: nobody is shown a proof for it, and it ends nothing.
func TestAFrameOfAnotherAttemptIsNotHeard(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	mine, hello, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, theirs, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	forThem, _, err := host.Hear(theirs)
	if err != nil || len(forThem) != 1 {
		t.Fatal("no answer", err)
	}
	if out, s, err := mine.Hear(forThem[0]); len(out) != 0 || s != nil || err != nil {
		t.Errorf("%d frames, and %v, for what was said to another", len(out), err)
	}
	forMe, _, err := host.Hear(hello)
	if err != nil || len(forMe) != 1 {
		t.Fatal("no answer", err)
	}
	if out, _, err := mine.Hear(forMe[0]); len(out) == 0 || err != nil {
		t.Error("its own answer is not heard any more:", err)
	}
	for _, f := range []*link.Frame{forMe[0], hello} { // and is heard once, whatever a relay sends again
		if out, s, err := mine.Hear(f); len(out) != 0 || s != nil || err != nil {
			t.Errorf("%d frames, and %v, for what came already", len(out), err)
		}
	}
}

// A stranger who knocks and does nothing else does not keep out who knows the code.
func TestWhoKnocksForNothingKeepsNobodyOut(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	for range 100 {
		_, hello, err := link.NewKnock(newCode(t), realm, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if out, _, err := host.Hear(hello); len(out) != 1 || err != nil {
			t.Fatal("no answer", err)
		}
	}
	if h, g, _, _ := meet(t, host, c, nil); h == nil || g == nil {
		t.Error("kept out")
	}
}
