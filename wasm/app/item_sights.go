package app

import (
	"maps"
	"slices"

	"larkspur/client/live/joint"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// What a person does refers to what stood on the screen when it was done. Meanwhile the plan may have changed: another device's
// save was merged in, and rows moved or a text grew. So every tree carries the number of the plan that it was drawn from,
// every action brings it back, and an action on an older plan is done to that one and then merged into the present one,
// as if it came from another device. Nothing that was typed on either side is lost.
//
// The page keeps its side of this: while something is typed and not yet told, it goes on with the action of the tree on
// which the typing began (wasm/web/events.ts), and a tree that does not know of the last thing told changes no text
// (wasm/web/patch.ts).

// sight is a plan as it stood on the screen, with the entries of list fields in the places where the screen had them.
type sight struct {
	plan  *plan.Plan
	lists map[string][]view.Slot
}

// sights are the plans that actions may still refer to.
type sights struct {
	gen    int
	of     map[int]sight
	latest *plan.Plan
}

// sightRoom bounds how many are remembered. More than a few are on their way only while a person types faster than a
// slow machine draws.
const sightRoom = 32

// see notes that the plan is drawn, and returns its number, which no other screen has. arrange places the entries of lists,
// given where they were.
func (s *sights) see(a *App, arrange func(before map[string][]view.Slot) map[string][]view.Slot) (int, sight) {
	p := a.plan()
	if s.latest == p {
		return s.gen, s.of[s.gen]
	}
	if s.of == nil {
		s.of = map[int]sight{}
	}
	now := sight{plan: p, lists: arrange(s.of[s.gen].lists)}
	d := a.desk()
	d.gens++
	s.gen, s.latest = d.gens, p
	s.of[s.gen] = now
	if len(s.of) > sightRoom {
		delete(s.of, slices.Min(slices.Collect(maps.Keys(s.of))))
	}
	return s.gen, now
}

// at returns what was drawn under a number. Older ones cannot be meant any more, as actions come in their order.
func (s *sights) at(gen int) (sight, bool) {
	x, ok := s.of[gen]
	for g := range s.of {
		if ok && g < gen {
			delete(s.of, g)
		}
	}
	return x, ok && x.plan != nil
}

// edit does change to the plan as it stood under a number, and brings that into the present plan. same reports whether what
// change is about says the same in two plans: then it is done to the present plan itself. change may be called several
// times and has the same effect each time.
func (s *sights) edit(a *App, gen int, same func(a, b *plan.Plan) bool, change func(*sight) error) error {
	base, ok := s.at(gen)
	if !ok {
		return plan.ErrNotFound
	}
	err := a.edit(func(p *plan.Plan) error {
		if same(base.plan, p) {
			return change(&sight{p, base.lists})
		}
		mine := sight{base.plan.Clone(), base.lists}
		if err := change(&mine); err != nil {
			return err
		}
		*p = *plan.Merge(base.plan, mine.plan, p)
		return nil
	})
	if err != nil {
		return err
	}
	s.shows(change)
	return nil
}

// shows notes that the page shows what was done, whatever it was told since.
func (s *sights) shows(change func(*sight) error) {
	for g, x := range s.of {
		x.plan = x.plan.Clone()
		if change(&x) == nil {
			s.of[g] = x
		}
	}
}

// write is edit for a text that others write in at the same moment: both go on letter by letter, and nobody is asked which of
// two texts it is to be.
func (s *sights) write(a *App, gen int, id plan.ID, field, text string) error {
	base, ok := s.at(gen)
	if !ok {
		return plan.ErrNotFound
	}
	was, had := base.plan.Item(id)
	err := a.edit(func(p *plan.Plan) error {
		now, has := p.Item(id)
		if !had || !has {
			return plan.ErrNotFound
		}
		return p.SetField(id, field, plan.Tidy(plan.Text(joint.Together(was.Text(field), text, now.Text(field)))))
	})
	if err == nil {
		s.shows(func(x *sight) error { return x.plan.SetField(id, field, plan.Tidy(plan.Text(text))) })
	}
	return err
}

// sameField reports whether a field of an item is there and says the same in two plans.
func sameField(id plan.ID, field string) func(a, b *plan.Plan) bool {
	return func(a, b *plan.Plan) bool {
		x, okA := a.Item(id)
		y, okB := b.Item(id)
		return okA && okB && plan.SameValue(x.Value(field), y.Value(field))
	}
}

// sameTitle is sameField for the title of a section.
func sameTitle(id plan.ID) func(a, b *plan.Plan) bool {
	return func(a, b *plan.Plan) bool {
		x, okA := a.Section(id)
		y, okB := b.Section(id)
		return okA && okB && x.Title() == y.Title()
	}
}

// never says that an edit always goes by way of a merge.
func never(*plan.Plan, *plan.Plan) bool { return false }
