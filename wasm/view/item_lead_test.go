package view

import (
	"strings"
	"testing"

	"larkspur/client/plan"
)

func TestEveryFormBeginsWithAFewFieldsOfItsKind(t *testing.T) {
	for kind, first := range leads {
		k, ok := plan.KindOf(kind)
		if !ok {
			t.Errorf("there is no kind %s", kind)
		}
		fields := strings.Fields(first)
		if len(fields) > 5 {
			t.Errorf("%s begins with %d boxes", kind, len(fields))
		}
		for _, f := range fields {
			if _, ok := k.Field(f); !ok {
				t.Errorf("%s has no field %s", kind, f)
			}
		}
	}
}
