package plan

import "bytes"

// Merge merges two plans that both came from base, by item and by field. A nil base is a plan without anything, so that the
// result is the union. Merge(b, x, y) and Merge(b, y, x) are the same, Merge(b, x, b) and Merge(b, x, x) are x.
//
//   - Text merges by words, lists by their entries. Where both changed the same words, or anything that is right only as a
//     whole, one value stays in the field and the other becomes a mark beside it; see Item.Conflicts.
//   - What one removed and the other changed, moved to another section, or newly referred to stays, and its section with it.
//   - An item has one place. Where both moved it to different sections, one of them prevails.
//   - Marks merge too; one that either side resolved is resolved.
//
// The result may be too large to be stored; see Plan.Check. None of the three is changed.
func Merge(base, mine, theirs *Plan) *Plan {
	a, b := mine.Clone(), theirs.Clone()
	if bytes.Compare(Encode(a), Encode(b)) > 0 { // one order of the two, so that every device finds the same result
		a, b = b, a
	}
	o := wrap(&document{})
	if base != nil {
		o = base.Clone()
	}
	m := merging{newSide(o), newSide(a), newSide(b)}
	return wrap(m.run())
}

// side is one of the three plans, indexed. The documents are clones, of which the result takes parts.
type side struct {
	d        *document
	items    map[ID]placed
	sections map[ID]*section
}

// placed is an item and the section it is in.
type placed struct {
	it *item
	in ID
}

func newSide(p *Plan) side {
	s := side{p.doc(), map[ID]placed{}, map[ID]*section{}}
	for _, sec := range s.d.sections {
		s.sections[sec.id] = sec
		for _, it := range sec.items {
			s.items[it.id] = placed{it, sec.id}
		}
	}
	return s
}

func (s side) order() []ID {
	out := make([]ID, len(s.d.sections))
	for i, sec := range s.d.sections {
		out[i] = sec.id
	}
	return out
}

// orderIn returns the items of a section, none when the side has no such section.
func (s side) orderIn(id ID) []ID {
	sec := s.sections[id]
	if sec == nil {
		return nil
	}
	out := make([]ID, len(sec.items))
	for i, it := range sec.items {
		out[i] = it.id
	}
	return out
}

type merging struct{ base, a, b side }

func (m merging) run() *document {
	places, gone := m.survivors()
	// What is gone is gone from all three before they are compared: that a reference went with it is nobody's edit.
	for _, s := range []side{m.base, m.a, m.b} {
		s.d.scrub(gone)
	}
	lives := map[ID]bool{} // sections with an item in them
	for _, in := range places {
		lives[in] = true
	}
	d := &document{
		settings: mergeFields(whole, m.base.d.settings, m.a.d.settings, m.b.d.settings),
		extra:    mergeExtra(m.base.d.extra, m.a.d.extra, m.b.d.extra),
	}
	keep := func(id ID) bool { return lives[id] || m.keepsSection(id) }
	for _, id := range mergeOrder(m.base.order(), m.a.order(), m.b.order(), keep) {
		s := m.section(id)
		in := func(it ID) bool { return places[it] == id && !gone[it] }
		for _, it := range mergeOrder(m.base.orderIn(id), m.a.orderIn(id), m.b.orderIn(id), in) {
			s.items = append(s.items, m.item(it))
		}
		d.sections = append(d.sections, s)
	}
	return d
}

// whole is the typeOf what has no described fields: everything merges as a whole.
func whole(string) Field { return Field{} }

// section merges a section without its items.
func (m merging) section(id ID) *section {
	o, a, b := m.base.sections[id], m.a.sections[id], m.b.sections[id]
	if a == nil {
		return b.clone()
	}
	if b == nil {
		return a.clone()
	}
	if o == nil {
		o = &section{}
	}
	return &section{
		id: id, kind: mergeKind(o.kind, a.kind, b.kind),
		fields: mergeFields(whole, o.fields, a.fields, b.fields),
		extra:  mergeExtra(o.extra, a.extra, b.extra),
	}
}

func (m merging) item(id ID) *item {
	o, a, b := m.base.items[id].it, m.a.items[id].it, m.b.items[id].it
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	if o == nil {
		o = &item{}
	}
	kind := mergeKind(o.kind, a.kind, b.kind)
	known, _ := KindOf(kind)
	types := func(key string) Field { f, _ := known.Field(key); return f }
	return &item{
		id: id, kind: kind,
		fields: mergeFields(types, o.fields, a.fields, b.fields),
		extra:  mergeExtra(o.extra, a.extra, b.extra),
	}
}

// mergeKind merges kinds, which no edit changes.
func mergeKind(base, a, b string) string {
	if a == base {
		return b
	}
	return a
}
