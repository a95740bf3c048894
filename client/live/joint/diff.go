package joint

import (
	"slices"

	"larkspur/client/plan"
)

// steps returns how the text of a field came from one sight to the next, as far as it is known.
type steps func(p place) []seg

// diff returns the operations that lead from one sight to another. What is taken away comes first; cut counts on it. Texts
// change by the steps that are given where they lead from the old text to the new one, and else in one stretch.
func diff(old, now *sight, by steps) []op {
	d := differ{old: old, now: now, by: by}
	if old.all != now.all {
		d.add(op{kind: opAll, right: Right(map[bool]byte{true: 1}[now.all])})
	}
	d.removals()
	d.order()
	for _, sec := range now.sections {
		d.items(sec)
	}
	d.settings()
	d.suggestions()
	d.present()
	return d.ops
}

type differ struct {
	old, now *sight
	by       steps
	ops      []op
	was      map[plan.ID]was // the items of old that stay, with what they were; made when it is needed
	changed  map[place]text  // the changes of texts, for suggestions
}

type was struct {
	it *item
	in plan.ID
}

func (d *differ) add(o op) { d.ops = append(d.ops, o) }

// removals drops sections and items that are gone, and notes what stays.
func (d *differ) removals() {
	stay := map[plan.ID]*section{}
	for _, sec := range d.now.sections {
		stay[sec.id] = sec
	}
	quiet := len(d.old.sections) == len(d.now.sections) // no item came or went
	for i, sec := range d.old.sections {
		switch now := stay[sec.id]; {
		case now == nil || now.kind != sec.kind:
			d.add(op{kind: opDrop, section: sec.id})
			quiet = false
		case quiet:
			quiet = d.now.sections[i].id == sec.id && inPlace(sec.items, now.items)
		}
	}
	if quiet {
		return
	}
	kinds := map[plan.ID]string{}
	for _, sec := range d.now.sections {
		for _, it := range sec.items {
			kinds[it.id] = it.kind
		}
	}
	d.was = map[plan.ID]was{}
	for _, sec := range d.old.sections {
		if now := stay[sec.id]; now == nil || now.kind != sec.kind {
			continue
		}
		for _, it := range sec.items {
			if kinds[it.id] == it.kind {
				d.was[it.id] = was{it, sec.id}
			} else {
				d.add(op{kind: opRemove, item: it.id})
			}
		}
	}
}

// inPlace reports whether two lists are of the same items in the same order, whatever is in them.
func inPlace(a, b []*item) bool {
	if len(a) == 0 || len(b) == 0 || &a[0] == &b[0] {
		return len(a) == len(b)
	}
	return slices.EqualFunc(a, b, func(x, y *item) bool { return x == y || x.id == y.id && x.kind == y.kind })
}

// order adds, moves and changes sections.
func (d *differ) order() {
	var before []plan.ID
	old := map[plan.ID]*section{}
	for _, sec := range d.old.sections {
		if now := d.now.section(sec.id); now != nil && now.kind == sec.kind {
			old[sec.id] = sec
			before = append(before, sec.id)
		}
	}
	after := make([]plan.ID, len(d.now.sections))
	for i, sec := range d.now.sections {
		after[i] = sec.id
	}
	moved := misplaced(before, after)
	prev := nowhere
	for _, sec := range d.now.sections {
		if o := old[sec.id]; o == nil || moved[sec.id] || !o.same(sec) {
			d.add(op{kind: opSection, section: sec.id, name: sec.kind, after: prev, title: sec.title, right: sec.right, hidden: sec.hidden})
		}
		prev = sec.id
	}
}

// items brings the items of one section into their order, and their fields to their values.
func (d *differ) items(sec *section) {
	old := d.old.section(sec.id)
	if d.was == nil { // nothing moved
		if len(sec.items) == 0 || &old.items[0] == &sec.items[0] {
			return
		}
		for i, it := range sec.items {
			d.fields(old.items[i], it)
		}
		return
	}
	if old != nil && len(old.items) > 0 && len(sec.items) == len(old.items) && &old.items[0] == &sec.items[0] &&
		d.was[sec.items[0].id].in == sec.id {
		return
	}
	var before, after []plan.ID
	if old != nil && old.kind == sec.kind {
		for _, it := range old.items {
			before = append(before, it.id)
		}
	}
	for _, it := range sec.items {
		after = append(after, it.id)
	}
	moved := misplaced(before, after)
	prev := nowhere
	for _, it := range sec.items {
		o := d.was[it.id]
		switch {
		case o.it == nil:
			d.add(op{kind: opAdd, item: it.id, section: sec.id, after: prev, name: it.kind})
		case o.in != sec.id || moved[it.id]:
			d.add(op{kind: opMove, item: it.id, section: sec.id, after: prev})
		}
		d.fields(o.it, it)
		prev = it.id
	}
}

