package live

import (
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// silence is after what time without a word of the host a guest takes the link for over. A connection that comes back
// sooner goes on where it was.
const silence = 2 * time.Minute

// Guest is the other end. One goroutine at a time uses it.
type Guest struct {
	secret.Guard
	link    *link.Link
	session link.Session
	card    Card
	half    link.Half

	lang   phrase.Language
	commit [sha256.Size]byte
	stage  Stage
	begun  bool // the host has fixed its half
	said   bool // who the guest is
	words  []string
	terms  Terms
	agreed int
	heard  time.Time
}

// NewGuest begins with the key of an exchange, at the time now. A card in which nothing stands is no card yet: Introduce says
// it later, so that a page asks nobody who they are before the code was right. Errors: ErrCard, that of random.
func NewGuest(s link.Session, card Card, now time.Time, random io.Reader) (*Guest, error) {
	if err := card.Check(); err != nil && !card.None() {
		return nil, err
	}
	half, err := link.NewHalf(random)
	if err != nil {
		return nil, err
	}
	return &Guest{link: link.New(s, false, random), session: s, card: card, half: half, stage: Checking, heard: now}, nil
}

// Stage says how far it is.
func (g *Guest) Stage() Stage { return g.stage }

// Introduce says who the guest is, once. Errors: ErrCard; ErrStage when that was said.
func (g *Guest) Introduce(card Card) error {
	if g.stage != Checking || !g.card.None() {
		return ErrStage
	}
	if err := card.Check(); err != nil {
		return err
	}
	g.card = card
	return g.introduce()
}

// introduce sends the card when it is there and the host has fixed its half.
func (g *Guest) introduce() error {
	if !g.begun || g.said || g.card.None() {
		return nil
	}
	g.said = true
	_, err := g.link.Say(g.card.appendTo(append([]byte{msgCard}, g.half[:]...)))
	return err
}

// Words are the check words, to be said aloud, from Waiting on.
func (g *Guest) Words() []string { return g.words }

// Terms are what the survivor agreed to, once the link is open. Agreed counts how often she agreed to any.
func (g *Guest) Terms() Terms { return g.terms }
func (g *Guest) Agreed() int  { return g.agreed }

// Say tells the host what package joint says. ErrStage when the link is not open.
func (g *Guest) Say(joint []byte) error {
	if g.stage != Open {
		return ErrStage
	}
	_, err := g.link.SayLoosely(append([]byte{msgJoint}, joint...))
	return err
}

// Waiting is that of the link.
func (g *Guest) Waiting() int { return g.link.Waiting() }

// Reconnected and Lost are those of the link.
func (g *Guest) Reconnected()         { g.link.Reconnected() }
func (g *Guest) Lost(since time.Time) { g.link.Lost(since) }

// Age is that of the link.
func (g *Guest) Age() int { return g.link.Age() }

// Idle is that of the link; nil when nothing more is to be sent.
func (g *Guest) Idle() (*link.Frame, error) { return orNone(g.link.Idle()) }

// Quiet is how long nothing came from the host.
func (g *Guest) Quiet(now time.Time) time.Duration { return now.Sub(g.heard) }

// Leave says that the guest goes. Frames go on until the host has it, or gives no sign.
func (g *Guest) Leave() {
	if g.stage < Ended {
		g.link.Drop()
		_, _ = g.link.Say([]byte{msgLeave}) // if there is no room for it, the silence says it
		g.over()
	}
}

// over gives up what a guest has.
func (g *Guest) over() {
	g.stage = Ended
	g.terms = Terms{}
	g.words = nil
}

// Tick returns the next frame, nil when nothing more is to be sent. It is what ends a link whose time is over, or whose host
// is silent, also when a relay keeps back that it has ended.
func (g *Guest) Tick(now time.Time) (*link.Frame, error) {
	if g.stage == Open && !now.Before(g.terms.Until) || g.stage != Ended && g.Quiet(now) >= silence {
		g.over()
		g.link.Close()
	}
	if g.stage == Ended && (g.link.Waiting() == 0 || g.Quiet(now) >= silence) {
		g.link.Close()
	}
	return orNone(g.link.Tick(now))
}

// Hear takes in a frame of the secret room, and returns what the host says for package joint. heard is false for frames that
// are not of the host. A host that breaks the protocol, or whose half of the check words is another than it had fixed, ends
// the link with an error.
func (g *Guest) Hear(f *link.Frame, now time.Time) (joint [][]byte, heard bool, err error) {
	messages, heard, err := g.link.Hear(f)
	if errors.Is(err, link.ErrClosed) {
		return nil, false, nil
	}
	if heard {
		g.heard = now
	}
	for _, m := range messages {
		if err == nil && g.stage != Ended {
			joint, err = g.hear(m, joint, now)
		}
	}
	if err != nil {
		g.over()
		g.link.Close()
	}
	return joint, heard, err
}

func (g *Guest) hear(m []byte, joint [][]byte, now time.Time) ([][]byte, error) {
	if len(m) == 0 {
		return nil, errForm
	}
	r := &reader{m[1:], true}
	switch {
	case m[0] == msgCommit && g.stage == Checking && !g.begun:
		g.lang = phrase.Language(r.take(2))
		copy(g.commit[:], r.take(sha256.Size))
		if !r.done() || g.lang != phrase.English && g.lang != phrase.Spanish {
			return nil, errForm
		}
		g.begun = true
		return joint, g.introduce()
	case m[0] == msgReveal && g.stage == Checking && g.said:
		host := link.Half(r.take(link.HalfSize))
		if !r.done() {
			return nil, errForm
		}
		words, err := g.session.Check(g.commit, host, g.half, g.lang)
		if err != nil {
			return nil, err
		}
		g.words, g.stage = words, Waiting
		return joint, nil
	case m[0] == msgTerms && (g.stage == Waiting || g.stage == Open):
		t := r.terms(now)
		if !r.done() {
			return nil, errForm
		}
		g.terms, g.stage = t, Open
		g.agreed++
		return joint, nil
	case m[0] == msgJoint && g.stage == Open:
		return append(joint, m[1:]), nil
	case m[0] == msgEnd && len(m) == 1 && g.stage == Open:
		g.over()
		g.link.Close()
		return nil, nil
	}
	return nil, errForm
}
