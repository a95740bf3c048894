package joint

import (
	"io"
	"strings"

	"larkspur/client/plan"
)

// The edits of a guest. They are done to what it shows at once, and wait to be sent. They return ErrScope when it has no right
// to them or there is no such thing, ErrValue when a value does not fit, plan.ErrTooLarge when it is too long, and ErrFull when too
// much waits already.

// SetText makes a text that merges by words another one: the one stretch in which the two differ is sent.
func (g *Guest) SetText(item plan.ID, field, s string) error {
	if it, _ := g.show.item(item); it == nil || !merges(it.kind, field) {
		return ErrScope
	}
	s = tidied(s)
	if len(s) > plan.MaxField-16 {
		return plan.ErrTooLarge
	}
	t := changed(g.show.text(place{item, field}), s)
	if t.idle() {
		return nil
	}
	return g.do(op{kind: opText, item: item, name: field, segs: []seg{{text: t}}})
}

func tidied(s string) string {
	return plan.AsText(plan.Tidy(plan.Text(strings.ReplaceAll(s, "\r\n", "\n"))))
}

// Set gives a field that does not merge by words a value; nil takes it away.
func (g *Guest) Set(item plan.ID, field string, v plan.Value) error {
	it, _ := g.show.item(item)
	if it == nil {
		return ErrScope
	}
	v = plan.Tidy(v)
	kind, _ := plan.KindOf(it.kind)
	f, _ := kind.Field(field)
	if merges(it.kind, field) || !f.Accepts(v) {
		return ErrValue
	}
	o := op{kind: opSet, item: item, name: field, value: v}
	if o.size() > plan.MaxField {
		return plan.ErrTooLarge
	}
	return g.do(o)
}

// Add adds an item behind another one of the section; the zero id is its beginning.
func (g *Guest) Add(rand io.Reader, section, after plan.ID, kind string) (plan.ID, error) {
	if !knownKind(kind) {
		return plan.ID{}, ErrValue
	}
	id, err := plan.NewID(rand)
	if err != nil {
		return plan.ID{}, err
	}
	return id, g.do(op{kind: opAdd, item: id, section: section, after: after, name: kind})
}

// Move moves an item behind another one of a section.
func (g *Guest) Move(item, section, after plan.ID) error {
	return g.do(op{kind: opMove, item: item, section: section, after: after})
}

// Remove removes an item.
func (g *Guest) Remove(item plan.ID) error { return g.do(op{kind: opRemove, item: item}) }

// SuggestText suggests that a text be another one. It returns the id of the suggestion, as all that suggest do.
func (g *Guest) SuggestText(rand io.Reader, item plan.ID, field, s string) (plan.ID, error) {
	if it, _ := g.show.item(item); it == nil || !merges(it.kind, field) {
		return plan.ID{}, ErrScope
	}
	t := changed(g.show.text(place{item, field}), tidied(s))
	return g.suggest(rand, op{kind: opText, item: item, name: field, segs: []seg{{text: t}}})
}

// SuggestValue suggests a value for another field.
func (g *Guest) SuggestValue(rand io.Reader, item plan.ID, field string, v plan.Value) (plan.ID, error) {
	return g.suggest(rand, op{kind: opSet, item: item, name: field, value: plan.Tidy(v)})
}

// SuggestItem suggests a new item.
func (g *Guest) SuggestItem(rand io.Reader, section plan.ID, kind string, fields plan.Record) (plan.ID, error) {
	id, err := plan.NewID(rand)
	if err != nil {
		return plan.ID{}, err
	}
	o := op{kind: opAdd, item: id, section: section, name: kind}
	for key, v := range fields {
		o.fields = with(o.fields, key, plan.Tidy(v))
	}
	return g.suggest(rand, o)
}

// SuggestRemoval suggests that an item be removed.
func (g *Guest) SuggestRemoval(rand io.Reader, item plan.ID) (plan.ID, error) {
	return g.suggest(rand, op{kind: opRemove, item: item})
}

func (g *Guest) suggest(rand io.Reader, body op) (plan.ID, error) {
	if body.size() > suggestionSize {
		return plan.ID{}, plan.ErrTooLarge
	}
	id, err := plan.NewID(rand)
	if err != nil {
		return plan.ID{}, err
	}
	return id, g.do(op{kind: opSuggest, item: id, body: &body})
}

// Withdraw takes a suggestion back; Accept and Decline are for a guest that sees all.
func (g *Guest) Withdraw(suggestion plan.ID) error { return g.settle(suggestion, Withdrawn) }

// Accept does what somebody suggested.
func (g *Guest) Accept(suggestion plan.ID) error { return g.settle(suggestion, Accepted) }

// Decline ends a suggestion.
func (g *Guest) Decline(suggestion plan.ID) error { return g.settle(suggestion, Declined) }

func (g *Guest) settle(id plan.ID, outcome Outcome) error {
	if outcome != Withdrawn && !g.show.all {
		return ErrScope
	}
	return g.do(op{kind: opSettle, item: id, outcome: outcome})
}

// PutSection adds a section behind another one, or changes and moves it. It and those below are for a guest that sees all.
func (g *Guest) PutSection(id, after plan.ID, kind, title string, hidden bool) error {
	return g.do(op{kind: opSection, section: id, after: after, name: kind, title: tidied(title), right: Edit, hidden: hidden})
}

// RemoveSection removes a section with all its items.
func (g *Guest) RemoveSection(id plan.ID) error { return g.do(op{kind: opDrop, section: id}) }

// SetSetting gives a setting a value; nil takes it away.
func (g *Guest) SetSetting(key string, v plan.Value) error {
	return g.do(op{kind: opSetting, name: key, value: plan.Tidy(v)})
}

// do does an operation to what is shown and lets it wait. It joins it to the last one that waits, if both are on one field.
func (g *Guest) do(o op) error {
	e := edit(g.show)
	if !e.permits(&o) || !e.do(&o) {
		return ErrScope
	}
	k := len(g.waits)
	switch {
	case k > 0 && join(&g.waits[k-1], &o):
	case k+len(g.flying) >= maxPending:
		return ErrFull
	default:
		g.waits = append(g.waits, o)
	}
	g.show = e.done()
	return nil
}

// join makes two operations on one field one.
func join(a, b *op) bool {
	if a.kind != b.kind || a.kind != opText && a.kind != opSet || a.place() != b.place() {
		return false
	}
	if a.kind == opSet {
		a.value = b.value
		return true
	}
	t, ok := compose(a.segs[0].text, b.segs[0].text)
	if !ok || len(t) > maxParts {
		return false
	}
	a.segs = []seg{{text: t}}
	return true
}
