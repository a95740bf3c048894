package live_test

import (
	"crypto/rand"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/crypto/secret"
)

// A peer has the true keys and says whatever a test wants.
type peer struct {
	t       *testing.T
	session link.Session
	link    *link.Link
	now     time.Time
}

func newPeer(t *testing.T, host bool) *peer {
	t.Helper()
	b := make([]byte, secret.KeySize)
	_, _ = rand.Read(b)
	s := link.Session{Key: secret.NewKey(b)}
	return &peer{t: t, session: s, link: link.New(s, host, rand.Reader), now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
}

// says has an end hear messages one after the other, up to the first that it does not take, and returns what it took for
// package joint and how many messages it took.
func (x *peer) says(messages [][]byte, hear func(*link.Frame, time.Time) ([][]byte, bool, error)) (joint [][]byte, taken int) {
	x.t.Helper()
	for i, m := range messages {
		if _, err := x.link.Say(m); err != nil {
			x.t.Fatal(err)
		}
		for range (len(m) + 5 + link.SegmentSize - 1) / link.SegmentSize {
			x.now = x.now.Add(250 * time.Millisecond)
			f, err := x.link.Tick(x.now)
			if err != nil {
				x.t.Fatal(err)
			}
			j, _, err := hear(f, x.now)
			if joint = append(joint, j...); err != nil {
				return joint, i
			}
		}
	}
	return joint, len(messages)
}

// Kinds of messages (SPEC §13.1).
const (
	saysCommit = 1 + iota
	saysCard
	saysReveal
	saysTerms
	saysJoint
	saysEnd
	saysLeave
)

func message(kind byte, body ...byte) []byte { return append([]byte{kind}, body...) }

// A host that says something at the wrong moment is left with an error, and nothing of it counts. One that could fix its half of the
// check words again, after it has seen the guest's, could look for words that it wants.
func TestAHostOutOfTurnIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		silent bool // the guest has not said yet who it is
		says   string
		fine   bool // all of it is taken
	}{
		"all in its turn":                    {says: "c r t j e", fine: true},
		"a half before it is fixed":          {says: "r"},
		"a half before the guest's":          {says: "c r", silent: true},
		"another half than was fixed":        {says: "c R"},
		"a half fixed twice":                 {says: "c c"},
		"a half fixed twice, a card later":   {says: "c c", silent: true},
		"another half fixed, and then shown": {says: "c C R"},
		"a half shown twice":                 {says: "c r r"},
		"a half fixed anew later":            {says: "c r t c"},
		"terms before anything":              {says: "t"},
		"terms before the words":             {says: "c t"},
		"a plan before anything":             {says: "j"},
		"a plan before the words":            {says: "c j"},
		"a plan before the terms":            {says: "c r j"},
		"an end before the terms":            {says: "c r e"},
		"an end and more":                    {says: "c r t E"},
		"terms of more than a day":           {says: "c r T"},
		"terms and a byte":                   {says: "c r u"},
		"words of no language":               {says: "L"},
		"what only guests say":               {says: "c k"},
		"a guest's farewell":                 {says: "c r t l"},
		"nothing":                            {says: "c 0"},
		"something unknown":                  {says: "c r t 8"},
	} {
		x := newPeer(t, true)
		card := ana
		if c.silent {
			card = live.Card{}
		}
		guest, err := live.NewGuest(x.session, card, x.now, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		half, other := link.Half{1}, link.Half{2}
		fixed, otherFixed := x.session.Commit(half), x.session.Commit(other)
		terms := live.Terms{Until: x.now.Add(live.Hour), Parts: parts(live.Edit)}
		long := live.Terms{Until: x.now.Add(live.Longest + time.Second), Parts: parts(live.Edit)}
		words := map[byte][]byte{
			'c': message(saysCommit, append([]byte("en"), fixed[:]...)...), 'C': message(saysCommit, append([]byte("en"), otherFixed[:]...)...),
			'L': message(saysCommit, append([]byte("xx"), fixed[:]...)...),
			'r': message(saysReveal, half[:]...), 'R': message(saysReveal, other[:]...),
			't': live.TermsMessage(terms, x.now), 'T': live.TermsMessage(long, x.now), 'u': append(live.TermsMessage(terms, x.now), 0),
			'j': message(saysJoint, 'x'), 'e': message(saysEnd), 'E': message(saysEnd, 0),
			'k': live.CardMessage(ana), 'l': message(saysLeave), '0': {}, '8': message(8),
		}
		messages := inTurn(words, c.says)
		joint, taken := x.says(messages, guest.Hear)
		if c.fine {
			if taken != len(messages) || len(joint) != 1 || guest.Stage() != live.Ended {
				t.Errorf("%s: %d of %d messages were taken, %d of them joint, and the guest is at %d", name, taken, len(messages), len(joint), guest.Stage())
			}
			continue
		}
		if taken == len(messages) || guest.Stage() != live.Ended || len(joint) != 0 || len(guest.Words()) != 0 || len(guest.Terms().Parts) != 0 {
			t.Errorf("%s: %d of %d messages were taken, %d of them joint, and the guest is at %d", name, taken, len(messages), len(joint), guest.Stage())
		}
	}
}

