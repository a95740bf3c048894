package link_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"larkspur/client/live/link"
)

// Strangers who knock while somebody who knows the code waits for the answer of the host, as many as come in that time when a room is
// flooded, do not have the host forget that one.
func TestAFloodOfKnocksKeepsNobodyOut(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	guest, hello, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	share, _, err := host.Hear(hello)
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		_, other, err := link.NewKnock(newCode(t), realm, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if out, _, err := host.Hear(other); len(out) != 1 || err != nil {
			t.Fatal("no answer", err)
		}
	}
	proof, _, err := guest.Hear(share[0])
	if err != nil || len(proof) == 0 {
		t.Fatal("no proof", err)
	}
	var met *link.Session
	for _, f := range proof {
		_, s, err := host.Hear(f)
		if err != nil {
			t.Fatal(err)
		}
		if s != nil {
			met = s
		}
	}
	if met == nil {
		t.Error("kept out")
	}
}

// knocks tries a code with somebody who waits, as far as the proof that it knows it.
func knocks(t *testing.T, host *link.Invite, c link.Code) (*link.Knock, []*link.Frame) {
	t.Helper()
	k, hello, err := link.NewKnock(c, realm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	share, _, err := host.Hear(hello)
	if err != nil || len(share) != 1 {
		t.Fatal("no answer", err)
	}
	proof, _, err := k.Hear(share[0])
	if err != nil || len(proof) != 3 {
		t.Fatal("no proof", err)
	}
	return k, proof
}

// However many knock, no more than 256 attempts are kept: the oldest is given up with its keys, and no more than that one.
func TestAttemptsAtACodeAreBounded(t *testing.T) {
	c := newCode(t)
	host := link.NewInvite(c, realm, rand.Reader)
	_, first := knocks(t, host, c)
	_, second := knocks(t, host, c)
	keys := link.KeysOfTheOldest(host)
	for range 255 {
		knocks(t, host, c)
	}
	if out, s, err := hears(host.Hear, first); len(out) != 0 || s != nil || err != nil {
		t.Errorf("the oldest of 257 attempts is kept: %v", err)
	}
	for _, b := range keys {
		if !bytes.Equal(b, make([]byte, len(b))) {
			t.Error("its keys are")
		}
	}
	if _, s, err := hears(host.Hear, second); s == nil {
		t.Errorf("an attempt among the last 256 is given up: %v", err)
	}
}
