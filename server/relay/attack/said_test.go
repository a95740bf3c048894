package attack

import (
	"encoding/binary"
	"errors"

	"larkspur/client/live"
	"larkspur/client/live/table"
	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// said is a message of a guest for the document, written by hand (SPEC §14): a guest with a program of its own says in it what
// package joint never would.
type said struct {
	turn, have, seen, batch uint64
	ops                     [][]byte
}

func (s said) bytes() []byte {
	b := []byte{msgJoint, 1}
	for _, n := range []uint64{s.turn, s.have, s.seen} {
		b = binary.AppendUvarint(b, n)
	}
	b = append(b, 0)
	b = append(b, make([]byte, plan.IDSize)...)
	b = binary.AppendUvarint(b, s.batch)
	if s.batch > 0 {
		b = binary.AppendUvarint(b, uint64(len(s.ops)))
		for _, o := range s.ops {
			b = append(b, o...)
		}
	}
	return b
}

func lv(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }

func value(b []byte, v plan.Value) []byte {
	if v == nil {
		return append(b, 0)
	}
	return append(binary.AppendUvarint(b, uint64(cbor.Size(v))), cbor.Append(nil, v)...)
}

// puts inserts at the beginning of a text of so many bytes.
func puts(item plan.ID, field, words string, old int) []byte {
	b := lv(append([]byte{1}, item[:]...), field)
	b = append(b, 1, 0) // one step, not marked as one's own
	if old > 0 {
		b = append(b, 2)
	} else {
		b = append(b, 1)
	}
	b = append(binary.AppendUvarint(b, uint64(len(words))<<2|2), words...)
	if old > 0 {
		b = binary.AppendUvarint(b, uint64(old)<<2)
	}
	return b
}

func sets(item plan.ID, field string, v plan.Value) []byte {
	return value(lv(append([]byte{2}, item[:]...), field), v)
}

// adds names every id anew; the flags that spare them are for ids that came before, and here none of these did. Behind is
// never nothing, which would have a flag.
func adds(item, section, behind plan.ID, kind string) []byte {
	b := append([]byte{3}, item[:]...)
	b = append(append(b, section[:]...), behind[:]...)
	return append(lv(b, kind), 0)
}

// addsThere adds to the section that the operation before named, which a flag says.
func addsThere(item, behind plan.ID, kind string) []byte {
	b := append([]byte{3 | 0x40}, item[:]...)
	return append(lv(append(b, behind[:]...), kind), 0)
}

func moves(item, section, behind plan.ID) []byte {
	b := append([]byte{4}, item[:]...)
	return append(append(b, section[:]...), behind[:]...)
}

func removes(item plan.ID) []byte { return append([]byte{5}, item[:]...) }

func putsSection(section plan.ID, kind, title string) []byte {
	b := lv(append([]byte{6}, section[:]...), kind)
	b = append(b, make([]byte, plan.IDSize)...)
	return append(lv(b, title), 3<<1)
}

func drops(section plan.ID) []byte { return append([]byte{7}, section[:]...) }

func setting(name string, v plan.Value) []byte { return value(lv([]byte{8}, name), v) }

func suggests(id plan.ID, body []byte) []byte {
	return append(append(append([]byte{9}, id[:]...), 0), body...)
}

// letIn lets a puppet in on terms, having it look like anybody.
func (h *home) letIn(c *table.Chair, p *puppet, terms live.Terms) {
	h.t.Helper()
	words := p.shown()
	within(h.t, patience, "the host has the card", func() bool { return stageOf(c) == live.Waiting })
	if err := errors.Join(chooses(c, words), c.LetIn(terms)); err != nil {
		h.t.Fatal(err)
	}
	within(h.t, patience, "the puppet is in", func() bool { return p.count(msgTerms) > 0 && p.count(msgJoint) > 0 })
}

// A talker is a puppet that was let in, and speaks for the document.
type talker struct {
	*puppet
	h     *home
	chair *table.Chair
	turn  uint64
	batch uint64
}

func (h *home) lets(url string, terms live.Terms) *talker {
	h.t.Helper()
	code := newCode(h.t)
	c := h.invites(code)
	p := puppetGuest(h.t, h.server, url, code)
	h.letIn(c, p, terms)
	return &talker{puppet: p, h: h, chair: c}
}

// update is the head of the last update that came: from, grown by, part, saved, answered batch, taken (SPEC §14).
func (x *talker) update() (n [6]uint64) {
	_, m := x.find(msgJoint)
	at := 2
	for i := range n {
		v, size := binary.Uvarint(m[at:])
		n[i], at = v, at+size
	}
	return n
}

// have is the number of the last update that came.
func (x *talker) have() uint64 { u := x.update(); return u[0] + u[1] }

// answered is the number of the last batch that the host answered.
func (x *talker) answered() uint64 { return x.update()[4] }

// does says operations as the next batch, and returns which of them were taken.
func (x *talker) does(ops ...[]byte) (taken uint64) {
	x.h.t.Helper()
	x.turn++
	x.batch++
	x.say(said{turn: x.turn, have: x.have(), batch: x.batch, ops: ops}.bytes()...)
	within(x.h.t, patience, "the batch is answered", func() bool {
		u := x.update()
		taken = u[5]
		return u[4] == x.batch
	})
	return taken
}
