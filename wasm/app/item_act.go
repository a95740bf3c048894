package app

import (
	"slices"
	"strconv"
	"time"

	"larkspur/client/plan"
	"larkspur/client/rrule"
	"larkspur/wasm/view"
)

// chosen turns an option of an action into a value: an option of the field, an item, or nothing.
func chosen(f plan.Field, option string) plan.Value {
	if option == "-" {
		return nil
	}
	if f.Type == plan.ItemRef || f.Type == plan.ItemRefs {
		id, err := plan.ParseID(option)
		if err != nil {
			return nil
		}
		return plan.Ref(id)
	}
	return plan.Text(option)
}

// pick chooses one of several.
func (s *itemScreen) pick(a *App, gen int, option string, at view.Spot) {
	k, _ := s.kind(gen)
	if f, ok := typeAt(k, at); ok {
		s.say(a, s.put(a, gen, at, chosen(f, option)))
	}
}

// tick sets one of several, or a yes-or-no.
func (s *itemScreen) tick(a *App, gen int, option string, at view.Spot, on bool) {
	k, _ := s.kind(gen)
	f, ok := typeAt(k, at)
	switch {
	case !ok:
	case f.Type == plan.YesNo:
		s.say(a, s.put(a, gen, at, plan.Flag(on)))
	default:
		v := chosen(f, option)
		slots := slotsOf(s.value(gen, at))
		slots = slices.DeleteFunc(slots, func(o view.Slot) bool { return plan.SameValue(o.Value, v) })
		if on {
			slots = append(slots, view.Slot{Value: v})
		}
		s.say(a, s.put(a, gen, at, listOf(slots)))
	}
}

// slotsOf are the entries of a list that the screen keeps no order of.
func slotsOf(v plan.Value) []view.Slot {
	if v == nil {
		return nil
	}
	return placeSlots(plan.Rows, nil, v, func(int) bool { return false }, func() int { return 1 })
}

// entries adds, removes and moves entries of a list.
func (s *itemScreen) entries(a *App, gen int, act Action) {
	field := act.Arg(1)
	key, _ := strconv.Atoi(act.Arg(2))
	if act.Verb == "add" {
		key = s.ed.next()
	}
	s.say(a, s.sights.edit(a, gen, sameField(s.id, field), func(x *sight) error {
		slots := slices.Clone(x.lists[field])
		i := slotAt(slots, key)
		switch {
		case act.Verb == "add" && i < 0:
			slots = append(slots, view.Slot{Key: key})
		case i < 0: // another device removed it
		case act.Verb == "drop":
			slots = slices.Delete(slots, i, i+1)
		case act.Verb == "up" && i > 0:
			slots[i-1], slots[i] = slots[i], slots[i-1]
		case act.Verb == "down" && i < len(slots)-1:
			slots[i+1], slots[i] = slots[i], slots[i+1]
		}
		return x.setList(s.id, field, slots)
	}))
	s.afterEntries(gen, act.Verb, field, key)
}

// afterEntries has the focus go where a person goes on.
func (s *itemScreen) afterEntries(gen int, verb, field string, key int) {
	k, _ := s.kind(gen)
	f, _ := k.Field(field)
	at := view.Spot{Field: field, Row: key}
	switch verb {
	case "add":
		s.focus = firstBox(f, at).ID()
	case "drop":
		s.ed.forget(field, key)
		s.focus = view.Spot{Field: field, Part: "add"}.ID()
	default:
		x, _ := s.sights.at(gen)
		at.Part = verb
		if i := slotAt(x.lists[field], key); i == 0 {
			at.Part = "down"
		} else if i == len(x.lists[field])-1 {
			at.Part = "up"
		}
		s.focus = at.ID()
	}
}

// firstBox is the control in which a new entry is begun.
func firstBox(f plan.Field, at view.Spot) view.Spot {
	if f.Type == plan.Rows && len(f.Fields) > 0 {
		at.Col = f.Fields[0].Key
		switch first := f.Fields[0]; first.Type {
		case plan.Moment:
			at.Part = "date"
		case plan.Choices:
			at.Part = first.Options[0]
		}
	}
	return at
}

