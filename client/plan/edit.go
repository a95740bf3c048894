package plan

import (
	"io"
	"slices"
	"unicode/utf8"

	"larkspur/client/plan/cbor"
)

// AddSection adds a section at the end. Kind is the key of a standard section or Own; title may be empty.
func (p *Plan) AddSection(rand io.Reader, kind, title string) (ID, error) {
	d := p.doc()
	if !validKey(kind) {
		return ID{}, ErrValue
	}
	if len(d.sections) >= MaxSections || len(title) > MaxField {
		return ID{}, ErrTooLarge
	}
	if err := d.room(2*frame + len(kind) + len(title)); err != nil {
		return ID{}, err
	}
	id, err := NewID(rand)
	if err != nil {
		return ID{}, err
	}
	s := &section{id: id, kind: kind}
	s.fields.set(fieldTitle, Tidy(Text(title)))
	d.sections = append(d.sections, s)
	return id, nil
}

// RenameSection gives a section the survivor's own title; "" brings the standard one back.
func (p *Plan) RenameSection(id ID, title string) error {
	return p.setSection(id, fieldTitle, Text(title))
}

// HideSection hides a section, or shows it again.
func (p *Plan) HideSection(id ID, hidden bool) error {
	return p.setSection(id, fieldHidden, Flag(hidden))
}

func (p *Plan) setSection(id ID, field string, v Value) error {
	d := p.doc()
	_, s := d.section(id)
	if s == nil {
		return ErrNotFound
	}
	return d.put(&s.fields, field, v)
}

// MoveSection moves a section to the place to, counted from 0 without the section itself; a place beyond either end is
// the end.
func (p *Plan) MoveSection(id ID, to int) error {
	d := p.doc()
	i, s := d.section(id)
	if s == nil {
		return ErrNotFound
	}
	rest := slices.Delete(slices.Clone(d.sections), i, i+1)
	d.sections = slices.Insert(rest, clamp(to, len(rest)), s)
	return nil
}

// RemoveSection removes a section with all its items.
func (p *Plan) RemoveSection(id ID) error {
	d := p.doc()
	i, s := d.section(id)
	if s == nil {
		return ErrNotFound
	}
	d.sections = slices.Delete(d.sections, i, i+1)
	gone := map[ID]bool{}
	for _, it := range s.items {
		gone[it.id] = true
	}
	d.scrub(gone)
	return nil
}

// AddItem adds an item without fields at the end of a section.
func (p *Plan) AddItem(rand io.Reader, sectionID ID, kind string) (ID, error) {
	d := p.doc()
	_, s := d.section(sectionID)
	if s == nil {
		return ID{}, ErrNotFound
	}
	if !validKey(kind) {
		return ID{}, ErrValue
	}
	if d.countItems() >= MaxItems {
		return ID{}, ErrTooLarge
	}
	if err := d.room(frame + len(kind)); err != nil {
		return ID{}, err
	}
	id, err := NewID(rand)
	if err != nil {
		return ID{}, err
	}
	s.items = append(s.items, &item{id: id, kind: kind})
	return id, nil
}

// SetField gives a field a value; nil, or an empty value, takes it away. A field that the kind of the item has takes only
// values of its type; a field that it has not, and any field of a kind that this version does not know, takes any value.
// It returns ErrValue or ErrTooLarge and changes nothing when the value does not fit.
func (p *Plan) SetField(id ID, field string, v Value) error {
	d := p.doc()
	s, i := d.item(id)
	if s == nil {
		return ErrNotFound
	}
	v, err := s.items[i].accept(field, v)
	if err != nil {
		return err
	}
	return d.put(&s.items[i].fields, field, v)
}

// accept returns the normal form of a value that fits the field.
func (it *item) accept(field string, v Value) (Value, error) {
	k, _ := KindOf(it.kind)
	f, ok := k.Field(field)
	if !ok || v == nil {
		return v, nil
	}
	if !f.Accepts(v) {
		return nil, ErrValue
	}
	return f.normal(Tidy(v)), nil
}

// SetSetting gives a setting a value; nil, or an empty value, takes it away.
func (p *Plan) SetSetting(key string, v Value) error {
	d := p.doc()
	return d.put(&d.settings, key, v)
}

// ResolveConflict ends a conflict of an item or a section: the field takes the value keep, which may be the present one,
// one of the others, or a new one, and the marks go. Nil keeps none of them.
func (p *Plan) ResolveConflict(id ID, field string, keep Value) error {
	d := p.doc()
	if s, i := d.item(id); s != nil {
		keep, err := s.items[i].accept(field, keep)
		if err != nil {
			return err
		}
		return d.resolve(&s.items[i].fields, field, keep)
	}
	if _, s := d.section(id); s != nil {
		return d.resolve(&s.fields, field, keep)
	}
	return ErrNotFound
}

// ResolveSetting ends a conflict of a setting as ResolveConflict does that of a field.
func (p *Plan) ResolveSetting(key string, keep Value) error {
	d := p.doc()
	return d.resolve(&d.settings, key, keep)
}

func (d *document) resolve(f *fieldset, field string, keep Value) error {
	if len(f.marks[field]) == 0 {
		return ErrNotFound
	}
	if err := d.put(f, field, keep); err != nil {
		return err
	}
	f.setMarks(field, nil)
	return nil
}

// MoveItem moves an item to the place to of a section, its own or another, counted from 0 without the item itself; a place
// beyond either end is the end.
func (p *Plan) MoveItem(id, sectionID ID, to int) error {
	d := p.doc()
	from, i := d.item(id)
	_, into := d.section(sectionID)
	if from == nil || into == nil {
		return ErrNotFound
	}
	it := from.items[i]
	from.items = slices.Delete(from.items, i, i+1)
	into.items = slices.Insert(into.items, clamp(to, len(into.items)), it)
	return nil
}

// RemoveItem removes an item and every reference to it.
func (p *Plan) RemoveItem(id ID) error {
	d := p.doc()
	s, i := d.item(id)
	if s == nil {
		return ErrNotFound
	}
	s.items = slices.Delete(s.items, i, i+1)
	d.scrub(map[ID]bool{id: true})
	return nil
}

// put sets one value after all checks. A mark that says the same as the new value goes.
func (d *document) put(f *fieldset, key string, v Value) error {
	v = Tidy(v)
	if !validKey(key) || v != nil && (!cbor.Valid(v) || !tidy(v) || depthOf(v) > maxValueDepth) {
		return ErrValue
	}
	size := cbor.Size(v)
	if size > MaxField {
		return ErrTooLarge
	}
	if err := d.room(entryFrame + len(key) + size - cbor.Size(f.values[key])); err != nil && size > cbor.Size(f.values[key]) {
		return err
	}
	f.set(key, v)
	f.setMarks(key, canonicalMarks(f.marks[key], v))
	return nil
}

// validKey admits what this version and its successors use as keys and what an import may bring.
func validKey(k string) bool { return k != "" && len(k) <= MaxKey && utf8.ValidString(k) }

func clamp(i, n int) int {
	if i < 0 || i > n {
		return n
	}
	return i
}
