package live_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"slices"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/live/vectortest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// messagesVector has every message of §13.1 but what is written together, of one link.
type messagesVector struct {
	Session   string `json:"session"`
	HostHalf  string `json:"host_half"`
	GuestHalf string `json:"guest_half"`
	Card      struct {
		Name     string `json:"name"`
		Org      string `json:"organisation"`
		With     string `json:"with"`
		Role     string `json:"role"`
		Reporter string `json:"reporter"`
	} `json:"card"`
	Terms struct {
		Purpose  string   `json:"purpose"`
		Seconds  int      `json:"seconds"`
		Sections []string `json:"sections"` // to view, to suggest in, to edit
	} `json:"terms"`
	Messages map[string]string `json:"messages"` // those of paused and whole terms besides
}

func makeMessages() (v messagesVector) {
	text := func(s string) []byte { return append([]byte{0, byte(len(s))}, s...) }
	of := func(b byte, n int) []byte { return bytes.Repeat([]byte{b}, n) }
	v.Session, v.HostHalf, v.GuestHalf = hex.EncodeToString(of(8, 32)), hex.EncodeToString(of(17, 16)), hex.EncodeToString(of(18, 16))
	v.Card.Name, v.Card.Org, v.Card.With, v.Card.Role, v.Card.Reporter = "Ana", "Casa Jiménez", "an interpreter", "peer", "unsure"
	v.Terms.Purpose, v.Terms.Seconds = "to plan together", 3600
	card := slices.Concat(text("Ana"), text("Casa Jiménez"), text("an interpreter"), []byte{1, 2})
	parts := []byte{3}
	for right := byte(1); right <= 3; right++ {
		section := of(0x20+right, 16)
		v.Terms.Sections = append(v.Terms.Sections, hex.EncodeToString(section))
		parts = append(append(parts, section...), right)
	}
	terms := slices.Concat([]byte{4}, text(v.Terms.Purpose), []byte{0, 0, 0x0e, 0x10})
	s := link.Session{Key: secret.NewKey(of(8, 32))}
	commit := s.Commit(link.Half(of(17, 16))) // which the vector of §12.5 pins
	v.Messages = map[string]string{}
	for name, m := range map[string][]byte{
		"commit": slices.Concat([]byte{1}, []byte("en"), commit[:]),
		"card":   slices.Concat([]byte{2}, of(18, 16), card),
		"reveal": slices.Concat([]byte{3}, of(17, 16)),
		"terms":  slices.Concat(terms, []byte{0}, parts),
		"paused": slices.Concat(terms, []byte{1}, parts),
		"whole":  slices.Concat(terms, []byte{2, 0}),
		"end":    {6},
		"leave":  {7},
	} {
		v.Messages[name] = hex.EncodeToString(m)
	}
	return v
}

// raw is the other side: it has the keys, and shows every message.
type raw struct {
	t     *testing.T
	link  *link.Link
	heard [][]byte
}

func (r *raw) hear(tick func(time.Time) (*link.Frame, error), now time.Time) {
	r.t.Helper()
	f, err := tick(now)
	if err != nil || f == nil {
		r.t.Fatal("no frame", err)
	}
	m, _, err := r.link.Hear(f)
	if err != nil {
		r.t.Fatal(err)
	}
	r.heard = append(r.heard, m...)
}

// next is the next message that the other side said.
func (r *raw) next(name string, tick func(time.Time) (*link.Frame, error), now time.Time, want []byte) {
	r.t.Helper()
	for range 8 {
		if r.hear(tick, now); len(r.heard) > 0 {
			if !bytes.Equal(r.heard[0], want) {
				r.t.Errorf("%s: %x, and not %x", name, r.heard[0], want)
			}
			r.heard = r.heard[1:]
			return
		}
	}
	r.t.Errorf("%s is not said", name)
}

