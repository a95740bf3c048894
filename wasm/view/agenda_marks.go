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

// mark gives the days what is no visit, at says where each is. Where somebody may look on that is nothing: none of it has a
// name for others.
func (t *teller) mark(days []Day, at map[string]int) {
	if t.cover {
		return
	}
	for _, m := range marked {
		k, _ := plan.KindOf(m[0])
		f, _ := k.Field(m[1])
		say := valueWords{t.words, t.plan, k}
		for _, it := range t.plan.Items(m[0]) {
			v := it.Value(f.Key)
			date, _, _ := strings.Cut(plan.AsText(v), "T")
			on, dated := at[date]
			daily := f.Type == plan.Clocks && v != nil
			if !dated && !daily {
				continue
			}
			text := t.words.Text(k.FieldLabel(f.Key)) + ": " + strings.ReplaceAll(say.of(f, v, f.Key), "\n", ", ")
			mark := Mark{it.ID(), ItemTitle(t.words, it), text, daily}
			if dated {
				days[on].Marks = append(days[on].Marks, mark)
				continue
			}
			for i := range days {
				days[i].Marks = append(days[i].Marks, mark)
			}
		}
	}
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
