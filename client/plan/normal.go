package plan

import (
	"slices"
	"sort"
	"strings"

	"larkspur/client/plan/cbor"
	"larkspur/client/rrule"
)

// normal returns the one form of a value of which several would look alike: what is ticked in a list of options is in the
// order of the options, dates and times of day rise, and each is there once; a repeat rule is written in one way. The
// order in which they were ticked or typed would be a history. Anything else stays as it is.
func (f Field) normal(v cbor.Value) cbor.Value {
	switch f.Type {
	case Choices:
		return sorted(v, func(a, b string) int {
			if d := f.rank(a) - f.rank(b); d != 0 {
				return d
			}
			return strings.Compare(a, b)
		})
	case Dates, Clocks:
		return sorted(v, strings.Compare)
	case Rows:
		return f.normalRows(v)
	case Repeat:
		if t, ok := v.(cbor.Text); ok {
			if r, err := rrule.Parse(string(t)); err == nil {
				return cbor.Text(r.String())
			}
		}
	}
	return v
}

// normalRows gives the columns of every row their normal form. It changes nothing in v itself.
func (f Field) normalRows(v cbor.Value) cbor.Value {
	a, ok := v.(cbor.Array)
	if !ok {
		return v
	}
	out := slices.Clone(a)
	for i, row := range out {
		m, _ := row.(cbor.Map)
		m = slices.Clone(m)
		for j, e := range m {
			key, _ := e.Key.(cbor.Text)
			if c, ok := findField(f.Fields, string(key)); ok {
				m[j].Value = c.normal(e.Value)
			}
		}
		if m != nil {
			out[i] = m
		}
	}
	return out
}

// rank is the place of an option; options of a newer version come last.
func (f Field) rank(option string) int {
	if i := slices.Index(f.Options, option); i >= 0 {
		return i
	}
	return len(f.Options)
}

// sorted sorts a list of texts and leaves out doubles. A list that holds anything else stays as it is.
func sorted(v cbor.Value, compare func(a, b string) int) cbor.Value {
	a, ok := v.(cbor.Array)
	if !ok {
		return v
	}
	texts := AsTexts(v)
	if len(texts) != len(a) {
		return v
	}
	sort.Slice(texts, func(i, j int) bool { return compare(texts[i], texts[j]) < 0 })
	return Texts(slices.Compact(texts)...)
}
