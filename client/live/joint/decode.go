package joint

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// ErrMalformed says that bytes are no message, or that a message makes no sense.
var ErrMalformed = errors.New("joint: malformed")

// reader reads what writer writes and nothing else. It goes on after a fault and remembers that there was one.
type reader struct {
	b    []byte
	bad  bool
	last last
}

func (r *reader) check(ok bool) {
	if !ok {
		r.bad = true
		r.b = nil
	}
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.check(false)
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte {
	if b := r.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || size > 1 && r.b[size-1] == 0 { // too short, too large, or not in the shortest form
		r.check(false)
		return 0
	}
	r.b = r.b[size:]
	return n
}

// count reads how many things follow that have at least size bytes each.
func (r *reader) count(size, most int) int {
	n := r.number()
	if n > uint64(most) || n*uint64(size) > uint64(len(r.b)) {
		r.check(false)
		return 0
	}
	return int(n)
}

func (r *reader) flag() bool {
	b := r.byte()
	r.check(b <= 1)
	return b == 1
}

func (r *reader) id() plan.ID {
	if b := r.take(plan.IDSize); len(b) == plan.IDSize {
		return plan.ID(b)
	}
	return plan.ID{}
}

// string reads text as a plan keeps it.
func (r *reader) string(most int) string {
	n := r.number()
	r.check(n <= uint64(most))
	s := string(r.take(n))
	r.check(utf8.ValidString(s) && !strings.Contains(s, "\r"))
	return s
}

func (r *reader) key() string {
	s := r.string(plan.MaxKey)
	r.check(s != "")
	return s
}

func (r *reader) value() plan.Value {
	n := r.number()
	if n == 0 {
		return nil
	}
	r.check(n <= maxValue)
	b := r.take(n)
	if r.bad {
		return nil
	}
	v, err := cbor.Decode(b)
	if err != nil || plan.Tidy(v) == nil || deep(v) > maxDepth {
		r.check(false)
		return nil
	}
	return v
}

// deep counts the lists and maps that lie inside each other in v.
func deep(v plan.Value) int {
	inside := 0
	switch v := v.(type) {
	case cbor.Array:
		for _, e := range v {
			inside = max(inside, deep(e))
		}
	case cbor.Map:
		for _, e := range v {
			inside = max(inside, deep(e.Value))
		}
	default:
		return 0
	}
	return inside + 1
}

func (r *reader) text() text {
	var t text
	for range r.count(1, maxParts) {
		n := r.number()
		tag := n & 3
		n >>= 2
		k := len(t)
		r.check(n > 0 && n <= maxValue && tag <= partPut)
		if r.bad {
			return nil
		}
		if tag == partPut {
			s := string(r.take(n))
			r.check(utf8.ValidString(s) && !strings.Contains(s, "\r") && (k == 0 || t[k-1].put == "" && !t[k-1].drop))
			t = append(t, part{put: s})
			continue
		}
		r.check(k == 0 || t[k-1].put != "" || t[k-1].drop != (tag == partDrop))
		t = append(t, part{n: int(n), drop: tag == partDrop})
	}
	return t
}

func (r *reader) segs() []seg {
	var out []seg
	owns := 0
	for range r.count(2, 3) {
		s := seg{own: r.flag(), text: r.text()}
		if s.own {
			owns++
		}
		r.check(owns <= 1 && (len(out) == 0 || s.own || out[len(out)-1].own))
		out = append(out, s)
	}
	r.check(len(out) > 0)
	return out
}

func (r *reader) fields() []field {
	var out []field
	for range r.count(2, maxOps) {
		f := field{r.key(), r.value()}
		r.check(f.value != nil && (len(out) == 0 || out[len(out)-1].key < f.key))
		out = append(out, f)
	}
	return out
}

// ref reads an id, or takes the one that a flag stands for. It refuses an id where the flag would have done.
func (r *reader) ref(flag byte, bit byte, last plan.ID) plan.ID {
	if flag&bit != 0 {
		return last
	}
	id := r.id()
	r.check(id != last)
	return id
}

func (r *reader) op(inside bool) op {
	head := r.byte()
	o := op{kind: opKind(head & kindMask)}
	flags := head &^ kindMask
	r.check(o.kind >= opText && o.kind < opKinds)
	allowed := byte(0)
	if o.kind.hasItem() {
		allowed |= sameItem
		o.item = r.ref(flags, sameItem, r.last.item)
	}
	switch o.kind {
	case opText:
		o.name = r.key()
		o.segs = r.segs()
	case opSet, opSetting:
		o.name = r.key()
		o.value = r.value()
	case opAdd, opMove:
		allowed |= sameSection | inARow
		o.section = r.ref(flags, sameSection, r.last.section)
		o.after = r.ref(flags, inARow, r.last.placed)
		if o.kind == opAdd {
			o.name = r.key()
			o.fields = r.fields()
			r.check(inside || o.fields == nil)
		}
		r.last.section, r.last.placed = o.section, o.item
	case opSection:
		o.section = r.id()
		o.name = r.key()
		o.after = r.id()
		o.title = r.string(maxValue)
		b := r.byte()
		o.right, o.hidden = Right(b>>1), b&1 != 0
		r.check(o.right > None && o.right <= Edit)
	case opDrop:
		o.section = r.id()
	case opSuggest:
		o.peer = Peer(r.byte())
		r.check(!inside)
		if !r.bad {
			body := r.op(true)
			r.check(body.kind.suggestible() && (body.kind != opText || len(body.segs) == 1 && !body.segs[0].own))
			o.body = &body
		}
	case opSettle:
		o.outcome = Outcome(r.byte())
		r.check(o.outcome >= Withdrawn && o.outcome <= outOfSight)
	case opPresent:
		o.peer = Peer(r.byte())
		o.section = r.id()
	case opAll:
		o.right = Right(r.byte())
		r.check(o.right <= 1)
	}
	r.check(flags&^allowed == 0)
	if o.kind.hasItem() {
		r.last.item = o.item
	}
	return o
}
