package view

import (
	"slices"
	"strconv"
	"strings"

	"larkspur/client/plan"
)

// leads are the fields of each kind that matter first. A form of twenty boxes is one that nobody fills in; the rest is there
// at a press.
var leads = map[string]string{
	"chan": "type name state", "tele": "device room word", "tech": "topic what state", "priv": "topic what whom",
	"rel": "who org until", "act": "topic what want", "letter": "type to body",
	"place": "name helps worries", "xfer": "what to state", "gap": "what who by",
	"appt": "title start repeat place", "win": "state days from to place",
	"card": "kit near call", "med": "name dose kept", "back": "what quiet who", "backup": "for what who", "prov": "who word ask",
	"room": "type name way", "thing": "what where packed", "doc": "type what where", "person": "name phone",
	"child": "name where fetch", "pet": "name stays", "job": "name way plan", "order": "type what kept", "money": "what where next",
}

// fewest is how many fields are worth folding away.
const fewest = 3

// Leads are the fields of an item that are shown at once: those that matter first, and those in which something stands or, as
// typed says, is being typed. nil: all of them. They are found out when an item is opened and stay, as a box that moves away
// from under the hand is worse than a long form.
func Leads(it plan.Item, typed func(field string) bool) map[string]bool {
	k, _ := plan.KindOf(it.Kind())
	first, ok := leads[k.Key]
	if !ok {
		return nil
	}
	out := map[string]bool{}
	for _, f := range k.Fields {
		if slices.Contains(strings.Fields(first), f.Key) || it.Value(f.Key) != nil || typed(f.Key) {
			out[f.Key] = true
		}
	}
	if len(k.Fields)-len(out) < fewest {
		return nil
	}
	return out
}

// fields draws the fields that matter first, and the rest behind a button. Two values that wait for a choice unfold it.
func (f form) fields() []*Node {
	var out []*Node
	rest := El("div#rest[id=rest]")
	open := f.Open["rest"]
	for _, field := range f.kind.Fields {
		if f.Leads == nil || f.Leads[field.Key] {
			out = append(out, f.field(field))
			continue
		}
		rest.Add(f.field(field))
		open = open || slices.ContainsFunc(f.item.Conflicts(), func(c plan.Conflict) bool { return c.Field == field.Key })
	}
	if n := len(rest.Children); n > 0 {
		out = append(out, unfolds("rest", f.Words.Text("ui.item.rest", strconv.Itoa(n)), open).Class("btn wide"), rest.Flag("hidden", !open))
	}
	return out
}
