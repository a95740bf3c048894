package attack

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// elsewhere is a room of the go-between's own, into which it brings guests: the relay is on its side.
func elsewhere(b *between) wire.Room {
	var room wire.Room
	_, _ = rand.Read(room[:])
	b.Rejoin(func(j wire.Join) wire.Join {
		if j.Way == wire.WayKnock {
			j.Room = room
		}
		return j
	})
	return room
}

// A false host waits in a room at a code, and answers whoever knocks.
type falseHost struct {
	sessions chan link.Session
	tries    atomic.Int64 // whole proofs of guests that came
	hellos   atomic.Int64
}

// playsHost has one wait in a room. then is called with every connection that sent all of a proof; nil: nothing is done.
func playsHost(t *testing.T, url, realm string, room wire.Room, code link.Code, then func(call.Conn, *link.Frame)) *falseHost {
	t.Helper()
	x := &falseHost{sessions: make(chan link.Session, 8)}
	conn := dial(t, url, wire.WayOpen, room)
	invite := link.NewInvite(code, realm, rand.Reader)
	parts := map[[wire.AttemptSize]byte]int{}
	go func() {
		for {
			f, err := conn.Receive()
			if err != nil {
				return
			}
			if f[wire.AttemptSize] == 1 {
				x.hellos.Add(1)
			}
			out, s, err := invite.Hear(f)
			if errors.Is(err, link.ErrSpent) { // it has no rule to keep, and guesses on
				invite = link.NewInvite(code, realm, rand.Reader)
			}
			for _, f := range out {
				_ = conn.Send(f)
			}
			if s != nil {
				x.sessions <- *s
			}
			attempt := [wire.AttemptSize]byte(f[:])
			if f[wire.AttemptSize] == 3 {
				if parts[attempt]++; parts[attempt] == 3 {
					x.tries.Add(1)
					if then != nil {
						then(conn, f)
					}
				}
			}
		}
	}()
	return x
}

// session is that of the next guest who comes.
func (x *falseHost) session(t *testing.T) link.Session {
	t.Helper()
	select {
	case s := <-x.sessions:
		return s
	case <-time.After(patience):
		t.Fatal("the guest did not come")
		panic("not reached")
	}
}

// A relay that plays each side to the other with words that it guesses: neither meets anybody, the host sees it, and nothing of
// either comes out.
func TestAMiddleWithoutTheCodeMeetsNobody(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, nil)
	code := newCode(t)
	guess := guessed(t, code)
	x := playsHost(t, server.URL, server.Realm, elsewhere(b), guess, nil)
	chair := h.invites(code)
	g := h.knocks(b.URL, code)
	for range 3 { // a host that was slower than the relay waits for it has seen no proof
		if s, err := exchange(t, server.URL, server.Realm, guess, nil); s != nil {
			t.Error("the host takes the middle for the guest:", err)
		}
		if over(chair.Call()) {
			break
		}
	}
	within(t, patience, "the host sees it", func() bool { return over(chair.Call()) })
	within(t, patience, "the guest has shown a proof", func() bool { return x.tries.Load() > 0 })
	if !errors.Is(chair.Call().Err(), call.ErrSpent) || chair.Call().Host() != nil {
		t.Error(chair.Call().Err())
	}
	if wordsOf(g) != nil || len(x.sessions) > 0 {
		t.Error("the guest takes the middle for the host")
	}
}

// What a guest sends, given back to it as if the host had said it, is no host.
func TestAGuestIsNotItsOwnHost(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	reflected := new(atomic.Int64)
	b := goBetween(t, server.URL, func(p *passage, up bool, f *link.Frame) []*link.Frame {
		if p.Join.Way != wire.WayKnock {
			return []*link.Frame{f}
		}
		if up {
			back := *f
			back[wire.AttemptSize]++ // the kind with which a host answers this one
			p.Send(false, &back)
			reflected.Add(1)
		}
		return nil
	})
	g := h.knocks(b.URL, newCode(t))
	within(t, patience, "it showed a proof", func() bool { return reflected.Load() >= 4 })
	time.Sleep(time.Second)
	if wordsOf(g) != nil {
		t.Error("it met itself")
	}
}

