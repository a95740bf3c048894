package relay

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gtank/ristretto255"

	"larkspur/server/wire"
)

// shareOf is an answer as a host makes it.
func shareOf(first []byte) []byte {
	var uniform [64]byte
	rand.Read(uniform[:])
	f := slices.Concat(first[:wire.AttemptSize], []byte{wire.KindShare}, ristretto255.NewElement().FromUniformBytes(uniform[:]).Encode(nil))
	return append(f, random()[len(f):]...)
}

// respond has a host answer each attempt that it hears of, after a time each, until the test is over. To what comes after
// the first frame of an attempt it says nothing, as a host does whose code was wrong.
func respond(host *client, after ...time.Duration) {
	known := map[string]bool{}
	go func() {
		for {
			select {
			case <-host.t.Context().Done():
				return
			case <-time.After(time.Millisecond):
			}
			for _, f := range host.frames() {
				if attempt := string(f[:wire.AttemptSize]); known[attempt] {
					continue
				} else {
					known[attempt] = true
				}
				for _, d := range after {
					time.AfterFunc(d, func() { host.raw(message(opBinary, shareOf(f))) })
				}
			}
		}
	}()
}

// What a stranger sees of a room: the frames that come, their moments, sizes and forms, until long after.
type seen struct{ transcript string }

// stranger knocks, sends a frame, waits, and sends more, in a rhythm of its own.
func stranger(t *testing.T, r *Relay, room wire.Room) (s seen, answer []byte) {
	t.Helper()
	c := dial(t, r)
	begin := time.Now()
	c.asks(wire.WayKnock, room)
	time.Sleep(150 * time.Millisecond)
	first := random()
	c.send(first)
	time.Sleep(2100 * time.Millisecond)
	for range 5 {
		c.send(append(bytes.Clone(first[:wire.AttemptSize]), random()[wire.AttemptSize:]...))
		time.Sleep(777 * time.Millisecond)
	}
	time.Sleep(90 * time.Second)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, f := range c.got {
		s.transcript += fmt.Sprintf("%v %x %d", f.at.Sub(begin), f.op, len(f.b))
		if f.op == opBinary && i == 1 {
			answer = f.b
			_, err := decode(f.b)
			s.transcript += fmt.Sprintf(" same attempt %v, kind %d, an element %v",
				bytes.Equal(f.b[:wire.AttemptSize], first[:wire.AttemptSize]), f.b[wire.AttemptSize], err == nil)
		}
		s.transcript += "\n"
	}
	s.transcript += fmt.Sprintf("closed %v\n", !c.closed.IsZero())
	return s, answer
}

func decode(f []byte) (*ristretto255.Element, error) {
	e := ristretto255.NewElement()
	return e, e.Decode(f[wire.AttemptSize+1:][:wire.ShareSize])
}

// A room that is not there, one whose host is slow, one whose host is gone, on another node or dead, and one whose host
// answers at once, late, or more than once: a stranger sees the same of all of them, to the nanosecond.
func TestARoomThatIsNotThereAnswersAsASlowHostDoes(t *testing.T) {
	rooms := map[string]func(t *testing.T, nodes []*Relay){
		"not there":             func(*testing.T, []*Relay) {},
		"a host who is silent":  func(t *testing.T, nodes []*Relay) { dial(t, nodes[0]).join(wire.WayOpen, roomNamed(1)) },
		"silent, on another":    func(t *testing.T, nodes []*Relay) { dial(t, nodes[1]).join(wire.WayOpen, roomNamed(1)) },
		"a secret room":         func(t *testing.T, nodes []*Relay) { dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1)) },
		"another guest, nobody": func(t *testing.T, nodes []*Relay) { dial(t, nodes[0]).join(wire.WayKnock, roomNamed(1)) },
		"a host who is gone": func(t *testing.T, nodes []*Relay) {
			dial(t, nodes[0]).join(wire.WayOpen, roomNamed(1)).hangUp()
		},
		"a host who goes meanwhile": func(t *testing.T, nodes []*Relay) {
			c := dial(t, nodes[1]).join(wire.WayOpen, roomNamed(1))
			go func() { time.Sleep(time.Second); c.conn.Close() }()
		},
	}
	for name, after := range map[string][]time.Duration{
		"answers at once": {0}, "answers late": {1900 * time.Millisecond}, "answers too late": {2100 * time.Millisecond},
		"answers far too late": {time.Minute}, "answers thrice": {0, time.Millisecond, time.Second},
		"answers again when it was delivered": {0, 2050 * time.Millisecond},
	} {
		for on := range 2 {
			rooms[fmt.Sprintf("%s, on node %d", name, on)] = func(t *testing.T, nodes []*Relay) {
				host := dial(t, nodes[on]).join(wire.WayOpen, roomNamed(1))
				respond(host, after...)
			}
		}
	}
	const later = 10*time.Second + time.Second/3 // after the nodes were started, for pings at the same moments
	want := ""
	inBubble(t, 2, func(t *testing.T, nodes []*Relay) {
		time.Sleep(later)
		s, _ := stranger(t, nodes[0], roomNamed(7))
		want = s.transcript
	})
	wantThis := "100ms 82 512\n2.15s 82 512 same attempt true, kind 2, an element true\n"
	if len(want) < len(wantThis) || want[:len(wantThis)] != wantThis {
		t.Fatalf("of a room that is not there a stranger sees\n%s", want)
	}
	for name, prepare := range rooms {
		inBubble(t, 2, func(t *testing.T, nodes []*Relay) {
			start := time.Now()
			prepare(t, nodes)
			time.Sleep(time.Until(start.Add(later)))
			s, answer := stranger(t, nodes[0], roomNamed(1))
			if s.transcript != want {
				t.Errorf("%s: a stranger sees\n%s\nand of one that is not there\n%s", name, s.transcript, want)
			}
			if len(answer) != frameSize {
				t.Errorf("%s: no answer", name)
			}
		})
	}
}

