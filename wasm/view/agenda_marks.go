package view

import (
	"strings"

	"larkspur/client/plan"
)

// Mark is what a day has beside visits: the next refill of a medication, its doses (DOMAIN §1 D5), the next hearing of a court
// order.
type Mark struct {
	Item  plan.ID
	Title string
	Text  string // "Next refill: March 2, 2027"
	Daily bool   // it is on every day, and so makes no day one on which something is on
}

// marked are the fields that stand in a schedule, by the kinds that have them.
var marked = [...][2]string{{"med", "refill"}, {"order", "next"}, {"med", "times"}}

// marks tells of a date what is no visit. Where somebody may look on that is nothing: none of it has a name for others.
func (t *teller) marks(date string) (out []Mark) {
	if t.cover {
		return nil
	}
	for _, m := range marked {
		k, _ := plan.KindOf(m[0])
		f, _ := k.Field(m[1])
		say := valueWords{t.words, t.plan, k}
		for _, it := range t.plan.Items(m[0]) {
			v := it.Value(f.Key)
			daily := f.Type == plan.Clocks && v != nil
			if daily || strings.HasPrefix(plan.AsText(v), date) {
				text := t.words.Text(k.FieldLabel(f.Key)) + ": " + strings.ReplaceAll(say.of(f, v, f.Key), "\n", ", ")
				out = append(out, Mark{it.ID(), ItemTitle(t.words, it), text, daily})
			}
		}
	}
	return out
}

// On reports whether a day has more than what is on every day.
func (d Day) On() bool {
	return len(d.Visits) > 0 || len(d.Marks) > 0 && !d.Marks[0].Daily // doses are the last
}

// mark draws one as a button, like a visit.
func (b *board) mark(m Mark) *Node {
	id := m.Item.String()
	return El("li", El("button[type=button].event#open", Leaf("strong", m.Title), Leaf("small", m.Text)).Click("open "+id)).
		WithKey(id + m.Text)
}