// inTurn are the messages that a line names.
func inTurn(words map[byte][]byte, line string) (all [][]byte) {
	for i := 0; i < len(line); i += 2 {
		all = append(all, words[line[i]])
	}
	return all
}

// A guest that says something at the wrong moment, or a card that could say something else to her than to us, is out, and she is shown
// nothing of it.
func TestAGuestOutOfTurnIsLeft(t *testing.T) {
	card := live.CardMessage(ana)
	bad := func(change func(*live.Card)) []byte {
		c := ana
		change(&c)
		return live.CardMessage(c)
	}
	for name, c := range map[string]struct {
		says [][]byte
		fine bool
	}{
		"a card, and it goes":     {[][]byte{card, message(saysLeave)}, true},
		"a card twice":            {[][]byte{card, card}, false},
		"a card cut short":        {[][]byte{card[:len(card)-1]}, false},
		"a card and a byte":       {[][]byte{append(card[:len(card):len(card)], 0)}, false},
		"a card without a name":   {[][]byte{bad(func(c *live.Card) { c.Name = " " })}, false},
		"a name turned around":    {[][]byte{bad(func(c *live.Card) { c.Name = "A\u202e" })}, false},
		"an invisible name":       {[][]byte{bad(func(c *live.Card) { c.Name = "\u3164" })}, false},
		"a role that is none":     {[][]byte{bad(func(c *live.Card) { c.Role = "x" })}, false},
		"no answer on reporting":  {[][]byte{bad(func(c *live.Card) { c.Reporter = "" })}, false},
		"edits before a card":     {[][]byte{message(saysJoint, 'x')}, false},
		"edits before it is in":   {[][]byte{card, message(saysJoint, 'x')}, false},
		"what only hosts say":     {[][]byte{card, live.TermsMessage(live.Terms{Until: time.Now().Add(live.Hour)}, time.Now())}, false},
		"a half of its own words": {[][]byte{message(saysReveal, make([]byte, link.HalfSize)...)}, false},
		"an end":                  {[][]byte{card, message(saysEnd)}, false},
		"a farewell and more":     {[][]byte{card, message(saysLeave, 0)}, false},
		"nothing":                 {[][]byte{{}}, false},
		"something unknown":       {[][]byte{message(8)}, false},
	} {
		x := newPeer(t, false)
		host, err := live.NewHost(x.session, "en", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		joint, taken := x.says(c.says, host.Hear)
		if _, was := host.Release(); was || len(joint) != 0 || host.Stage() != live.Ended || (taken == len(c.says)) != c.fine {
			t.Errorf("%s: %d of %d messages were taken, %d of them joint, and the host is at %d", name, taken, len(c.says), len(joint), host.Stage())
		}
		if len(c.says) == 1 && !host.Card().None() {
			t.Errorf("%s: she is shown a card", name)
		}
	}
}
