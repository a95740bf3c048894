package link_test

import (
	"bytes"
	"crypto/mlkem"
	"crypto/rand"
	"testing"
	"time"

	"larkspur/client/live/link"
)

// keeper is a generator that keeps what it gave, where it gave it.
type keeper struct{ given [][]byte }

func (k *keeper) Read(b []byte) (int, error) {
	k.given = append(k.given, b)
	return rand.Read(b)
}

// secrets are what a side drew that nobody is to have: a scalar (32 bytes) and a seed of ML-KEM (64). The rest is sent.
func (k *keeper) secrets() (all [][]byte) {
	for _, b := range k.given {
		if len(b) == 32 || len(b) == mlkem.SeedSize {
			all = append(all, b)
		}
	}
	return all
}

// encapsulates keeps the secrets that it makes, where it makes them.
func (k *keeper) encapsulates(to *mlkem.EncapsulationKey768) (kem, ciphertext []byte) {
	kem, ciphertext = to.Encapsulate()
	k.given = append(k.given, kem)
	return kem, ciphertext
}

func gone(t *testing.T, what string, want int, all [][]byte) {
	t.Helper()
	if len(all) != want {
		t.Errorf("%s: %d secrets, and not %d", what, len(all), want)
	}
	for _, b := range all {
		if !bytes.Equal(b, make([]byte, len(b))) {
			t.Errorf("%s: %d secret bytes are left", what, len(b))
		}
	}
}

// Of an exchange nothing is left but the key: not what was drawn, not what was encapsulated, nor the keys of the proofs.
func TestAnExchangeLeavesNoSecrets(t *testing.T) {
	for _, met := range []bool{true, false} {
		c, his, hers := newCode(t), &keeper{}, &keeper{}
		host := link.NewInvite(c, realm, hers)
		host.EncapsulateWith(hers.encapsulates)
		k, hello, err := link.NewKnock(c, realm, his)
		if err != nil {
			t.Fatal(err)
		}
		share, _, err := host.Hear(hello)
		if err != nil {
			t.Fatal(err)
		}
		proof, _, err := k.Hear(share[0])
		if err != nil {
			t.Fatal(err)
		}
		keys := append(link.KeysOf(k), link.KeysOfTheOldest(host)...)
		for _, b := range keys {
			if bytes.Equal(b, make([]byte, len(b))) {
				t.Fatal("there are no keys before the end")
			}
		}
		if met {
			answer, s, err := hears(host.Hear, proof)
			if s == nil {
				t.Fatal(err)
			}
			if _, s, err = hears(k.Hear, answer); s == nil {
				t.Fatal(err)
			}
		} else { // both give up in the midst of it
			host.Close()
			k.Close()
		}
		gone(t, "the keys of the proofs", 4, keys)
		gone(t, "what the guest drew", 2, his.secrets())
		gone(t, "what the host drew and encapsulated", map[bool]int{true: 2, false: 1}[met], hers.secrets())
	}
}

// A knock that is given up before anybody answers is not finished later: it does not hear the answer, and has no secret to make anything
// of it.
func TestAKnockThatWasGivenUpIsNotFinished(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	k, hello, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	share, _, err := host.Hear(hello)
	if err != nil {
		t.Fatal(err)
	}
	k.Close()
	if out, s, err := k.Hear(share[0]); len(out) != 0 || s != nil || err != nil {
		t.Errorf("%d frames after the end, %v", len(out), err)
	}
	if link.Finishes(k, share[0]) {
		t.Error("its scalar is there")
	}
}

// Fresh keys leave nothing of the old ones, nor of what they were made with; and a link that is closed leaves none at all, whoever keeps
// its session.
func TestKeysThatNobodyNeedsAreWiped(t *testing.T) {
	host, guest, hers := pair(t)
	drawn := &keeper{}
	host.Link, guest.Link = link.New(hers, true, drawn), link.New(sessionOf(hers.Expose()), false, drawn)
	guest.EncapsulateWith(drawn.encapsulates)
	his := link.SessionOf(guest.Link)
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	deliver(t, host, guest, 20)
	if host.Rekeying() || guest.Rekeying() {
		t.Fatal("no fresh keys")
	}
	key := bytes.Repeat([]byte{1}, 32)
	link.Seals(key)
	gone(t, "what a seal was made with", 1, [][]byte{key})
	gone(t, "the old keys", 2, [][]byte{hers.Expose(), his.Expose()})
	gone(t, "what fresh keys were made with", 4, drawn.secrets()) // two scalars, a seed, and what was encapsulated
	for _, l := range []*link.Link{host.Link, guest.Link} {
		now := link.SessionOf(l)
		if bytes.Equal(now.Expose(), make([]byte, 32)) {
			t.Fatal("there are no keys before the end")
		}
		if _, err := l.Tick(time.Unix(5000, 0)); err != nil {
			t.Fatal(err)
		}
		l.Close()
		gone(t, "the keys of a closed link", 1, [][]byte{now.Expose()})
	}
}
