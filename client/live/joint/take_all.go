package joint

import (
	"larkspur/client/plan/cbor"
)

// doAll does what only guests do that see all.
func (t *taking) doAll(o *op) bool {
	switch o.kind {
	case opDrop:
		return t.did(t.p.RemoveSection(o.section))
	case opSetting:
		return t.spend(0, cbor.Size(o.value)) && t.value(o.value) && t.did(t.p.SetSetting(o.name, o.value))
	}
	was := t.base.section(o.section)
	if _, there := t.p.Section(o.section); !there {
		if was != nil || !t.g.names.fresh(o.section) {
			return false // it was removed meanwhile
		}
		t.g.names.told(o.section)
		if _, err := t.p.AddSection(fixed(o.section), o.name, o.title); !t.did(err) {
			return false
		}
	}
	if was == nil {
		was = &section{}
	}
	// What was left as it was is not set: somebody else may have changed it.
	ok := was.title == o.title || t.did(t.p.RenameSection(o.section, o.title))
	ok = ok && (was.hidden == o.hidden || t.did(t.p.HideSection(o.section, o.hidden)))
	if ok && (was.id == nowhere || o.after != t.base.before(o.section)) {
		ok = t.did(t.p.MoveSection(o.section, t.behindSection(o)))
	}
	return ok
}

func (t *taking) behindSection(o *op) int {
	if o.after == nowhere {
		return 0
	}
	at := 0
	for _, sec := range t.p.Sections() {
		switch sec.ID() {
		case o.section:
			continue
		case o.after:
			return at + 1
		}
		at++
	}
	return at
}
