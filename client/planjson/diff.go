package planjson

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Op is what happened to a part of a plan.
type Op string

// The operations.
const (
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed"
	Moved   Op = "moved"
)

// Change is one difference between two plans, in words of the plan itself. It does not print itself; Line is for the
// survivor's own screen.
type Change struct {
	secret.Guard
	Op       Op
	Section  string // the title, or the kind, of the section; "" for a setting
	Item     string // the kind and the name of the item; "" for the section itself
	Field    string // the key of a field or a setting; "" for the whole item or section
	Old, New string // one-line forms of the values, "" for none
}

// Line returns the change as one line: a sign (+ - ~ >), where, and what became of what.
func (c Change) Line() string {
	sign := map[Op]string{Added: "+", Removed: "-", Changed: "~", Moved: ">"}[c.Op]
	var where []string
	for _, s := range []string{c.Section, c.Item, c.Field} {
		if s != "" {
			where = append(where, s)
		}
	}
	line := sign + " " + strings.Join(where, " / ")
	switch {
	case c.Old != "" && c.New != "":
		line += ": " + c.Old + " -> " + c.New
	case c.Old != "":
		line += ": " + c.Old
	case c.New != "":
		line += ": " + c.New
	}
	return line
}

// Diff returns what changes when now takes the place of old: settings first, then sections and items by their ids, those
// that are gone where they were. It is empty only when both show the same; what no screen shows may still differ, which
// plan.Equal tells.
func Diff(old, now *plan.Plan) []Change {
	d := differ{old: old, now: now}
	d.settings()
	var before, after []plan.ID
	for _, s := range old.Sections() {
		if _, ok := now.Section(s.ID()); ok {
			before = append(before, s.ID())
			continue
		}
		d.add(Change{Op: Removed, Section: titleOf(s)})
		for _, it := range s.Items() {
			if _, ok := now.Item(it.ID()); !ok {
				d.whole(Removed, it)
			}
		}
	}
	for _, s := range now.Sections() {
		was, ok := old.Section(s.ID())
		if !ok {
			d.add(Change{Op: Added, Section: titleOf(s)})
		} else {
			after = append(after, s.ID())
			d.section(was, s)
		}
		d.items(was, s, ok)
	}
	d.moves(before, after, func(id plan.ID) Change {
		s, _ := now.Section(id)
		return Change{Op: Moved, Section: titleOf(s)}
	})
	return d.changes
}

type differ struct {
	old, now *plan.Plan
	changes  []Change
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

func (d *differ) settings() {
	keys := slices.Concat(d.old.Settings(), d.now.Settings())
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		d.value(Change{Field: k}, d.old.Setting(k), d.now.Setting(k))
	}
	d.conflicts(Change{}, d.old.SettingConflicts(), d.now.SettingConflicts())
}

func (d *differ) section(was, s plan.Section) {
	at := Change{Section: titleOf(s)}
	at.Field = "title"
	d.value(at, plan.Tidy(plan.Text(was.Title())), plan.Tidy(plan.Text(s.Title())))
	at.Field = "hidden"
	d.value(at, plan.Tidy(plan.Flag(was.Hidden())), plan.Tidy(plan.Flag(s.Hidden())))
	d.conflicts(Change{Section: titleOf(s)}, was.Conflicts(), s.Conflicts())
}

// items compares the items of a section of the new plan with what they were, wherever that was.
func (d *differ) items(was, s plan.Section, had bool) {
	var before, after []plan.ID
	if had {
		for _, it := range was.Items() {
			if still, ok := d.now.Item(it.ID()); !ok {
				d.whole(Removed, it)
			} else if still.Section() == s.ID() {
				before = append(before, it.ID())
			}
		}
	}
	for _, it := range s.Items() {
		old, ok := d.old.Item(it.ID())
		switch {
		case !ok:
			d.whole(Added, it)
			continue
		case old.Section() != s.ID():
			d.add(Change{Op: Moved, Section: titleOf(s), Item: nameOf(it)})
		default:
			after = append(after, it.ID())
		}
		d.fields(titleOf(s), old, it)
	}
	d.moves(before, after, func(id plan.ID) Change {
		it, _ := d.now.Item(id)
		return Change{Op: Moved, Section: titleOf(s), Item: nameOf(it)}
	})
}

