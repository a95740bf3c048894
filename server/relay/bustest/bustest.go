// Package bustest shows that a bus keeps the contract of relay.Bus. It belongs to tests and is imported by nothing else.
package bustest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"larkspur/server/relay"
	"larkspur/server/wire"
)

// soon is how long a message may take that has to come, and quiet how long one is waited for that must not.
const (
	soon  = 20 * time.Second
	quiet = 100 * time.Millisecond
)

// Run runs all tests on the buses that start returns: so many nodes, each joined with all others, which end with the test.
// Rounds is how often the test of interest repeats, Rounds or less.
func Run(t *testing.T, nodes, rounds int, start func(t *testing.T, nodes int) []relay.Bus) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, []relay.Bus){
		"messages reach all other nodes":        reach,
		"rooms are apart":                       apart,
		"a message is copied":                   copied,
		"the order of a publisher is kept":      ordered,
		"several subscriptions of one node":     several,
		"cancelled is over":                     cancelled,
		"nobody waits for who takes nothing":    stuck,
		"a subscription is heard of everywhere": func(t *testing.T, b []relay.Bus) { Interest(t, b, rounds) },
		"subscriptions side by side":            sideBySide,
	} {
		t.Run(name, func(t *testing.T) { test(t, start(t, nodes)) })
	}
}

// A sink keeps what is delivered.
type sink struct {
	mu  sync.Mutex
	got [][]byte
	new chan struct{}
}

func newSink() *sink { return &sink{new: make(chan struct{}, 1)} }

func (s *sink) deliver(b []byte) {
	s.mu.Lock()
	s.got = append(s.got, bytes.Clone(b))
	s.mu.Unlock()
	select {
	case s.new <- struct{}{}:
	default:
	}
}

// wait returns what was delivered as soon as it is n messages, or what there is after a while.
func (s *sink) wait(n int, d time.Duration) [][]byte {
	end := time.After(d)
	for {
		s.mu.Lock()
		got := s.got
		s.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-s.new:
		case <-end:
			return got
		}
	}
}

func (s *sink) want(t *testing.T, what string, want ...[]byte) {
	t.Helper()
	got := s.wait(len(want), soon)
	if len(got) != len(want) {
		t.Errorf("%s: %d messages came, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if !bytes.Equal(got[i], want[i]) {
			t.Errorf("%s: message %d is another", what, i)
		}
	}
}

func subscribe(t *testing.T, b relay.Bus, room wire.Room) (*sink, func()) {
	t.Helper()
	s := newSink()
	cancel, err := b.Subscribe(room, s.deliver)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cancel)
	return s, cancel
}

func newRoom() (r wire.Room) { rand.Read(r[:]); return r }

func reach(t *testing.T, nodes []relay.Bus) {
	room := newRoom()
	var sinks []*sink
	for _, n := range nodes {
		s, _ := subscribe(t, n, room)
		sinks = append(sinks, s)
	}
	for _, size := range []int{0, 1, 42, relay.MaxMessage} {
		for i, n := range nodes {
			b := make([]byte, size)
			rand.Read(b)
			n.Publish(room, b)
			for j, s := range sinks {
				if j != i {
					s.want(t, fmt.Sprintf("%d bytes from %d to %d", size, i, j), b)
				}
			}
			time.Sleep(quiet / 10)
			for j, s := range sinks {
				s.mu.Lock()
				if j == i && len(s.got) != 0 {
					t.Error("a node hears itself")
				}
				s.got = nil
				s.mu.Unlock()
			}
		}
	}
}

func apart(t *testing.T, nodes []relay.Bus) {
	a, b := newRoom(), newRoom()
	inA, _ := subscribe(t, nodes[0], a)
	inB, _ := subscribe(t, nodes[0], b)
	nodes[1].Publish(a, []byte("a"))
	nodes[1].Publish(newRoom(), []byte("nobody is there"))
	nodes[1].Publish(b, []byte("b"))
	inA.want(t, "one room", []byte("a"))
	inB.want(t, "the other", []byte("b"))
	time.Sleep(quiet)
	inA.want(t, "one room", []byte("a"))
}

