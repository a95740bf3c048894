package client_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// notebook is a plan that says one thing.
func notebook(tb testing.TB, text string) *plan.Plan {
	tb.Helper()
	p, err := plan.New(rand.Reader)
	must(tb, err)
	must(tb, p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook)))
	id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
	must(tb, err)
	must(tb, p.SetField(id, "text", plan.Text(text)))
	return p
}

// operations takes what the device sent since the last look, as letters.
func (d *device) operations(tb testing.TB) string {
	tb.Helper()
	d.settle(tb)
	var ops strings.Builder
	for _, c := range d.line.take() {
		ops.WriteByte(" RWE"[c.Op])
	}
	return ops.String()
}

func TestMakingAnotherVaultIsMakingAVault(t *testing.T) {
	d := newDeployment(t)
	a := d.device()
	s := a.new(t, newPhrase(t))
	made := a.operations(t)
	p := newPhrase(t)
	doc := notebook(t, "two onions")
	must(t, s.MakeAnother(ctx, p, doc))
	if another := a.operations(t); another != made || made != "RRWW" {
		t.Errorf("making: %s, making another: %s", made, another)
	}
	other := d.device().open(t, p)
	if !plan.Equal(other.Plan(), doc) || !other.State().First || names(other) != "" {
		t.Error("the phrase does not open what was given, as a first phrase")
	}
	// All that a vault can do, it can.
	recovery, next := newPhrase(t), newPhrase(t)
	must(t, other.AddRecovery(ctx, "drawer", recovery))
	note(t, other, "milk")
	must(t, other.Save(ctx))
	must(t, other.ChangePhrase(ctx, next))
	must(t, other.MakeAnother(ctx, newPhrase(t), doc))
	d.device().opensNothing(t, p)
	if !says(d.device().open(t, recovery), "milk") {
		t.Error("its recovery phrase opens another plan")
	}
	must(t, other.Erase(ctx))
	d.device().opensNothing(t, next)
}

// Neither vault holds a byte that comes from the other or says that there is another.
func TestNoByteOfAVaultKnowsOfTheOther(t *testing.T) {
	d := newDeployment(t)
	first, p := newPhrase(t), newPhrase(t)
	a := d.device()
	s := a.new(t, first)
	must(t, s.AddRecovery(ctx, "sister", newPhrase(t)))
	note(t, s, "saved")
	a.save(t, s)
	note(t, s, "not saved yet")
	before, typed, state := d.inside(t, first), plan.Encode(s.Plan()), s.State()
	must(t, s.MakeAnother(ctx, p, notebook(t, "two onions")))
	a.settle(t)

	after, other := d.inside(t, first), d.inside(t, p)
	if !bytes.Equal(after.bytes(), before.bytes()) || len(after.pages) != 3 {
		t.Error("the first vault has changed")
	}
	if !bytes.Equal(plan.Encode(s.Plan()), typed) || s.State() != state || names(s) != "sister" {
		t.Error("the session has changed")
	}
	a.save(t, s)
	after = d.inside(t, first)
	for _, pair := range [][2]vault{{after, other}, {other, after}} {
		for _, l := range pair[1].pages {
			keys := l.root.Keys()
			locator, public := keys.Locator(), keys.PublicKey()
			for _, b := range [][]byte{l.root.Expose(), locator[:], public[:]} {
				if pair[0].holds(b) {
					t.Error("a root, a locator or a key of one vault stands in the other")
				}
			}
		}
	}
	if after.holds([]byte("onions")) || other.holds([]byte("not saved yet")) {
		t.Error("a vault says what the other says")
	}
	// What is looked for above would be found: the first vault does know its own.
	if !after.holds(after.pages[1].root.Expose()) || !after.holds([]byte("not saved yet")) || !other.holds([]byte("two onions")) {
		t.Error("the search finds nothing")
	}
	if len(other.pages) != 2 || !other.door.First || len(other.door.Doors) != 0 {
		t.Errorf("the other vault has %d pages, or another door than a new one", len(other.pages))
	}
}

