package view

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// She reads all that she says yes to: every field of what is new, and that a field becomes blank.
func TestASuggestionIsShownAsAWhole(t *testing.T) {
	p, sections, notes := sharedPlan(t)
	w := catalog.Load("en")
	for want, s := range map[string]joint.Suggestion{
		"New in “Calls, mail and privacy”: Person you trust. Kim\nPhone: 555 0100\nNotes: what nobody asked about": {Section: sections[0], Kind: "person", Fields: plan.Record{
			"name": plan.Text("Kim"), "phone": plan.Text("555 0100"), "note": plan.Text("what nobody asked about")}},
		"Note, Text: blank": {Section: sections[0], Item: notes[0], Kind: "note", Field: "text"},
	} {
		s.ID = plan.ID{1}
		if got := suggestionText(w, p, &s); got != want {
			t.Errorf("%q and not %q", got, want)
		}
	}
	for _, k := range plan.Kinds() { // whatever is in it
		for _, f := range k.Fields {
			s := joint.Suggestion{Section: sections[0], Kind: k.Key, Fields: plan.Record{f.Key: plan.Text("found")}}
			if got := suggestionText(w, p, &s); !strings.Contains(got, "found") {
				t.Errorf("%s, %s: %q", k.Key, f.Key, got)
			}
		}
	}
}
