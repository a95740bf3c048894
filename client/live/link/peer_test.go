package link_test

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
)

// The other side has the keys and may still lie: a frame that no honest side makes closes the link.
func TestALyingSideEndsTheLink(t *testing.T) {
	for name, lie := range map[string]func(plain []byte){
		"says that something arrived which was never sent": func(p []byte) { binary.BigEndian.PutUint32(p[8:], 7) },
		"a length beyond the frame":                        func(p []byte) { binary.BigEndian.PutUint32(p[12:], 1); binary.BigEndian.PutUint16(p[19:], 5000) },
		"a segment of nothing":                             func(p []byte) { binary.BigEndian.PutUint32(p[12:], 1) },
		"the end of a message of nothing":                  func(p []byte) { p[16] = 1 },
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
		"a message without a kind": func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], 1)
			p[16], p[20], p[24] = 1, 4, 1
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

// Only a host makes offers of fresh keys, and an offer of the right form from a guest is none either; and nobody speaks of a stream
// that was not begun.
func TestAGuestTakesNoFreshKeys(t *testing.T) {
	other, _, _ := pair(t)
	if err := other.Rekey(); err != nil {
		t.Fatal(err)
	}
	host, guest, _ := pair(t)
	if err := guest.Rekey(); err != nil || guest.Rekeying() {
		t.Error("a guest begins it:", err)
	}
	if err := link.SayOffer(guest.Link, other.Link); err != nil {
		t.Fatal(err)
	}
	var err error
	for i := range 20 {
		f, tick := guest.Tick(time.Unix(0, int64(i)*int64(time.Second)/4))
		if tick != nil {
			t.Fatal(tick)
		}
		if _, _, err = host.Hear(f); err != nil {
			break
		}
	}
	if !errors.Is(err, link.ErrPeer) {
		t.Error("the host takes the offer of a guest:", err)
	}
	host, _, s := pair(t)
	if _, _, err := host.Hear(link.Forge(s, func(p []byte) { p[18] = 1 })); !errors.Is(err, link.ErrPeer) {
		t.Error("a stream that was not begun has arrived:", err)
	}
}

// A host that offers fresh keys twice before the first are in use breaks the protocol: the guest would be left with keys that the host
// has not.
func TestAHostOffersFreshKeysOnce(t *testing.T) {
	first, _, _ := pair(t)
	second, _, _ := pair(t)
	host, guest, _ := pair(t)
	for _, other := range []*end{first, second} {
		if err := other.Rekey(); err != nil {
			t.Fatal(err)
		}
		if err := link.SayOffer(host.Link, other.Link); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	for i := 0; i < 20 && err == nil; i++ {
		f, tick := host.Tick(time.Unix(0, int64(i)*int64(time.Second)/4))
		if tick != nil {
			t.Fatal(tick)
		}
		_, _, err = guest.Hear(f)
	}
	if !errors.Is(err, link.ErrPeer) {
		t.Error(err)
	}
}

// What comes too early is kept up to a bound, whatever numbers it has.
func TestWhatComesTooEarlyIsBounded(t *testing.T) {
	host, _, s := pair(t)
	for i := uint32(2); i < 1000; i++ {
		if _, _, err := host.Hear(link.ForgeAt(s, uint64(i), func(p []byte) {
			binary.BigEndian.PutUint32(p[12:], i)
			binary.BigEndian.PutUint16(p[19:], 400)
		})); err != nil {
			t.Fatal(err)
		}
	}
	if n := link.Early(host.Link); n == 0 || n > 128 {
		t.Errorf("%d segments are kept that came too early", n)
	}
}

// A link that is closed has no keys any more, and nothing of what it would have said.
func TestAClosedLinkHasNoKeys(t *testing.T) {
	host, guest, _ := pair(t)
	f, err := host.Tick(time.Unix(0, 0))
	if err != nil || !guest.Copied()(f) {
		t.Fatal("the guest has no keys before:", err)
	}
	guest.say(t, make([]byte, 1000))
	guest.Close()
	if guest.Copied()(f) || guest.Waiting() != 0 {
		t.Errorf("a closed link opens a frame, or keeps %d bytes", guest.Waiting())
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
