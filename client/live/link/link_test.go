package link_test

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
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

// Who had the keys, all of them, before fresh ones were taken opens nothing that is said afterwards, and is not heard.
func TestOldKeysOpenNothingNew(t *testing.T) {
	host, guest, s := pair(t)
	copied := link.Session{Key: secret.NewKey(s.Expose())}
	thief := &end{Link: link.New(copied, false, rand.Reader)}
	forger := &end{Link: link.New(copied, true, rand.Reader)}
	deliver(t, host, guest, 2)
	f, _ := host.Tick(time.Unix(2000, 0))
	if !thief.hear(t, f) {
		t.Fatal("the control: a copy of the keys opens what they seal")
	}
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	deliver(t, host, guest, 20)
	if host.Rekeying() || guest.Rekeying() {
		t.Fatal("no fresh keys")
	}
	host.say(t, []byte("a new sentence"))
	for range 5 {
		f, _ := host.Tick(time.Unix(3000, 0))
		if thief.hear(t, f) {
			t.Fatal("opened with the old keys")
		}
		g, _ := forger.Tick(time.Unix(3000, 0))
		if guest.hear(t, g) {
			t.Fatal("heard under the old keys")
		}
		guest.hear(t, f)
	}
	if len(guest.heard) != 1 {
		t.Error("the sentence did not arrive")
	}
}

// Someone in the middle who copied all keys, and answers the offer in place of the guest, has a link of its own then, and the
// guest none: it is not heard any more.
func TestFreshKeysAreThoseOfTwo(t *testing.T) {
	host, guest, s := pair(t)
	thief := &end{Link: link.New(link.Session{Key: secret.NewKey(s.Expose())}, false, rand.Reader)}
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	deliver(t, host, thief, 20)
	if host.Rekeying() {
		t.Fatal("the control: who has the keys can answer")
	}
	f, _ := host.Tick(time.Unix(3000, 0))
	if guest.hear(t, f) {
		t.Error("two guests have the fresh keys")
	}
}

// All frames have one size, and what they hold does not show: a session that says nothing and one that says much send bytes
// of which none is more frequent than another.
func TestFramesAreNoise(t *testing.T) {
	for _, busy := range []bool{false, true} {
		host, _, _ := pair(t)
		var counts [256]int
		seen := map[string]bool{}
		const n = 600
		for i := range n {
			if busy {
				host.say(t, bytes.Repeat([]byte("a"), 400))
			}
			f, err := host.Tick(time.Unix(int64(i), 0))
			if err != nil {
				t.Fatal(err)
			}
			if len(f) != wire.FrameSize || seen[string(f[:32])] {
				t.Fatal("another size, or a beginning twice")
			}
			seen[string(f[:32])] = true
			for _, b := range f {
				counts[b]++
			}
		}
		expected, chi := float64(n*wire.FrameSize)/256, 0.0
		for _, c := range counts {
			chi += (float64(c) - expected) * (float64(c) - expected) / expected
		}
		if math.Abs(chi-255) > 7*math.Sqrt(2*255) {
			t.Errorf("busy %v: chi squared is %.0f for 255 degrees of freedom", busy, chi)
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

// The other side has the keys and may still lie: a frame that no honest side makes closes the link.
func TestALyingSideEndsTheLink(t *testing.T) {
	for name, lie := range map[string]func(plain []byte){
		"says that something arrived which was never sent": func(p []byte) { binary.BigEndian.PutUint32(p[8:], 7) },
		"a length beyond the frame":                        func(p []byte) { binary.BigEndian.PutUint32(p[12:], 1); binary.BigEndian.PutUint16(p[19:], 5000) },
		"a segment of nothing":                             func(p []byte) { binary.BigEndian.PutUint32(p[12:], 1) },
		"data without a segment":                           func(p []byte) { binary.BigEndian.PutUint16(p[19:], 5) },
		"something behind the data":                        func(p []byte) { p[len(p)-1] = 1 },
		"an offer of a guest": func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], 1)
			p[16], p[20], p[24], p[25] = 1, 5, 1, 1
		},
		"an answer to nothing": func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], 1)
			p[16], p[20], p[24], p[25] = 1, 5, 1, 2
		},
		"a kind that is not": func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], 1)
			p[16], p[20], p[24], p[25] = 1, 5, 1, 9
		},
	} {
		host, _, s := pair(t)
		if _, heard, err := host.Hear(link.Forge(s, lie)); !heard || !errors.Is(err, link.ErrPeer) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := host.Say(nil); !errors.Is(err, link.ErrClosed) {
			t.Errorf("%s: the link goes on", name)
		}
	}
	host, _, s := pair(t)
	if _, heard, err := host.Hear(link.Forge(s, func([]byte) {})); !heard || err != nil {
		t.Error("the control: an honest frame:", err)
	}
}

