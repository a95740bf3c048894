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
