package link_test

import (
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
