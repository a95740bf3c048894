package game

import (
	"crypto/rand"
	"encoding/hex"
	"testing"
)

// TestGamesBAndCNotice what would tell.
func TestGamesBAndCNotice(t *testing.T) {
	for name, control := range map[string]struct {
		rotated
		by string
	}{
		"rotation skipped":             {rotated{setup: setup{blurred: true}, skip: true}, "(b) counts and what changed"},
		"chaff does not walk":          {rotated{setup: setup{blurred: true}}, "(b) counts and what changed: objects more"},
		"a tombstone of another size":  {rotated{setup: setup{blurred: true}, spoil: emptyTombstone}, "(b) bytes"},
		"a tombstone under the phrase": {rotated{setup: setup{blurred: true}, spoil: namedTombstone}, "(c) every phrase on everything"},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[seizure]{name: "b, c, " + name, world: control.between, players: betweenPlayers()}
			found(t, 0.5, control.by, g.play(t, atLeast(40, 1000)))
		})
	}
}

// TestGameENotices what would tell.
func TestGameENotices(t *testing.T) {
	for name, control := range map[string]struct {
		rotated
		by string
	}{
		"rotation skipped":     {rotated{setup: setup{blurred: true}, skip: true}, "the key on everything"},
		"the dead are moved":   {rotated{setup: setup{blurred: true}, spoil: deadMoved}, "the key on everything: dead objects"},
		"the old key was kept": {rotated{setup: setup{blurred: true}, keptKey: true}, "the key on everything"},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[seizure]{name: "e, " + name, world: control.wasThere, players: holderPlayers()}
			found(t, 0.5, control.by, g.play(t, atLeast(40, 1000)))
		})
	}
}

func emptyTombstone(_ *house, who *survivor, v *seizure, bit bool) error {
	if bit {
		l := rootOf(who.words).Keys().Locator()
		v.after.objects[hex.EncodeToString(sum([]byte("gone"), l[:]))] = []byte{}
	}
	return nil
}

func namedTombstone(h *house, who *survivor, v *seizure, bit bool) error {
	if bit {
		tombstone(h, who, v.after)
	}
	return nil
}

// deadMoved is a rotation that takes dead objects along.
func deadMoved(_ *house, who *survivor, v *seizure, bit bool) error {
	k, ok := keyOf(v.keyFile, v.after)
	if bit && ok {
		n, b := k.with(rootOf(who.words).Keys().Locator(), 1, rand.Reader)
		v.after.objects[n] = b
	}
	return nil
}

// TestGameENoticesWhatIsDropped where nothing else is.
func TestGameENoticesWhatIsDropped(t *testing.T) {
	g := game[seizure]{name: "e, no chaff is turned", world: rotated{spoil: notTurned}.wasThere, players: []adversary[seizure]{byTheTimes()}}
	found(t, 0.25, byTimes, g.play(t, atLeast(100, 1000)))
}

// turnedByKey is the player who has the epoch key and the times of the rotation that made it. Where the number of chaff objects
// that are turned over follows from that key, what is dropped beside them is what was erased, whenever more was made: a
// rotation once was so, and this player won. It follows from the key that is destroyed.
var turnedByKey = rule[seizure]{byTimes + ", and the key", func(v seizure) bool {
	k, ok := keyOf(v.keyFile, v.after)
	return ok && v.made() > k.turned() && v.dropped() > k.turned()
}}

// notTurned is a rotation that drops chaff, or makes some, only as its number walks. What is dropped while that grows is then
// what was erased. (A rotation once was so, and the player of the times found it, without being told more than the times.)
func notTurned(h *house, _ *survivor, v *seizure, _ bool) error {
	if k, ok := keyOf(h.left, v.before); ok {
		v.handled -= k.turned()
	}
	return nil
}