func copied(t *testing.T, nodes []relay.Bus) {
	room := newRoom()
	s, _ := subscribe(t, nodes[0], room)
	b := []byte("first")
	nodes[1].Publish(room, b)
	copy(b, "later")
	s.want(t, "what was changed after Publish", []byte("first"))
}

func ordered(t *testing.T, nodes []relay.Bus) {
	room := newRoom()
	s, _ := subscribe(t, nodes[0], room)
	const n = 500
	var want [][]byte
	for i := range n {
		b := fmt.Appendf(nil, "%d", i)
		want = append(want, b)
		nodes[1].Publish(room, b)
	}
	s.want(t, "in order", want...)
}

func several(t *testing.T, nodes []relay.Bus) {
	room := newRoom()
	first, end := subscribe(t, nodes[0], room)
	second, _ := subscribe(t, nodes[0], room)
	nodes[1].Publish(room, []byte("both"))
	first.want(t, "the first", []byte("both"))
	second.want(t, "the second", []byte("both"))
	end()
	nodes[1].Publish(room, []byte("one"))
	second.want(t, "the second", []byte("both"), []byte("one"))
	time.Sleep(quiet)
	first.want(t, "the first, which is cancelled", []byte("both"))
}

func cancelled(t *testing.T, nodes []relay.Bus) {
	room := newRoom()
	s, end := subscribe(t, nodes[0], room)
	nodes[1].Publish(room, []byte("before"))
	s.want(t, "before", []byte("before"))
	end()
	end() // twice is fine
	nodes[1].Publish(room, []byte("after"))
	time.Sleep(quiet)
	s.want(t, "after", []byte("before"))
	again, _ := subscribe(t, nodes[0], room)
	nodes[1].Publish(room, []byte("again"))
	again.want(t, "again", []byte("again"))
}

// Interest publishes on one node right after a subscription on another returned, so many times, and wants every one to come.
func Interest(t *testing.T, nodes []relay.Bus, rounds int) {
	t.Helper()
	reached := 0
	var longest time.Duration
	for i := range rounds {
		if i-reached > 3 {
			t.Errorf("%d of %d, and no more were tried", reached, i)
			return
		}
		room, s := newRoom(), newSink()
		a, b := nodes[i%len(nodes)], nodes[(i+1+i/len(nodes)%(len(nodes)-1))%len(nodes)]
		begin := time.Now()
		cancel, err := a.Subscribe(room, s.deliver)
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, time.Since(begin))
		b.Publish(room, []byte("hello"))
		if got := s.wait(1, soon); len(got) == 1 && string(got[0]) == "hello" {
			reached++
		}
		cancel()
	}
	t.Logf("%d of %d; a subscription took %v at the most", reached, rounds, longest)
	if reached != rounds {
		t.Errorf("%d of %d", reached, rounds)
	}
}

// sideBySide subscribes on all nodes at once, to rooms of their own and to one they share.
func sideBySide(t *testing.T, nodes []relay.Bus) {
	shared := newRoom()
	var wait sync.WaitGroup
	for i, n := range nodes {
		for range 50 {
			wait.Go(func() {
				room, s := newRoom(), newSink()
				cancel, err := n.Subscribe(room, s.deliver)
				if err != nil {
					t.Error(err)
					return
				}
				defer cancel()
				end, err := n.Subscribe(shared, func([]byte) {})
				if err != nil {
					t.Error(err)
					return
				}
				defer end()
				nodes[(i+1)%len(nodes)].Publish(room, []byte("hello"))
				if got := s.wait(1, soon); len(got) != 1 {
					t.Error("a subscription was not heard of")
				}
			})
		}
	}
	wait.Wait()
}
