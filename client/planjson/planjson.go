// Package planjson writes a plan as JSON that a person can read and a script can use, and reads it back without loss, also
// what a newer version wrote. It is for the command line; the browser does not carry it.
//
// An export is the plan in clear text. Whoever writes it to a disk has left the promises of the vault.
//
// # Shape
//
//	{"format": 1,
//	 "settings": {KEY: VALUE, ...},
//	 "conflicts": {KEY: [VALUE, ...], ...},
//	 "sections": [
//	   {"id": HEX, "kind": "comm", "fields": {"title": "...", "hidden": true}, "conflicts": {...},
//	    "items": [
//	      {"id": HEX, "kind": "chan", "fields": {...}, "conflicts": {...}, "more": {...}}],
//	    "more": {...}}],
//	 "more": {...}}
//
// What is empty is absent. "more" holds what this version does not know. A VALUE is text, a whole number, true, a list, or
// an object; a reference to an item is {"$ref": HEX}. Three more forms occur only in what a newer version wrote: {"$bytes":
// HEX}, {"$map": [[KEY, VALUE], ...]} for keys that are numbers or begin with "$", and false or null.
//
// Import takes an object without "id" as new and draws one.
package planjson

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// Keys of the encoding of package plan and their names here.
var (
	planNames    = map[string]string{"f": "format", "v": "settings", "x": "conflicts", "s": "sections"}
	sectionNames = map[string]string{"i": "id", "k": "kind", "v": "fields", "x": "conflicts", "c": "items"}
	itemNames    = map[string]string{"i": "id", "k": "kind", "v": "fields", "x": "conflicts"}
)

// more is where keys go that have no name here.
const more = "more"

type document struct {
	Format    int64          `json:"format"`
	Settings  object         `json:"settings,omitempty"`
	Conflicts object         `json:"conflicts,omitempty"`
	Sections  []sectionShape `json:"sections,omitempty"`
	More      object         `json:"more,omitempty"`
}

type sectionShape struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind"`
	Fields    object      `json:"fields,omitempty"`
	Conflicts object      `json:"conflicts,omitempty"`
	Items     []itemShape `json:"items,omitempty"`
	More      object      `json:"more,omitempty"`
}

type itemShape struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Fields    object `json:"fields,omitempty"`
	Conflicts object `json:"conflicts,omitempty"`
	More      object `json:"more,omitempty"`
}

// object is a JSON object; encoding/json sorts its keys.
type object map[string]any

// Export writes p as indented JSON with a line end. Equal plans give equal bytes.
func Export(p *plan.Plan) ([]byte, error) {
	v, err := cbor.Decode(plan.Encode(p))
	if err != nil {
		return nil, fmt.Errorf("planjson: %w", err)
	}
	top := v.(cbor.Map)
	d := document{Settings: fieldsOf(top, "v"), Conflicts: fieldsOf(top, "x"), More: moreOf(top, planNames)}
	d.Format, _ = plan.AsNumber(top.Get("f"))
	for _, s := range listOf(top, "s") {
		d.Sections = append(d.Sections, sectionOf(s))
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("planjson: %w", err)
	}
	return Shown(out.Bytes()), nil
}

// Shown returns JSON in which what a terminal would obey instead of show is escaped: it is often printed on one. encoding/json
// escapes the control characters of ASCII alone. It says the same as before.
func Shown(text []byte) []byte {
	var out []byte
	for _, r := range string(text) {
		if r == '\n' || !unicode.IsControl(r) && (!unicode.Is(unicode.Cf, r) || r == '\u200d') {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

func sectionOf(m cbor.Map) sectionShape {
	s := sectionShape{
		ID: idOf(m), Kind: plan.AsText(m.Get("k")),
		Fields: fieldsOf(m, "v"), Conflicts: fieldsOf(m, "x"), More: moreOf(m, sectionNames),
	}
	for _, it := range listOf(m, "c") {
		s.Items = append(s.Items, itemShape{
			ID: idOf(it), Kind: plan.AsText(it.Get("k")),
			Fields: fieldsOf(it, "v"), Conflicts: fieldsOf(it, "x"), More: moreOf(it, itemNames),
		})
	}
	return s
}

func idOf(m cbor.Map) string {
	id, _ := plan.AsRef(m.Get("i"))
	return id.String()
}

func listOf(m cbor.Map, key string) []cbor.Map {
	a, _ := m.Get(key).(cbor.Array)
	out := make([]cbor.Map, len(a))
	for i, e := range a {
		out[i] = e.(cbor.Map)
	}
	return out
}

// fieldsOf turns the map under a key into an object; its keys are field keys and are not escaped.
func fieldsOf(m cbor.Map, key string) object {
	fields, _ := m.Get(key).(cbor.Map)
	out := object{}
	for _, e := range fields {
		out[plan.AsText(e.Key)] = toJSON(e.Value)
	}
	return out
}

func moreOf(m cbor.Map, names map[string]string) object {
	out := object{}
	for _, e := range m {
		if key := plan.AsText(e.Key); names[key] == "" {
			out[key] = toJSON(e.Value)
		}
	}
	return out
}

func toJSON(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Text:
		return string(v)
	case cbor.Int:
		return int64(v)
	case cbor.Bool:
		return bool(v)
	case cbor.Bytes:
		if id, ok := plan.AsRef(v); ok {
			return object{"$ref": id.String()}
		}
		return object{"$bytes": hex.EncodeToString(v)}
	case cbor.Array:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = toJSON(e)
		}
		return out
	case cbor.Map:
		return mapToJSON(v)
	}
	return nil
}

func mapToJSON(m cbor.Map) any {
	out := object{}
	for _, e := range m {
		key, ok := e.Key.(cbor.Text)
		if !ok || strings.HasPrefix(string(key), "$") {
			return object{"$map": pairs(m)}
		}
		out[string(key)] = toJSON(e.Value)
	}
	return out
}

func pairs(m cbor.Map) []any {
	out := make([]any, len(m))
	for i, e := range m {
		out[i] = []any{toJSON(e.Key), toJSON(e.Value)}
	}
	return out
}