// A message without an end is not collected for ever.
func TestAMessageWithoutEnd(t *testing.T) {
	host, _, s := pair(t)
	var err error
	for i := uint32(1); err == nil && i < 2000; i++ {
		_, _, err = host.Hear(link.ForgeAt(s, uint64(i), func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], i)
			binary.BigEndian.PutUint16(p[19:], 400)
		}))
	}
	if !errors.Is(err, link.ErrTooLarge) {
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

func FuzzHear(f *testing.F) {
	f.Add(make([]byte, 40))
	f.Fuzz(func(t *testing.T, plain []byte) {
		host, _, s := pair(t)
		host.say(t, []byte("x"))
		_, _ = host.Tick(time.Unix(0, 0))
		m, _, err := host.Hear(link.Forge(s, func(p []byte) { copy(p[8:], plain) }))
		if err != nil && !errors.Is(err, link.ErrPeer) && !errors.Is(err, link.ErrTooLarge) {
			t.Fatal(err)
		}
		if len(m) > 1 {
			t.Fatal("a frame makes several messages")
		}
	})
}

func FuzzParseCode(f *testing.F) {
	c, err := link.NewCode(phrase.Spanish, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text(c))
	f.Add("1 2-3.4,5 " + strings.Join(c.Words(), ","))
	f.Fuzz(func(t *testing.T, typed string) {
		c, ok := link.ParseCode(typed)
		if !ok {
			return
		}
		again, ok := link.ParseCode(text(c))
		if !ok || text(again) != text(c) || again.Room(realm) != c.Room(realm) {
			t.Fatal("what was read reads otherwise")
		}
	})
}

// A frame counts once: played again, soon or late, it is not heard, so nobody is kept believing that the other side is there.
func TestAFramePlayedAgainIsNotHeard(t *testing.T) {
	host, guest, _ := pair(t)
	var taped []*link.Frame
	for i := range 200 {
		f, err := host.Tick(time.Unix(int64(i), 0))
		if err != nil {
			t.Fatal(err)
		}
		taped = append(taped, f)
	}
	for _, i := range []int{3, 1, 2, 0, 60, 59, 199, 140} {
		if !guest.hear(t, taped[i]) {
			t.Fatalf("frame %d is not heard the first time", i)
		}
	}
	for _, i := range []int{0, 1, 2, 3, 59, 60, 61, 130, 140, 199} {
		if guest.hear(t, taped[i]) {
			t.Errorf("frame %d is heard again, or so late", i)
		}
	}
}

// What is taken back is not sent any more, not even what was under way and got lost; all else arrives once and in its order, and
// of what was taken back nothing arrives in part.
func TestWhatIsTakenBackIsNotSent(t *testing.T) {
	drops, gone := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		host, guest, s := pair(t)
		now := time.Unix(0, 0)
		n, taken := 0, map[int]bool{} // messages, by number
		var loose []int
		for range rapid.IntRange(5, 80).Draw(t, "steps") {
			now = now.Add(250 * time.Millisecond)
			switch rapid.IntRange(0, 5).Draw(t, "does") {
			case 0, 1:
				n++
				host.say(t, numbered(n, rapid.SampledFrom([]int{10, 600, 3000}).Draw(t, "size")))
			case 2, 3:
				n++
				loose = append(loose, n)
				if _, err := host.SayLoosely(numbered(n, rapid.SampledFrom([]int{10, 600, 3000}).Draw(t, "size"))); err != nil {
					t.Fatal(err)
				}
			case 4:
				if rapid.IntRange(0, 2).Draw(t, "drops") == 0 {
					host.Drop()
					drops++
					for _, i := range loose {
						taken[i] = true
					}
					loose = nil
				}
			case 5:
				if rapid.IntRange(0, 9).Draw(t, "rekeys") == 0 {
					if err := host.Rekey(); err != nil {
						t.Fatal(err)
					}
				}
			}
			host.tick(t, now, guest)
			if len(taken) > 0 {
				for _, at := range link.DataOf(host.Link, s, guest.air[len(guest.air)-1]) {
					if taken[at] {
						t.Fatalf("message %d is sent after it was taken back", at)
					}
				}
			}
			guest.tick(t, now, host)
			for _, e := range []*end{host, guest} {
				for len(e.air) > 0 && rapid.IntRange(0, 4).Draw(t, "waits") > 0 {
					i := rapid.IntRange(0, len(e.air)-1).Draw(t, "which")
					if rapid.IntRange(0, 3).Draw(t, "lost") > 0 {
						e.hear(t, e.air[i])
					}
					e.air = append(e.air[:i], e.air[i+1:]...)
				}
			}
		}
		for range 3000 {
			now = now.Add(250 * time.Millisecond)
			host.tick(t, now, guest)
			guest.tick(t, now, host)
			for _, e := range []*end{host, guest} {
				for _, f := range e.air {
					e.hear(t, f)
				}
				e.air = nil
			}
			if host.Waiting()+guest.Waiting() == 0 && !host.Rekeying() && !guest.Rekeying() {
				break
			}
		}
		came, last := map[int]bool{}, 0
		for _, m := range guest.heard {
			i := numberOf(m)
			if i <= last || came[i] || !bytes.Equal(m, numbered(i, len(m))) {
				t.Fatalf("message %d after %d", i, last)
			}
			came[i], last = true, i
		}
		for i := 1; i <= n; i++ {
			if !came[i] && !taken[i] {
				t.Fatalf("message %d of %d did not arrive", i, n)
			}
			if !came[i] {
				gone++
			}
		}
		if host.Waiting() != 0 {
			t.Fatal("something waits for ever")
		}
	})
	if drops == 0 || gone == 0 {
		t.Error("nothing was taken back in time")
	}
}

// numbered is a message all of which says which it is.
func numbered(n, size int) []byte {
	b := make([]byte, 0, size+4)
	for len(b) < size {
		b = binary.BigEndian.AppendUint32(b, 0xABCD0000|uint32(n))
	}
	return b[:size-size%4]
}

func numberOf(m []byte) int { return int(binary.BigEndian.Uint32(m) & 0xFFFF) }
