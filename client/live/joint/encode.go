package joint

import (
	"encoding/binary"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// The encoding of an operation (SPEC §14.2): one byte of kind and flags, then what the kind has, in the order of the cases of
// writer.op. Ids are 16 bytes; numbers are unsigned varints in the shortest form; strings and values (CBOR, 0 bytes for
// nil) have their length before them. Flags stand for ids that the operation before had, and are set wherever they can be,
// so that there is one encoding.
const (
	sameItem    = 0x80 // item is that of the operation before
	sameSection = 0x40 // of opAdd and opMove: section is that of the last one of them
	inARow      = 0x20 // of opAdd and opMove: after is the item of the last one of them
	kindMask    = 0x1f
)

// A part is a number, shifted by two: 0 keeps so many bytes, 1 drops, 2 puts so many, which follow.
const (
	partKeep = iota
	partDrop
	partPut
)

// last is what flags refer to.
type last struct{ item, section, placed plan.ID }

type writer struct {
	b    []byte
	last last
}

func (w *writer) number(n uint64)  { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) id(id plan.ID)    { w.b = append(w.b, id[:]...) }
func (w *writer) string(s string)  { w.number(uint64(len(s))); w.b = append(w.b, s...) }
func (w *writer) flag(v bool) byte { return map[bool]byte{true: 1}[v] }

func (w *writer) value(v plan.Value) {
	if v == nil {
		w.number(0)
		return
	}
	w.number(uint64(cbor.Size(v)))
	w.b = cbor.Append(w.b, v)
}

func (w *writer) text(t text) {
	w.number(uint64(len(t)))
	for _, p := range t {
		switch {
		case p.put != "":
			w.number(uint64(len(p.put))<<2 | partPut)
			w.b = append(w.b, p.put...)
		case p.drop:
			w.number(uint64(p.n)<<2 | partDrop)
		default:
			w.number(uint64(p.n)<<2 + partKeep)
		}
	}
}

func (w *writer) segs(segs []seg) {
	w.number(uint64(len(segs)))
	for _, s := range segs {
		w.b = append(w.b, w.flag(s.own))
		w.text(s.text)
	}
}

func (w *writer) fields(fields []field) {
	w.number(uint64(len(fields)))
	for _, f := range fields {
		w.string(f.key)
		w.value(f.value)
	}
}

// op writes the operation, and remembers what the next one may refer to.
func (w *writer) op(o *op) {
	at := len(w.b)
	w.b = append(w.b, byte(o.kind))
	if o.kind.hasItem() {
		if o.item == w.last.item {
			w.b[at] |= sameItem
		} else {
			w.id(o.item)
		}
	}
	switch o.kind {
	case opText:
		w.string(o.name)
		w.segs(o.segs)
	case opSet:
		w.string(o.name)
		w.value(o.value)
	case opAdd, opMove:
		if o.section == w.last.section {
			w.b[at] |= sameSection
		} else {
			w.id(o.section)
		}
		if o.after == w.last.placed {
			w.b[at] |= inARow
		} else {
			w.id(o.after)
		}
		if o.kind == opAdd {
			w.string(o.name)
			w.fields(o.fields)
		}
		w.last.section, w.last.placed = o.section, o.item
	case opSection:
		w.id(o.section)
		w.string(o.name)
		w.id(o.after)
		w.string(o.title)
		w.b = append(w.b, byte(o.right)<<1|w.flag(o.hidden))
	case opDrop:
		w.id(o.section)
	case opSetting:
		w.string(o.name)
		w.value(o.value)
	case opSuggest:
		w.b = append(w.b, byte(o.peer))
		w.op(o.body)
	case opSettle:
		w.b = append(w.b, byte(o.outcome))
	case opPresent:
		w.b = append(w.b, byte(o.peer))
		w.id(o.section)
	case opAll:
		w.b = append(w.b, byte(o.right))
	}
	if o.kind.hasItem() {
		w.last.item = o.item
	}
}

// hasItem reports whether the operation names an item, or a suggestion.
func (k opKind) hasItem() bool {
	return k >= opText && k <= opRemove || k == opSuggest || k == opSettle
}
