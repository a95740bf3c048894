package attack

import (
	"crypto/rand"
	"crypto/sha256"
	"flag"
	"math"
	"slices"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/servertest"
)

var searches = flag.Int("searches", 6000, "sessions in which somebody looks for check words that agree")

// A host whose half is another one than it had fixed is no host: the guest's link ends, before it has said or seen anything
// but who it is.
func TestAHostThatShowsAnotherHalfIsLeft(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	for _, honest := range []bool{false, true} {
		code := newCode(t)
		x := playsHost(t, server.URL, server.Realm, code.Room(server.Realm), code, nil)
		g := h.knocks(server.URL, code)
		p := newPuppet(t, server.URL, x.session(t), true)
		commit := p.session.Commit(p.half)
		time.Sleep(time.Second)
		if p.count(msgCard) > 0 {
			t.Error("a guest shows its half before the host has fixed its own")
		}
		p.say(append([]byte{msgCommit, 'e', 'n'}, commit[:]...)...)
		within(t, patience, "the guest shows its half", func() bool { return p.count(msgCard) == 1 })
		half := p.half
		if !honest {
			half[3] ^= 1
		}
		p.say(append([]byte{msgReveal}, half[:]...)...)
		if honest { // the control
			within(t, patience, "there are words", func() bool { return wordsOf(g) != nil })
			continue
		}
		within(t, patience, "the guest leaves", func() bool { return over(g.Call()) })
		if wordsOf(g) != nil || g.Call().Err() == nil {
			t.Error("it has words")
		}
	}
}

// A host shows its half to nobody who has not given their own.
func TestAHostShowsNoHalfBeforeTheGuestHas(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	code := newCode(t)
	chair := h.invites(code)
	p := puppetGuest(t, server, server.URL, code)
	within(t, patience, "the host fixes its half", func() bool { return p.count(msgCommit) == 1 })
	time.Sleep(2 * time.Second)
	if p.count(msgReveal) != 0 || stageOf(chair) != live.Checking {
		t.Error("it shows its half")
	}
	p.shown() // the control
}

// Somebody between the two, with a session to each, looks through as many halves as they like for words that agree: as each half
// is fixed before the other is seen, they agree as often as chance has it. Compared is the first of the three words, 1 of 1,296,
// which is what there is to see in so many sessions; the same search, where the order were another one, finds it nearly always.
//
//	go test ./server/relay/attack -run SearchedWords -searches 200000
func TestSearchedWordsAgreeByChanceAlone(t *testing.T) {
	t.Parallel()
	const list, halves = 1296, 4 // halves tried in each session
	found := 0
	for range *searches {
		host, guest := someSession(), someSession() // of the middle with the host, and with the guest
		hers, his := half(), half()
		commit := host.Commit(hers)
		// To the guest the middle plays the host, and has to fix a half now. To the host it plays the guest: it knows the commit,
		// and not the half. It tries halves for both sides, on a half of hers that it makes up, and takes the two that agree best.
		imagined := half()
		mine, fixed := half(), half()
	search:
		for range halves {
			a := first(t, host, imagined, mine)
			for range halves {
				if first(t, guest, fixed, half()) == a {
					break search
				}
				fixed = half()
			}
			mine = half()
		}
		toGuest := guest.Commit(fixed)
		a, err := host.Check(commit, hers, mine, "en")
		if err != nil {
			t.Fatal(err)
		}
		b, err := guest.Check(toGuest, fixed, his, "en")
		if err != nil {
			t.Fatal(err)
		}
		if a[0] == b[0] {
			found++
		}
	}
	// Expected are n/1296; eight standard deviations and a few above are no chance.
	if mean := float64(*searches) / list; float64(found) > mean+8*math.Sqrt(mean)+8 {
		t.Errorf("%d of %d agree, and by chance %.1f would", found, *searches, mean)
	}
	// The control: who may choose after having seen the other half finds an agreement in some thousand tries.
	host, guest, hers, his := someSession(), someSession(), half(), half()
	want := first(t, host, hers, half())
	for range 20 * list {
		if first(t, guest, half(), his) == want {
			return
		}
	}
	t.Error("the search is none")
}

// Half of the commitment is not enough to have two halves: no half but the fixed one is taken, of many that are near.
func TestACommitmentBinds(t *testing.T) {
	s, fixed := someSession(), half()
	commit := s.Commit(fixed)
	if _, err := s.Check(commit, fixed, half(), "en"); err != nil {
		t.Fatal(err)
	}
	for i := range link.HalfSize * 8 {
		other := fixed
		other[i/8] ^= 1 << (i % 8)
		if _, err := s.Check(commit, other, half(), "en"); err == nil {
			t.Fatal("another half is taken, bit", i)
		}
	}
	if _, err := someSession().Check(commit, fixed, half(), "en"); err == nil {
		t.Error("a commitment is taken in another session")
	}
	if seen := [][sha256.Size]byte{s.Commit(fixed), someSession().Commit(fixed)}; slices.Equal(seen[0][:], seen[1][:]) {
		t.Error("a commitment can be looked up")
	}
}

func half() link.Half {
	h, err := link.NewHalf(rand.Reader)
	if err != nil {
		panic(err)
	}
	return h
}

func someSession() link.Session {
	b := make([]byte, secret.KeySize)
	_, _ = rand.Read(b)
	return link.Session{Key: secret.NewKey(b)}
}

// first is the first of the words that two halves make.
func first(t *testing.T, s link.Session, host, guest link.Half) string {
	w, err := s.Check(s.Commit(host), host, guest, "en")
	if err != nil {
		t.Fatal(err)
	}
	return w[0]
}