// whole records an item that is only in one of the plans, with all its fields.
func (d *differ) whole(op Op, it plan.Item) {
	p := d.now
	if op == Removed {
		p = d.old
	}
	s, _ := p.Section(it.Section())
	at := Change{Op: op, Section: titleOf(s), Item: nameOf(it)}
	d.add(at)
	for _, f := range it.Fields() {
		at.Field, at.Old, at.New = f, "", ""
		if op == Removed {
			at.Old = oneLine(it.Value(f))
		} else {
			at.New = oneLine(it.Value(f))
		}
		d.add(at)
	}
	if op == Removed {
		d.conflicts(Change{Section: at.Section, Item: at.Item}, it.Conflicts(), nil)
	} else {
		d.conflicts(Change{Section: at.Section, Item: at.Item}, nil, it.Conflicts())
	}
}

func (d *differ) fields(section string, old, now plan.Item) {
	keys := slices.Concat(old.Fields(), now.Fields())
	slices.Sort(keys)
	at := Change{Section: section, Item: nameOf(now)}
	for _, k := range slices.Compact(keys) {
		at.Field = k
		d.value(at, old.Value(k), now.Value(k))
	}
	at.Field = ""
	d.conflicts(at, old.Conflicts(), now.Conflicts())
}

func (d *differ) value(at Change, old, now plan.Value) {
	if plan.SameValue(old, now) {
		return
	}
	at.Op, at.Old, at.New = Changed, oneLine(old), oneLine(now)
	switch {
	case old == nil:
		at.Op = Added
	case now == nil:
		at.Op = Removed
	}
	d.add(at)
}

// conflicts records marks that came or went, each as a change of its field.
func (d *differ) conflicts(at Change, old, now []plan.Conflict) {
	field := at.Field
	for _, c := range old {
		for _, v := range c.Others {
			if !marked(now, c.Field, v) {
				at.Op, at.Field, at.Old, at.New = Removed, field+c.Field+" (conflict)", oneLine(v), ""
				d.add(at)
			}
		}
	}
	for _, c := range now {
		for _, v := range c.Others {
			if !marked(old, c.Field, v) {
				at.Op, at.Field, at.Old, at.New = Added, field+c.Field+" (conflict)", "", oneLine(v)
				d.add(at)
			}
		}
	}
}

func marked(list []plan.Conflict, field string, v plan.Value) bool {
	return slices.ContainsFunc(list, func(c plan.Conflict) bool {
		return c.Field == field && slices.ContainsFunc(c.Others, func(o plan.Value) bool { return plan.SameValue(o, v) })
	})
}

// moves records which ids stand elsewhere among the same ids: each that does not follow the one it followed before.
func (d *differ) moves(before, after []plan.ID, change func(plan.ID) Change) {
	follows := map[plan.ID]plan.ID{}
	var last plan.ID
	for _, id := range before {
		follows[id], last = last, id
	}
	last = plan.ID{}
	for _, id := range after {
		if follows[id] != last {
			d.add(change(id))
		}
		last = id
	}
}

func titleOf(s plan.Section) string {
	if t := s.Title(); t != "" {
		return quote(t)
	}
	return s.Kind()
}

func nameOf(it plan.Item) string {
	if n := it.Name(); n != "" {
		return it.Kind() + " " + quote(n)
	}
	return it.Kind()
}

// oneLine returns a value as compact JSON, shortened to what a line holds.
func oneLine(v plan.Value) string {
	if v == nil {
		return ""
	}
	return shorten(compact(toJSON(v)))
}

func quote(s string) string { return shorten(compact(s)) }

func compact(v any) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "?"
	}
	return string(Shown(bytes.TrimSuffix(out.Bytes(), []byte("\n"))))
}

// longest is how many characters of a value a line shows.
const longest = 120

func shorten(s string) string {
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	return string(r[:longest-1]) + "…"
}
