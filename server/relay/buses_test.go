package relay

import (
	"testing"

	"larkspur/server/relay/membus"
)

// newBuses are the buses of so many nodes; of one, none.
func newBuses(t *testing.T, nodes int) []Bus {
	if nodes == 1 {
		return []Bus{nil}
	}
	hub := membus.New()
	var all []Bus
	for range nodes {
		n := hub.Node()
		t.Cleanup(n.Close)
		all = append(all, n)
	}
	return all
}
