package plan

import (
	"bytes"
	"slices"
	"strings"

	"larkspur/client/plan/cbor"
)

// Value is what a field holds: cbor.Text, cbor.Bool, cbor.Int, cbor.Bytes (a reference to an item), cbor.Array or
// cbor.Map. Nil is an absent value. Values are not to be changed; make another and set it.
type Value = cbor.Value

// Text returns the value of a text field. Empty text is the same as no value.
func Text(s string) Value { return cbor.Text(s) }

// Flag returns the value of a yes-or-no field. False is the same as no value.
func Flag(b bool) Value { return cbor.Bool(b) }

// Number returns the value of a field that counts, minutes for a length of time. Zero is a value.
func Number(n int64) Value { return cbor.Int(n) }

// Ref returns a reference to an item.
func Ref(id ID) Value { return cbor.Bytes(id[:]) }

// Refs returns a list of references.
func Refs(ids ...ID) Value {
	a := make(cbor.Array, 0, len(ids))
	for _, id := range ids {
		a = append(a, Ref(id))
	}
	return a
}

// Texts returns a list of texts, or of choices.
func Texts(s ...string) Value {
	a := make(cbor.Array, 0, len(s))
	for _, t := range s {
		a = append(a, cbor.Text(t))
	}
	return a
}

// Record is one row of a field of type Records, by the keys of the row's fields.
type Record map[string]Value

// Records returns a list of rows.
func Records(rows ...Record) Value {
	a := make(cbor.Array, 0, len(rows))
	for _, row := range rows {
		m := make(cbor.Map, 0, len(row))
		for k, v := range row {
			if v != nil {
				m = append(m, cbor.Entry{Key: cbor.Text(k), Value: v})
			}
		}
		a = append(a, m)
	}
	return a
}

// AsText returns the text of v, or "" when v is not a text.
func AsText(v Value) string { t, _ := v.(cbor.Text); return string(t) }

// AsFlag returns the truth of v, or false when v is no flag.
func AsFlag(v Value) bool { b, _ := v.(cbor.Bool); return bool(b) }

// AsNumber returns the number of v. The second result is false when v is no number.
func AsNumber(v Value) (int64, bool) { n, ok := v.(cbor.Int); return int64(n), ok }

// AsRef returns the id that v refers to. The second result is false when v is no reference.
func AsRef(v Value) (ID, bool) {
	b, ok := v.(cbor.Bytes)
	if !ok || len(b) != IDSize {
		return ID{}, false
	}
	return ID(b), true
}

// AsTexts returns the texts in the list v, leaving out what is no text.
func AsTexts(v Value) []string {
	var out []string
	for _, e := range asArray(v) {
		if t, ok := e.(cbor.Text); ok {
			out = append(out, string(t))
		}
	}
	return out
}

// AsRefs returns the ids in the list v, leaving out what is no reference.
func AsRefs(v Value) []ID {
	var out []ID
	for _, e := range asArray(v) {
		if id, ok := AsRef(e); ok {
			out = append(out, id)
		}
	}
	return out
}

// AsRecords returns the rows in the list v, leaving out what is no row. Integer keys of a newer version are not shown.
func AsRecords(v Value) []Record {
	var out []Record
	for _, e := range asArray(v) {
		m, ok := e.(cbor.Map)
		if !ok {
			continue
		}
		r := Record{}
		for _, e := range m {
			if k, ok := e.Key.(cbor.Text); ok {
				r[string(k)] = e.Value
			}
		}
		out = append(out, r)
	}
	return out
}

func asArray(v Value) cbor.Array { a, _ := v.(cbor.Array); return a }

// SameValue reports whether two values are the same; nil is the same as nil only.
func SameValue(a, b Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return bytes.Equal(cbor.Encode(a), cbor.Encode(b))
}

// Tidy returns the canonical form of v: line ends as "\n", bytes that are not UTF-8 as U+FFFD, and nothing empty in it at
// any depth. It returns nil when nothing is left. The result shares no memory with v that v's owner could change.
func Tidy(v Value) Value {
	switch v := v.(type) {
	case cbor.Text:
		if v == "" {
			return nil
		}
		return cbor.Text(cleanText(string(v)))
	case cbor.Bool:
		if !v {
			return nil
		}
		return v
	case cbor.Bytes:
		if len(v) == 0 {
			return nil
		}
		return slices.Clone(v)
	case cbor.Array:
		out := make(cbor.Array, 0, len(v))
		for _, e := range v {
			if e = Tidy(e); e != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case cbor.Map:
		out := make(cbor.Map, 0, len(v))
		for _, e := range v {
			if e.Value = Tidy(e.Value); e.Value != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case cbor.Int:
		return v
	}
	return nil
}

func cleanText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	return s
}

// tidy reports whether v is already what Tidy makes of it, and whether its byte strings are all references.
func tidy(v Value) bool {
	switch v := v.(type) {
	case cbor.Text:
		return v != "" && !strings.Contains(string(v), "\r")
	case cbor.Bool:
		return bool(v)
	case cbor.Bytes:
		return len(v) == IDSize
	case cbor.Array:
		return len(v) > 0 && !slices.ContainsFunc(v, func(e Value) bool { return !tidy(e) })
	case cbor.Map:
		return len(v) > 0 && !slices.ContainsFunc(v, func(e cbor.Entry) bool { return !tidy(e.Value) })
	case cbor.Int:
		return true
	}
	return false
}

// depthOf counts the arrays and maps that lie inside each other in v.
func depthOf(v Value) int {
	deepest := 0
	switch v := v.(type) {
	case cbor.Array:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
	case cbor.Map:
		for _, e := range v {
			deepest = max(deepest, depthOf(e.Value))
		}
	default:
		return 0
	}
	return deepest + 1
}
