package client_test

import (
	"context"
	"errors"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// nextPhrase keeps the phrase of an act apart from the others.
type nextPhrase struct{ phrase phrase.Phrase }

// acts are all that a session does on the network. Each is cut at every call, before and after, and must leave the old or
// the new state, whole, and be done by trying again.
var acts = map[string]struct {
	run func(s *client.Session, next nextPhrase) error
	// phraseChanges: afterwards the new phrase opens and the old one does not.
	phraseChanges bool
	erases        bool
}{
	"save":  {run: func(s *client.Session, _ nextPhrase) error { return s.Save(context.Background()) }},
	"erase": {run: func(s *client.Session, _ nextPhrase) error { return s.Erase(context.Background()) }, erases: true},
	"change phrase": {run: func(s *client.Session, p nextPhrase) error {
		return s.ChangePhrase(context.Background(), p.phrase)
	}, phraseChanges: true},
	"add a recovery phrase": {run: func(s *client.Session, p nextPhrase) error {
		return s.AddRecovery(context.Background(), "second", p.phrase)
	}},
	"withdraw a recovery phrase": {run: func(s *client.Session, _ nextPhrase) error {
		if doors := s.RecoveryDoors(); len(doors) > 0 {
			return s.Withdraw(context.Background(), doors[0].ID)
		}
		return nil
	}},
}

func TestAnActCutAnywhereLeavesTheOldOrTheNewWhole(t *testing.T) {
	for name, act := range acts {
		for _, big := range []bool{false, true} {
			for _, arrives := range []bool{false, true} {
				t.Run(name+cutName(big, arrives), func(t *testing.T) {
					for at := 0; ; at += stride {
						if at > 200 {
							t.Fatal("an act of more than 200 calls")
						}
						if !cutOnce(t, act.run, act.phraseChanges, act.erases, big, arrives, at) {
							if at == 0 {
								t.Fatal("the act made no call at all")
							}
							return
						}
					}
				})
			}
		}
	}
}

func cutName(big, arrives bool) string {
	name := ", one page"
	if big {
		name = ", several pages"
	}
	if arrives {
		return name + ", the answer lost"
	}
	return name + ", the request lost"
}

// cutOnce cuts the line from call number at on, for good: the device is dead. It reports whether the act got that far.
func cutOnce(t *testing.T, run func(*client.Session, nextPhrase) error, phraseChanges, erases, big, arrives bool, at int) bool {
	t.Helper()
	d := newDeployment(t)
	old, recovery, next := newPhrase(t), newPhrase(t), newPhrase(t)
	a := d.device()
	s := a.new(t, old)
	if err := s.AddRecovery(context.Background(), "first", recovery); err != nil {
		t.Fatal(err)
	}
	note(t, s, "was saved")
	if big {
		bigNotes(t, s, 80_000)
	}
	a.save(t, s)
	note(t, s, "newly typed")
	if big {
		bigNotes(t, s, 40_000)
	}
	a.line.take()
	reached := false
	cut := func(n int, _ *wire.Request) error {
		if n >= at {
			reached = true
			return errCut
		}
		return nil
	}
	if arrives {
		// Call number at arrives and its answer is lost; later ones do not arrive.
		a.line.fail(func(n int, r *wire.Request) error {
			if n > at {
				return errCut
			}
			return nil
		}, cut)
	} else {
		a.line.fail(cut, nil)
	}
	err := run(s, nextPhrase{next})
	a.settle(t)

	// The device is dead. What does another one find?
	b := d.device()
	byOld, errOld := b.Open(context.Background(), old)
	b.settle(t)
	byNext, errNext := b.Open(context.Background(), next)
	b.settle(t)
	byRecovery, errRecovery := b.Open(context.Background(), recovery)
	b.settle(t)
	for what, err := range map[string]error{"old": errOld, "next": errNext, "recovery": errRecovery} {
		if err != nil && !errors.Is(err, client.ErrNothing) {
			t.Fatalf("cut at %d: the %s phrase: %v", at, what, err)
		}
	}
	check := func(what string, o client.Opened) {
		t.Helper()
		if o.Session == nil {
			return
		}
		if !says(o.Session, "was saved") {
			t.Fatalf("cut at %d: by the %s phrase, what was saved is missing", at, what)
		}
	}
	check("old", byOld)
	check("next", byNext)
	check("recovery", byRecovery)
	switch {
	case erases:
		// What is left opens, or nothing does.
	case errOld != nil && errNext != nil:
		t.Fatalf("cut at %d: neither phrase opens", at)
	case err == nil && phraseChanges && (errOld == nil || errNext != nil):
		t.Fatalf("cut at %d: done, and old opens: %v, new opens: %v", at, errOld == nil, errNext == nil)
	}

	// The line comes back: trying again ends the act, and nothing that was typed is lost.
	a.line.heal()
	if erases {
		if err := run(s, nextPhrase{next}); err != nil && !errors.Is(err, client.ErrGone) {
			t.Fatalf("cut at %d: erasing again: %v", at, err)
		}
		a.settle(t)
		for _, p := range []nextPhrase{{old}, {recovery}, {next}} {
			b.opensNothing(t, p.phrase)
		}
		return reached
	}
	switch err := s.Save(context.Background()); {
	case err == nil:
		a.settle(t)
		found := errOld
		p := old
		if errNext == nil && phraseChanges {
			found, p = errNext, next
		}
		if found != nil {
			t.Fatalf("cut at %d: saved, and nothing to open", at)
		}
		got := b.open(t, p)
		if !says(got, "newly typed") || !says(got, "was saved") {
			t.Fatalf("cut at %d: after saving again something is missing", at)
		}
		if !plan.Equal(got.Plan(), s.Plan()) {
			t.Fatalf("cut at %d: the two devices differ after saving", at)
		}
	case errors.Is(err, client.ErrGone) && phraseChanges && errNext == nil:
		// The device died before it learnt that the new phrase holds: the plan is behind it, and the text is still here.
		if !says(s, "newly typed") || !says(b.open(t, next), "newly typed") {
			t.Fatalf("cut at %d: the text is lost", at)
		}
	default:
		t.Fatalf("cut at %d: saving again: %v", at, err)
	}
	return reached
}
