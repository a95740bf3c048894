package link_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"larkspur/client/live/link"
	"larkspur/crypto/secret"
)

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// end is one side with all that it heard.
type end struct {
	*link.Link
	said, heard [][]byte
	air         []*link.Frame // on their way to it
}

func pair(t tester) (host, guest *end, s link.Session) {
	t.Helper()
	b := make([]byte, secret.KeySize)
	_, _ = rand.Read(b)
	s = link.Session{Key: secret.NewKey(b)}
	other := link.Session{Key: secret.NewKey(b)} // the other side has its own copy
	return &end{Link: link.New(s, true, rand.Reader)}, &end{Link: link.New(other, false, rand.Reader)}, s
}

func (e *end) say(t tester, message []byte) link.Ticket {
	t.Helper()
	ticket, err := e.Say(message)
	if err != nil {
		t.Fatal(err)
	}
	e.said = append(e.said, message)
	return ticket
}

func (e *end) tick(t tester, now time.Time, to *end) {
	t.Helper()
	f, err := e.Tick(now)
	if err != nil {
		t.Fatal(err)
	}
	to.air = append(to.air, f)
}

// idles sends a frame that says nothing, which may be as late as any.
func (e *end) idles(t tester, to *end) {
	t.Helper()
	f, err := e.Idle()
	if err != nil {
		t.Fatal(err)
	}
	to.air = append(to.air, f)
}

func (e *end) hear(t tester, f *link.Frame) (heard bool) {
	t.Helper()
	m, heard, err := e.Hear(f)
	if err != nil {
		t.Fatal(err)
	}
	e.heard = append(e.heard, m...)
	return heard
}

func sameMessages(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// Whatever a relay does to frames, and whenever fresh keys are taken: what arrives is a beginning of what was said, and once
// the relay carries again all of it is there, on both sides.
func TestWhatIsSaidArrivesOnceAndInOrder(t *testing.T) {
	fresh, lost := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		host, guest, _ := pair(t)
		now := time.Unix(0, 0)
		both := func(f func(e, other *end)) { f(host, guest); f(guest, host) }
		for range rapid.IntRange(5, 120).Draw(t, "steps") {
			now = now.Add(250 * time.Millisecond)
			both(func(e, other *end) {
				if rapid.IntRange(0, 3).Draw(t, "says") == 0 {
					message := make([]byte, rapid.SampledFrom([]int{0, 1, 40, 451, 452, 453, 454, 2000, 9000}).Draw(t, "size"))
					_, _ = rand.Read(message)
					e.say(t, message)
				}
				e.tick(t, now, other)
				switch rapid.IntRange(0, 5).Draw(t, "leaves") {
				case 0: // it does not, and that is known
					e.Lost(now)
					other.air = other.air[:len(other.air)-1]
					e.idles(t, other)
				case 1:
					e.idles(t, other)
				}
			})
			if rapid.IntRange(0, 15).Draw(t, "rekeys") == 0 {
				if err := host.Rekey(); err != nil {
					t.Fatal(err)
				}
				fresh++
			}
			both(func(e, _ *end) {
				for len(e.air) > 0 {
					i := rapid.IntRange(0, len(e.air)-1).Draw(t, "which")
					f := e.air[i]
					switch rapid.IntRange(0, 9).Draw(t, "relay") {
					case 0, 1: // dropped
						e.air = append(e.air[:i], e.air[i+1:]...)
						lost++
					case 2: // twice, and one of them later
						e.hear(t, f)
						return
					case 3: // later
						return
					case 4: // changed, and the true one never comes
						g := *f
						at := rapid.IntRange(0, len(g)-1).Draw(t, "at")
						g[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
						if e.hear(t, &g) {
							t.Fatal("a changed frame is heard")
						}
						e.air = append(e.air[:i], e.air[i+1:]...)
					case 5: // back to where it came from
						other := host
						if e == host {
							other = guest
						}
						if other.hear(t, f) {
							t.Fatal("a frame of one's own is heard")
						}
					default:
						e.hear(t, f)
						e.air = append(e.air[:i], e.air[i+1:]...)
					}
				}
			})
			both(func(e, other *end) {
				if len(e.heard) > len(other.said) || !sameMessages(e.heard, other.said[:len(e.heard)]) {
					t.Fatal("something else arrived")
				}
			})
		}
		for range 3000 { // the relay carries
			now = now.Add(250 * time.Millisecond)
			both(func(e, other *end) { e.tick(t, now, other) })
			both(func(e, _ *end) {
				for _, f := range e.air {
					e.hear(t, f)
				}
				e.air = nil
			})
			if host.Waiting()+guest.Waiting() == 0 && !host.Rekeying() && !guest.Rekeying() {
				break
			}
		}
		both(func(e, other *end) {
			if !sameMessages(e.heard, other.said) {
				t.Fatalf("%d of %d messages arrived", len(e.heard), len(other.said))
			}
			if e.Waiting() != 0 || e.Rekeying() {
				t.Fatal("something waits for ever")
			}
		})
	})
	if fresh == 0 || lost == 0 {
		t.Error("nothing was lost, or no fresh keys taken")
	}
}

