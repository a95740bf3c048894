package client_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"testing"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// turningActs are the acts that write over noise, which changes with a rotation, beside those that do not.
var turningActs = map[string]func(d *device, s *client.Session, p phrase.Phrase) error{
	"make a vault": func(d *device, _ *client.Session, p phrase.Phrase) error {
		_, err := d.New(context.Background(), p, client.StarterKey{})
		return err
	},
	"save": func(_ *device, s *client.Session, _ phrase.Phrase) error { return s.Save(context.Background()) },
	"change phrase": func(_ *device, s *client.Session, p phrase.Phrase) error {
		return s.ChangePhrase(context.Background(), p)
	},
	"add a recovery phrase": func(_ *device, s *client.Session, p phrase.Phrase) error {
		return s.AddRecovery(context.Background(), "second", p)
	},
	"withdraw a recovery phrase": func(_ *device, s *client.Session, _ phrase.Phrase) error {
		return s.Withdraw(context.Background(), s.RecoveryDoors()[0].ID)
	},
	"erase": func(_ *device, s *client.Session, _ phrase.Phrase) error { return s.Erase(context.Background()) },
}

// A rotation of the server may fall between any two calls of an act: nothing fails, nothing is taken for in use, and what was
// done is what opens afterwards.
func TestARotationBetweenAnyTwoCallsDisturbsNoAct(t *testing.T) {
	for name, act := range turningActs {
		for _, big := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", several pages", false: ", one page"}[big], func(t *testing.T) {
				for at := 0; ; at += stride {
					d := newDeployment(t)
					a := d.device()
					first, recovery, next := newPhrase(t), newPhrase(t), newPhrase(t)
					s := a.new(t, first)
					if err := s.AddRecovery(context.Background(), "one", recovery); err != nil {
						t.Fatal(err)
					}
					if big {
						bulk := make([]byte, 30_000)
						rand.Read(bulk)
						note(t, s, base64.RawURLEncoding.EncodeToString(bulk))
					}
					a.save(t, s)
					note(t, s, "typed last")
					a.line.take()
					rotated := false
					a.line.fail(func(n int, _ *wire.Request) error {
						if n == at {
							rotated = true
							return d.shelf.Rotate(context.Background(), nil)
						}
						return nil
					}, nil)
					if err := act(a, s, next); err != nil {
						t.Fatalf("a rotation before call %d: %v", at, err)
					}
					a.settle(t)
					a.line.heal()
					if !rotated {
						if at < 4 {
							t.Fatal("an act of less than a burst")
						}
						return
					}
					b := d.device()
					switch name {
					case "make a vault":
						b.open(t, next)
						b.open(t, first)
					case "change phrase":
						b.opensNothing(t, first)
						if !says(b.open(t, next), "typed last") {
							t.Fatal("what was typed is not there")
						}
					case "erase":
						b.opensNothing(t, first)
						b.opensNothing(t, recovery)
					case "withdraw a recovery phrase":
						b.opensNothing(t, recovery)
						b.open(t, first)
					case "add a recovery phrase":
						b.open(t, next)
						b.open(t, recovery)
					case "save":
						if !says(b.open(t, first), "typed last") {
							t.Fatal("what was typed is not there")
						}
					}
				}
			})
		}
	}
}
