package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/server/wire"
)

var ctx = context.Background()

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func names(s *client.Session) string {
	var list []string
	for _, d := range s.RecoveryDoors() {
		list = append(list, d.Name)
	}
	return strings.Join(list, ",")
}

func doorNamed(tb testing.TB, s *client.Session, name string) client.DoorID {
	tb.Helper()
	for _, d := range s.RecoveryDoors() {
		if d.Name == name {
			return d.ID
		}
	}
	tb.Fatalf("no door %q among %q", name, names(s))
	return client.DoorID{}
}

func TestARecoveryPhraseReadsAndWritesAndKnowsNoOtherDoor(t *testing.T) {
	d := newDeployment(t)
	first, one, two := newPhrase(t), newPhrase(t), newPhrase(t)
	a, b := d.device(), d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", one))
	must(t, s.AddRecovery(ctx, "drawer", two))
	note(t, s, "shared")
	a.save(t, s)
	if names(s) != "sister,drawer" {
		t.Fatalf("listed: %s", names(s))
	}

	by := b.open(t, one)
	if !says(by, "shared") || by.State().First {
		t.Fatal("the recovery phrase does not read the plan, or holds itself for the first")
	}
	if names(by) != "" {
		t.Fatalf("the recovery phrase knows %s", names(by))
	}
	note(t, by, "by the sister")
	b.save(t, by)
	for name, err := range map[string]error{
		"change the phrase":  by.ChangePhrase(ctx, newPhrase(t)),
		"add a recovery":     by.AddRecovery(ctx, "x", newPhrase(t)),
		"withdraw the other": by.Withdraw(ctx, doorNamed(t, s, "drawer")),
	} {
		if !errors.Is(err, client.ErrRecovery) {
			t.Errorf("by a recovery phrase, %s: %v", name, err)
		}
	}
	if got := d.device().open(t, first); !says(got, "by the sister") || names(got) != "sister,drawer" {
		t.Fatal("what the sister wrote is missing, or a door is")
	}
}

func TestAWithdrawnDoorOpensNothingAndTheOthersStay(t *testing.T) {
	d := newDeployment(t)
	first, one, two := newPhrase(t), newPhrase(t), newPhrase(t)
	a := d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", one))
	must(t, s.AddRecovery(ctx, "drawer", two))
	note(t, s, "unsaved when the door goes")
	must(t, s.Withdraw(ctx, doorNamed(t, s, "sister")))
	a.settle(t)
	if names(s) != "drawer" {
		t.Fatalf("listed: %s", names(s))
	}
	d.device().opensNothing(t, one)
	for _, p := range []nextPhrase{{first}, {two}} {
		if !says(d.device().open(t, p.phrase), "unsaved when the door goes") {
			t.Fatal("a phrase that stays opens another plan")
		}
	}
	if err := s.Withdraw(ctx, client.DoorID{}); !errors.Is(err, client.ErrNoDoor) {
		t.Fatalf("withdrew a door that is not there: %v", err)
	}
	if got := d.living(t, a); got != 3 {
		t.Fatalf("%d pages live, want the first door, the drawer's and the plan", got)
	}
}

func TestChangingThePhraseKeepsTheRecoveryDoors(t *testing.T) {
	d := newDeployment(t)
	first, one, next := newPhrase(t), newPhrase(t), newPhrase(t)
	a := d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", one))
	note(t, s, "text")
	must(t, s.ChangePhrase(ctx, next))
	a.settle(t)
	d.device().opensNothing(t, first)
	if !says(d.device().open(t, one), "text") || names(d.device().open(t, next)) != "sister" {
		t.Fatal("the recovery door or its listing is lost")
	}
	note(t, s, "later")
	a.save(t, s)
	if !says(d.device().open(t, next), "later") {
		t.Fatal("the session does not save behind the new phrase")
	}
}