// Who plays the host to a guest and knows no words tests a guess with each proof that the guest shows. However fast it answers
// wrongly, or ends connections, one code that was typed makes few of these.
func TestAGuestShowsAWrongHostFewProofs(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	for name, then := range map[string]func(b *between) func(call.Conn, *link.Frame){
		"answers nonsense": func(*between) func(call.Conn, *link.Frame) {
			return func(conn call.Conn, f *link.Frame) {
				for i := range byte(3) {
					made := new(link.Frame)
					_, _ = rand.Read(made[:])
					copy(made[:], f[:wire.AttemptSize])
					made[wire.AttemptSize], made[wire.AttemptSize+1] = 4, i
					_ = conn.Send(made)
				}
			}
		},
		"ends the connection": func(b *between) func(call.Conn, *link.Frame) {
			return func(call.Conn, *link.Frame) { b.Cut() }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := h.in(t)
			b := goBetween(t, server.URL, nil)
			code := newCode(t)
			x := playsHost(t, server.URL, server.Realm, elsewhere(b), guessed(t, code), then(b))
			g := h.knocks(b.URL, code)
			within(t, 2*patience, "the guest gives up", func() bool { return over(g.Call()) })
			if n := x.tries.Load(); n < 1 || n > 3 {
				t.Errorf("%d proofs, and as many guesses", n)
			}
			if !errors.Is(g.Call().Err(), call.ErrNobody) {
				t.Error(g.Call().Err())
			}
		})
	}
}

// between two people who both have the true code: a link to each.
type overheard struct {
	toGuest, toHost *puppet
}

// overhears has somebody who heard the code sit between a guest and the host, and say to each what the other says of itself.
func (h *home) overhears(b *between, code link.Code) *overheard {
	h.t.Helper()
	x := playsHost(h.t, h.server.URL, h.server.Realm, elsewhere(b), code, nil)
	m := &overheard{toHost: newPuppet(h.t, h.server.URL, meets(h.t, h.server.URL, h.server.Realm, code), false)}
	m.toGuest = newPuppet(h.t, h.server.URL, x.session(h.t), true)
	commit := m.toGuest.session.Commit(m.toGuest.half)
	m.toGuest.say(append([]byte{msgCommit, 'e', 'n'}, commit[:]...)...)
	within(h.t, patience, "the guest says who it is", func() bool { return m.toGuest.count(msgCard) == 1 })
	_, card := m.toGuest.find(msgCard)
	m.toHost.say(append(append([]byte{msgCard}, m.toHost.half[:]...), card[1+link.HalfSize:]...)...)
	m.toGuest.say(append([]byte{msgReveal}, m.toGuest.half[:]...)...)
	return m
}

// Somebody overheard the code and sits between the two with a link to each. What the guest says aloud is not among the choices
// of the host, and she presses none of these: the link is over, and nothing of the plan came out.
func TestWhoOverheardTheCodeIsSeenByTheWords(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, nil)
	code := newCode(t)
	chair := h.invites(code)
	g := h.knocks(b.URL, code)
	m := h.overhears(b, code)
	within(t, patience, "both have words", func() bool { return wordsOf(g) != nil && stageOf(chair) == live.Waiting })
	said := wordsOf(g)
	within(t, patience, "the middle has words", func() bool { return m.toHost.words() != nil })
	if slices.Equal(said, m.toHost.words()) {
		t.Fatal("the words are the same")
	}
	if err := chooses(chair, said); !errors.Is(err, live.ErrWords) {
		t.Errorf("she pressed what she heard, and it is %v", err)
	}
	if err := chair.LetIn(h.usual()); !errors.Is(err, live.ErrStage) {
		t.Error(err)
	}
	time.Sleep(2 * time.Second)
	if m.toHost.count(msgTerms)+m.toHost.count(msgJoint) > 0 || len(seen(g).Sections()) > 0 {
		t.Error("something of the plan came out")
	}
	if !over(chair.Call()) {
		t.Error("it is not over")
	}
}

// It takes that she listens. Who presses the one that is right for the middle lets the middle in.
func TestLostWhenNobodyComparesTheWords(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, nil)
	code := newCode(t)
	chair := h.invites(code)
	h.knocks(b.URL, code)
	m := h.overhears(b, code)
	within(t, patience, "the middle has words", func() bool { return m.toHost.count(msgReveal) == 1 && stageOf(chair) == live.Waiting })
	if err := errors.Join(chooses(chair, m.toHost.words()), chair.LetIn(h.terms(live.Part{Section: h.People, Right: live.View}))); err != nil {
		t.Fatal(err)
	}
	within(t, patience, "the middle sees what is shared", func() bool { return m.toHost.count(msgJoint) > 0 })
}