func (d *differ) fields(old, now *item) {
	if old == now {
		return
	}
	if old != nil {
		for _, f := range old.fields {
			if now.value(f.key) == nil {
				d.field(old, now, f.key, f.value, nil)
			}
		}
	}
	for _, f := range now.fields {
		if v := old.value(f.key); v == nil || !sameValue(v, f.value) {
			d.field(old, now, f.key, v, f.value)
		}
	}
}

func (d *differ) field(old, now *item, key string, from, to plan.Value) {
	a, b := plan.AsText(from), plan.AsText(to)
	if old == nil || !merges(now.kind, key) || (from != nil && a == "") || (to != nil && b == "") {
		d.add(op{kind: opSet, item: now.id, name: key, value: to})
		return
	}
	p := place{now.id, key}
	o := op{kind: opText, item: now.id, name: key}
	if d.by != nil {
		o.segs = d.by(p)
	}
	whole, ok := composeAll(o.segs)
	if got, fits := whole.apply(a); !ok || !fits || got != b || tooMany(o.segs) {
		whole = changed(a, b)
		o.segs = []seg{{text: whole}}
	}
	if d.changed == nil {
		d.changed = map[place]text{}
	}
	d.changed[p] = whole
	d.add(o)
}

func tooMany(segs []seg) bool {
	return len(segs) > 3 || slices.ContainsFunc(segs, func(s seg) bool { return len(s.text) > maxParts })
}

func (d *differ) settings() {
	for _, f := range d.old.settings {
		if !slices.ContainsFunc(d.now.settings, func(g field) bool { return g.key == f.key }) {
			d.add(op{kind: opSetting, name: f.key})
		}
	}
	for _, f := range d.now.settings {
		if !slices.ContainsFunc(d.old.settings, func(g field) bool { return g.key == f.key && sameValue(f.value, g.value) }) {
			d.add(op{kind: opSetting, name: f.key, value: f.value})
		}
	}
}

// suggestions says which came and went. That one follows its text, the receiver finds out by itself.
func (d *differ) suggestions() {
	told := map[plan.ID]bool{}
	for _, s := range d.now.settled {
		if !slices.Contains(d.old.settled, s) {
			d.add(op{kind: opSettle, item: s.id, outcome: s.outcome})
			told[s.id] = true
		}
	}
	for _, g := range d.old.suggestions {
		if d.now.suggestion(g.id) == nil && !told[g.id] {
			d.add(op{kind: opSettle, item: g.id, outcome: outOfSight})
		}
	}
	for _, g := range d.now.suggestions {
		old := d.old.suggestion(g.id)
		if old == nil || !old.follow(d.changed).same(g) {
			body := g.body
			d.add(op{kind: opSuggest, item: g.id, peer: g.by, body: &body})
		}
	}
}

// follow returns g as it is after changes of texts.
func (g *suggestion) follow(changes map[place]text) *suggestion {
	c, ok := changes[g.body.place()]
	if !ok || g.body.kind != opText {
		return g
	}
	t, _, ok := transform(g.body.segs[0].text, c)
	if !ok {
		return g
	}
	body := g.body
	body.segs = []seg{{text: t}}
	return &suggestion{g.id, g.by, body}
}

func (d *differ) present() {
	for _, p := range d.old.present {
		if !slices.ContainsFunc(d.now.present, func(q presence) bool { return q.peer == p.peer }) {
			d.add(op{kind: opPresent, peer: p.peer})
		}
	}
	for _, p := range d.now.present {
		if !slices.Contains(d.old.present, p) {
			d.add(op{kind: opPresent, peer: p.peer, section: p.at})
		}
	}
}

// misplaced returns the ids of both orders that are not in a longest run that has the same order in both.
func misplaced(before, after []plan.ID) map[plan.ID]bool {
	if slices.Equal(before, after) {
		return nil
	}
	at := make(map[plan.ID]int, len(before))
	for i, id := range before {
		at[id] = i + 1
	}
	var common []plan.ID
	for _, id := range after {
		if at[id] > 0 {
			common = append(common, id)
		}
	}
	// ends[k] is the place in common of the smallest end of a rising run of k+1, back where the run came from.
	var ends []int
	back := make([]int, len(common))
	for i, id := range common {
		k, _ := slices.BinarySearchFunc(ends, at[id], func(end, n int) int { return at[common[end]] - n })
		back[i] = -1
		if k > 0 {
			back[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	out := make(map[plan.ID]bool, len(common))
	for _, id := range common {
		out[id] = true
	}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = back[i] {
			delete(out, common[i])
		}
	}
	return out
}
