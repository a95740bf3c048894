package game

import (
	"testing"

	"larkspur/crypto/phrase"
)

// firstChaff is the middle of the number of chaff objects that a first start draws (SPEC §9.5). Everybody knows it.
const firstChaff = 256

// seizurePlayers are those who took one snapshot, with a phrase.
func seizurePlayers() []adversary[seizure] {
	return []adversary[seizure]{
		rule[seizure]{"counts, knowing the draw", func(v seizure) bool {
			// The halfway of the two means: what the half of the key, the chaff and the others make, and a vault of two more.
			return len(v.after.objects) > 1+firstChaff+2*others+1
		}},
		newStudent("counts and sizes", func(v seizure, c *clues) { lookAtNumbers(v.after, c) }),
		newStudent("bytes", func(v seizure, c *clues) { lookAtBytes(v.after, c) }),
		newStudent("the phrase on everything", lookWithPhrases),
		newStudent("all of it", func(v seizure, c *clues) {
			lookAtNumbers(v.after, c)
			lookAtBytes(v.after, c)
			lookWithPhrases(v, c)
		}),
	}
}

// lived is a vault that was made, saved, and, where erased says so, erased; or none.
func (h *house) lived(d *draw, is, erased bool) (*survivor, error) {
	s := h.survivor(d)
	if !is {
		return s, nil
	}
	if err := s.makes(); err != nil {
		return s, err
	}
	if err := s.saves(); err != nil {
		return s, err
	}
	if !erased {
		return s, nil
	}
	return s, s.erases()
}

// seizures is the world of (a): bit 1, a vault was made and erased under the phrase; bit 0, there never was one.
func seizures(s setup, spoil func(*house, *survivor, *snapshot)) func(*draw, []bool) ([]seizure, error) {
	return func(d *draw, bits []bool) ([]seizure, error) {
		s := s
		s.draw = d
		h, err := build(s)
		if err != nil {
			return nil, err
		}
		defer h.end()
		who, err := h.lived(d.of("survivor"), bits[0], true)
		if err != nil {
			return nil, err
		}
		v := seizure{after: h.copied(false), phrases: []phrase.Phrase{who.words}}
		if spoil != nil && bits[0] {
			spoil(h, who, v.after)
		}
		return []seizure{v}, nil
	}
}

// TestGameA: a storage seizure, one snapshot, the phrase in hand, and no epoch key. Erased, or never was?
func TestGameA(t *testing.T) {
	g := game[seizure]{name: "a: one snapshot and the phrase", world: seizures(setup{}, nil), players: seizurePlayers()}
	hidden(t, g.play(t, atLeast(200, 20_000)))
}

// TestGameANotices what would tell.
func TestGameANotices(t *testing.T) {
	for name, control := range map[string]struct {
		setup
		spoil func(*house, *survivor, *snapshot)
		by    string
	}{
		"chaff off":                {setup{chaff: 16}, nil, "counts and sizes: objects >"},
		"a tombstone":              {setup{blurred: true}, tombstone, "the phrase on everything"},
		"sizes unequal":            {setup{blurred: true}, shorter, "counts and sizes"},
		"the dead keep their page": {setup{blurred: true}, unsealed, "the phrase on everything"},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[seizure]{name: "a, " + name, world: seizures(control.setup, control.spoil), players: seizurePlayers()}
			found(t, 0.5, control.by, g.play(t, atLeast(40, 1000)))
		})
	}
}
