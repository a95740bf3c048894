package game

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"larkspur/client/ordinary"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// A notebook is what somebody knows of one vault whose phrase she has: what the program shows, what every page of it is to who
// has the keys, and, more than she could tell apart by herself, which calls on the line belonged to its making and its use.
type notebook struct {
	words   phrase.Phrase
	doc     *plan.Plan
	starter []byte
	first   bool
	doors   int
	nothing bool // the phrase opened nothing

	answers []*wire.Answer // of its door and of its plan
	formats []page.Format
	bodies  [][]byte
	calls   []passed
}

// shelved is a view of two notebooks and of the store that both lie in.
type shelved struct {
	a, b  notebook
	store *snapshot
}

// A making is the world of (g): somebody has a vault, which stays closed to the adversary. Two notebooks are made, one from within
// that vault, one as a first vault by somebody whom the center gave a starter phrase, both filled on request, both used. Bit 1, it
// is the first of the two handed over that is the decoy. Which was made first depends on nothing.
type making struct {
	setup
	// spoil is what a control does to a decoy.
	spoil func(h *house, doc *plan.Plan) error
}

// house is one of a center, with a starter phrase, on the grid and at the pace.
func (w *making) house(d *draw) (h *house, starter phrase.Phrase, err error) {
	w.draw, w.clock, w.starter, w.grid = d, newClock(), true, grid
	if h, err = build(w.setup); err != nil {
		return nil, starter, err
	}
	starter = newPhrase(d.of("starter"))
	at := h.device(d.of("operator"))
	return h, starter, at.settled(at.MakeStarter(context.Background(), starter, h.starterKey()))
}