// deliver carries everything for so many ticks.
func deliver(t tester, host, guest *end, ticks int) {
	t.Helper()
	now := time.Unix(1000, 0)
	for range ticks {
		now = now.Add(250 * time.Millisecond)
		host.tick(t, now, guest)
		guest.tick(t, now, host)
		for _, e := range []*end{host, guest} {
			for _, f := range e.air {
				e.hear(t, f)
			}
			e.air = nil
		}
	}
}

func TestSentAndArrivedAreTwoThings(t *testing.T) {
	host, guest, _ := pair(t)
	ticket := host.say(t, make([]byte, 1000)) // three frames
	now := time.Unix(0, 0)
	for i := range 3 {
		if host.Sent(ticket) || host.Arrived(ticket) {
			t.Fatal("sent, after frames", i)
		}
		host.tick(t, now, guest)
	}
	if !host.Sent(ticket) || host.Arrived(ticket) {
		t.Fatal("not sent, or arrived already")
	}
	for _, f := range guest.air {
		guest.hear(t, f)
	}
	guest.tick(t, now, host)
	host.hear(t, host.air[0])
	if !host.Arrived(ticket) || host.Waiting() != 0 {
		t.Error("not arrived")
	}
	// A frame that is known to be lost has not left, and what it said is in the next one.
	ticket = host.say(t, make([]byte, 10))
	host.tick(t, now.Add(time.Second), guest)
	host.Lost(now.Add(2 * time.Second))
	if !host.Sent(ticket) {
		t.Error("lost before it was sent")
	}
	host.Lost(now.Add(time.Second))
	if host.Sent(ticket) {
		t.Error("sent with what is lost")
	}
	guest.air = nil
	host.tick(t, now.Add(time.Second), guest)
	if guest.hear(t, guest.air[0]); !host.Sent(ticket) || len(guest.heard) != 2 {
		t.Error("not sent again")
	}
	guest.heard, guest.air, host.air = guest.heard[:1], nil, nil
	guest.tick(t, now, host)
	host.hear(t, host.air[0])
	// A lost connection: what was under way is sent again at once.
	guest.air = nil
	host.say(t, []byte("x"))
	host.tick(t, now, guest)
	guest.air = nil
	host.tick(t, now, guest)
	guest.hear(t, guest.air[0])
	if len(guest.heard) != 1 {
		t.Fatal("sent again too soon")
	}
	host.Reconnected()
	host.tick(t, now, guest)
	guest.hear(t, guest.air[1])
	if len(guest.heard) != 2 {
		t.Error("not sent again")
	}
	// The other side came back: it says so, and what was on its way to it is sent again at once.
	guest.air = nil
	host.say(t, []byte("y"))
	host.tick(t, now, guest)
	guest.air = nil
	guest.Reconnected()
	guest.tick(t, now, host)
	host.hear(t, host.air[len(host.air)-1])
	host.tick(t, now, guest)
	guest.hear(t, guest.air[0])
	if len(guest.heard) != 3 {
		t.Error("not sent again to who came back")
	}
}

// What is said again after something was taken back is not sent until it is.
func TestWhatIsSaidAgainIsNotSentYet(t *testing.T) {
	host, guest, _ := pair(t)
	ticket := host.say(t, []byte("stays"))
	host.tick(t, time.Unix(0, 0), guest)
	if _, err := host.SayLoosely([]byte("is taken back")); err != nil || !host.Sent(ticket) {
		t.Fatal("not sent", err)
	}
	if host.Drop(); host.Sent(ticket) {
		t.Error("it is of a stream that nobody hears any more, and said to be sent")
	}
	host.tick(t, time.Unix(1, 0), guest)
	for _, f := range guest.air {
		guest.hear(t, f)
	}
	if !host.Sent(ticket) || len(guest.heard) != 1 {
		t.Error("it is not sent again, or heard twice")
	}
}

func TestRoomIsBounded(t *testing.T) {
	host, _, _ := pair(t)
	if _, err := host.Say(make([]byte, link.MaxMessage+1)); !errors.Is(err, link.ErrTooLarge) {
		t.Error(err)
	}
	var err error
	n := 0
	for ; err == nil; n++ {
		_, err = host.Say(make([]byte, link.MaxMessage))
	}
	if !errors.Is(err, link.ErrFull) || host.Waiting() > link.MaxQueued {
		t.Error(n, err, host.Waiting())
	}
	host.Close()
	if _, err := host.Say(nil); !errors.Is(err, link.ErrClosed) {
		t.Error(err)
	}
	if _, err := host.Tick(time.Time{}); !errors.Is(err, link.ErrClosed) {
		t.Error(err)
	}
	if _, _, err := host.Hear(new(link.Frame)); !errors.Is(err, link.ErrClosed) {
		t.Error(err)
	}
	if err := host.Rekey(); !errors.Is(err, link.ErrClosed) {
		t.Error(err)
	}
}

func TestALinkPrintsNothing(t *testing.T) {
	host, _, s := pair(t)
	host.say(t, []byte("the marker sentence"))
	k, _, _ := link.NewKnock(newCode(t), realm, rand.Reader)
	for _, v := range []any{host.Link, s, k, link.NewInvite(newCode(t), realm, rand.Reader), *host.Link} {
		for _, f := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			if out := fmt.Sprintf(f, v); !strings.Contains(out, secret.Redacted) || len(out) > 40 {
				t.Errorf("%T prints %.60q", v, out)
			}
		}
	}
}
