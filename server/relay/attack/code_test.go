package attack

import (
	"errors"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/table"
	"larkspur/server/servertest"
)

// Somebody tries a wrong code over a real relay: the code is spent at once, whoever invited sees it, and who has the right words
// comes too late; a new one is good at once.
func TestAWrongCodeOverARelayIsSpentAndSeen(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	code := newCode(t)
	chair := h.invites(code)
	wrong := h.knocks(server.URL, guessed(t, code))
	within(t, patience, "the host sees it", func() bool { return over(chair.Call()) })
	if err := chair.Call().Err(); !errors.Is(err, call.ErrSpent) {
		t.Error(err)
	}
	if over(wrong.Call()) {
		t.Error("who tried is told sooner than who tries a code of nobody")
	}
	late := h.knocks(server.URL, code)
	_, guest := h.meets(server.URL, h.usual())
	h.works(guest)
	if wordsOf(wrong) != nil || wordsOf(late) != nil || chair.Call().Host() != nil {
		t.Error("a code that is spent lets somebody in")
	}
	if err := chair.LetIn(h.usual()); !errors.Is(err, live.ErrStage) {
		t.Error(err)
	}
}

// Eight at once with eight wrong codes, which is as many as a room has places: they have one guess, and no more.
func TestAllWhoKnockOverARelayHaveOneGuess(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	code := newCode(t)
	chair := h.invites(code)
	var all []*table.Guest
	for range 8 {
		all = append(all, h.knocks(server.URL, guessed(t, code)))
	}
	within(t, patience, "the code is spent", func() bool { return over(chair.Call()) })
	if err := chair.Call().Err(); !errors.Is(err, call.ErrSpent) {
		t.Error(err)
	}
	time.Sleep(time.Second)
	for _, g := range all {
		if wordsOf(g) != nil {
			t.Error("one of them is in")
		}
	}
}