// The transcript of the test above tells a relay that hides nothing.
func TestAStrangerSeesAnAnswerThatIsNotHeld(t *testing.T) {
	inBubbleWith(t, Config{AnswerAt: time.Second}, 2, func(t *testing.T, nodes []*Relay) {
		a, _ := stranger(t, nodes[0], roomNamed(1))
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
		nodes[0].config.AnswerAt = time.Second + 1
		b, _ := stranger(t, nodes[0], roomNamed(1))
		if a.transcript == b.transcript {
			t.Error("a nanosecond is not seen")
		}
	})
}

// What the relay makes up is never the same, and no byte of it is more often one value than another.
func TestAMadeUpAnswerIsRandom(t *testing.T) {
	name := [wire.AttemptSize]byte(random())
	const n = 4000
	counts := make([][256]int, frameSize)
	shares := map[[32]byte]bool{}
	for range n {
		f := madeUp(name)
		b := f.payload()
		if !bytes.Equal(b[:wire.AttemptSize], name[:]) || b[wire.AttemptSize] != wire.KindShare || len(b) != frameSize {
			t.Fatal("it is of another form")
		}
		if _, err := decode(b); err != nil {
			t.Fatal("its share is no element")
		}
		shares[[32]byte(b[wire.AttemptSize+1:])] = true
		for i, x := range b {
			counts[i][x]++
		}
		f.release()
	}
	if len(shares) != n {
		t.Errorf("%d shares in %d answers", len(shares), n)
	}
	for i := wire.AttemptSize + 1; i < frameSize; i++ {
		share := i - wire.AttemptSize - 1
		if share == 0 || share == wire.ShareSize-1 {
			continue // an encoding is even and below 2^255 (RFC 9496 §4.3.1), a host's as well
		}
		chi := 0.0
		for _, got := range counts[i] {
			d := float64(got) - n/256.
			chi += d * d / (n / 256.)
		}
		if chi > 255+8*22.6 { // eight standard deviations
			t.Errorf("byte %d is not uniform: %.0f", i, chi)
		}
	}
}

// A host that is slow is not sent what the guest says after the relay has answered for it: it would take it for a wrong code.
func TestASlowHostSpendsNoCode(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		host := dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		guest := dial(t, at(1)).join(wire.WayKnock, roomNamed(1))
		first := of(1)
		guest.send(first)
		host.wantFrames("the first frame goes at once", first)
		time.Sleep(DefaultAnswerAt)
		synctest.Wait()
		if got := guest.frames(); len(got) != 1 {
			t.Fatalf("%d answers", len(got))
		}
		guest.send(of(1), of(1))
		host.wantFrames("after the relay has answered")
		host.send(of(1), of(1))
		guest.wantFrames("after the relay has answered")
		guest.wantOpen("a guest that was answered by the relay")
		// Another attempt of the same guest, on another connection, has its own chance.
		again := dial(t, at(1)).join(wire.WayKnock, roomNamed(1))
		f := of(2)
		again.send(f)
		host.wantFrames("another attempt", f)
		share := shareOf(f)
		host.send(share)
		again.wantFrames("before its time")
		time.Sleep(DefaultAnswerAt)
		again.wantFrames("at its time", share)
	})
}

