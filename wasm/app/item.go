package app

import (
	"maps"
	"slices"
	"strconv"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// itemScreen edits one item. It keeps the id and looks the item up in the plan every time, as another device may change or
// remove it at any moment.
type itemScreen struct {
	id     plan.ID
	ed     *editing
	sights sights
	open   map[string]bool
	focus  string
	note   string
	help   string // a key

	// heading is the name that the item had when it was opened, in the language of then. It stays while the name is typed: a
	// heading that grows moves everything below it, the field that one types in and the button that one is about to press.
	heading, lang string
	leads         map[string]bool // found out with the heading
}

func newItemScreen(a *App, id plan.ID) *itemScreen {
	d := a.desk()
	ed, ok := d.editing[id]
	if !ok {
		ed = &editing{drafts: map[view.Spot]view.Draft{}}
		if d.editing == nil {
			d.editing = map[plan.ID]*editing{}
		}
		d.editing[id] = ed
	}
	s := &itemScreen{id: id, ed: ed, open: map[string]bool{}}
	s.sights.of = map[int]sight{0: {lists: ed.lists}}
	return s
}

// draw also notes what it draws, see sights.
// begin is for long forms.
func (s *itemScreen) begin(a *App) (tree *view.Node, all bool) { return view.Cut(s.draw(a)) }

func (s *itemScreen) draw(a *App) *view.Node {
	p := a.plan()
	it, ok := p.Item(s.id)
	if !ok {
		return a.goneFrame()
	}
	gen, shown := s.sights.see(a, func(before map[string][]view.Slot) map[string][]view.Slot { return s.arrange(it, before) })
	s.ed.lists = shown.lists
	if s.heading == "" {
		s.leads = view.Leads(it, s.ed.typed)
	}
	if s.heading == "" || s.lang != a.lang {
		s.heading, s.lang = view.ItemTitle(a.words, it), a.lang
	}
	help := ""
	if s.help != "" {
		help = a.text(s.help)
	}
	return a.frame(s.heading).Node(view.Item(view.ItemModel{
		Words: a.words, Plan: p, ID: s.id, Gen: gen, Lists: shown.lists, Drafts: s.ed.drafts, Leads: s.leads, Help: help, Open: s.open, Focus: s.focus,
		Zone: a.zone, Note: s.note, Book: a.desk().book, May: a.guests(),
	})...)
}

// goneFrame stands where something was that another device removed.
func (a *App) goneFrame() *view.Node {
	return a.frame(a.text("ui.home.title")).Node(view.ItemGone(a.words)...)
}

// arrange places the entries of all list fields.
func (s *itemScreen) arrange(it plan.Item, before map[string][]view.Slot) map[string][]view.Slot {
	k, _ := plan.KindOf(it.Kind())
	out := map[string][]view.Slot{}
	for _, f := range k.Fields {
		if isList(f.Type) {
			keep := func(key int) bool { return s.ed.drafted(f.Key, key) }
			out[f.Key] = placeSlots(f.Type, before[f.Key], it.Value(f.Key), keep, s.ed.next)
		}
	}
	return out
}

func (s *itemScreen) act(a *App, act Action) {
	s.focus = ""
	gen, _ := strconv.Atoi(act.Arg(0))
	switch act.Verb {
	case "set":
		s.typed(a, gen, spotOf(act, 1), act.Value)
	case "left":
		s.left(a, spotOf(act, 0))
	case "pick":
		s.pick(a, gen, act.Arg(1), spotOf(act, 2))
	case "tick":
		s.tick(a, gen, act.Arg(1), spotOf(act, 2), act.Value == "true")
	case "clear":
		s.say(a, s.put(a, gen, view.Spot{Field: act.Arg(1)}, nil))
	case "add", "drop", "up", "down":
		s.entries(a, gen, act)
	case "rule", "day", "end":
		s.rule(a, gen, act)
	case "keep":
		s.ed.forget(act.Arg(2), 0)
		s.say(a, s.sights.keep(a, gen, act))
		s.focus = view.Spot{Field: act.Arg(2)}.ID()
	default:
		s.whole(a, gen, act)
	}
}

// whole is what can be done with the item as a whole, and leads elsewhere.
func (s *itemScreen) whole(a *App, gen int, act Action) {
	switch act.Verb {
	case "open":
		s.open[act.Arg(0)] = !s.open[act.Arg(0)]
	case "go":
		a.open(act.PlanID(0))
	case "ref":
		s.addRef(a, gen, act.Arg(1), spotOf(act, 2))
	case "words":
		s.useWords(a, gen, act.Arg(1))
	case "move-to":
		s.moveTo(a, act.PlanID(0))
	case "remove":
		s.remove(a)
	default:
		if a.vault != nil {
			s.elsewhere(a, act)
		}
	}
}

// elsewhere leads to what only the own plan has.
func (s *itemScreen) elsewhere(a *App, act Action) {
	switch act.Verb {
	case "paper":
		a.push(newPaperScreen(a, view.PaperLetter, s.id))
	case "stagger":
		a.stagger(s.id, false)
	case "sheet":
		a.push(&sheetScreen{id: s.id})
	case "hours":
		it, ok := a.plan().Item(s.id)
		of := s.id
		if ok && it.Kind() == "win" {
			of = schedule.Concern(it)
		}
		a.hours(of)
	}
}

// open goes to the editor of an item; where there is none, nothing happens, as the next tree says so.
func (a *App) open(id plan.ID) {
	if _, ok := a.plan().Item(id); ok && a.may(id) {
		a.push(newItemScreen(a, id))
	}
}

// kind is the kind of the item as it was drawn.
func (s *itemScreen) kind(gen int) (plan.Kind, bool) {
	x, ok := s.sights.at(gen)
	if !ok {
		return plan.Kind{}, false
	}
	it, ok := x.plan.Item(s.id)
	if !ok {
		return plan.Kind{}, false
	}
	return plan.KindOf(it.Kind())
}

// value is what stood at a spot as it was drawn.
func (s *itemScreen) value(gen int, at view.Spot) plan.Value {
	x, ok := s.sights.at(gen)
	if !ok {
		return nil
	}
	return valueAt(x, s.id, at)
}

// put gives a spot a value.
func (s *itemScreen) put(a *App, gen int, at view.Spot, v plan.Value) error {
	v = plan.Tidy(v)
	if a.together() && at.Row == 0 && at.Part == "" {
		k, _ := s.kind(gen)
		f, _ := k.Field(at.Field)
		_, there := a.plan().Item(s.id)
		if there && (f.Type == plan.Line || f.Type == plan.LongText) {
			return s.sights.write(a, gen, s.id, at.Field, plan.AsText(v))
		}
	}
	return s.sights.edit(a, gen, sameField(s.id, at.Field), func(x *sight) error {
		if at.Row == 0 {
			return x.plan.SetField(s.id, at.Field, v)
		}
		slots := slices.Clone(x.lists[at.Field])
		i := slotAt(slots, at.Row)
		if i < 0 { // another device removed it; what is typed there stays
			i, slots = len(slots), append(slots, view.Slot{Key: at.Row})
		}
		if at.Col == "" {
			slots[i].Value = v
		} else {
			slots[i].Value = withColumn(slots[i].Value, at.Col, v)
		}
		return x.setList(s.id, at.Field, slots)
	})
}

// setList gives a list field the entries of slots.
func (x *sight) setList(id plan.ID, field string, slots []view.Slot) error {
	if err := x.plan.SetField(id, field, listOf(slots)); err != nil {
		return err
	}
	x.lists = maps.Clone(x.lists)
	x.lists[field] = slots
	return nil
}

func valueAt(x sight, id plan.ID, at view.Spot) plan.Value {
	it, ok := x.plan.Item(id)
	if !ok {
		return nil
	}
	if at.Row == 0 {
		return it.Value(at.Field)
	}
	i := slotAt(x.lists[at.Field], at.Row)
	if i < 0 {
		return nil
	}
	v := x.lists[at.Field][i].Value
	if at.Col == "" {
		return v
	}
	rows := plan.AsRecords(plan.Tidy(listOf([]view.Slot{{Value: v}})))
	if len(rows) == 0 {
		return nil
	}
	return rows[0][at.Col]
}

// say says what the plan did not take, if anything.
func (s *itemScreen) say(a *App, err error) {
	s.note = ""
	if err != nil {
		s.note = a.text(refusal(err, nil))
		a.page.Announce(s.note, true)
	}
}
