package membus_test

import (
	"testing"

	"larkspur/server/relay"
	"larkspur/server/relay/bustest"
	"larkspur/server/relay/membus"
)

func TestTheContractOfABus(t *testing.T) {
	for _, n := range []int{2, 3} {
		bustest.Run(t, n, bustest.Rounds, func(t *testing.T, nodes int) (all []relay.Bus) {
			hub := membus.New()
			for range nodes {
				n := hub.Node()
				t.Cleanup(n.Close)
				all = append(all, n)
			}
			return all
		})
	}
}
