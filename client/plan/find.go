package plan

import (
	"slices"
	"sort"

	"larkspur/client/plan/cbor"
	"larkspur/crypto/secret"
)

// Section is a view of one section. It shows the plan as it is when an accessor is called, until the section is removed.
type Section struct {
	secret.Guard
	get func() *section
}

// Item is a view of one item. It shows the plan as it is when an accessor is called, until the item is removed.
type Item struct {
	secret.Guard
	get func() (*item, ID)
}

// Conflict is one field on which devices disagreed. Others are the values that do not stand in the field.
type Conflict struct {
	Field  string
	Others []Value
}

func viewSection(s *section) Section { return Section{get: func() *section { return s }} }

func viewItem(it *item, in ID) Item { return Item{get: func() (*item, ID) { return it, in }} }

// Sections returns all sections in order, hidden ones included.
func (p *Plan) Sections() []Section {
	d := p.doc()
	out := make([]Section, len(d.sections))
	for i, s := range d.sections {
		out[i] = viewSection(s)
	}
	return out
}

// Section returns the section with the id.
func (p *Plan) Section(id ID) (Section, bool) {
	_, s := p.doc().section(id)
	if s == nil {
		return Section{}, false
	}
	return viewSection(s), true
}

// Item returns the item with the id.
func (p *Plan) Item(id ID) (Item, bool) {
	s, i := p.doc().item(id)
	if s == nil {
		return Item{}, false
	}
	return viewItem(s.items[i], s.id), true
}

// Items returns the items of the given kinds, or of every kind when none is given, in the order of the plan.
func (p *Plan) Items(kinds ...string) []Item {
	var out []Item
	for _, s := range p.doc().sections {
		for _, it := range s.items {
			if len(kinds) == 0 || slices.Contains(kinds, it.kind) {
				out = append(out, viewItem(it, s.id))
			}
		}
	}
	return out
}

// Setting returns the value of a setting, or nil.
func (p *Plan) Setting(key string) Value { return p.doc().settings.values[key] }

// Settings returns the keys of all settings that have a value, sorted.
func (p *Plan) Settings() []string { return keys(p.doc().settings.values) }

// SettingConflicts returns the settings on which devices disagreed, by key.
func (p *Plan) SettingConflicts() []Conflict { return p.doc().settings.conflicts() }

// Conflicts returns how many fields and settings wait to be resolved.
func (p *Plan) Conflicts() int {
	d := p.doc()
	n := len(d.settings.marks)
	for _, s := range d.sections {
		n += len(s.fields.marks)
		for _, it := range s.items {
			n += len(it.fields.marks)
		}
	}
	return n
}

// ID returns the id of the section.
func (s Section) ID() ID { return s.get().id }

// Kind returns the key of a standard section, or Own.
func (s Section) Kind() string { return s.get().kind }

// Title returns the survivor's own title, or "" where the standard one stands.
func (s Section) Title() string { return AsText(s.get().fields.values[fieldTitle]) }

// Hidden reports whether the section is hidden.
func (s Section) Hidden() bool { return AsFlag(s.get().fields.values[fieldHidden]) }

// Conflicts returns the fields of the section itself ("title") on which devices disagreed.
func (s Section) Conflicts() []Conflict { return s.get().fields.conflicts() }

// Items returns the items of the section in order.
func (s Section) Items() []Item {
	in := s.get()
	out := make([]Item, len(in.items))
	for i, it := range in.items {
		out[i] = viewItem(it, in.id)
	}
	return out
}

// ID returns the id of the item.
func (i Item) ID() ID { it, _ := i.get(); return it.id }

// Kind returns the kind of the item; KindOf knows its fields unless a newer version added it.
func (i Item) Kind() string { it, _ := i.get(); return it.kind }

// Section returns the id of the section that the item was in when the view was made.
func (i Item) Section() ID { _, in := i.get(); return in }

// Value returns the value of a field, or nil.
func (i Item) Value(field string) Value { it, _ := i.get(); return it.fields.values[field] }

// Text returns the text of a field, or "".
func (i Item) Text(field string) string { return AsText(i.Value(field)) }

// Flag returns the truth of a field, or false.
func (i Item) Flag(field string) bool { return AsFlag(i.Value(field)) }

// Fields returns the keys of all fields that have a value, sorted, those unknown to this version included.
func (i Item) Fields() []string { it, _ := i.get(); return keys(it.fields.values) }

// Conflicts returns the fields on which devices disagreed, by key.
func (i Item) Conflicts() []Conflict { it, _ := i.get(); return it.fields.conflicts() }

// Name returns the text of the first naming field of the kind that has one, or "".
func (i Item) Name() string {
	k, ok := KindOf(i.Kind())
	if !ok {
		return ""
	}
	for _, f := range k.Name {
		if s := i.Text(f); s != "" {
			return s
		}
	}
	return ""
}

func (f fieldset) conflicts() []Conflict {
	var out []Conflict
	for _, k := range sortedKeys(f.marks) {
		out = append(out, Conflict{k, slices.Clone(f.marks[k])})
	}
	return out
}

func keys(m map[string]cbor.Value) []string { return sortedKeys(m) }

// sortedKeys is without slices.Sorted, which would be compiled into the client anew for every type. So is every order in
// this package and in package cbor.
func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// section returns the section with the id and its place, or nil.
func (d *document) section(id ID) (int, *section) {
	for i, s := range d.sections {
		if s.id == id {
			return i, s
		}
	}
	return -1, nil
}

// item returns the section that holds the item with the id and the item's place in it, or nil.
func (d *document) item(id ID) (*section, int) {
	for _, s := range d.sections {
		for i, it := range s.items {
			if it.id == id {
				return s, i
			}
		}
	}
	return nil, -1
}
