package live

import (
	"crypto/rand"
	"time"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// ForceSay has a guest say something for package joint though it may not.
func ForceSay(g *Guest, joint []byte) error {
	_, err := g.link.Say(append([]byte{msgJoint}, joint...))
	return err
}

// Force and ForceHost have an end say whatever a test wants.
func Force(g *Guest, m []byte) error {
	_, err := g.link.Say(m)
	return err
}

func ForceHost(h *Host, m []byte) error {
	_, err := h.link.Say(m)
	return err
}

// CopyLink copies all keys that a guest has now; what is returned says whether a frame of the host opens with them.
func CopyLink(g *Guest) func(*link.Frame) bool { return g.link.Copied() }

func CardMessage(c Card) []byte                  { return c.appendTo(append([]byte{msgCard}, make([]byte, 16)...)) }
func TermsMessage(t Terms, now time.Time) []byte { return t.appendTo([]byte{msgTerms}, now) }

func someSession() link.Session {
	return link.Session{Key: secret.NewKey(make([]byte, secret.KeySize))}
}

// FeedHost has a host hear a message in every stage.
func FeedHost(m []byte) {
	for stage := Checking; stage <= Ended; stage++ {
		h, err := NewHost(someSession(), phrase.English, rand.Reader)
		if err != nil {
			panic(err)
		}
		h.stage = stage
		_, _ = h.hear(m, nil, time.Unix(0, 0))
	}
}

// FeedGuest has a guest hear a message in every stage, and returns the terms it took.
func FeedGuest(m []byte) (t Terms, ok bool) {
	for stage := Checking; stage <= Open; stage++ {
		for _, begun := range []bool{false, true} {
			g, err := NewGuest(someSession(), Card{Name: "x", Role: "peer", Reporter: "no"}, time.Unix(0, 0), rand.Reader)
			if err != nil {
				panic(err)
			}
			g.stage, g.begun = stage, begun
			if _, err := g.hear(m, nil, time.Unix(0, 0)); err == nil && stage == Open {
				t, ok = g.terms, true
			}
		}
	}
	return t, ok
}

// WordsOf are the check words that a host waits for.
func WordsOf(h *Host) []string { return h.words }
