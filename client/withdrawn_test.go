package client_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"larkspur/client"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// kept is what somebody has who was shown a recovery phrase and kept everything: each call and answer of their device, and
// each root, with its keys, that it ever led to.
type kept struct {
	d        *deployment
	requests [][]byte
	answers  [][]byte
	roots    []page.Root
	bodies   []laid // as they were when they opened
}

// tape is a line that keeps what passes.
type tape struct {
	*line
	kept *kept
}

func (t tape) Page(ctx context.Context, request []byte) ([]byte, error) {
	answer, err := t.line.Page(ctx, request)
	t.kept.requests = append(t.kept.requests, bytes.Clone(request))
	t.kept.answers = append(t.kept.answers, bytes.Clone(answer))
	return answer, err
}

// device is a device of theirs.
func (k *kept) device() *device {
	dev := k.d.device()
	dev.Client = client.New(client.Config{
		Site:      dev.Site(),
		Transport: tape{dev.line, k}, Random: rand.Reader, Pace: -1, Derive: quickDerive,
	})
	return dev
}

// learn keeps all roots that p leads to now.
func (k *kept) learn(tb testing.TB, p phrase.Phrase) {
	tb.Helper()
	for _, l := range k.d.inside(tb, p).pages {
		known := false
		for _, r := range k.roots {
			known = known || bytes.Equal(r.Expose(), l.root.Expose())
		}
		if !known {
			k.roots = append(k.roots, l.root)
		}
		k.bodies = append(k.bodies, l)
	}
}

// opens tries every key they have on a page.
func (k *kept) opens(sealed *[wire.PageSize]byte) bool {
	for _, r := range k.roots {
		if _, _, err := r.Keys().Open(sealed); err == nil {
			return true
		}
	}
	return false
}

func (k *kept) call(tb testing.TB, raw []byte) *wire.Answer {
	tb.Helper()
	answer, err := k.d.call(raw)
	must(tb, err)
	a, err := wire.ParseAnswer(answer)
	must(tb, err)
	return a
}

// look reads under every root they know and says what opens.
func (k *kept) look(tb testing.TB) (found []string) {
	tb.Helper()
	for i, r := range k.roots {
		a := k.call(tb, (&wire.Request{Op: wire.OpRead, Locator: r.Keys().Locator()}).AppendTo(nil))
		if k.opens(&a.Page) {
			found = append(found, fmt.Sprintf("root %d of %d opens", i, len(k.roots)))
		}
	}
	return found
}

// replay sends every recorded call again, as it was, and says what opens, or counts as done although it changes something.
func (k *kept) replay(tb testing.TB) (found []string) {
	tb.Helper()
	for i, raw := range k.requests {
		a := k.call(tb, raw)
		if k.opens(&a.Page) {
			found = append(found, fmt.Sprintf("call %d of %d, sent again, brings a page that opens", i, len(k.requests)))
		}
		if r, err := wire.ParseRequest(raw); err == nil && r.Op == wire.OpWrite && a.Code == wire.CodeOK {
			found = append(found, fmt.Sprintf("write %d of %d, sent again, is taken", i, len(k.requests)))
		}
	}
	return found
}

// occupy writes what once lay under each root there again, newly sealed against the version that is there now. An open
// server takes that, as it takes any new page: what counts is that nobody is led there.
func (k *kept) occupy(tb testing.TB) {
	tb.Helper()
	for _, l := range k.bodies {
		k.send(tb, l.root, func(keys page.Keys) *wire.Request {
			sealed, err := keys.Seal(rand.Reader, l.format, l.body)
			must(tb, err)
			return &wire.Request{Op: wire.OpWrite, Page: *sealed}
		})
	}
}

// vacate erases under each root whatever is there.
func (k *kept) vacate(tb testing.TB) {
	tb.Helper()
	for _, r := range k.roots {
		k.send(tb, r, func(page.Keys) *wire.Request { return &wire.Request{Op: wire.OpErase} })
	}
}

func (k *kept) send(tb testing.TB, root page.Root, call func(page.Keys) *wire.Request) {
	tb.Helper()
	keys := root.Keys()
	now := k.call(tb, (&wire.Request{Op: wire.OpRead, Locator: keys.Locator()}).AppendTo(nil))
	r := call(keys)
	r.Locator, r.PublicKey, r.Expected = keys.Locator(), keys.PublicKey(), now.Version
	r.Signature = keys.Sign(r.Signed(realm))
	if a := k.call(tb, r.AppendTo(nil)); a.Code != wire.CodeOK {
		tb.Fatalf("a well-made call is answered %d", a.Code)
	}
}