func TestAnotherVaultIsMadeAtHomeWithTheKeptStarterKey(t *testing.T) {
	key := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{7}, 32))}
	d := newDeploymentWith(t, &key)
	first := newPhrase(t)
	made, err := d.device().New(ctx, first, key)
	must(t, err)
	made.Close()

	a := d.device()
	s := a.open(t, first) // at home: the phrase and nothing else
	p := newPhrase(t)
	must(t, s.MakeAnother(ctx, p, notebook(t, "two onions")))
	// The other keeps the key too, so that it can do all that this one can.
	must(t, d.device().open(t, p).AddRecovery(ctx, "drawer", newPhrase(t)))

	// The centre retires the key.
	current := client.StarterKey{Key: secret.NewKey(bytes.Repeat([]byte{8}, 32))}
	d.starter = &current
	d.restart()
	note(t, s, "not saved yet")
	before, typed := d.inside(t, first), plan.Encode(s.Plan())
	refused := newPhrase(t)
	a.operations(t)
	if err := s.MakeAnother(ctx, refused, notebook(t, "leeks")); !errors.Is(err, client.ErrAdmission) {
		t.Fatalf("made with a retired key: %v", err)
	}
	if ops := a.operations(t); len(ops)%4 != 0 {
		t.Errorf("a refusal is no whole burst: %s", ops)
	}
	d.device().opensNothing(t, refused)
	if !bytes.Equal(d.inside(t, first).bytes(), before.bytes()) || !bytes.Equal(plan.Encode(s.Plan()), typed) {
		t.Error("the refusal changed the first vault or the session")
	}
	// With a current one it is made, and the first vault does not keep it.
	again, err := a.NewWith(ctx, refused, current, notebook(t, "leeks"))
	must(t, err)
	again.Close()
	a.settle(t)
	if !says(d.device().open(t, refused), "leeks") {
		t.Error("it does not open")
	}
	a.save(t, s)
	if d.inside(t, first).holds(current.Expose()) || !d.inside(t, refused).holds(current.Expose()) {
		t.Error("the current key is kept in the wrong vault")
	}
}

func TestAnotherVaultIsNotMadeOverOne(t *testing.T) {
	d := newDeployment(t)
	first, p := newPhrase(t), newPhrase(t)
	a := d.device()
	s := a.new(t, first)
	must(t, s.MakeAnother(ctx, p, notebook(t, "two onions")))
	for _, taken := range []nextPhrase{{first}, {p}} {
		if err := s.MakeAnother(ctx, taken.phrase, notebook(t, "leeks")); !errors.Is(err, client.ErrTaken) {
			t.Errorf("made over a vault: %v", err)
		}
	}
	if !says(d.device().open(t, p), "two onions") || says(d.device().open(t, first), "leeks") {
		t.Error("a vault is damaged")
	}
	s.Close()
	if err := s.MakeAnother(ctx, newPhrase(t), notebook(t, "x")); !errors.Is(err, client.ErrClosed) {
		t.Errorf("made from a closed session: %v", err)
	}
}

// Cut at any call, the first vault is as it was, and the phrase opens the whole of the other or nothing.
func TestAnotherVaultCutAnywhereIsWholeOrNothing(t *testing.T) {
	for _, arrives := range []bool{false, true} {
		for at := range 4 {
			d := newDeployment(t)
			first, p := newPhrase(t), newPhrase(t)
			a := d.device()
			s := a.new(t, first)
			before := d.inside(t, first)
			a.line.take()
			cut := func(n int, _ *wire.Request) error {
				if n >= at {
					return errCut
				}
				return nil
			}
			if arrives {
				a.line.fail(func(n int, _ *wire.Request) error {
					if n > at {
						return errCut
					}
					return nil
				}, cut)
			} else {
				a.line.fail(cut, nil)
			}
			if err := s.MakeAnother(ctx, p, notebook(t, "two onions")); !errors.Is(err, client.ErrUnreachable) {
				t.Fatalf("cut at %d: %v", at, err)
			}
			a.settle(t)
			a.line.heal()
			b := d.device()
			o, err := b.Open(ctx, p)
			b.settle(t)
			whole := arrives && at == 3
			if whole && (err != nil || !says(o.Session, "two onions")) || !whole && !errors.Is(err, client.ErrNothing) {
				t.Errorf("cut at %d, arrives %t: %v", at, arrives, err)
			}
			if !bytes.Equal(d.inside(t, first).bytes(), before.bytes()) {
				t.Errorf("cut at %d: the first vault has changed", at)
			}
		}
	}
}
