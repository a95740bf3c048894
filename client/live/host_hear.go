package live

import (
	"errors"
	"io"
	"slices"
	"time"

	"larkspur/client/live/link"
)

// Hear takes in a frame of the secret room, and returns what the guest says for package joint. heard is false for frames that
// are not of the guest. A guest that breaks the protocol ends the link with an error.
func (h *Host) Hear(f *link.Frame, now time.Time) (joint [][]byte, heard bool, err error) {
	messages, heard, err := h.link.Hear(f)
	if errors.Is(err, link.ErrClosed) {
		return nil, false, nil
	}
	if heard {
		h.heard = now
	}
	for _, m := range messages {
		if err == nil {
			joint, err = h.hear(m, joint, now)
		}
	}
	if err != nil {
		h.broken(now)
		return nil, heard, err
	}
	return joint, heard, nil
}

func (h *Host) broken(now time.Time) {
	if h.stage == Open {
		h.release.Ended = now
	}
	h.stage = Ended
	h.link.Close()
}

func (h *Host) hear(m []byte, joint [][]byte, now time.Time) ([][]byte, error) {
	if h.stage == Ended {
		return nil, nil // what was under way
	}
	if len(m) == 0 {
		return nil, errForm
	}
	r := &reader{m[1:], true}
	switch {
	case m[0] == msgCard && h.stage == Checking:
		guest := link.Half(r.take(link.HalfSize))
		card := r.card()
		if !r.done() {
			return nil, errForm
		}
		return joint, h.check(guest, card)
	case m[0] == msgJoint && h.stage == Open:
		return append(joint, m[1:]), nil
	case m[0] == msgLeave && len(m) == 1:
		if h.stage == Open {
			h.release.Ended = now
		}
		h.stage, h.closes = Ended, now.Add(farewell) // so that it learns that it was heard
		return nil, nil
	}
	return nil, errForm
}

// check shows the guest the half of the host, and makes the words and two others beside them.
func (h *Host) check(guest link.Half, card Card) error {
	if _, err := h.link.Say(append([]byte{msgReveal}, h.half[:]...)); err != nil {
		return err
	}
	words, err := h.session.Check(h.session.Commit(h.half), h.half, guest, h.lang)
	if err != nil {
		return err
	}
	all, err := link.Others(choices-1, h.lang, h.random)
	if err != nil {
		return err
	}
	var b [8]byte
	if _, err := io.ReadFull(h.random, b[:]); err != nil {
		return err
	}
	var n uint64
	for _, x := range b {
		n = n<<8 | uint64(x)
	}
	h.offered = slices.Insert(all, int(n%choices), words)
	h.card, h.words, h.stage = card, words, Waiting
	return nil
}