// rule takes the actions of the editor of a repeat rule.
func (s *itemScreen) rule(a *App, gen int, act Action) {
	at := spotOf(act, 2)
	end := at
	end.Part = "end"
	var err error
	switch act.Verb {
	case "rule":
		if act.Arg(1) == "-" {
			s.ed.forget(at.Field, 0)
		}
		err = s.changeRule(a, gen, at, func(r *rrule.Rule) { setPattern(r, act.Arg(1)) })
	case "day":
		err = s.changeRule(a, gen, at, func(r *rrule.Rule) { setDay(r, act.Arg(1), act.Value == "true") })
	case "end":
		s.ed.forget(at.Field, 0)
		if act.Arg(1) != "never" {
			s.ed.drafts[end] = view.Draft{Text: act.Arg(1), Hold: true}
			break
		}
		err = s.changeRule(a, gen, at, func(r *rrule.Rule) { r.Until, r.Count = "", 0 })
	}
	s.say(a, err)
}

// setPattern has a rule repeat in another way. Its end stays, and days that were ticked stay among ways by weeks; "-" is not to
// repeat.
func setPattern(r *rrule.Rule, pattern string) {
	next, err := rrule.Parse(pattern)
	if err != nil {
		*r = rrule.Rule{}
		return
	}
	next.Until, next.Count = r.Until, r.Count
	if view.ByDays(next) && pattern != view.Weekdays && view.ByDays(*r) && view.PatternOf(*r, view.Weekdays) != view.Weekdays {
		next.By[rrule.WeekDay], next.WeekFrom = r.By[rrule.WeekDay], r.WeekFrom
	}
	*r = next
}

func setDay(r *rrule.Rule, key string, on bool) {
	for i := range 7 {
		d := time.Weekday(i)
		if view.DayKey(d) != key {
			continue
		}
		day := rrule.On(0, d)
		r.By[rrule.WeekDay] = slices.DeleteFunc(slices.Clone(r.By[rrule.WeekDay]), func(other int) bool { return other == day })
		if on {
			r.By[rrule.WeekDay] = append(r.By[rrule.WeekDay], day)
		}
	}
}

// addRef makes a new item that a field refers to, and goes to it.
func (s *itemScreen) addRef(a *App, gen int, kind string, at view.Spot) {
	id, err := a.add(kind, "")
	if err == nil {
		err = s.put(a, gen, at, s.withRef(gen, at, id))
	}
	if s.say(a, err); err == nil {
		a.open(id)
	}
}

// withRef is the value of a field that refers to an item, beside those that it refers to already where it can.
func (s *itemScreen) withRef(gen int, at view.Spot, id plan.ID) plan.Value {
	k, _ := s.kind(gen)
	if f, _ := typeAt(k, at); f.Type == plan.ItemRefs {
		return plan.Refs(append(plan.AsRefs(s.value(gen, at)), id)...)
	}
	return plan.Ref(id)
}

func (s *itemScreen) moveTo(a *App, to plan.ID) {
	err := a.edit(func(p *plan.Plan) error { return p.MoveItem(s.id, to, -1) })
	s.say(a, err)
	if section, ok := a.plan().Section(to); ok && err == nil {
		s.open["move"] = false
		s.note = a.text("ui.item.moved", view.SectionTitle(a.words, section))
		a.page.Announce(s.note, false)
	}
}

func (s *itemScreen) remove(a *App) {
	it, ok := a.plan().Item(s.id)
	if !ok {
		return
	}
	a.ask(question{
		title: a.text("ui.item.remove.ask"), text: a.text("ui.item.remove.text", view.ItemName(a.words, it)),
		yes: a.text("ui.item.remove.yes"), risk: true,
		then: func() {
			if err := a.edit(func(p *plan.Plan) error { return p.RemoveItem(s.id) }); err == nil || a.itemGone(s.id) {
				delete(a.desk().editing, s.id)
				a.page.Announce(a.text("ui.item.removed"), false)
				a.back()
			}
		},
	})
}

func (a *App) itemGone(id plan.ID) bool {
	_, ok := a.plan().Item(id)
	return !ok
}
