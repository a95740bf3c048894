package link_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"larkspur/client/live/link"
)

// hears has one side hear frames, and returns the last that it says.
func hears(hear func(*link.Frame) ([]*link.Frame, *link.Session, error), frames []*link.Frame) (out []*link.Frame, s *link.Session, err error) {
	for _, f := range frames {
		if out, s, err = hear(f); s != nil || err != nil {
			break
		}
	}
	return out, s, err
}

// arranged puts the parts of a proof into an order, with a copy of the first of them in which a bit is another, before it (-1), right
// behind it (1), or nowhere (0).
func arranged(parts []*link.Frame, order []int, copied int) (all []*link.Frame) {
	for _, i := range order {
		all = append(all, parts[i])
	}
	other := *all[0]
	other[100] ^= 1
	switch copied {
	case -1:
		all = slices.Insert(all, 0, &other)
	case 1:
		all = slices.Insert(all, 1, &other)
	}
	return all
}

// The parts of a proof come in any order, and of each number the first counts: a copy that somebody on the way changed and sends behind it
// does nothing, and neither is it another part. One that comes before it makes the proof a wrong one.
func TestTheFirstOfEachPartCounts(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		for copied := -1; copied <= 1; copied++ {
			c := newCode(t)
			host := link.NewInvite(c, realm, rand.Reader)
			k, proof := knocks(t, host, c)
			answer, hers, err := hears(host.Hear, arranged(proof, order, max(copied, 0)))
			if hers == nil || err != nil {
				t.Fatalf("order %v, a copy at %d: the host makes no key: %v", order, copied, err)
			}
			_, his, err := hears(k.Hear, arranged(answer, order, copied))
			if (his != nil) != (copied >= 0) || errors.Is(err, link.ErrNobody) != (copied < 0) {
				t.Errorf("order %v, a copy at %d: the guest has a key: %v, %v", order, copied, his != nil, err)
			}
			host = link.NewInvite(c, realm, rand.Reader)
			_, proof = knocks(t, host, c)
			if _, hers, err = hears(host.Hear, arranged(proof, order, -1)); hers != nil || !errors.Is(err, link.ErrSpent) {
				t.Errorf("order %v: a changed part that came first is not a wrong try: %v", order, err)
			}
		}
	}
}
