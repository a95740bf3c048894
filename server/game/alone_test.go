package game

import "testing"

// TestGameGAlone: one notebook, opened, and a copy of the store. Is it a decoy of somebody's who has a vault as well, or the only
// one that she has?
func TestGameGAlone(t *testing.T) {
	hidden(t, alone(setup{}).play(t, atLeast(100, enough)))
}

// TestGameGAloneNotices what the chaff hides.
func TestGameGAloneNotices(t *testing.T) {
	found(t, 0.5, "counts and sizes", alone(setup{chaff: 16}).play(t, atLeast(40, 1000)))
}

func alone(s setup) *game[shelved] {
	w := making{setup: s}
	return &game[shelved]{name: "g: a decoy or the only notebook", players: []adversary[shelved]{
		rule[shelved]{"counts, knowing the draw", func(v shelved) bool {
			return len(v.store.objects) > 1+firstChaff+2*others+1+2+1 // the starter's page, the notebook's two, and half of two more
		}},
		newStudent("counts and sizes", func(v shelved, c *clues) { lookAtNumbers(v.store, c) }),
		newStudent("what it says", func(v shelved, c *clues) { lookAtOne(v.a, c) }),
	}, world: func(d *draw, bits []bool) ([]shelved, error) {
		w := w
		h, key, err := w.house(d)
		if err != nil {
			return nil, err
		}
		defer h.end()
		make := w.asAFirst
		if bits[0] {
			make = w.fromWithin
		}
		n, err := make(h, d.of("notebook"), key)
		if err != nil {
			return nil, err
		}
		store := h.copied(false)
		return []shelved{{a: n, store: store}}, n.open(h, d.of("adversary"))
	}}
}