// attack does all of it, and says what opened, and whether a page of what stays was touched. Before it writes anything it
// only reads, so that what it finds is not its own.
func (k *kept) attack(tb testing.TB, stays ...phrase.Phrase) (found []string) {
	tb.Helper()
	all := func() (b []byte) {
		for _, p := range stays {
			b = append(b, k.d.inside(tb, p).bytes()...)
		}
		return b
	}
	before := all()
	for _, root := range k.roots {
		if bytes.Contains(before, root.Expose()) {
			found = append(found, "a root they know stands in what stays")
		}
	}
	found = append(found, k.look(tb)...)
	found = append(found, k.replay(tb)...)
	found = append(found, k.look(tb)...)
	k.occupy(tb)
	if !bytes.Equal(all(), before) {
		found = append(found, "what they wrote reached what stays")
	}
	k.vacate(tb)
	if !bytes.Equal(all(), before) {
		found = append(found, "what they erased reached what stays")
	}
	return append(found, k.look(tb)...)
}

// shared is a plan with two recovery phrases, one of which was used for a while by somebody who kept everything, on one page
// and on several.
type shared struct {
	d                     *deployment
	first, sister, drawer phrase.Phrase
	owner                 *device
	s                     *client.Session
	theirs                *kept
	guest                 *device
	by                    *client.Session
}

func newShared(tb testing.TB, size int) *shared {
	tb.Helper()
	d := newDeployment(tb)
	w := &shared{d: d, first: newPhrase(tb), sister: newPhrase(tb), drawer: newPhrase(tb), owner: d.device(), theirs: &kept{d: d}}
	w.s = w.owner.new(tb, w.first)
	must(tb, w.s.AddRecovery(ctx, "sister", w.sister))
	must(tb, w.s.AddRecovery(ctx, "drawer", w.drawer))
	w.owner.settle(tb)
	w.theirs.learn(tb, w.sister)
	w.guest = w.theirs.device()
	w.by = w.guest.open(tb, w.sister)
	note(tb, w.by, "by the sister")
	bigNotes(tb, w.by, size)
	w.guest.save(tb, w.by)
	w.theirs.learn(tb, w.sister)
	note(tb, w.s, "by the owner")
	w.owner.save(tb, w.s)
	w.theirs.learn(tb, w.sister)
	if len(w.theirs.roots) < 4 || len(w.theirs.requests) < 8 {
		tb.Fatalf("they kept %d roots and %d calls", len(w.theirs.roots), len(w.theirs.requests))
	}
	return w
}

// stays checks that p opens the plan, with what the owner typed and without what was made up elsewhere.
func (w *shared) stays(tb testing.TB, p phrase.Phrase, texts ...string) {
	tb.Helper()
	s := w.d.device().open(tb, p)
	for _, text := range append(texts, "by the owner", "by the sister") {
		if !says(s, text) {
			tb.Fatalf("%q is lost", text)
		}
	}
	if says(s, "made up") {
		tb.Fatal("what they made up is in the plan")
	}
}

func TestWhoWasWithdrawnAndKeptEverythingOpensNothing(t *testing.T) {
	w := newShared(t, 100_000)
	tab := w.d.device()
	stale := tab.open(t, w.first)
	note(t, w.s, "when the door goes")
	must(t, w.s.Withdraw(ctx, doorNamed(t, w.s, "sister")))
	w.owner.settle(t)
	nothing := func(when string, stays ...phrase.Phrase) {
		t.Helper()
		for _, found := range w.theirs.attack(t, stays...) {
			t.Errorf("%s: %s", when, found)
		}
	}
	nothing("withdrawn", w.first, w.drawer)
	w.d.device().opensNothing(t, w.sister)
	w.stays(t, w.first, "when the door goes")
	w.stays(t, w.drawer, "when the door goes")

	note(t, w.s, "saved later")
	w.owner.save(t, w.s)
	nothing("saved later", w.first, w.drawer)

	// A plan of theirs lies where the old one lay. No session falls into it, neither one left open nor the owner's.
	note(t, w.by, "made up")
	must(t, w.guest.forge(t, w.by))
	note(t, stale, "typed in the tab")
	tab.save(t, stale)
	note(t, w.s, "saved once more")
	w.owner.save(t, w.s)
	if err := w.by.Save(ctx); !errors.Is(err, client.ErrGone) {
		t.Errorf("their session, left open, saves: %v", err)
	}
	w.guest.settle(t)
	w.theirs.vacate(t)
	w.stays(t, w.first, "typed in the tab", "saved once more")
	w.stays(t, w.drawer, "typed in the tab", "saved once more")

	next := newPhrase(t)
	must(t, w.s.ChangePhrase(ctx, next))
	w.owner.settle(t)
	nothing("behind a new phrase", next, w.drawer)
	must(t, w.s.AddRecovery(ctx, "aunt", newPhrase(t)))
	w.owner.settle(t)
	nothing("with another recovery phrase", next, w.drawer)
	w.stays(t, next, "saved once more")
}

