package joint

import (
	"unicode/utf8"

	"larkspur/client/plan"
)

// Type puts a string into a text that merges by words, in the place of what stands between two places in it, in bytes: exactly
// there, where SetText finds a place that leads to the same text. A screen has whole texts, but another program may say it so.
func (g *Guest) Type(item plan.ID, field string, from, to int, put string) error {
	if it, _ := g.show.item(item); it == nil || !merges(it.kind, field) {
		return ErrScope
	}
	s, put := g.show.text(place{item, field}), tidied(put)
	if from < 0 || from > to || to > len(s) || !utf8.ValidString(s[:from]) || !utf8.ValidString(s[from:to]) {
		return ErrValue
	}
	if len(s)+len(put)-(to-from) > plan.MaxField-16 {
		return plan.ErrTooLarge
	}
	var t text
	t.keep(from)
	t.insert(put)
	t.dropped(to - from)
	t.keep(len(s) - to)
	if t.idle() {
		return nil
	}
	return g.do(op{kind: opText, item: item, name: field, segs: []seg{{text: t}}})
}
