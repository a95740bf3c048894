// Package plan is the document that a survivor writes: sections in order, items in them, typed fields in those, and a
// few settings. What they are for is in client/catalog/README.md, row by row.
//
// What it promises:
//
//   - History independence. Encode depends on what the plan says now and not on how it came to say it. There are no
//     tombstones, counters, or dates of change; ids are random; what is empty is absent, however it became empty; and an
//     item that is removed takes every reference to it along.
//   - What parses re-encodes identically. Decode accepts only what Encode writes.
//   - What a newer version wrote survives. Kinds, fields and keys that this version does not know stay as they are
//     through edits, merges and a round trip. Only a higher format number is refused, with ErrNewer.
//   - Merge drops nothing that was typed: where two devices disagree both texts stay, one as the value and the others
//     as marks beside it, until the survivor resolves them.
//
// What it refuses to know: time, randomness other than what the caller passes in, storage, languages. Kinds and fields
// carry neutral keys; the words for them are in client/catalog.
//
// A Plan is for one goroutine at a time. It does not print and does not marshal; accessors hand out what a screen or an
// export shows.
//
// # Encoding
//
// A plan is one CBOR map (package cbor) with text keys:
//
//	"f"  format, 1
//	"v"  settings: a map from key to value
//	"x"  marks on settings: a map from key to a list of values
//	"s"  sections: a list, in the survivor's order
//
// A section is a map: "i" id (16 bytes), "k" kind, "v" fields ("title" a text, "hidden" true), "x" marks, "c" items in
// order. An item is a map: "i", "k", "v", "x" alike. Every other key is kept as it is. "v", "x", "c" and "s" are absent
// when empty. No value under "v" or "x" is empty at any depth: no empty text, list or map, no false, no null. A byte string
// under "v" or "x" is 16 bytes long and names an item.
//
// Marks under one key are distinct, in the bytewise order of their encodings, and differ from the value they stand beside.
//
// # Values
//
// Text is kept as typed, except that line ends become "\n" and bytes that are not UTF-8 become U+FFFD; it is not
// otherwise normalised. A date is "2006-01-02", a time of day "15:04", a moment "2006-01-02T15:04" of the wall clock in
// the zone that its item names (an IANA name, field "zone"), a length of time whole minutes.
package plan

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"larkspur/client/plan/cbor"
	"larkspur/crypto/secret"
)

var (
	// ErrMalformed says that bytes are no plan.
	ErrMalformed = errors.New("plan: malformed")
	// ErrNewer says that bytes are a plan of a format that this version cannot read.
	ErrNewer = errors.New("plan: written by a newer version")
	// ErrNotFound says that no section or item has the id.
	ErrNotFound = errors.New("plan: not found")
	// ErrTooLarge says that an edit would exceed a limit. The plan is as it was.
	ErrTooLarge = errors.New("plan: too large")
	// ErrValue says that a value does not fit its field, or a key is no key. The plan is as it was.
	ErrValue = errors.New("plan: not a value of this field")
)

// Plan is a whole plan. Make one with New or Decode; the zero Plan is of no use.
type Plan struct {
	secret.Guard
	doc func() *document // a closure, so that fmt cannot walk into it
}

// document is what a Plan guards.
type document struct {
	settings fieldset
	sections []*section
	extra    map[string]cbor.Value
	most     int // at least bound; 0: not measured yet. See room.
}

type section struct {
	id     ID
	kind   string
	fields fieldset
	items  []*item
	extra  map[string]cbor.Value
}

type item struct {
	id     ID
	kind   string
	fields fieldset
	extra  map[string]cbor.Value
}

// fieldset holds values by key and, for keys on which devices disagreed, the other values.
type fieldset struct {
	values map[string]cbor.Value
	marks  map[string][]cbor.Value
}

// Field keys of every section.
const (
	fieldTitle  = "title"
	fieldHidden = "hidden"
)

func wrap(d *document) *Plan { return &Plan{doc: func() *document { return d }} }

// New returns a plan that holds the standard sections, empty, in their standard order. Ids come from rand.
func New(rand io.Reader) (*Plan, error) {
	d := &document{}
	for _, s := range standard {
		id, err := NewID(rand)
		if err != nil {
			return nil, err
		}
		d.sections = append(d.sections, &section{id: id, kind: s.Key})
	}
	return wrap(d), nil
}

// Clone returns a copy that shares nothing which an edit changes.
func (p *Plan) Clone() *Plan {
	d := p.doc()
	c := &document{settings: d.settings.clone(), extra: cloneMap(d.extra)}
	for _, s := range d.sections {
		t := s.clone()
		for _, it := range s.items {
			t.items = append(t.items, it.clone())
		}
		c.sections = append(c.sections, t)
	}
	return wrap(c)
}

// clone copies a section without its items.
func (s *section) clone() *section {
	return &section{id: s.id, kind: s.kind, fields: s.fields.clone(), extra: cloneMap(s.extra)}
}

func (it *item) clone() *item {
	return &item{id: it.id, kind: it.kind, fields: it.fields.clone(), extra: cloneMap(it.extra)}
}

func (f fieldset) clone() fieldset {
	c := fieldset{values: cloneMap(f.values)}
	for k, others := range f.marks {
		c.setMarks(k, slices.Clone(others))
	}
	return c
}

func cloneMap(m map[string]cbor.Value) map[string]cbor.Value {
	if len(m) == 0 {
		return nil
	}
	c := make(map[string]cbor.Value, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func (f *fieldset) set(key string, v cbor.Value) {
	if v == nil {
		delete(f.values, key)
		return
	}
	if f.values == nil {
		f.values = map[string]cbor.Value{}
	}
	f.values[key] = v
}

func (f *fieldset) setMarks(key string, others []cbor.Value) {
	if len(others) == 0 {
		delete(f.marks, key)
		return
	}
	if f.marks == nil {
		f.marks = map[string][]cbor.Value{}
	}
	f.marks[key] = others
}

// Equal reports whether two plans say the same, which is whether they encode to the same bytes.
func Equal(a, b *Plan) bool { return bytes.Equal(Encode(a), Encode(b)) }

// Wipe forgets everything that p holds. Go cannot overwrite text, so this only lets go of it; what is relied on is that the
// process or worker ends. Encode and Merge panic on a wiped plan, because an empty plan saved over a full one would be lost
// text.
func (p *Plan) Wipe() {
	d := p.doc()
	*d = document{}
	p.doc = func() *document { panic("plan: used after Wipe") }
}
