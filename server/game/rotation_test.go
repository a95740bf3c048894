package game

import (
	"context"
	"math"
	"os"
	"testing"

	"larkspur/crypto/phrase"
	"larkspur/server/shelf"
)

// A rotated world is one of two snapshots with a rotation between them.
type rotated struct {
	setup
	skip    bool // the rotation: a control
	keptKey bool // the key file from before is what is seized: another
	spoil   func(h *house, who *survivor, v *seizure, bit bool) error
}

// rotates turns the house over, if that is not left out, and says how many objects it had in hand.
func (w rotated) rotates(h *house) (handled int, err error) {
	if w.skip {
		return len(h.store.objects()) - 1, nil
	}
	err = h.shelf.Rotate(context.Background(), func(p shelf.Progress) { handled = p.Total })
	return handled, err
}

// between is the world of (b) and (c): a vault that has seen a recovery phrase come and go and its phrase change, a copy of the
// store, then, with bit 1, its erase, and with bit 0 a save, a rotation, and the storage itself with the times of its medium.
func (w rotated) between(d *draw, bits []bool) ([]seizure, error) {
	w.draw = d
	h, err := build(w.setup)
	if err != nil {
		return nil, err
	}
	defer h.end()
	who, err := h.lived(d.of("survivor"), true, false)
	if err != nil {
		return nil, err
	}
	given, err := who.givesRecovery(d.of("recovery"))
	if err != nil {
		return nil, err
	}
	if err := who.withdraws(); err != nil {
		return nil, err
	}
	left, err := who.changesPhrase(d.of("changed"))
	if err != nil {
		return nil, err
	}
	v := seizure{before: h.copied(true), phrases: []phrase.Phrase{who.words, left, given}}
	if bits[0] {
		err = who.erases()
	} else {
		err = who.saves()
	}
	if err != nil {
		return nil, err
	}
	return w.seized(h, who, v, bits[0])
}

// wasThere is the world of (e): with bit 1 a vault was made and erased, with bit 0 there was none; a copy of the store; a
// rotation; then the storage itself, the key file and the phrase.
func (w rotated) wasThere(d *draw, bits []bool) ([]seizure, error) {
	w.draw = d
	h, err := build(w.setup)
	if err != nil {
		return nil, err
	}
	defer h.end()
	who, err := h.lived(d.of("survivor"), bits[0], true)
	if err != nil {
		return nil, err
	}
	return w.seized(h, who, seizure{before: h.copied(false), phrases: []phrase.Phrase{who.words}}, bits[0])
}

func (w rotated) seized(h *house, who *survivor, v seizure, bit bool) ([]seizure, error) {
	old, err := os.ReadFile(h.keyFile())
	if err != nil {
		return nil, err
	}
	h.left = old
	if v.handled, err = w.rotates(h); err != nil {
		return nil, err
	}
	v.after = h.copied(true)
	if v.keyFile, err = os.ReadFile(h.keyFile()); err != nil {
		return nil, err
	}
	if w.keptKey {
		v.keyFile = old
	}
	if w.spoil != nil {
		err = w.spoil(h, who, &v, bit)
	}
	return []seizure{v}, err
}

// A masked adversary is given less than the world has.
type masked struct {
	adversary[seizure]
	mask func(seizure) seizure
}

func (m masked) learn(v seizure, bit bool) { m.adversary.learn(m.mask(v), bit) }
func (m masked) guess(v seizure) bool      { return m.adversary.guess(m.mask(v)) }

func mask(title string, of func(seizure) seizure, players []adversary[seizure]) (all []adversary[seizure]) {
	for _, p := range players {
		all = append(all, titled{masked{p, of}, title})
	}
	return all
}

// titled puts the name of a game before that of a player.
type titled struct {
	adversary[seizure]
	title string
}

func (t titled) name() string { return t.title + " " + t.adversary.name() }

// copiesOnly is (b): two snapshots, the second with the times of its medium.
func copiesOnly(v seizure) seizure {
	return seizure{before: v.before, after: v.after, handled: v.handled}
}

// andPhrases is (c): the same, and every phrase that the survivor ever used.
func andPhrases(v seizure) seizure {
	return seizure{before: v.before, after: v.after, handled: v.handled, phrases: v.phrases}
}

// byTimes is the player that has more than the order of changes: their moments.
const byTimes = "the times of the medium"

// acrossPlayers look at two snapshots.
func acrossPlayers() []adversary[seizure] {
	return []adversary[seizure]{
		rule[seizure]{"counts the difference, knowing the step", func(v seizure) bool {
			return len(v.after.objects)-len(v.before.objects) < -1 // the halfway between two objects less and none
		}},
		newStudent("counts and what changed", func(v seizure, c *clues) {
			lookAtNumbers(v.after, c)
			lookAtChange(v, c)
		}),
		newStudent("the order of writes", func(v seizure, c *clues) {
			lookAtOrder(v.after, c)
			c.add("objects more", float64(len(v.after.objects)-len(v.before.objects)))
		}),
		byTheTimes(),
		newStudent("bytes", func(v seizure, c *clues) { lookAtBytes(v.after, c) }),
	}
}

func byTheTimes() adversary[seizure] {
	return newStudent(byTimes, func(v seizure, c *clues) {
		lookAtTimes(v.after, c)
		c.add("dropped", float64(v.dropped()))
		c.add("made", float64(v.made()))
		c.add("objects more", float64(len(v.after.objects)-len(v.before.objects)))
		c.add("objects before", float64(len(v.before.objects)))
	})
}

func phrasePlayers() []adversary[seizure] {
	return []adversary[seizure]{newStudent("every phrase on everything", lookWithPhrases)}
}

// Everybody knows how a rotation draws (SPEC §9.5): the step of the number of chaff objects, and how many of them it drops
// and makes anew beside.
const (
	chaffSigma = 64
	chaffTurns = 128
)

// likely is in proportion to how often a rotation drops and makes so many, where nothing is dead.
func likely(dropped, made int) float64 {
	step := float64(made - dropped)
	if turned := min(dropped, made); turned < 0 || turned >= chaffTurns {
		return 0
	}
	return math.Exp(-step * step / (2 * chaffSigma * chaffSigma))
}

func holderPlayers() []adversary[seizure] {
	return append(append(acrossPlayers(), phrasePlayers()...), rule[seizure]{byTimes + ", knowing the draws", func(v seizure) bool {
		return likely(v.dropped()-2, v.made()) > likely(v.dropped(), v.made())
	}}, turnedByKey, newStudent("the key on everything", lookWithKey))
}

func betweenPlayers() []adversary[seizure] {
	return append(mask("(b)", copiesOnly, acrossPlayers()), mask("(c)", andPhrases, phrasePlayers())...)
}

// TestGamesBAndC: storage before and after a rotation; was a vault erased in between, or only saved? In (b) with the copies
// alone, in (c) with every phrase that the survivor ever used.
func TestGamesBAndC(t *testing.T) {
	g := game[seizure]{name: "b, c: before and after a rotation", world: rotated{}.between, players: betweenPlayers()}
	hidden(t, g.play(t, atLeast(100, 12_000)))
}

// TestGameE: storage, epoch key and phrase after a rotation, and a copy of the store from before it. Erased, or never was? Here
// two players know what the rotation dropped and what it made, as who watches it at work does; the best rule there is for them
// has an advantage of 0.0202, summed over all draws.
func TestGameE(t *testing.T) {
	g := game[seizure]{name: "e: storage, key and phrase afterwards", world: rotated{}.wasThere, players: holderPlayers()}
	hidden(t, g.play(t, atLeast(100, 20_000)))
}
