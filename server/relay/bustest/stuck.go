package bustest

import (
	"encoding/binary"
	"sync"
	"testing"
	"time"

	"larkspur/server/relay"
)

// stuck has one node take nothing: nobody waits for it, a third node, where there is one, gets all, in order and once, and what
// is kept for the one is bounded. When it takes again, it gets what was kept, in order and once, and what comes then. What was
// dropped it is not told of: that shows in the numbers of the frames.
func stuck(t *testing.T, nodes []relay.Bus) {
	room, hold := newRoom(), make(chan struct{})
	release := sync.OnceFunc(func() { close(hold) })
	slow := newSink()
	cancel, err := nodes[0].Subscribe(room, func(b []byte) { slow.deliver(b); <-hold })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cancel)
	t.Cleanup(release)
	var third *sink
	if len(nodes) > 2 {
		third, _ = subscribe(t, nodes[2], room)
	}
	const (
		n     = flood
		ahead = 500 // less than waits anywhere: so far a third node may be behind, and loses nothing
	)
	published := make(chan struct{})
	go func() {
		defer close(published)
		for i := range n {
			nodes[1].Publish(room, numbered(i))
			if third != nil && i%ahead == ahead-1 && len(third.wait(i+1, soon)) != i+1 {
				return
			}
		}
	}()
	select {
	case <-published:
	case <-time.After(3 * soon):
		t.Fatal("who publishes waits for who takes nothing")
	}
	if third != nil {
		if got := third.wait(n, soon); len(got) != n || !rising(got) {
			t.Errorf("of %d messages a third node got %d, in order and once: %v", n, len(got), rising(got))
		}
	}
	release()
	var got [][]byte
	for i, end := n, time.Now().Add(soon); len(got) == 0 || number(got[len(got)-1]) < n; i++ {
		if time.Now().After(end) {
			t.Fatalf("a node that takes again gets nothing of what comes then, after %d messages", len(got))
		}
		nodes[1].Publish(room, numbered(i))
		time.Sleep(quiet / 10)
		got = slow.wait(0, 0)
	}
	if !rising(got) {
		t.Error("what was kept for a node that took nothing is not in order, or comes twice")
	}
	if whole && third != nil && len(got) >= n {
		t.Error("all was kept for a node that took nothing")
	}
}

// numbered is a message of the largest size, with a number.
func numbered(i int) []byte {
	b := make([]byte, relay.MaxMessage)
	binary.BigEndian.PutUint32(b, uint32(i))
	return b
}

func number(b []byte) int { return int(binary.BigEndian.Uint32(b)) }

// rising reports whether messages are in their order, and none is there twice.
func rising(all [][]byte) bool {
	for i := 1; i < len(all); i++ {
		if number(all[i]) <= number(all[i-1]) {
			return false
		}
	}
	return true
}