func (w making) world(d *draw, bits []bool) ([]shelved, error) {
	w.chaff = 16
	h, key, err := w.house(d)
	if err != nil {
		return nil, err
	}
	defer h.end()
	var views []shelved
	for i, bit := range bits {
		d := d.of(fmt.Sprint("round ", i))
		r := d.of("choices").rand()
		var decoy, own notebook
		makes := []func() error{
			func() (err error) { decoy, err = w.fromWithin(h, d.of("decoy"), key); return err },
			func() (err error) { own, err = w.asAFirst(h, d.of("own"), key); return err },
		}
		if r.Uint64()&1 == 1 {
			makes[0], makes[1] = makes[1], makes[0]
		}
		for _, m := range makes {
			_ = w.clock.Sleep(context.Background(), time.Duration(r.ExpFloat64()*60e9))
			if err := m(); err != nil {
				return nil, err
			}
		}
		v := shelved{a: own, b: decoy, store: h.copied(false)}
		if bit {
			v.a, v.b = decoy, own
		}
		for _, n := range []*notebook{&v.a, &v.b} {
			if err := n.open(h, d.of("adversary")); err != nil {
				return nil, err
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// vaultOf makes a vault as somebody with a starter phrase does, who opens that phrase first.
func (h *house) vaultOf(d *draw, starter phrase.Phrase) (*survivor, error) {
	l := &line{house: h}
	who := &survivor{device: h.deviceOn(l, d.of("device").reader(), 0), words: newPhrase(d)}
	ctx := context.Background()
	o, err := who.Open(ctx, starter)
	if err := who.settled(err); err != nil {
		return nil, err
	}
	who.session, err = who.New(ctx, who.words, o.Starter)
	return who, who.settled(err)
}

// filled is a notebook of somebody's, in one of the languages.
func filled(d *draw) (*plan.Plan, error) {
	lang := []string{"en", "es"}[d.of("language").rand().IntN(2)]
	return ordinary.Fill(lang, "2030-01-01", d.of("filling").reader())
}

// fromWithin opens a vault, makes another from it, opens that and uses it.
func (w making) fromWithin(h *house, d *draw, key phrase.Phrase) (n notebook, err error) {
	owner, err := h.vaultOf(d.of("owner"), key)
	if err != nil {
		return n, err
	}
	if err := owner.saves(); err != nil {
		return n, err
	}
	owner.line.calls = nil
	if err := owner.opens(); err != nil {
		return n, err
	}
	doc, err := filled(d)
	if err == nil && w.spoil != nil {
		err = w.spoil(h, doc)
	}
	if err != nil {
		return n, err
	}
	words := newPhrase(d)
	if err := owner.settled(owner.session.MakeAnother(context.Background(), words, doc)); err != nil {
		return n, err
	}
	owner.words, owner.session = words, nil
	if err := owner.opens(); err != nil {
		return n, err
	}
	return w.used(owner)
}

// asAFirst makes a vault, puts a notebook in the place of its empty plan, and uses it.
func (w making) asAFirst(h *house, d *draw, key phrase.Phrase) (n notebook, err error) {
	who, err := h.vaultOf(d.of("owner"), key)
	if err != nil {
		return n, err
	}
	doc, err := filled(d)
	if err != nil {
		return n, err
	}
	if err := who.session.Replace(doc); err != nil {
		return n, err
	}
	if err := who.settled(who.session.Save(context.Background())); err != nil {
		return n, err
	}
	return w.used(who)
}

// used types into a notebook twice, in the one way that both have.
func (w making) used(who *survivor) (notebook, error) {
	for i := range 2 {
		err := who.session.Edit(func(p *plan.Plan) error {
			id, err := p.AddItem(who.random, p.Sections()[0].ID(), "note")
			if err != nil {
				return err
			}
			return p.SetField(id, "text", plan.Text(fmt.Sprint("and ", i, " more")))
		})
		if err := who.settled(errors.Join(err, who.session.Save(context.Background()))); err != nil {
			return notebook{}, err
		}
	}
	return notebook{words: who.words, calls: who.line.calls}, nil
}

// lookAtBoth reads both by the same questions, and takes the difference.
func lookAtBoth(look func(notebook, *clues)) func(shelved, *clues) {
	return func(v shelved, c *clues) {
		var a, b clues
		look(v.a, &a)
		look(v.b, &b)
		for i, name := range a.names {
			c.add(name+", the difference", a.values[i]-b.values[i])
		}
	}
}

// lookForEither looks in the store for what either phrase leads to.
func lookForEither(v shelved, c *clues) {
	for _, n := range []notebook{v.a, v.b} {
		var one clues
		lookWithPhrases(seizure{after: v.store, phrases: []phrase.Phrase{n.words}}, &one)
		for i, name := range one.names {
			c.add(name+fmt.Sprint(", notebook ", len(c.names)/len(one.names)+1), one.values[i])
		}
	}
	c.yes("one leads to the other", bytes.Contains(v.a.bodies[0], rootOf(v.b.words).Expose()) ||
		bytes.Contains(v.b.bodies[0], rootOf(v.a.words).Expose()))
}

func readers() []adversary[shelved] {
	return []adversary[shelved]{
		newStudent("what they say", lookAtBoth(lookAtOne)),
		newStudent("how they were made", lookAtBoth(lookAtLine)),
		newStudent("the store", lookForEither),
	}
}

// TestGameG: two notebooks, both opened. Which of them was made from within another vault?
func TestGameG(t *testing.T) {
	g := game[shelved]{name: "g: a decoy beside a vault, both opened", world: making{}.world, together: 8, players: readers()}
	hidden(t, g.play(t, atLeast(120, 8000)))
}

// TestGameGNotices what would tell.
func TestGameGNotices(t *testing.T) {
	for name, control := range map[string]struct {
		making
		by string
	}{
		"a decoy that says so": {making{spoil: func(_ *house, doc *plan.Plan) error {
			return doc.SetSetting("made", plan.Text("within"))
		}}, "what they say: "},
		"a decoy of several pages": {making{spoil: severalPages}, "how they were made"},
	} {
		t.Run(name, func(t *testing.T) {
			g := game[shelved]{name: "g, " + name, world: control.world, together: 8, players: readers()}
			found(t, 0.5, control.by, g.play(t, atLeast(40, 1000)))
		})
	}
}

// severalPages fills a notebook with more than fits on one page.
func severalPages(h *house, doc *plan.Plan) error {
	b := make([]byte, pageSize+pageSize/4)
	if _, err := h.draw.of("bulk").reader().Read(b); err != nil {
		return err
	}
	for part := range 4 {
		id, err := doc.AddItem(h.draw.of(fmt.Sprint("item ", part)).reader(), doc.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		n := len(b) / 4
		if err := doc.SetField(id, "text", plan.Text(hex.EncodeToString(b[part*n:(part+1)*n]))); err != nil {
			return err
		}
	}
	return nil
}
