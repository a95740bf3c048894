package client_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

func TestAPhraseLeadsBackToThePlan(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a := d.device()
	s := a.new(t, p)
	note(t, s, "a sentence")
	a.save(t, s)

	b := d.device()
	got := b.open(t, p)
	if !says(got, "a sentence") || !plan.Equal(got.Plan(), s.Plan()) {
		t.Fatal("another device opened another plan")
	}
	d.restart()
	if !says(d.device().open(t, p), "a sentence") {
		t.Fatal("gone after a restart of the server")
	}
}

// Every act is whole bursts of four, and differs from the others in nothing but the operations (SPEC §8.2).
func TestEveryActIsOneBurst(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a := d.device()
	ops := func(what, want string) {
		t.Helper()
		a.settle(t)
		var got strings.Builder
		for _, c := range a.line.take() {
			got.WriteByte(" RWE"[c.Op])
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", what, got.String(), want)
		}
	}
	s := a.new(t, p)
	ops("making", "RRWW")
	note(t, s, "x")
	a.save(t, s)
	ops("saving", "RWRR")
	a.open(t, p)
	ops("opening", "RRRR")
	a.opensNothing(t, newPhrase(t))
	ops("a phrase that opens nothing", "RRRR")
	if err := s.Erase(context.Background()); err != nil {
		t.Fatal(err)
	}
	ops("erasing", "RERE")
}

func TestErasedNeverWasAndWrongAreOneError(t *testing.T) {
	d := newDeployment(t)
	a := d.device()
	erased := newPhrase(t)
	s := a.new(t, erased)
	if err := s.Erase(context.Background()); err != nil {
		t.Fatal(err)
	}
	_, errErased := a.Open(context.Background(), erased)
	_, errNever := a.Open(context.Background(), newPhrase(t))
	if !errors.Is(errErased, client.ErrNothing) || errErased.Error() != errNever.Error() {
		t.Fatalf("erased: %v; never was: %v", errErased, errNever)
	}
}

// The stale tab: left open elsewhere, it brings nothing back and loses nothing that was typed into it.
func TestAStaleTabBringsNothingBack(t *testing.T) {
	for name, remove := range map[string]func(*client.Session) error{
		"erased":              func(s *client.Session) error { return s.Erase(context.Background()) },
		"behind a new phrase": func(s *client.Session) error { return s.ChangePhrase(context.Background(), newPhrase(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeployment(t)
			p := newPhrase(t)
			a, b := d.device(), d.device()
			a.new(t, p)
			stale := b.open(t, p)
			note(t, stale, "typed into the stale tab")
			if err := remove(a.open(t, p)); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := stale.Save(context.Background()); !errors.Is(err, client.ErrGone) {
					t.Fatalf("the stale tab saved: %v", err)
				}
				b.settle(t)
			}
			for _, c := range b.line.take() {
				if c.Op != wire.OpRead {
					t.Fatalf("the stale tab sent operation %d", c.Op)
				}
			}
			if !stale.State().Gone || !says(stale, "typed into the stale tab") {
				t.Fatal("what was typed is lost, or the tab does not know that the plan is gone")
			}
			d.device().opensNothing(t, p)
		})
	}
}

// Who was withdrawn knows the root of the plan that was left. A page made there must not catch a tab that was left open.
func TestAPageMadeUnderAnOldRootCatchesNobody(t *testing.T) {
	d := newDeployment(t)
	first, recovery := newPhrase(t), newPhrase(t)
	a, tab, guest := d.device(), d.device(), d.device()
	owner := a.new(t, first)
	if err := owner.AddRecovery(context.Background(), "a friend", recovery); err != nil {
		t.Fatal(err)
	}
	a.settle(t)
	open := tab.open(t, first)
	stranger := guest.open(t, recovery)
	guest.line.take()

	if err := owner.Withdraw(context.Background(), owner.RecoveryDoors()[0].ID); err != nil {
		t.Fatal(err)
	}
	a.settle(t)
	note(t, stranger, "bait")
	if err := guest.forge(t, stranger); err != nil {
		t.Fatal(err)
	}
	note(t, open, "for nobody but me")
	tab.save(t, open)
	if says(open, "bait") {
		t.Fatal("the tab took in what the stranger made")
	}
	if got := a.open(t, first); !says(got, "for nobody but me") {
		t.Fatal("what the tab typed is not in the plan")
	}
}

func TestTwoDevicesKeepWhatBothTyped(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a, b := d.device(), d.device()
	x := a.new(t, p)
	y := b.open(t, p)
	note(t, x, "from one")
	note(t, y, "from the other")
	a.save(t, x)
	b.save(t, y)
	a.save(t, x)
	for _, s := range []*client.Session{x, y, d.device().open(t, p)} {
		if !says(s, "from one") || !says(s, "from the other") {
			t.Fatal("a note is missing")
		}
	}
}

func TestTypingDuringASaveIsKept(t *testing.T) {
	d := newDeployment(t)
	a := d.device()
	s := a.new(t, newPhrase(t))
	note(t, s, "before")
	a.line.take()
	a.line.fail(func(n int, r *wire.Request) error {
		if r.Op == wire.OpWrite {
			note(t, s, "during")
		}
		return nil
	}, nil)
	if err := s.Save(context.Background()); err != nil {
		t.Fatal(err)
	}
	a.line.heal()
	if !s.State().Unsaved || !says(s, "during") {
		t.Fatal("what was typed during the save is lost or held for saved")
	}
	a.save(t, s)
}