// A door that is only erased, while the plan stays where it was, is no withdrawal: the same attacker reads on.
func TestADoorThatIsOnlyErasedIsSeen(t *testing.T) {
	w := newShared(t, 100_000)
	must(t, client.EraseDoorOnly(ctx, w.s, doorNamed(t, w.s, "sister")))
	w.owner.settle(t)
	w.d.device().opensNothing(t, w.sister) // the phrase by itself opens nothing, and that is not enough
	found := w.theirs.look(t)
	if found = append(found, w.theirs.replay(t)...); len(found) < 3 {
		t.Errorf("they found only %q", found)
	}
}

// Nor is it one when a page that they wrote would be taken again: a door that never moved is written by its old call.
func TestADoorThatStaysIsSeen(t *testing.T) {
	w := newShared(t, 100_000)
	if found := w.theirs.look(t); len(found) < 3 {
		t.Errorf("nothing was withdrawn, and they found only %q", found)
	}
}

// Interrupted at any call, and finished by the same session or by another device, a withdrawal holds what it says.
func TestAWithdrawalInterruptedAnywhereHoldsOnceItIsFinished(t *testing.T) {
	for _, arrives := range []bool{false, true} {
		for _, elsewhere := range []bool{false, true} {
			t.Run(fmt.Sprintf("arrives %t, finished elsewhere %t", arrives, elsewhere), func(t *testing.T) {
				for at := 0; ; at += stride {
					if at > 200 {
						t.Fatal("a withdrawal of more than 200 calls")
					}
					if !withdrawCut(t, arrives, elsewhere, at) {
						if at < 8 {
							t.Fatalf("a withdrawal of %d calls", at)
						}
						return
					}
				}
			})
		}
	}
}

// withdrawCut cuts the line at call number at, finishes the withdrawal and attacks. It reports whether it got that far.
func withdrawCut(t *testing.T, arrives, elsewhere bool, at int) (reached bool) {
	t.Helper()
	w := newShared(t, 60_000)
	note(t, w.s, "when the door goes")
	w.owner.line.take()
	w.owner.line.cutAt(at, arrives, &reached)
	_ = w.s.Withdraw(ctx, doorNamed(t, w.s, "sister"))
	w.owner.settle(t)
	w.owner.line.heal()
	w.theirs.replay(t) // in between, too: a call that is sent again stops nothing
	dev, s := w.owner, w.s
	if elsewhere {
		dev = w.d.device()
		s = dev.open(t, w.first)
		note(t, s, "when the door goes")
	}
	if err := s.Save(ctx); err != nil {
		t.Fatalf("cut at %d: finishing: %v", at, err)
	}
	dev.settle(t)
	for _, door := range s.RecoveryDoors() {
		if door.Name == "sister" { // it was cut before the step that counts
			if err := s.Withdraw(ctx, door.ID); err != nil {
				t.Fatalf("cut at %d: withdrawing again: %v", at, err)
			}
			dev.settle(t)
		}
	}
	for _, found := range w.theirs.attack(t, w.first, w.drawer) {
		t.Errorf("cut at %d: %s", at, found)
	}
	w.d.device().opensNothing(t, w.sister)
	w.stays(t, w.first, "when the door goes")
	w.stays(t, w.drawer, "when the door goes")
	return reached
}

// cutAt fails every call from number at on; the one at that number may arrive, and its answer is lost.
func (l *line) cutAt(at int, arrives bool, reached *bool) {
	cut := func(n int, _ *wire.Request) error {
		if n >= at {
			*reached = true
			return errCut
		}
		return nil
	}
	if !arrives {
		l.fail(cut, nil)
		return
	}
	l.fail(func(n int, _ *wire.Request) error {
		if n > at {
			return errCut
		}
		return nil
	}, cut)
}

// When the answer to the step that counts is lost, the session does not know whether its plan has moved. What is typed then is
// never saved where the phrase that was being withdrawn still reads.
func TestAfterALostAnswerNothingIsSavedWhereTheWithdrawnRead(t *testing.T) {
	moved := 0
	for at := range 16 {
		w := newShared(t, 60_000)
		before := w.d.inside(t, w.first).door.Plan
		reached := false
		w.owner.line.take()
		w.owner.line.cutAt(at, true, &reached)
		_ = w.s.Withdraw(ctx, doorNamed(t, w.s, "sister"))
		w.owner.settle(t)
		if names(w.s) != "sister,drawer" || bytes.Equal(w.d.inside(t, w.first).door.Plan.Expose(), before.Expose()) {
			continue // the session knows that it moved, or it did not
		}
		moved++
		note(t, w.s, "typed afterwards")
		w.owner.line.fail(nil, func(int, *wire.Request) error {
			if o, err := w.d.device().Open(ctx, w.sister); err == nil && says(o.Session, "typed afterwards") {
				t.Errorf("cut at %d: they read what was typed afterwards", at)
			}
			return nil
		})
		w.owner.save(t, w.s)
		w.stays(t, w.first, "typed afterwards")
		w.d.device().opensNothing(t, w.sister)
	}
	if moved == 0 {
		t.Error("no cut left the session in doubt")
	}
}
