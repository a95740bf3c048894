package joint

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// opKind says what an operation does. The list is append-only.
type opKind byte

const (
	opText    opKind = 1 + iota // item, name: segments
	opSet                       // item, name: value, nil takes it away
	opAdd                       // item, of kind name, in section, after; fields only in a suggestion
	opMove                      // item, to section, after
	opRemove                    // item
	opSection                   // section, of kind name, after, title, right, hidden: adds it, or changes and moves it
	opDrop                      // section, with its items
	opSetting                   // name: value
	opSuggest                   // item is the suggestion, peer who made it: body; again: its body is another
	opSettle                    // item is the suggestion: outcome
	opPresent                   // peer, at section
	opAll                       // all is seen, or not any more: right is 1 or 0
	opNothing                   // takes the place of an operation in a batch that may have been received already
	opKinds
)

// op is one operation, of a guest or in an update. What a kind has no use for is zero.
type op struct {
	kind    opKind
	item    plan.ID
	section plan.ID
	after   plan.ID // behind this one; zero, or one that is not there: at the beginning, or the end
	name    string
	title   string
	value   plan.Value
	right   Right
	hidden  bool
	peer    Peer
	outcome Outcome
	segs    []seg
	fields  []field
	body    *op
}

// seg is one step of a change of a text. In an update, own marks the step that the batch of the receiver made; there is at
// most one, and at most one before and one behind it.
type seg struct {
	own  bool
	text text
}

// Outcome is what became of a suggestion.
type Outcome byte

// The outcomes.
const (
	Withdrawn Outcome = 1 + iota
	Accepted
	Declined
	FellAway // what it was about is gone
	outOfSight
)

// guestMay reports whether a guest sends operations of this kind.
func (k opKind) guestMay() bool { return k >= opText && k <= opSettle || k == opNothing }

// suggestible reports whether a suggestion is an operation of this kind.
func (k opKind) suggestible() bool {
	return k == opText || k == opSet || k == opAdd || k == opRemove
}

func (o *op) place() place { return place{o.item, o.name} }

// work is about how many bytes the host reads and writes to do o.
func (o *op) work() int {
	n := 0
	for _, s := range o.segs {
		n += 2*s.text.before() + len(s.text.typed())
	}
	if o.value != nil {
		n += 2 * cbor.Size(o.value)
	}
	return n
}

// composed returns what all segments do together.
func (o *op) composed() (text, bool) { return composeAll(o.segs) }

func composeAll(segs []seg) (text, bool) {
	if len(segs) == 0 {
		return nil, false
	}
	out := segs[0].text
	for _, s := range segs[1:] {
		var ok bool
		if out, ok = compose(out, s.text); !ok || len(out) > maxBridge {
			return nil, false
		}
	}
	return out, true
}

func (o *op) same(p *op) bool {
	return o.kind == p.kind && o.item == p.item && o.section == p.section && o.after == p.after && o.name == p.name &&
		o.title == p.title && sameValue(o.value, p.value) && o.right == p.right && o.hidden == p.hidden && o.peer == p.peer &&
		o.outcome == p.outcome && sameFields(o.fields, p.fields) && (o.body == nil) == (p.body == nil) &&
		slices.EqualFunc(o.segs, p.segs, func(a, b seg) bool { return a.own == b.own && a.text.same(b.text) }) &&
		(o.body == nil || o.body.same(p.body))
}
