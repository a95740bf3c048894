package game

import (
	"context"
	"errors"
	"testing"

	"larkspur/client"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// A poll is one call of a coercer and what came back. The steps of the store are more than anybody sees from outside, where
// answers leave on a grid: she is given them to the unit.
type poll struct {
	when   string // which part of the story it belongs to
	op     wire.Op
	answer *wire.Answer
	steps  steps
}

// A coercion is what somebody has who was told the phrase and never saw what it opened: all her polls, and whether the
// program said that the phrase opens nothing.
type coercion struct {
	polls   []poll
	nothing []bool
	made    bool // she made a page of her own
}

// The parts of a story.
const (
	before      = "before" // there was anything
	after       = "after"  // it was erased
	during      = "during" // a rotation
	rotatedPart = "rotated"
)

// A coercer has a phrase, and with it every key of the page that it leads to.
type coercer struct {
	house *house
	words phrase.Phrase
	keys  page.Keys
	draw  *draw
	makes bool // she makes a page of her own
	told  coercion
	asked int
}

func (h *house) coercer(d *draw, words phrase.Phrase) *coercer {
	makes := d.of("makes").rand().Uint64()&1 == 1
	return &coercer{house: h, words: words, keys: rootOf(words).Keys(), draw: d, makes: makes, told: coercion{made: makes}}
}

// ask makes one call.
func (c *coercer) ask(when string, op wire.Op, expected wire.Version, p *[wire.PageSize]byte) (*wire.Answer, error) {
	q := &wire.Request{Op: op, Locator: c.keys.Locator(), Expected: expected, PublicKey: c.keys.PublicKey(), Page: *p}
	q.Signature = c.keys.Sign(q.Signed(realm))
	from := c.house.meter.so()
	b, _, err := c.house.call(q.AppendTo(nil))
	if err != nil {
		return nil, err
	}
	a, err := wire.ParseAnswer(b)
	if err != nil {
		return nil, err
	}
	c.told.polls = append(c.told.polls, poll{when, op, a, c.house.meter.so().less(from)})
	return a, nil
}

func (c *coercer) page() *[wire.PageSize]byte {
	c.asked++
	p, err := c.keys.Seal(c.draw.of("page").of(string(rune('a'+c.asked))).reader(), 1, []byte("hers"))
	if err != nil {
		panic(err) // only for a body that is too long
	}
	return p
}

// reads asks so many times.
func (c *coercer) reads(when string, times int) error {
	for range times {
		if _, err := c.ask(when, wire.OpRead, wire.Version{}, new([wire.PageSize]byte)); err != nil {
			return err
		}
	}
	return nil
}

// opens types the phrase into the page.
func (c *coercer) opens() error {
	d := c.house.device(c.draw.of("opens"))
	_, err := d.Open(context.Background(), c.words)
	c.told.nothing = append(c.told.nothing, errors.Is(err, client.ErrNothing))
	return d.Settle(context.Background())
}

// tries does everything but reading that the keys of the page allow: erase what is there or is not, write against a version
// that is wrong and one that is right, read that back, erase it, and send the same page again.
func (c *coercer) tries(when string) error {
	p := c.page()
	if _, err := c.ask(when, wire.OpErase, wire.Version{1}, p); err != nil {
		return err
	}
	if _, err := c.ask(when, wire.OpWrite, wire.Version{1}, p); err != nil {
		return err
	}
	if !c.makes {
		return c.reads(when, 1)
	}
	a, err := c.ask(when, wire.OpRead, wire.Version{}, p)
	if err != nil {
		return err
	}
	noise := a.Version
	if a, err = c.ask(when, wire.OpWrite, noise, p); err != nil {
		return err
	}
	if err := c.reads(when, 1); err != nil {
		return err
	}
	if _, err := c.ask(when, wire.OpErase, a.Version, p); err != nil {
		return err
	}
	if _, err := c.ask(when, wire.OpWrite, noise, p); err != nil {
		return err
	}
	return c.reads(when, 1)
}

// coerced is the world of (d). The coercer knows the phrase all along and polls before there is anything under it, after it was
// made and erased (bit 1), or never made (bit 0), in the middle of a rotation, and after it. In half of the rounds she makes a
// page of her own under it as well. She looks away only while there is a vault.
type coerced struct {
	setup
	skip bool // no rotation
}

// together is how many survivors share a house here: what is asked of one locator does not touch another.
const together = 24

func (w coerced) world(d *draw, bits []bool) ([]coercion, error) {
	w.draw = d
	h, err := build(w.setup)
	if err != nil {
		return nil, err
	}
	defer h.end()
	var who []*survivor
	var all []*coercer
	for i := range bits {
		d := d.of("round").of(string(rune('a' + i)))
		s := h.survivor(d)
		who, all = append(who, s), append(all, h.coercer(d.of("coercer"), s.words))
	}
	each := func(do func(i int, c *coercer) error) {
		for i, c := range all {
			if err == nil {
				err = do(i, c)
			}
		}
	}
	each(func(_ int, c *coercer) error { return c.reads(before, 2) })
	each(func(i int, _ *coercer) error {
		if !bits[i] {
			return nil
		}
		if err := who[i].makes(); err != nil {
			return err
		}
		return who[i].erases()
	})
	each(func(_ int, c *coercer) error {
		if err := c.reads(after, 3); err != nil {
			return err
		}
		if err := c.opens(); err != nil {
			return err
		}
		return c.tries(after)
	})
	if err == nil && !w.skip {
		err = w.turns(h, all)
	}
	each(func(_ int, c *coercer) error {
		if err := c.reads(rotatedPart, 2); err != nil {
			return err
		}
		if err := c.opens(); err != nil {
			return err
		}
		return c.tries(rotatedPart)
	})
	var views []coercion
	for _, c := range all {
		views = append(views, c.told)
	}
	return views, err
}

// turns rotates, and has everybody poll in the middle of it.
func (w coerced) turns(h *house, all []*coercer) error {
	var polled error
	asked := false
	err := h.shelf.Rotate(context.Background(), func(p shelf.Progress) {
		if asked || p.Total == 0 || p.Done < p.Total/2 {
			return
		}
		asked = true
		for _, c := range all {
			if polled == nil {
				polled = c.reads(during, 2)
			}
		}
	})
	if polled == nil && !asked {
		polled = errors.New("a rotation without a middle")
	}
	return errors.Join(err, polled)
}

const bySteps = "the cost of answers"

func coercers() []adversary[coercion] {
	return []adversary[coercion]{
		newStudent("what answers say", lookAtPolls),
		newStudent("bytes of answers", lookAtAnswers),
		newStudent(bySteps, lookAtSteps),
	}
}

// TestGameD: a coercer with the phrase and the public service, before and after, polling as often as she likes, also in the
// middle of a rotation.
func TestGameD(t *testing.T) {
	g := game[coercion]{name: "d: the phrase and the public service", world: coerced{setup: setup{chaff: 16}}.world, together: together, players: coercers()}
	hidden(t, g.play(t, atLeast(240, 20_000)))
}

// TestGameDNotices what would tell.
func TestGameDNotices(t *testing.T) {
	for name, control := range map[string]struct {
		around func(server.Pages) server.Pages
		by     string
	}{
		"noise that an erase changes": {func(p server.Pages) server.Pages { return moody{p, map[wire.Locator]byte{}} }, "what answers say: after as before"},
		"noise that is not steady":    {func(p server.Pages) server.Pages { return restless{moody{p, map[wire.Locator]byte{}}} }, "what answers say"},
		"one look more for the dead":  {func(p server.Pages) server.Pages { return slow{moody{p, map[wire.Locator]byte{}}} }, bySteps},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[coercion]{name: "d, " + name, together: together, players: coercers(),
				world: coerced{setup: setup{chaff: 16, around: control.around}}.world}
			found(t, 0.5, control.by, g.play(t, atLeast(48, 1000)))
		})
	}
}
