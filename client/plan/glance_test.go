package plan_test

import (
	"testing"

	"larkspur/client/plan"
)

// A kind that is all name, a note, shows nothing beside it.
func TestEveryKindShowsInAListWhatItHas(t *testing.T) {
	for _, k := range plan.Kinds() {
		shown, said := k.Glance()
		if len(shown) == 0 && said == "" && k.Key != "note" {
			t.Errorf("%s shows nothing", k.Key)
		}
		if f, ok := k.Field(said); said != "" && (!ok || f.Type != plan.Choice && f.Type != plan.YesNo) {
			t.Errorf("%s: %s cannot be said in a list", k.Key, said)
		}
		for _, path := range shown {
			f, ok := k.Field(path[0])
			for _, c := range f.Fields {
				ok = ok && (len(path) == 2) == (f.Type == plan.Rows)
				if len(path) == 2 && c.Key == path[1] {
					path = nil
					break
				}
			}
			if !ok || len(path) == 2 {
				t.Errorf("%s has no %v", k.Key, path)
			}
		}
	}
}