func TestTakingOverWithARecoveryPhrase(t *testing.T) {
	for _, keep := range []string{"", "still the sister"} {
		t.Run("keep as "+keep, func(t *testing.T) {
			d := newDeployment(t)
			lost, one, two, next := newPhrase(t), newPhrase(t), newPhrase(t), newPhrase(t)
			a, b := d.device(), d.device()
			s := a.new(t, lost)
			must(t, s.AddRecovery(ctx, "sister", one))
			must(t, s.AddRecovery(ctx, "drawer", two))
			note(t, s, "text")
			a.save(t, s)

			by := b.open(t, one)
			must(t, by.TakeOver(ctx, next, keep))
			b.settle(t)
			if !by.State().First || names(by) != keep {
				t.Fatalf("after taking over: first %t, doors %q", by.State().First, names(by))
			}
			if !says(d.device().open(t, next), "text") {
				t.Fatal("the new phrase opens another plan")
			}
			d.device().opensNothing(t, lost)
			d.device().opensNothing(t, two)
			if keep == "" {
				d.device().opensNothing(t, one)
			} else if !says(d.device().open(t, one), "text") {
				t.Fatal("the recovery phrase that was kept opens another plan")
			}
			if err := s.Save(ctx); !errors.Is(err, client.ErrGone) {
				t.Fatalf("the session of the lost phrase saved: %v", err)
			}
		})
	}
}

func TestErasingByARecoveryPhraseLeavesTheOthersLeadingNowhere(t *testing.T) {
	d := newDeployment(t)
	first, one, two := newPhrase(t), newPhrase(t), newPhrase(t)
	a, b := d.device(), d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", one))
	must(t, s.AddRecovery(ctx, "drawer", two))
	must(t, b.open(t, one).Erase(ctx))
	b.settle(t)
	for _, p := range []nextPhrase{{first}, {one}, {two}} {
		d.device().opensNothing(t, p.phrase)
	}
}

func TestErasingTakesADoorThatAnotherDeviceMadeMeanwhile(t *testing.T) {
	d := newDeployment(t)
	first, one := newPhrase(t), newPhrase(t)
	a, b := d.device(), d.device()
	s := a.new(t, first)
	must(t, b.open(t, first).AddRecovery(ctx, "sister", one))
	b.settle(t)
	must(t, s.Erase(ctx))
	a.settle(t)
	d.device().opensNothing(t, one)
	if got := d.living(t, a) + d.living(t, b); got != 0 {
		t.Fatalf("%d pages live after erasing", got)
	}
}

func TestNamesOfDoorsAreChecked(t *testing.T) {
	d := newDeployment(t)
	s := d.device().new(t, newPhrase(t))
	for _, name := range []string{"", strings.Repeat("x", client.MaxDoorName+1)} {
		if err := s.AddRecovery(ctx, name, newPhrase(t)); !errors.Is(err, client.ErrDoorName) {
			t.Errorf("a name of %d bytes: %v", len(name), err)
		}
	}
}

// What was saved to the plan that was left, after it was copied and before it was erased, comes over.
func TestASaveBetweenTheCopyAndTheEraseComesOver(t *testing.T) {
	d := newDeployment(t)
	first, one := newPhrase(t), newPhrase(t)
	a, b := d.device(), d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", one))
	a.settle(t)
	other := b.open(t, first)
	note(t, other, "saved in between")
	a.line.take()
	saved := false
	a.line.fail(func(n int, _ *wire.Request) error {
		// R P, R D, R P', W P', W D came before; the old plan is not erased yet.
		if n == 6 && !saved {
			saved = true
			b.save(t, other)
		}
		return nil
	}, nil)
	must(t, s.Withdraw(ctx, doorNamed(t, s, "sister")))
	a.settle(t)
	a.line.heal()
	if !saved {
		t.Fatal("the other device never saved")
	}
	if !says(s, "saved in between") || !says(d.device().open(t, first), "saved in between") {
		t.Fatal("what the other device saved is lost")
	}
}
