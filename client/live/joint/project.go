package joint

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// Scope is what was shared with a guest.
type Scope struct {
	// Sections are the sections that a guest sees, and what it may do there.
	Sections map[plan.ID]Right
	// All is for the survivor's own second device: everything, settings included, and sections that do not exist yet.
	All bool
}

func (s Scope) right(section plan.ID) Right {
	if s.All {
		return Edit
	}
	if r := s.Sections[section]; r <= Edit {
		return r
	}
	return None
}

// hers is the kind of the records of links (A6 in DOMAIN.md): who was let in, and what the sections were called that they saw. They
// may lie in a section that is shared; all the same, only who sees all sees them, or writes one.
const hers = "rel"

// opened returns the items that a guest may see of a section that is shared with it; shared if these are all.
func opened(items []*item) []*item {
	if !slices.ContainsFunc(items, func(it *item) bool { return it.kind == hers }) {
		return items
	}
	return slices.DeleteFunc(slices.Clone(items), func(it *item) bool { return it.kind == hers })
}

// view returns the whole plan as a sight. What is as in old is shared with it.
func view(p *plan.Plan, old *sight) *sight {
	s := &sight{all: true}
	quiet := old != nil
	known := map[plan.ID]*item(nil)
	before := func(id plan.ID, sec *section, at int) *item {
		if sec != nil && at < len(sec.items) && sec.items[at].id == id {
			return sec.items[at]
		}
		if known == nil && old != nil {
			known = map[plan.ID]*item{}
			for _, sec := range old.sections {
				for _, it := range sec.items {
					known[it.id] = it
				}
			}
		}
		return known[id]
	}
	for i, from := range p.Sections() {
		sec := &section{id: from.ID(), kind: from.Kind(), title: from.Title(), hidden: from.Hidden(), right: Edit}
		var was *section
		if old != nil {
			was = old.section(sec.id)
		}
		shared := was != nil
		items := from.Items()
		for j, it := range items {
			now := viewItem(it, before(it.ID(), was, j))
			shared = shared && j < len(was.items) && was.items[j] == now
			sec.items = append(sec.items, now)
		}
		if shared && len(was.items) == len(items) {
			sec.items = was.items
			if was.same(sec) {
				sec = was
			}
		}
		quiet = quiet && i < len(old.sections) && old.sections[i] == sec
		s.sections = append(s.sections, sec)
	}
	for _, key := range p.Settings() {
		s.settings = append(s.settings, field{key, p.Setting(key)})
	}
	if quiet && len(s.sections) == len(old.sections) && sameFields(s.settings, old.settings) {
		return old
	}
	return s
}

func viewItem(from plan.Item, old *item) *item {
	it := &item{id: from.ID(), kind: from.Kind()}
	for _, key := range from.Fields() {
		v := from.Value(key)
		if len(key) > plan.MaxKey || cbor.Size(v) > maxValue {
			continue
		}
		it.fields = append(it.fields, field{key, v})
		it.refers = it.refers || refers(v)
	}
	if old != nil && old.same(it) {
		return old
	}
	return it
}

// refers reports whether v may hold a reference to an item.
func refers(v plan.Value) bool { return !eachRef(v, func(plan.ID) bool { return false }) }

// eachRef calls visit with every reference in v until it returns false, and reports whether it never did. What a newer
// version wrote is looked through like everything else: all byte strings of a plan are references.
func eachRef(v plan.Value, visit func(plan.ID) bool) bool {
	switch v := v.(type) {
	case cbor.Bytes:
		id, ok := plan.AsRef(v)
		return ok && visit(id)
	case cbor.Array:
		for _, e := range v {
			if !eachRef(e, visit) {
				return false
			}
		}
	case cbor.Map:
		for _, e := range v {
			if !eachRef(e.Value, visit) {
				return false
			}
		}
	}
	return true
}

// without returns v with the references that keep admits only, or nil when nothing is left.
func without(v plan.Value, keep func(plan.ID) bool) plan.Value {
	switch v := v.(type) {
	case cbor.Bytes:
		if id, ok := plan.AsRef(v); !ok || !keep(id) {
			return nil
		}
	case cbor.Array:
		out := make(cbor.Array, 0, len(v))
		for _, e := range v {
			if e = without(e, keep); e != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case cbor.Map:
		out := make(cbor.Map, 0, len(v))
		for _, e := range v {
			if e.Value = without(e.Value, keep); e.Value != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return v
}

// project returns what a guest sees of the plan: what its scope holds, without a trace of what it does not.
func (h *Host) project(g *seat) *sight {
	old := g.last().sight // to share what is the same
	s := &sight{all: g.scope.All, settled: g.settled}
	visible := func(id plan.ID) bool {
		in, there := h.where[id]
		return there && g.scope.right(in) >= View && !h.hers[id]
	}
	for _, sec := range h.whole.sections {
		right := g.scope.right(sec.id)
		if right < View {
			continue
		}
		c := &section{id: sec.id, kind: sec.kind, title: sec.title, right: right, items: sec.items, hidden: sec.hidden && s.all}
		if !s.all {
			c.items = filtered(opened(sec.items), old.section(sec.id), visible)
		}
		s.sections = append(s.sections, c)
	}
	if s.all {
		s.settings = h.whole.settings
	}
	for _, w := range h.waiting {
		if s.all || w.by == g.peer && g.scope.right(h.about(w)) >= View && w.body.eachRef(visible) {
			s.suggestions = suggested(s.suggestions, &suggestion{w.id, g.call(w.by), w.body})
		}
	}
	for _, p := range h.Present() {
		if p.Peer != g.peer && g.scope.right(p.At) >= View {
			s.present = presentAt(s.present, g.call(p.Peer), p.At)
		}
	}
	return s
}

// about returns the section that a suggestion is for; nowhere, if it is for a record of hers: who made it may have seen all once, and
// sees less now.
func (h *Host) about(w *suggestion) plan.ID { return w.about(h.where, h.hers) }

func (w *suggestion) about(where map[plan.ID]plan.ID, hers map[plan.ID]bool) plan.ID {
	switch b := &w.body; {
	case b.kind == opAdd:
		return b.section
	case hers[b.item]:
		return nowhere
	default:
		return where[b.item]
	}
}

// eachRef visits the references in the values of o.
func (o *op) eachRef(visit func(plan.ID) bool) bool {
	for _, f := range o.fields {
		if !eachRef(f.value, visit) {
			return false
		}
	}
	return eachRef(o.value, visit)
}

// filtered returns the items without references to what is not visible. It shares what has none, and what was filtered to
// the same before.
func filtered(items []*item, was *section, visible func(plan.ID) bool) []*item {
	out, same := items, was != nil && len(was.items) == len(items)
	for i, it := range items {
		c := it
		if it.refers {
			c = &item{id: it.id, kind: it.kind}
			for _, f := range it.fields {
				if v := without(f.value, visible); v != nil {
					c.fields = append(c.fields, field{f.key, v})
				}
			}
			if was != nil && i < len(was.items) && was.items[i].same(c) {
				c = was.items[i]
			}
			if &out[0] == &items[0] {
				out = append([]*item(nil), items...)
			}
			out[i] = c
		}
		same = same && c == was.items[i]
	}
	if same {
		return was.items
	}
	return out
}
