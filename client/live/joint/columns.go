package joint

import (
	"slices"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// columns reports whether the rows of v, which is for a field, have no column that this version does not know but those, with what
// stands in them, that a value before has: into others could be written what she never sees. Who sees all may be newer.
func (t *taking) columns(f plan.Field, v plan.Value, before ...plan.Value) bool {
	if f.Type != plan.Rows || t.g.scope.All {
		return true
	}
	had := map[string]bool{}
	for _, old := range before {
		unknown(f, old, func(e string) bool { had[e] = true; return true })
	}
	return unknown(f, v, func(e string) bool { return had[e] })
}

// unknown visits what stands in columns that f does not know, as bytes, until visit returns false, and reports whether it never did.
func unknown(f plan.Field, v plan.Value, visit func(string) bool) bool {
	for _, row := range entries(v) {
		m, _ := row.(cbor.Map)
		for _, e := range m {
			key, _ := e.Key.(cbor.Text)
			if !slices.ContainsFunc(f.Fields, func(c plan.Field) bool { return c.Key == string(key) }) && !visit(string(cbor.Encode(cbor.Map{e}))) {
				return false
			}
		}
	}
	return true
}