func (r *raw) say(m []byte, now time.Time) *link.Frame {
	r.t.Helper()
	if _, err := r.link.Say(m); err != nil {
		r.t.Fatal(err)
	}
	f, err := r.link.Tick(now)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func readMessages(t *testing.T) (v messagesVector, m map[string][]byte, session func() link.Session, terms live.Terms, card live.Card, now time.Time) {
	t.Helper()
	v = vectortest.Read(t, "messages.json", makeMessages)
	m = map[string][]byte{}
	for name, s := range v.Messages {
		m[name] = vectortest.Bytes(t, s)
	}
	session = func() link.Session { return link.Session{Key: secret.NewKey(vectortest.Bytes(t, v.Session))} }
	now = time.Unix(1e9, 0)
	terms = live.Terms{Purpose: v.Terms.Purpose, Until: now.Add(time.Duration(v.Terms.Seconds) * time.Second)}
	for i, s := range v.Terms.Sections {
		terms.Parts = append(terms.Parts, live.Part{Section: plan.ID(vectortest.Bytes(t, s)), Right: live.Right(i + 1)})
	}
	card = live.Card{Name: v.Card.Name, Org: v.Card.Org, With: v.Card.With, Role: v.Card.Role, Reporter: v.Card.Reporter}
	return v, m, session, terms, card, now
}

// A host says and hears the messages of the vector, from the first to the end.
func TestVectorOfWhatAHostSays(t *testing.T) {
	v, m, session, terms, card, now := readMessages(t)
	h, err := live.NewHost(session(), phrase.English, io.MultiReader(bytes.NewReader(vectortest.Bytes(t, v.HostHalf)), rand.Reader))
	if err != nil {
		t.Fatal(err)
	}
	r := &raw{t: t, link: link.New(session(), false, rand.Reader)}
	r.next("commit", h.Tick, now, m["commit"])
	if _, _, err := h.Hear(r.say(m["card"], now), now); err != nil {
		t.Fatal(err)
	}
	if got := h.Card(); !reflect.DeepEqual(got, card) {
		t.Error("another card")
	}
	r.next("reveal", h.Tick, now, m["reveal"])
	s := session()
	words, err := s.Check(s.Commit(link.Half(vectortest.Bytes(t, v.HostHalf))), link.Half(vectortest.Bytes(t, v.HostHalf)), link.Half(vectortest.Bytes(t, v.GuestHalf)), phrase.English)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(h.Choices(), func(w []string) bool { return slices.Equal(w, words) })
	if err := errors.Join(h.Choose(i), h.LetIn(terms, now)); err != nil {
		t.Fatal(err)
	}
	r.next("terms", h.Tick, now, m["terms"])
	paused, whole := terms, live.Terms{Purpose: terms.Purpose, Until: terms.Until, Whole: true}
	paused.Paused = true
	if err := h.Change(paused, now); err != nil {
		t.Fatal(err)
	}
	r.next("paused", h.Tick, now, m["paused"])
	if err := h.Change(whole, now); err != nil {
		t.Fatal(err)
	}
	r.next("whole", h.Tick, now, m["whole"])
	if err := h.Say([]byte("what is written")); err != nil {
		t.Fatal(err)
	}
	r.next("what is written together", h.Tick, now, append([]byte{5}, "what is written"...))
	h.End(now)
	r.next("end", h.Tick, now, m["end"])
}

// And a guest.
func TestVectorOfWhatAGuestSays(t *testing.T) {
	v, m, session, terms, card, now := readMessages(t)
	g, err := live.NewGuest(session(), card, now, io.MultiReader(bytes.NewReader(vectortest.Bytes(t, v.GuestHalf)), rand.Reader))
	if err != nil {
		t.Fatal(err)
	}
	r := &raw{t: t, link: link.New(session(), true, rand.Reader)}
	hears := func(name string) {
		t.Helper()
		if _, heard, err := g.Hear(r.say(m[name], now), now); err != nil || !heard {
			t.Fatal(name, heard, err)
		}
	}
	hears("commit")
	r.next("card", g.Tick, now, m["card"])
	hears("reveal")
	if len(g.Words()) != 3 {
		t.Error("no words")
	}
	hears("terms")
	if got := g.Terms(); !reflect.DeepEqual(got, terms) {
		t.Error("other terms")
	}
	hears("paused")
	if got := g.Terms(); !got.Paused || got.Of(terms.Parts[2].Section) != 0 {
		t.Error("a pause is none")
	}
	hears("whole")
	if got := g.Terms(); !got.Whole || len(got.Parts) != 0 {
		t.Error("whole is not whole")
	}
	g.Leave()
	r.next("leave", g.Tick, now, m["leave"])
}
