package game

import (
	"bytes"
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

// lookAtPolls reads what differs among answers.
func lookAtPolls(v coercion, c *clues) {
	first := map[string]*wire.Answer{}
	var reads []poll
	for _, p := range v.polls {
		if p.op == wire.OpRead {
			reads = append(reads, p)
			if first[p.when] == nil {
				first[p.when] = p.answer
			}
		}
	}
	same := func(a, b *wire.Answer) bool {
		return a != nil && b != nil && a.Version == b.Version && a.Page == b.Page
	}
	steady := map[string]float64{}
	for _, p := range reads {
		if same(p.answer, first[p.when]) {
			steady[p.when]++
		}
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		c.add("steady "+when, steady[when])
	}
	c.yes("after as before", same(first[before], first[after]))
	c.yes("a version that stays", first[before].Version == first[after].Version)
	c.yes("during as after", same(first[after], first[during]))
	c.yes("rotated as after", same(first[after], first[rotatedPart]))
	c.yes("rotated as during", same(first[during], first[rotatedPart]))
	for i, n := range v.nothing {
		c.yes([]string{"opens nothing", "opens nothing afterwards"}[i], n)
	}
	c.yes("she made a page", v.made)
	codes := map[string]float64{}
	for _, p := range v.polls {
		codes[p.when+opName(p.op)] += float64(int(p.answer.Code)) + 10
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			c.add("codes "+when+" of "+opName(op), codes[when+opName(op)])
		}
	}
}

func opName(op wire.Op) string { return [...]string{"", "reads", "writes", "erases"}[op] }

// lookAtAnswers makes statistics of the bytes that polls brought.
func lookAtAnswers(v coercion, c *clues) {
	seen := map[string]bool{}
	for _, p := range v.polls {
		if p.op != wire.OpRead || seen[p.when] {
			continue
		}
		seen[p.when] = true
		b := append(bytes.Clone(p.answer.Version[:]), p.answer.Page[:]...)
		h := histogram(b)
		ones := 0
		for i, n := range h {
			ones += n * bitsIn[i]
		}
		c.add("chi-square "+p.when, chiSquare(h, len(b)))
		c.add("ones "+p.when, float64(ones))
		c.add("first byte "+p.when, float64(b[0]))
		c.add("last byte "+p.when, float64(b[len(b)-1]))
	}
}

// lookAtSteps reads what polls cost the store.
func lookAtSteps(v coercion, c *clues) {
	c.yes("she made a page", v.made)
	first := map[string]bool{}
	for _, p := range v.polls {
		if p.op == wire.OpRead && !first[p.when] {
			first[p.when] = true
			c.add("hits of the first read "+p.when, float64(p.steps.hits))
			c.add("misses of the first read "+p.when, float64(p.steps.misses))
		}
	}
	sums := map[string]*steps{}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			sums[when+opName(op)] = &steps{}
		}
	}
	for _, p := range v.polls {
		s := sums[p.when+opName(p.op)]
		s.hits, s.misses = s.hits+p.steps.hits, s.misses+p.steps.misses
		s.puts, s.deletes = s.puts+p.steps.puts, s.deletes+p.steps.deletes
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			s := sums[when+opName(op)]
			at := " " + when + " by " + opName(op)
			c.add("hits"+at, float64(s.hits))
			c.add("misses"+at, float64(s.misses))
			c.add("writes"+at, float64(s.puts+s.deletes))
		}
	}
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

// moody is a shelf whose noise is not steady: what was erased is answered with other noise than what never was there.
type moody struct {
	server.Pages
	erased map[wire.Locator]byte
}

func (m moody) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	v, p, err := m.Pages.Read(ctx, l)
	if n := m.erased[l]; err == nil && n != 0 {
		v[0] ^= n
		p[0] ^= n
	}
	return v, p, err
}

func (m moody) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	m.erased[l]++
	return m.Pages.Erase(ctx, l, expected)
}

// restless is a shelf that answers for what was erased with bytes drawn afresh.
type restless struct{ moody }

func (r restless) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	if r.erased[l] != 0 {
		r.erased[l]++
	}
	return r.moody.Read(ctx, l)
}

// slow is a shelf that asks the store once more for what was erased.
type slow struct{ moody }

func (s slow) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	if s.erased[l] != 0 {
		_, _, _ = s.Pages.Read(ctx, l)
	}
	return s.Pages.Read(ctx, l)
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
