// Package membus joins relays of one process: for tests of what nodes do to each other, and for programs that hold several.
package membus

import (
	"bytes"
	"sync"

	"larkspur/server/wire"
)

// inboxSize is how many messages may wait for a node. Beyond it they are dropped, as a network does.
const inboxSize = 4096

// A Hub is what the nodes have in common.
type Hub struct {
	mu    sync.Mutex
	nodes map[*Node]struct{}
}

// New returns a hub without nodes.
func New() *Hub { return &Hub{nodes: map[*Node]struct{}{}} }

// A Node is one bus (relay.Bus).
type Node struct {
	hub   *Hub
	inbox chan message
	ended chan struct{}

	rooms map[wire.Room]map[*subscription]struct{} // guarded by hub.mu
}

type message struct {
	room wire.Room
	b    []byte
}

type subscription struct{ deliver func([]byte) }

// Node adds a node to the hub.
func (h *Hub) Node() *Node {
	n := &Node{
		hub: h, inbox: make(chan message, inboxSize), ended: make(chan struct{}),
		rooms: map[wire.Room]map[*subscription]struct{}{},
	}
	h.mu.Lock()
	h.nodes[n] = struct{}{}
	h.mu.Unlock()
	go n.run()
	return n
}

// Close takes the node off the hub: nothing is delivered to it or taken from it any more.
func (n *Node) Close() {
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	if _, open := n.hub.nodes[n]; open {
		delete(n.hub.nodes, n)
		close(n.ended)
	}
}

// Rooms returns how many rooms the node is subscribed to.
func (n *Node) Rooms() int {
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	return len(n.rooms)
}

// Subscribe implements relay.Bus. It never fails.
func (n *Node) Subscribe(room wire.Room, deliver func([]byte)) (cancel func(), err error) {
	s := &subscription{deliver}
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	if n.rooms[room] == nil {
		n.rooms[room] = map[*subscription]struct{}{}
	}
	n.rooms[room][s] = struct{}{}
	return func() {
		n.hub.mu.Lock()
		defer n.hub.mu.Unlock()
		delete(n.rooms[room], s)
		if len(n.rooms[room]) == 0 {
			delete(n.rooms, room)
		}
	}, nil
}

// Publish implements relay.Bus.
func (n *Node) Publish(room wire.Room, b []byte) {
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	if _, open := n.hub.nodes[n]; !open {
		return
	}
	for other := range n.hub.nodes {
		if other == n || len(other.rooms[room]) == 0 {
			continue
		}
		select {
		case other.inbox <- message{room, bytes.Clone(b)}:
		default:
		}
	}
}

func (n *Node) run() {
	for {
		select {
		case <-n.ended:
			return
		case m := <-n.inbox:
			n.hub.mu.Lock()
			var to []*subscription
			for s := range n.rooms[m.room] {
				to = append(to, s)
			}
			n.hub.mu.Unlock()
			for _, s := range to {
				s.deliver(m.b)
			}
		}
	}
}
