package joint

import (
	"bytes"
	"slices"

	"larkspur/client/plan"
)

// editing does operations to a copy of a sight that shares what they leave alone.
type editing struct {
	s   *sight
	all map[plan.ID]*section // of every item
	own map[*section]bool    // copied already
	// of the item that was asked for last
	last plan.ID
	in   *section
	at   int

	changes map[place]text // of texts, that suggestions have not followed yet
}

func edit(s *sight) *editing {
	c := *s
	c.sections = slices.Clone(s.sections)
	c.suggestions = slices.Clone(s.suggestions)
	c.settled = slices.Clone(s.settled)
	c.present = slices.Clone(s.present)
	e := &editing{s: &c, all: map[plan.ID]*section{}, own: map[*section]bool{}}
	for _, sec := range c.sections {
		for _, it := range sec.items {
			e.all[it.id] = sec
		}
	}
	return e
}

// apply does all operations of an update to s. It returns ErrMalformed when one makes no sense there.
func apply(s *sight, ops []op) (*sight, error) {
	e := edit(s)
	for i := range ops {
		if !e.do(&ops[i]) {
			return nil, ErrMalformed
		}
	}
	return e.done(), nil
}

// done returns the sight with all operations done.
func (e *editing) done() *sight {
	e.follow()
	return e.s
}

// follow changes suggestions as the texts below them were changed.
func (e *editing) follow() {
	if e.changes == nil {
		return
	}
	for i, g := range e.s.suggestions {
		e.s.suggestions[i] = g.follow(e.changes)
	}
	e.changes = nil
}

// mine returns a copy of a section of the sight that may be changed.
func (e *editing) mine(sec *section) *section {
	if e.own[sec] {
		return sec
	}
	c := *sec
	c.items = slices.Clone(sec.items)
	e.own[&c] = true
	e.s.sections[slices.Index(e.s.sections, sec)] = &c
	for _, it := range c.items {
		e.all[it.id] = &c
	}
	e.last = nowhere
	return &c
}

// find returns the section with an item, one that may be changed, and its place there.
func (e *editing) find(id plan.ID) (*section, int) {
	if id == e.last && e.in != nil && e.at < len(e.in.items) && e.in.items[e.at].id == id {
		return e.in, e.at
	}
	sec := e.all[id]
	if sec == nil {
		return nil, 0
	}
	sec = e.mine(sec)
	at := slices.IndexFunc(sec.items, func(it *item) bool { return it.id == id })
	e.last, e.in, e.at = id, sec, at
	return sec, at
}

func (e *editing) item(id plan.ID) *item {
	if sec, at := e.find(id); sec != nil {
		return sec.items[at]
	}
	return nil
}

func (e *editing) do(o *op) bool {
	switch o.kind {
	case opText:
		return e.doText(o)
	case opSet:
		it := e.item(o.item)
		if it == nil {
			return false
		}
		e.setField(it, o.name, o.value)
	case opAdd:
		sec := e.s.section(o.section)
		if sec == nil || e.all[o.item] != nil {
			return false
		}
		e.insert(e.mine(sec), o.after, &item{id: o.item, kind: o.name, fields: o.fields})
	case opMove:
		it := e.item(o.item) // first: it may copy the section
		sec := e.s.section(o.section)
		if sec == nil || it == nil {
			return false
		}
		sec = e.mine(sec)
		e.take(o.item)
		e.insert(sec, o.after, it)
	case opRemove:
		return e.take(o.item) != nil
	case opSection:
		e.doSection(o)
	case opDrop:
		return e.drop(o.section)
	case opSetting:
		e.s.settings = with(e.s.settings, o.name, o.value)
	case opSuggest:
		e.follow()
		e.s.suggestions = suggested(e.s.suggestions, &suggestion{o.item, o.peer, *o.body})
	case opSettle:
		e.follow()
		e.s.suggestions = slices.DeleteFunc(e.s.suggestions, func(g *suggestion) bool { return g.id == o.item })
		if o.outcome != outOfSight {
			e.s.settled = settle(e.s.settled, settlement{o.item, o.outcome})
		}
	case opPresent:
		e.s.present = presentAt(e.s.present, o.peer, o.section)
	case opAll:
		e.s.all = o.right == 1
	}
	return true
}

