package app

import (
	"strconv"
	"strings"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"larkspur/wasm/view"
)

// conflictScreen shows everything that devices disagreed on.
type conflictScreen struct {
	sights sights
	note   string
}

func (s *conflictScreen) draw(a *App) *view.Node {
	p := a.plan()
	gen, _ := s.sights.see(a, noLists)
	return a.frame(a.text("ui.conflict.title")).Node(view.Conflicts(view.ConflictsModel{
		Words: a.words, Plan: p, Gen: gen, Note: s.note, Book: a.vault.book,
	})...)
}

// noLists is the arrange of a screen without lists.
func noLists(map[string][]view.Slot) map[string][]view.Slot { return nil }

func (s *conflictScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "go":
		a.open(act.PlanID(0))
	case "keep":
		gen, _ := strconv.Atoi(act.Arg(0))
		if err := s.sights.keep(a, gen, act); err != nil {
			s.note = a.text(refusal(err, nil))
			a.page.Announce(s.note, true)
		}
	}
}

// marked is one conflict of a plan: of a setting, a section or an item.
type marked struct {
	owner plan.ID // the zero ID: a setting
	field string
	t     plan.Type
	value plan.Value
	other []plan.Value
}

// markedIn finds the conflict that an action "keep G OWNER FIELD WHICH" means.
func markedIn(p *plan.Plan, act Action) (marked, bool) {
	m := marked{owner: act.PlanID(1), field: act.Arg(2)}
	conflicts := p.SettingConflicts()
	if it, ok := p.Item(m.owner); ok {
		conflicts, m.value = it.Conflicts(), it.Value(m.field)
		k, _ := plan.KindOf(it.Kind())
		f, _ := k.Field(m.field)
		m.t = f.Type
	} else if section, ok := p.Section(m.owner); ok {
		conflicts, m.value, m.t = section.Conflicts(), plan.Tidy(plan.Text(section.Title())), plan.Line
	} else if act.Arg(1) != view.NoOwner {
		return m, false
	} else {
		m.value = p.Setting(m.field)
	}
	for _, c := range conflicts {
		if c.Field == m.field {
			m.other = c.Others
			return m, true
		}
	}
	return m, false
}

// keep ends a conflict by the choice that an action names.
func (s *sights) keep(a *App, gen int, act Action) error {
	x, ok := s.at(gen)
	if !ok {
		return nil
	}
	m, ok := markedIn(x.plan, act)
	if !ok {
		return nil
	}
	v := m.value
	switch which := act.Arg(3); which {
	case view.KeepThis:
	case view.KeepBoth:
		v = joined(m.t, append([]plan.Value{m.value}, m.other...))
	default:
		i, err := strconv.Atoi(which)
		if err != nil || i < 0 || i >= len(m.other) {
			return nil
		}
		v = m.other[i]
	}
	return s.edit(a, gen, never, func(x *sight) error {
		if act.Arg(1) == view.NoOwner {
			return x.plan.ResolveSetting(m.field, v)
		}
		return x.plan.ResolveConflict(m.owner, m.field, v)
	})
}

// joined holds all values of a field that devices disagreed on: texts after each other, the entries of lists once each.
func joined(t plan.Type, values []plan.Value) plan.Value {
	between := " / "
	if t == plan.LongText {
		between = "\n\n"
	}
	var texts []string
	var entries cbor.Array
	for _, v := range values {
		switch v := v.(type) {
		case cbor.Text:
			texts = append(texts, string(v))
		case cbor.Array:
			for _, e := range v {
				if !holds(entries, e) {
					entries = append(entries, e)
				}
			}
		}
	}
	if entries != nil {
		return entries
	}
	return plan.Tidy(plan.Text(strings.Join(texts, between)))
}

func holds(list cbor.Array, v plan.Value) bool {
	for _, e := range list {
		if plan.SameValue(e, v) {
			return true
		}
	}
	return false
}
