package view

import (
	"slices"
	"strconv"

	"larkspur/client/plan"
)

// none is what stands for no option in an action.
const none = "-"

// choiceFold is how many items are offered at once; more of them are unfolded first.
const choiceFold = 7

// choice draws the options of which one holds, and the way to hold none: what was said can be taken back by any way of
// moving through the group.
func (f form) choice(c cell) *Node {
	chosen := plan.AsText(c.v)
	group := f.radios(c, "x")
	option := func(key, label string, on bool) {
		group.Add(radio(key, label, on, f.act("pick", key, c.at.Args())))
	}
	for _, o := range c.f.Options {
		option(o, optionWords(f.Words, f.kind, o, c.path...), o == chosen)
	}
	if c.v != nil && !slices.Contains(c.f.Options, chosen) { // of a newer version; kept until something else is chosen
		group.Add(radio("newer", f.value.raw(c.v), true, "stay"))
	}
	option(none, f.Words.Text("ui.field.none"), c.v == nil)
	return f.radioField(c, group, f.fact(c.path[len(c.path)-1], chosen))
}

// radios begins a group of which one holds. way is along which arrows the keyboard moves.
func (f form) radios(c cell, way string) *Node {
	group := El("div.choices[role=radiogroup]#group").Attr("aria-labelledby", c.at.ID()+"-label").
		Attr("data-roving", way)
	if f.hint(c) != "" {
		group.Attr("aria-describedby", c.at.ID()+"-hint")
	}
	return group
}

func radio(key, label string, on bool, action string) *Node {
	return keyed(key, label, "", action).Attr("role", "radio").Attr("aria-checked", strconv.FormatBool(on)).Attr("data-rove", "")
}

// radioField puts a group under its label.
func (f form) radioField(c cell, group *Node, more ...*Node) *Node {
	id := c.at.ID()
	n := El("div.field", Leaf("span.label", c.label).Attr("id", id+"-label"), group).WithKey(id)
	if hint := f.hint(c); hint != "" {
		n.Add(Leaf("p.hint", hint).Attr("id", id+"-hint"))
	}
	return n.Add(more...)
}

// choices draws the options of which any number holds.
func (f form) choices(c cell) *Node {
	ticked := plan.AsTexts(c.v)
	list := El("div.stack.tight#ticks")
	for _, o := range c.f.Options {
		list.Add(f.tick(c.at.with(o).ID(), optionWords(f.Words, f.kind, o, c.path...), slices.Contains(ticked, o), f.act("tick", o, c.at.Args())))
	}
	n := f.group(c, list)
	for _, o := range ticked {
		if !slices.Contains(c.f.Options, o) {
			n.Add(Leaf("p.keep", o).WithKey("newer-" + o))
		}
	}
	return n
}

// ref draws the items of which one is meant.
func (f form) ref(c cell) *Node {
	chosen, has := plan.AsRef(c.v)
	items := f.Plan.Items(c.f.Of...)
	id := c.at.ID()
	folds := len(items) > choiceFold
	group := f.radios(c, "y")
	for _, it := range items {
		on := has && it.ID() == chosen
		if !folds || on || f.Open[id] {
			key := it.ID().String()
			group.Add(radio(key, ItemName(f.Words, it), on, f.act("pick", key, c.at.Args())))
		}
	}
	if it, ok := f.Plan.Item(chosen); has && !(ok && slices.Contains(c.f.Of, it.Kind())) { // what it means is of another kind
		group.Add(radio("newer", f.value.raw(c.v), true, "stay"))
	}
	if len(items) > 0 || has {
		group.Add(radio(none, f.Words.Text("ui.field.none"), !has, f.act("pick", none, c.at.Args())))
	} else {
		group = nil
	}
	n := f.radioField(c, group)
	if group == nil {
		n = f.group(c)
	}
	if folds {
		n.Add(unfolds(id, f.Words.Text("ui.field.ref.choose"), f.Open[id]))
	}
	return n.Add(f.refWays(c, chosen, has, len(items)))
}

// refWays leads to the item that is meant, and to a new one.
func (f form) refWays(c cell, chosen plan.ID, has bool, items int) *Node {
	row := El("div.row#ways")
	if it, ok := f.Plan.Item(chosen); has && ok && f.may(chosen) {
		row.Add(keyed("go", f.Words.Text("ui.field.ref.open", ItemName(f.Words, it)), "btn quiet", "go "+chosen.String()))
	}
	for _, kind := range c.f.Of {
		label := KindLabel(f.Words, kind)
		if items == 0 {
			row.Add(Say(f.Words, "p.hint", "ui.field.ref.empty", label).WithKey("none-" + kind))
		}
		if !f.offered(kind) {
			continue
		}
		add := keyed("new-"+kind, f.Words.Text("ui.field.ref.new", label), "btn quiet", f.act("ref", kind, c.at.Args()))
		row.Add(called(add, f.Words.Text("ui.field.ref.new", label)+": "+c.label))
	}
	return row
}

// offered reports whether there is a section in which one may write down something of a kind: at home always, as one is made.
func (f form) offered(kind string) bool {
	return f.May == nil || slices.ContainsFunc(f.Plan.Sections(), func(s plan.Section) bool {
		k, _ := plan.SectionKindOf(s.Kind())
		return f.May(s.ID()) && slices.Contains(k.Kinds, kind)
	})
}

// refs draws the items of which any number is meant.
func (f form) refs(c cell) *Node {
	meant := plan.AsRefs(c.v)
	items := f.Plan.Items(c.f.Of...)
	list := El("div.stack.tight#ticks")
	for _, it := range items {
		key := it.ID().String()
		list.Add(f.tick(c.at.ID()+"-"+key, ItemName(f.Words, it), slices.Contains(meant, it.ID()), f.act("tick", key, c.at.Args())))
	}
	return f.group(c, list, f.refWays(c, plan.ID{}, false, len(items)))
}