// randomText does not deflate to less than three quarters.
func randomText(size int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567ABCDEFGHIJKLMNOPQRSTUVWXYZ01893+"
	b := make([]byte, size)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = letters[b[i]&63]
	}
	return string(b)
}

func bigNotes(tb testing.TB, s *client.Session, size int) {
	tb.Helper()
	for ; size > 0; size -= 30_000 {
		note(tb, s, randomText(min(size, 30_000)))
	}
}

func TestAPlanOfSeveralPages(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a, b := d.device(), d.device()
	s := a.new(t, p)
	bigNotes(t, s, 150_000)
	a.save(t, s)
	if got := d.living(t, a); got < 2+3 {
		t.Fatalf("%d pages live for 150 KB of random text", got)
	}
	other := b.open(t, p)
	if !plan.Equal(other.Plan(), s.Plan()) {
		t.Fatal("the other device reads another plan")
	}
	note(t, other, "a change")
	b.save(t, other)
	a.save(t, s)
	if !says(s, "a change") {
		t.Fatal("the change did not come over")
	}
	// Small again: the further pages go, and at the end all is erased.
	err := s.Edit(func(p *plan.Plan) error {
		for _, i := range p.Items() {
			if err := p.RemoveItem(i.ID()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a.save(t, s)
	if got := d.living(t, a); got != 2 {
		t.Fatalf("%d pages live after the plan became small, want the door and the plan", got)
	}
	if err := s.Erase(context.Background()); err != nil {
		t.Fatal(err)
	}
	a.settle(t)
	if got := d.living(t, a); got != 0 {
		t.Fatalf("%d pages live after erasing", got)
	}
}

// The largest plan fits onto 64 further pages, so what is too large is refused where it is typed, and nothing is lost.
func TestThePlanThatIsTooLargeIsRefusedAtTheEdit(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a := d.device()
	s := a.new(t, p)
	var err error
	for err == nil {
		err = addNote(s, randomText(30_000))
	}
	if !errors.Is(err, plan.ErrTooLarge) {
		t.Fatal(err)
	}
	a.save(t, s)
	if got := d.device().open(t, p); !plan.Equal(got.Plan(), s.Plan()) {
		t.Fatal("the largest plan did not come back")
	}
}

func TestAVaultIsMadeOnlyOnce(t *testing.T) {
	d := newDeployment(t)
	p := newPhrase(t)
	a := d.device()
	s := a.new(t, p)
	note(t, s, "the first")
	a.save(t, s)
	if _, err := d.device().New(context.Background(), p, client.StarterKey{}); !errors.Is(err, client.ErrTaken) {
		t.Fatalf("made over a vault: %v", err)
	}
	if !says(d.device().open(t, p), "the first") {
		t.Fatal("the first vault is damaged")
	}
}

func TestAdmissionByStarter(t *testing.T) {
	key := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{7}, 32))}
	d := newDeploymentWith(t, &key)
	a := d.device()
	ctx := context.Background()
	if _, err := a.New(ctx, newPhrase(t), client.StarterKey{}); !errors.Is(err, client.ErrAdmission) {
		t.Fatalf("made without a starter: %v", err)
	}
	other := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{8}, 32))}
	if _, err := a.New(ctx, newPhrase(t), other); !errors.Is(err, client.ErrAdmission) {
		t.Fatalf("made with another starter: %v", err)
	}
	starter := newPhrase(t)
	if err := a.MakeStarter(ctx, starter, key); err != nil {
		t.Fatal(err)
	}
	o, err := a.Open(ctx, starter)
	if err != nil || o.Session != nil || o.Starter.IsZero() {
		t.Fatalf("the starter phrase: %v", err)
	}
	p := newPhrase(t)
	s, err := a.New(ctx, p, o.Starter)
	if err != nil {
		t.Fatal(err)
	}
	// The vault keeps the key: it can grow, and make doors, at home and later.
	bigNotes(t, s, 100_000)
	a.save(t, s)
	if err := a.open(t, p).AddRecovery(ctx, "name", newPhrase(t)); err != nil {
		t.Fatal(err)
	}
}

// A vault is kept as a new one with the key of a session that is closed then: the key that was handed on stays whole.
func TestAClosedSessionTakesNobodysStarterKey(t *testing.T) {
	key := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{7}, 32))}
	a := newDeploymentWith(t, &key).device()
	ctx := context.Background()
	first, err := a.New(ctx, newPhrase(t), key)
	if err != nil {
		t.Fatal(err)
	}
	second, err := a.New(ctx, newPhrase(t), first.StarterKey())
	if err != nil {
		t.Fatal(err)
	}
	third, err := a.New(ctx, newPhrase(t), key)
	if err != nil {
		t.Fatal(err)
	}
	third.UseStarter(first.StarterKey())
	first.Close()
	for _, s := range []*client.Session{second, third} {
		bigNotes(t, s, 100_000) // several pages: each of them is made with the key
		a.save(t, s)
	}
	if key.Expose()[0] != 7 {
		t.Error("the caller's own key was wiped")
	}
}

func TestSessionsDoNotPrint(t *testing.T) {
	d := newDeployment(t)
	s := d.device().new(t, newPhrase(t))
	note(t, s, "MARKER")
	checkUnprintable(t, s, "MARKER")
	checkUnprintable(t, *s.Plan(), "MARKER")
}
