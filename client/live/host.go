package live

import (
	"errors"
	"io"
	"slices"
	"time"

	"larkspur/client/live/link"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// Stage is how far a link has come, the same on both sides.
type Stage byte

// The stages, in their order.
const (
	Checking Stage = iota + 1 // the check words are being made
	Waiting                   // the words are there, and the guest is not let in
	Open
	Ended
)

// Errors of what cannot be done now.
var (
	ErrStage = errors.New("live: not now")
	ErrWords = errors.New("live: these are not the words")
)

const (
	// fresh is after what time keys are taken afresh, besides at every change of the terms.
	fresh = 15 * time.Minute
	// settling is how long after a change of the terms fresh keys are taken.
	settling = time.Second
	// farewell is how long a host that has ended the link says so.
	farewell = 3 * time.Second
	// choices is how many check words are shown to choose from.
	choices = 3
)

// Host is the survivor's end of a link with one guest. One goroutine at a time uses it.
type Host struct {
	secret.Guard
	link    *link.Link
	session link.Session
	random  io.Reader
	lang    phrase.Language
	half    link.Half

	stage   Stage
	card    Card
	words   []string
	offered [][]string // words among them
	chosen  bool
	terms   Terms
	agreed  int
	heard   time.Time // zero: nothing yet
	rekeyed time.Time
	stale   bool // the terms changed since keys were taken afresh
	settles time.Time
	release Release
	closes  time.Time
	bye     link.Ticket // 0: none was said
}

// NewHost begins with the key of an exchange. language is that of the check words.
func NewHost(s link.Session, language phrase.Language, random io.Reader) (*Host, error) {
	h := &Host{link: link.New(s, true, random), session: s, random: random, lang: language, stage: Checking}
	var err error
	if h.half, err = link.NewHalf(random); err != nil {
		return nil, err
	}
	commit := s.Commit(h.half)
	if len(language) != 2 {
		return nil, phrase.ErrLanguage
	}
	_, err = h.link.Say(append(append([]byte{msgCommit}, language...), commit[:]...))
	return h, err
}

// Stage says how far it is.
func (h *Host) Stage() Stage { return h.stage }

// Card is what the guest says of itself, from Waiting on.
func (h *Host) Card() Card { return h.card }

// Terms are those of now, once she has let the guest in. Agreed counts how often she agreed to any.
func (h *Host) Terms() Terms { return h.terms }
func (h *Host) Agreed() int  { return h.agreed }

// Quiet is how long nothing came from the guest; 0 before anything did.
func (h *Host) Quiet(now time.Time) time.Duration {
	if h.heard.IsZero() {
		return 0
	}
	return now.Sub(h.heard)
}

// Choices are three check words to choose from, in no order; she has what the guest says aloud, or none of them.
func (h *Host) Choices() [][]string { return h.offered }

// Choose takes one of the choices for what she heard. ErrWords: it is another one, or none of them (any other number); then
// somebody is between the two, or somebody else knocked, and the link is over.
func (h *Host) Choose(i int) error {
	if h.stage != Waiting || h.chosen {
		return ErrStage
	}
	if i < 0 || i >= len(h.offered) || !slices.Equal(h.offered[i], h.words) {
		h.Refuse()
		return ErrWords
	}
	h.chosen = true
	return nil
}

// LetIn opens the link on terms. Errors: ErrStage before the words were chosen, ErrTerms, those of the link.
func (h *Host) LetIn(t Terms, now time.Time) error {
	if h.stage != Waiting || !h.chosen {
		return ErrStage
	}
	if err := t.Check(now); err != nil {
		return err
	}
	if err := h.agree(t, now); err != nil {
		return err
	}
	h.stage = Open
	h.release = Release{Card: h.card, Start: now}
	h.noteShared()
	return nil
}

// Change narrows, pauses, extends or widens the terms, at once. Errors: ErrStage, ErrTerms, those of the link.
func (h *Host) Change(t Terms, now time.Time) error {
	if h.stage != Open {
		return ErrStage
	}
	if err := t.Check(now); err != nil {
		return err
	}
	if err := h.agree(t, now); err != nil {
		return err
	}
	h.noteShared()
	return nil
}

// agree tells the guest the terms. What it was told under other terms and has not got is taken back.
func (h *Host) agree(t Terms, now time.Time) error {
	t.Parts = slices.Clone(t.Parts)
	h.link.Drop()
	if _, err := h.link.Say(t.appendTo([]byte{msgTerms}, now)); err != nil {
		return err
	}
	h.terms, h.stale = t, true
	h.agreed++
	h.settles = now.Add(settling)
	return nil
}

// refresh has both take fresh keys if it is time; while that is under way already, it is done once more afterwards. After a
// change of the terms, what takes things away from the guest's screen goes first.
func (h *Host) refresh(now time.Time) error {
	if h.link.Rekeying() || h.stale && now.Before(h.settles) || !h.stale && now.Sub(h.rekeyed) < fresh {
		return nil
	}
	h.rekeyed, h.stale = now, false
	return h.link.Rekey()
}

func (h *Host) noteShared() {
	h.release.Terms = h.terms
	h.release.Terms.Paused = false
	if h.terms.Paused {
		return
	}
	for _, p := range h.terms.Parts {
		i := slices.IndexFunc(h.release.Shared, func(q Part) bool { return q.Section == p.Section })
		if i < 0 {
			h.release.Shared = append(h.release.Shared, p)
		} else {
			h.release.Shared[i].Right = max(h.release.Shared[i].Right, p.Right)
		}
	}
}

// Say tells the guest what package joint says. It is taken back when the terms change before it has arrived. ErrStage when the
// link is not open.
func (h *Host) Say(joint []byte) error {
	if h.stage != Open {
		return ErrStage
	}
	_, err := h.link.SayLoosely(append([]byte{msgJoint}, joint...))
	return err
}

// Waiting is that of the link.
func (h *Host) Waiting() int { return h.link.Waiting() }

// Reconnected and Lost are those of the link.
func (h *Host) Reconnected()         { h.link.Reconnected() }
func (h *Host) Lost(since time.Time) { h.link.Lost(since) }

// Age is that of the link.
func (h *Host) Age() int { return h.link.Age() }

// Idle is that of the link; nil when nothing more is to be sent.
func (h *Host) Idle() (*link.Frame, error) { return orNone(h.link.Idle()) }

// Refuse ends a link that was not opened. The guest is told nothing: it is as if she was not there.
func (h *Host) Refuse() {
	if h.stage < Open {
		h.stage = Ended
		h.link.Close()
	}
}

// End ends an open link. Nothing of the guest is heard from now on; frames go on for a moment so that it learns of it.
func (h *Host) End(now time.Time) {
	if h.stage != Open {
		h.Refuse()
		return
	}
	h.stage, h.closes = Ended, now.Add(farewell)
	h.release.Ended = now
	h.link.Drop()
	var err error
	if h.bye, err = h.link.Say([]byte{msgEnd}); err != nil {
		h.link.Close()
	}
}

// Told reports whether the end has left here, if there was anybody to tell. The guest says nothing of it any more.
func (h *Host) Told() bool { return h.stage == Ended && (h.bye == 0 || h.link.Sent(h.bye)) }

// Release is what stays of a link that was opened and has ended; false: there was none.
func (h *Host) Release() (Release, bool) {
	return h.release, h.stage == Ended && !h.release.Start.IsZero()
}

// Tick returns the next frame, nil when nothing more is to be sent. It is what ends a link whose time is over.
func (h *Host) Tick(now time.Time) (*link.Frame, error) {
	switch {
	case h.stage == Open && !now.Before(h.terms.Until):
		h.End(h.terms.Until)
		h.closes = now.Add(farewell)
	case h.stage == Open:
		if err := h.refresh(now); err != nil {
			return nil, err
		}
	case h.stage == Ended && !now.Before(h.closes):
		h.link.Close()
	}
	return orNone(h.link.Tick(now))
}

// orNone is no frame for a link that is closed.
func orNone(f *link.Frame, err error) (*link.Frame, error) {
	if errors.Is(err, link.ErrClosed) {
		return nil, nil
	}
	return f, err
}
