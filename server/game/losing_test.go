package game

import (
	"context"
	"errors"
	"os"
	"testing"

	"larkspur/crypto/phrase"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// The cases below are lost, and meant to be: what stands in THREATS under *What nobody can keep*. A harness that did not see
// an adversary win them would see nothing elsewhere either.

// keyPlayers hold the storage, the epoch key and the phrase.
func keyPlayers() []adversary[seizure] {
	return []adversary[seizure]{
		newStudent("counts and sizes", func(v seizure, c *clues) { lookAtNumbers(v.after, c) }),
		newStudent("the phrase on everything", lookWithPhrases),
		newStudent("the key and the phrase", lookWithKey),
	}
}

// withinEpoch is a world of two snapshots within one epoch, with the epoch key and the phrase. Bit 1, the vault was erased in
// between; bit 0, it was saved.
func withinEpoch(key, phrases bool) func(*draw, []bool) ([]seizure, error) {
	return func(d *draw, bits []bool) ([]seizure, error) {
		h, err := build(setup{draw: d, chaff: 16})
		if err != nil {
			return nil, err
		}
		defer h.end()
		who, err := h.lived(d.of("survivor"), true, false)
		if err != nil {
			return nil, err
		}
		v := seizure{before: h.copied(false)}
		if bits[0] {
			err = who.erases()
		} else {
			err = who.saves()
		}
		if err != nil {
			return nil, err
		}
		v.after = h.copied(false)
		if phrases {
			v.phrases = []phrase.Phrase{who.words}
		}
		if key {
			v.keyFile, err = os.ReadFile(h.keyFile())
		}
		return []seizure{v}, err
	}
}

// TestLostWithinTheEpochWithKeyAndPhrase: two snapshots, the epoch key and the phrase, and no rotation in between.
func TestLostWithinTheEpochWithKeyAndPhrase(t *testing.T) {
	g := game[seizure]{name: "lost: epoch key and phrase, two snapshots", world: withinEpoch(true, true), players: keyPlayers()}
	found(t, 0.9, "the key and the phrase", g.play(t, atLeast(40, enough)))
}

// TestLostWithinTheEpochWithKeyAndPhraseInOneSnapshot: erased, or never was? The dead object says it until the rotation.
func TestLostWithinTheEpochWithKeyAndPhraseInOneSnapshot(t *testing.T) {
	world := func(d *draw, bits []bool) ([]seizure, error) {
		h, err := build(setup{draw: d, blurred: true})
		if err != nil {
			return nil, err
		}
		defer h.end()
		who, err := h.lived(d.of("survivor"), bits[0], true)
		if err != nil {
			return nil, err
		}
		key, err := os.ReadFile(h.keyFile())
		return []seizure{{after: h.copied(false), phrases: []phrase.Phrase{who.words}, keyFile: key}}, err
	}
	g := game[seizure]{name: "lost: epoch key and phrase, one snapshot", world: world, players: keyPlayers()}
	found(t, 0.9, "the key and the phrase", g.play(t, atLeast(40, enough)))
}

// TestLostWithAnEraseDuringARotation: what was moved already is erased in the new epoch. So it is the next rotation that drops
// it, the first that begins after the erase, and until then the dead object says that something was there.
func TestLostWithAnEraseDuringARotation(t *testing.T) {
	world := func(d *draw, bits []bool) ([]seizure, error) {
		h, err := build(setup{draw: d, blurred: true})
		if err != nil {
			return nil, err
		}
		defer h.end()
		who, err := h.lived(d.of("survivor"), bits[0], false)
		if err != nil {
			return nil, err
		}
		var erased error
		done := false
		err = h.shelf.Rotate(context.Background(), func(p shelf.Progress) {
			if bits[0] && !done && p.Total != 0 && p.Done == p.Total {
				done, erased = true, who.erases()
			}
		})
		if err := errors.Join(err, erased); err != nil {
			return nil, err
		}
		key, err := os.ReadFile(h.keyFile())
		return []seizure{{after: h.copied(false), phrases: []phrase.Phrase{who.words}, keyFile: key}}, err
	}
	g := game[seizure]{name: "lost: an erase during a rotation", world: world, players: keyPlayers()}
	found(t, 0.9, "the key and the phrase", g.play(t, atLeast(40, enough)))
}

// TestLostWithTwoCopiesWithinTheEpoch: without any key, two copies of a store where nothing else happened show how many objects
// changed: two by an erase, and one by a save.
func TestLostWithTwoCopiesWithinTheEpoch(t *testing.T) {
	g := game[seizure]{name: "lost: two copies within the epoch, no key", world: withinEpoch(false, false), players: []adversary[seizure]{
		newStudent("what changed", lookAtChange),
	}}
	found(t, 0.9, "what changed", g.play(t, atLeast(40, enough)))
}

// TestLostWithTheTimesOfTheMedium: a medium that keeps the times of changes shows, within the epoch, which objects are younger
// than the first start, and so how many pages were made since.
func TestLostWithTheTimesOfTheMedium(t *testing.T) {
	world := func(d *draw, bits []bool) ([]seizure, error) {
		h, err := build(setup{draw: d, blurred: true})
		if err != nil {
			return nil, err
		}
		defer h.end()
		start := h.meter.changes // the moment that the last of the others was seen, which a watcher of the site knows
		who, err := h.lived(d.of("survivor"), bits[0], true)
		if err != nil {
			return nil, err
		}
		after := h.copied(true)
		after.order = after.order[min(start, len(after.order)):]
		return []seizure{{after: after, phrases: []phrase.Phrase{who.words}}}, nil
	}
	g := game[seizure]{name: "lost: the medium's times within the epoch", world: world, players: []adversary[seizure]{
		newStudent("what is younger", func(v seizure, c *clues) { c.add("younger objects", float64(len(v.after.order))) }),
	}}
	found(t, 0.9, "what is younger", g.play(t, atLeast(40, enough)))
}

// A recording is what somebody has who sat on the line where no TLS was, and got the phrase later.
type recording struct {
	calls [][]byte
	words phrase.Phrase
}

// TestLostWithRecordedTraffic: bit 1, the vault under this phrase was made, saved and erased on a line that was recorded; bit 0,
// what was recorded is a page that looked at random locators. No rotation helps: the recording is theirs.
func TestLostWithRecordedTraffic(t *testing.T) {
	world := func(d *draw, bits []bool) ([]recording, error) {
		h, err := build(setup{draw: d, chaff: 16})
		if err != nil {
			return nil, err
		}
		defer h.end()
		who := h.survivor(d.of("survivor"))
		other := h.survivor(d.of("another"))
		who.line.keep, other.line.keep = true, true
		for range 2 { // the same acts under another phrase
			at := who
			if !bits[0] {
				at = other
			}
			if err := at.makes(); err != nil {
				return nil, err
			}
			if err := at.erases(); err != nil {
				return nil, err
			}
		}
		return []recording{{append(who.line.clear, other.line.clear...), who.words}}, nil
	}
	look := func(v recording, c *clues) {
		keys := rootOf(v.words).Keys()
		opened, named := 0, 0
		for _, b := range v.calls {
			q, err := wire.ParseRequest(b)
			if err != nil {
				panic(err) // a client that sends what is no request
			}
			if q.Locator == keys.Locator() {
				named++
			}
			if _, _, err := keys.Open(&q.Page); err == nil {
				opened++
			}
		}
		c.add("calls", float64(len(v.calls)))
		c.add("calls for the phrase's locator", float64(named))
		c.add("pages that the phrase opens", float64(opened))
	}
	g := game[recording]{name: "lost: recorded traffic and the phrase", world: world, players: []adversary[recording]{
		newStudent("opens what was recorded", look),
	}}
	found(t, 0.9, "opens what was recorded", g.play(t, atLeast(40, enough)))
}