// The whole way of an attempt that succeeds: one answer, at its time, and then frames as they come.
func TestAnAttemptThatSucceeds(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		host := dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		guest := dial(t, at(1)).join(wire.WayKnock, roomNamed(1))
		first, share, tag := of(1), []byte(nil), of(1)
		begin := time.Now()
		guest.send(first)
		host.wantFrames("the first frame", first)
		share = shareOf(first)
		host.send(share, of(1), of(1))
		guest.wantFrames("before the time")
		time.Sleep(time.Until(begin.Add(DefaultAnswerAt - time.Nanosecond)))
		guest.wantFrames("a nanosecond before the time")
		time.Sleep(time.Nanosecond)
		guest.wantFrames("at the time", share)
		host.send(of(1))
		guest.wantFrames("before the guest has sent again")
		guest.send(tag)
		host.wantFrames("the second frame", tag)
		for range 20 {
			a, b := of(1), of(1)
			host.send(a)
			guest.wantFrames("as it comes", a)
			guest.send(b)
			host.wantFrames("as it comes", b)
		}
	})
}

// A guest breaks the rules of an attempt with a host and without in the same way.
func TestAnotherAttemptEndsTheConnection(t *testing.T) {
	for _, hosted := range []bool{true, false} {
		everywhere(t, func(t *testing.T, at func(int) *Relay) {
			if hosted {
				respond(dial(t, at(0)).join(wire.WayOpen, roomNamed(1)), 0)
			}
			guest := func() *client { return dial(t, at(1)).join(wire.WayKnock, roomNamed(1)) }
			early := guest()
			early.send(of(1), of(1))
			early.wantClosed("a second frame before the answer")
			swapped := guest()
			swapped.send(of(1), of(2))
			swapped.wantClosed("another attempt before the answer")
			later := guest()
			later.send(of(3))
			time.Sleep(DefaultAnswerAt)
			later.send(of(4))
			later.wantClosed("another attempt after the answer")
			much := guest()
			much.send(of(5))
			time.Sleep(DefaultAnswerAt)
			much.send(of(5), of(5), of(6))
			much.wantClosed("another attempt after more")
		})
	}
}

// A guest gets what names its attempt and nothing else: whatever host and guests send, and whoever takes the attempt of another.
func TestAGuestNeverSeesTheFramesOfAnother(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		host := dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		var guests []*client
		for i := range byte(7) {
			g := dial(t, at(int(i))).join(wire.WayKnock, roomNamed(1))
			g.send(of(i))
			guests = append(guests, g)
		}
		thief := dial(t, at(2)).join(wire.WayKnock, roomNamed(1))
		thief.send(of(3))
		if got := host.frames(); len(got) != 7 {
			t.Fatalf("the host was sent %d frames", len(got))
		}
		for i := range byte(7) {
			host.send(shareOf(of(i)))
		}
		time.Sleep(DefaultAnswerAt)
		for i := range byte(7) {
			guests[i].send(of(i))
		}
		thief.send(of(3))
		if got := host.frames(); len(got) != 7 {
			t.Fatalf("the host was sent %d frames", len(got))
		}
		for range 10 {
			for i := range byte(9) { // of 7 and 8 there is no guest
				host.send(of(i))
			}
			time.Sleep(time.Second)
		}
		for i, g := range guests {
			got := g.frames()
			for _, f := range got {
				if f[0] != byte(i) || f[15] != byte(i) {
					t.Errorf("guest %d got a frame of another", i)
				}
			}
			if len(got) != 11 {
				t.Errorf("guest %d got %d frames", i, len(got))
			}
		}
		if got := thief.frames(); len(got) != 1 {
			t.Errorf("who took another's attempt got %d frames", len(got))
		}
	})
}

// Guests that go leave no attempt behind, and a host's attempts go with it.
func TestAttemptsGoWithWhoMadeThem(t *testing.T) {
	everywhere(t, func(t *testing.T, at func(int) *Relay) {
		host := dial(t, at(0)).join(wire.WayOpen, roomNamed(1))
		for i := range byte(200) {
			g := dial(t, at(int(i))).join(wire.WayKnock, roomNamed(1))
			g.send(of(i))
			if got := host.frames(); len(got) != 1 {
				t.Fatalf("attempt %d: the host was sent %d frames", i, len(got))
			}
			g.hangUp()
			time.Sleep(joinStep)
		}
		rm := at(0).rooms[keyOf(roomNamed(1), false)]
		if len(rm.attempts) != 0 || len(rm.peers) != 0 {
			t.Errorf("%d attempts and %d peers are left", len(rm.attempts), len(rm.peers))
		}
		last := dial(t, at(0)).join(wire.WayKnock, roomNamed(1))
		last.send(of(250))
		if len(rm.attempts) != 1 {
			t.Fatal("no attempt is kept at all")
		}
		host.hangUp()
		if len(rm.attempts) != 0 {
			t.Error("an attempt outlives its host")
		}
	})
}
