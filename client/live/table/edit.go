package table

import (
	"bytes"
	"io"

	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// Edit has change be done to what the guest sees, as client.Session.Edit does it to a plan, and makes of it what a guest says:
// operations where it may edit, suggestions where it may suggest. Errors: that of change, and joint.ErrScope for the first thing
// that it may not do; what came before that is done, and what came after is not.
//
// So whatever works on a plan works on what is shared: the screens of a section and of an item, a script. What the host says
// meanwhile waits, as it would else be taken for something that change took away; so change asks the guest nothing.
func (g *Guest) Edit(random io.Reader, change func(*plan.Plan) error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	before, err := g.plan()
	if err != nil {
		return err
	}
	after := before.Clone()
	if err := change(after); err != nil {
		return err
	}
	return (&difference{g.joint, g.terms, random, before, after}).say()
}

// difference is what lies between two states of what a guest sees.
type difference struct {
	guest         *joint.Guest
	terms         live.Terms
	random        io.Reader
	before, after *plan.Plan
}

// say says it. What is removed goes first, as it takes along what refers to it elsewhere, which nobody did by itself then.
func (d *difference) say() error {
	if err := d.settings(); err != nil {
		return err
	}
	if err := d.sections(); err != nil {
		return err
	}
	suggested, err := d.removals()
	if err != nil || suggested {
		return err
	}
	if d.before, err = d.guest.Plan(); err != nil {
		return err
	}
	if err := d.items(); err != nil {
		return err
	}
	return d.fields()
}

// suggests reports whether a guest may suggest in a section and no more. Terms come before the document follows them, and count at
// once: by what it still has, an edit would be sent that is refused.
func (d *difference) suggests(section plan.ID) bool {
	return d.guest.Right(section) == joint.Suggest || d.terms.Of(section) == live.Suggest
}

// settings are for a guest that sees all.
func (d *difference) settings() error {
	for _, p := range [...]*plan.Plan{d.after, d.before} { // what there is, and then what is gone
		for _, key := range p.Settings() {
			v := d.after.Setting(key)
			if p == d.before && v != nil || plan.SameValue(d.before.Setting(key), v) {
				continue
			}
			if err := d.guest.SetSetting(key, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// sections are for a guest that sees all.
func (d *difference) sections() error {
	var last plan.ID
	for i, s := range d.after.Sections() {
		was, had := d.before.Section(s.ID())
		moved := had && i < len(d.before.Sections()) && d.before.Sections()[i].ID() != s.ID()
		if !had || moved || was.Title() != s.Title() || was.Hidden() != s.Hidden() {
			if err := d.guest.PutSection(s.ID(), last, s.Kind(), s.Title(), s.Hidden()); err != nil {
				return err
			}
		}
		last = s.ID()
	}
	for _, s := range d.before.Sections() {
		if _, has := d.after.Section(s.ID()); !has {
			if err := d.guest.RemoveSection(s.ID()); err != nil {
				return err
			}
		}
	}
	return nil
}

// items adds what is new, and moves what stands elsewhere, with as few moves as it takes from the beginning on.
func (d *difference) items() error {
	for _, s := range d.after.Sections() {
		var line []plan.ID // the section as it is after what was said so far
		if was, had := d.before.Section(s.ID()); had {
			for _, it := range was.Items() {
				if now, has := d.after.Item(it.ID()); has && now.Section() == s.ID() {
					line = append(line, it.ID())
				}
			}
		}
		var last plan.ID
		for i, it := range s.Items() {
			if i < len(line) && line[i] == it.ID() {
				last = it.ID()
				continue
			}
			if _, had := d.before.Item(it.ID()); !had {
				if err := d.add(it, s.ID(), last); err != nil {
					return err
				}
			} else {
				if err := d.guest.Move(it.ID(), s.ID(), last); err != nil {
					return err
				}
				line = without(line, it.ID())
			}
			line = append(line[:i:i], append([]plan.ID{it.ID()}, line[i:]...)...)
			last = it.ID()
		}
	}
	return nil
}

func without(line []plan.ID, id plan.ID) []plan.ID {
	var out []plan.ID
	for _, x := range line {
		if x != id {
			out = append(out, x)
		}
	}
	return out
}

// add adds an item under the id that it has, or suggests it with all its fields.
func (d *difference) add(it plan.Item, section, last plan.ID) error {
	if d.suggests(section) {
		fields := plan.Record{}
		for _, key := range it.Fields() {
			fields[key] = it.Value(key)
		}
		_, err := d.guest.SuggestItem(d.random, section, it.Kind(), fields)
		return err
	}
	id := it.ID()
	_, err := d.guest.Add(bytes.NewReader(id[:]), section, last, it.Kind())
	return err
}

// fields says what stands in the items that are in both, and in those that are new.
func (d *difference) fields() error {
	for _, it := range d.after.Items() {
		was, had := d.before.Item(it.ID())
		suggests := d.suggests(it.Section())
		if !had && suggests {
			continue // they went along
		}
		keys := it.Fields()
		if had {
			for _, key := range was.Fields() {
				if it.Value(key) == nil {
					keys = append(keys, key)
				}
			}
		}
		for _, key := range keys {
			var old plan.Value
			if had {
				old = was.Value(key)
			}
			if plan.SameValue(old, it.Value(key)) {
				continue
			}
			if err := d.field(it, key, suggests); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *difference) field(it plan.Item, key string, suggests bool) (err error) {
	kind, _ := plan.KindOf(it.Kind())
	f, _ := kind.Field(key)
	words := f.Type == plan.Line || f.Type == plan.LongText
	switch {
	case suggests && words:
		_, err = d.guest.SuggestText(d.random, it.ID(), key, it.Text(key))
	case suggests:
		_, err = d.guest.SuggestValue(d.random, it.ID(), key, it.Value(key))
	case words:
		err = d.guest.SetText(it.ID(), key, it.Text(key))
	default:
		err = d.guest.Set(it.ID(), key, it.Value(key))
	}
	return err
}

// removals reports whether one was only suggested: what refers to the item then stays as well, and no more is said.
func (d *difference) removals() (suggested bool, err error) {
	for _, it := range d.before.Items() {
		if _, has := d.after.Item(it.ID()); has {
			continue
		}
		if _, stays := d.after.Section(it.Section()); !stays {
			continue // it went with its section
		}
		if d.suggests(it.Section()) {
			suggested = true
			_, err = d.guest.SuggestRemoval(d.random, it.ID())
		} else {
			err = d.guest.Remove(it.ID())
		}
		if err != nil {
			return suggested, err
		}
	}
	return suggested, nil
}
