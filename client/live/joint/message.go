package joint

import "larkspur/client/plan"

// The first byte of a message (SPEC §14.1).
const (
	fromGuest = 1
	fromHost  = 2
)

// said is a message of a guest.
type said struct {
	turn  uint64 // of this message; rises
	have  uint64 // the number of the sight that the guest has
	seen  uint64 // the number of the one that was on its screen
	again bool   // an update was missed: start from have
	at    plan.ID
	batch uint64 // the number of the batch, from 1; 0: there is none
	ops   []op   // made one after the other on the sight that the guest has
}

// update is a message of the host, or a part of one.
type update struct {
	from, to uint64 // numbers of sights; 0 is the empty one
	part     uint64 // from 0
	more     bool   // parts follow
	saved    uint64 // the sight up to which the plan is saved
	done     uint64 // the last batch that was answered at "to"
	taken    uint64 // a bit for each of its operations, the first lowest
	ops      []op
}

func (m *said) encode() []byte {
	w := writer{b: []byte{fromGuest}}
	for _, n := range []uint64{m.turn, m.have, m.seen} {
		w.number(n)
	}
	w.b = append(w.b, w.flag(m.again))
	w.id(m.at)
	w.number(m.batch)
	if m.batch > 0 {
		w.number(uint64(len(m.ops)))
		for i := range m.ops {
			w.op(&m.ops[i])
		}
	}
	return w.b
}

func decodeSaid(b []byte) (*said, error) {
	r := reader{b: b}
	r.check(len(b) <= maxMessage && r.byte() == fromGuest)
	m := &said{turn: r.number(), have: r.number(), seen: r.number(), again: r.flag(), at: r.id(), batch: r.number()}
	r.check(m.turn > 0 && m.seen <= m.have)
	if m.batch > 0 {
		for range r.count(1, maxBatch) {
			o := r.op(false)
			r.check(o.kind.guestMay() && (o.kind != opText || len(o.segs) == 1 && !o.segs[0].own))
			m.ops = append(m.ops, o)
		}
		r.check(len(m.ops) > 0)
	}
	if r.bad || len(r.b) > 0 {
		return nil, ErrMalformed
	}
	return m, nil
}

func (u *update) encode() []byte {
	w := writer{b: []byte{fromHost}}
	for _, n := range []uint64{u.from, u.to - u.from, u.part, u.saved, u.done, u.taken} {
		w.number(n)
	}
	w.b = append(w.b, w.flag(u.more))
	w.number(uint64(len(u.ops)))
	for i := range u.ops {
		w.op(&u.ops[i])
	}
	return w.b
}

func decodeUpdate(b []byte) (*update, error) {
	r := reader{b: b}
	r.check(len(b) <= maxMessage && r.byte() == fromHost)
	u := &update{from: r.number()}
	grown := r.number()
	u.to = u.from + grown
	u.part, u.saved, u.done, u.taken, u.more = r.number(), r.number(), r.number(), r.number(), r.flag()
	r.check(u.to >= u.from && u.saved <= u.to)
	for range r.count(1, maxOps) {
		if r.bad {
			break
		}
		u.ops = append(u.ops, r.op(false))
	}
	if r.bad || len(r.b) > 0 {
		return nil, ErrMalformed
	}
	return u, nil
}