func (e *editing) setField(it *item, name string, v plan.Value) {
	sec, at := e.find(it.id)
	sec.items[at] = &item{id: it.id, kind: it.kind, fields: with(it.fields, name, v)}
}

func (e *editing) doText(o *op) bool {
	it := e.item(o.item)
	if it == nil {
		return false
	}
	s := plan.AsText(it.value(o.name))
	for _, step := range o.segs {
		var ok bool
		if s, ok = step.text.apply(s); !ok {
			return false
		}
	}
	e.setField(it, o.name, plan.Tidy(plan.Text(s)))
	e.note(o)
	return true
}

// note keeps a change of a text for the suggestions on it.
func (e *editing) note(o *op) {
	if len(e.s.suggestions) == 0 {
		return
	}
	whole, ok := o.composed()
	if !ok {
		return
	}
	if e.changes == nil {
		e.changes = map[place]text{}
	}
	if before, there := e.changes[o.place()]; there {
		if whole, ok = compose(before, whole); !ok {
			return
		}
	}
	e.changes[o.place()] = whole
}

func (e *editing) insert(sec *section, after plan.ID, it *item) {
	at := 0
	if after != nowhere {
		at = len(sec.items)
		if in, i := e.find(after); in == sec {
			at = i + 1
		}
	}
	sec.items = slices.Insert(sec.items, at, it)
	e.all[it.id] = sec
	e.last, e.in, e.at = it.id, sec, at
}

func (e *editing) take(id plan.ID) *item {
	sec, at := e.find(id)
	if sec == nil {
		return nil
	}
	it := sec.items[at]
	sec.items = slices.Delete(sec.items, at, at+1)
	delete(e.all, id)
	e.last = nowhere
	return it
}

func (e *editing) doSection(o *op) {
	sec := &section{id: o.section, kind: o.name}
	if old := e.s.section(o.section); old != nil {
		sec = e.mine(old)
		e.s.sections = slices.DeleteFunc(e.s.sections, func(s *section) bool { return s == sec })
	}
	e.own[sec] = true
	sec.title, sec.right, sec.hidden = o.title, o.right, o.hidden
	at := 0
	if o.after != nowhere {
		at = len(e.s.sections)
		if i := slices.IndexFunc(e.s.sections, func(s *section) bool { return s.id == o.after }); i >= 0 {
			at = i + 1
		}
	}
	e.s.sections = slices.Insert(e.s.sections, at, sec)
}

func (e *editing) drop(id plan.ID) bool {
	sec := e.s.section(id)
	if sec == nil {
		return false
	}
	for _, it := range sec.items {
		delete(e.all, it.id)
	}
	e.s.sections = slices.DeleteFunc(e.s.sections, func(s *section) bool { return s == sec })
	e.last = nowhere
	return true
}

// suggested puts a suggestion into a list, which is in the order of the ids: who came to see all of them later has the same.
func suggested(list []*suggestion, g *suggestion) []*suggestion {
	i, there := slices.BinarySearchFunc(list, g, func(a, b *suggestion) int { return bytes.Compare(a.id[:], b.id[:]) })
	if there {
		list[i] = g
		return list
	}
	return slices.Insert(list, i, g)
}

// settle adds to what became of suggestions and forgets the oldest.
func settle(list []settlement, s settlement) []settlement {
	list = append(slices.Clone(list), s)
	return list[max(0, len(list)-maxSettled):]
}

func presentAt(list []presence, p Peer, at plan.ID) []presence {
	list = slices.DeleteFunc(slices.Clone(list), func(e presence) bool { return e.peer == p })
	if at == nowhere {
		return list
	}
	i, _ := slices.BinarySearchFunc(list, p, func(e presence, p Peer) int { return int(e.peer) - int(p) })
	return slices.Insert(list, i, presence{p, at})
}
