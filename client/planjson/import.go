package planjson

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// ErrSyntax says that an import is not JSON of the shape of this package. The text of the error says where.
var ErrSyntax = errors.New("planjson: not a plan")

func fault(where, what string) error { return fmt.Errorf("%w: %s: %s", ErrSyntax, where, what) }

// Import reads what Export wrote, or what a person made of it: line ends and empty values are put into their canonical form,
// marks into their order, and sections or items without id get one. It returns ErrSyntax, or an error of plan.Decode.
func Import(b []byte) (*plan.Plan, error) {
	root, err := parse(b)
	if err != nil {
		return nil, err
	}
	top, err := importNode(root, "plan", planNames, false)
	if err != nil {
		return nil, err
	}
	if !cbor.Valid(top) {
		return nil, fault("plan", "something is nested too deep")
	}
	p, err := plan.Decode(cbor.Encode(top))
	if err != nil {
		return nil, fmt.Errorf("planjson: %w", err)
	}
	return p, nil
}

// importNode turns the object of a plan, a section or an item back into a map of package plan.
func importNode(v any, where string, names map[string]string, hasID bool) (cbor.Map, error) {
	o, ok := v.(object)
	if !ok {
		return nil, fault(where, "not an object")
	}
	var out cbor.Map
	if hasID && o["kind"] == nil {
		return nil, fault(where, "no kind")
	}
	if hasID && o["id"] == nil {
		id, err := plan.NewID(rand.Reader)
		if err != nil {
			return nil, err
		}
		o["id"] = id.String()
	}
	keys := map[string]string{}
	for key, name := range names {
		keys[name] = key
	}
	for name, v := range o {
		at := where + "." + name
		if name == more {
			rest, err := importMore(v, at, names)
			if err != nil {
				return nil, err
			}
			out = append(out, rest...)
			continue
		}
		if keys[name] == "" {
			return nil, fault(at, "no such key; what a newer version wrote is under \"more\"")
		}
		value, err := importKey(name, v, at)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out = append(out, cbor.Entry{Key: cbor.Text(keys[name]), Value: value})
		}
	}
	return importConflicts(out)
}

// importKey reads what stands under one of the names; nil is nothing.
func importKey(name string, v any, at string) (cbor.Value, error) {
	switch name {
	case "id":
		s, _ := v.(string)
		id, err := plan.ParseID(s)
		if err != nil {
			return nil, fault(at, "not an id of 32 hexadecimal digits")
		}
		return plan.Ref(id), nil
	case "kind":
		if s, _ := v.(string); s == "" {
			return nil, fault(at, "not the name of a kind")
		}
		return fromJSON(v, at)
	case "format":
		return fromJSON(v, at)
	case "sections":
		return importList(v, at, sectionNames)
	case "items":
		return importList(v, at, itemNames)
	}
	o, ok := v.(object)
	if !ok {
		return nil, fault(at, "not an object")
	}
	var out cbor.Map
	for key, v := range o {
		value, err := fromJSON(v, at+"."+key)
		if err != nil {
			return nil, err
		}
		if value = plan.Tidy(value); value != nil {
			out = append(out, cbor.Entry{Key: cbor.Text(key), Value: value})
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func importList(v any, at string, names map[string]string) (cbor.Value, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fault(at, "not a list")
	}
	var out cbor.Array
	for i, e := range list {
		m, err := importNode(e, at+"["+strconv.Itoa(i)+"]", names, true)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func importMore(v any, at string, names map[string]string) (cbor.Map, error) {
	o, ok := v.(object)
	if !ok {
		return nil, fault(at, "not an object")
	}
	var out cbor.Map
	for key, v := range o {
		if names[key] != "" {
			return nil, fault(at+"."+key, "a key that this version knows")
		}
		value, err := fromJSON(v, at+"."+key)
		if err != nil {
			return nil, err
		}
		out = append(out, cbor.Entry{Key: cbor.Text(key), Value: value})
	}
	return out, nil
}

// importConflicts brings marks into their canonical order and leaves out those that are none.
func importConflicts(node cbor.Map) (cbor.Map, error) {
	values, _ := node.Get("v").(cbor.Map)
	var out, marks cbor.Map
	for _, e := range node {
		if e.Key != cbor.Text("x") {
			out = append(out, e)
			continue
		}
		for _, mark := range e.Value.(cbor.Map) {
			key := plan.AsText(mark.Key)
			list, ok := mark.Value.(cbor.Array)
			if !ok || !cbor.Valid(list) {
				return nil, fault("conflicts."+key, "not a list of values")
			}
			list = slices.DeleteFunc(list, func(v cbor.Value) bool { return plan.SameValue(v, values.Get(key)) })
			slices.SortFunc(list, func(a, b cbor.Value) int { return bytes.Compare(cbor.Encode(a), cbor.Encode(b)) })
			if list = slices.CompactFunc(list, plan.SameValue); len(list) > 0 {
				marks = append(marks, cbor.Entry{Key: mark.Key, Value: list})
			}
		}
	}
	if len(marks) > 0 {
		out = append(out, cbor.Entry{Key: cbor.Text("x"), Value: marks})
	}
	return out, nil
}

func fromJSON(v any, at string) (cbor.Value, error) {
	switch v := v.(type) {
	case nil:
		return cbor.Null{}, nil
	case string:
		return cbor.Text(v), nil
	case bool:
		return cbor.Bool(v), nil
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return nil, fault(at, "not a whole number of 64 bits")
		}
		return cbor.Int(n), nil
	case []any:
		out := make(cbor.Array, len(v))
		for i, e := range v {
			value, err := fromJSON(e, at+"["+strconv.Itoa(i)+"]")
			if err != nil {
				return nil, err
			}
			out[i] = value
		}
		return out, nil
	case object:
		return objectFromJSON(v, at)
	}
	return nil, fault(at, "not a value")
}

func objectFromJSON(o object, at string) (cbor.Value, error) {
	if len(o) == 1 {
		for key, v := range o {
			if strings.HasPrefix(key, "$") {
				return special(key, v, at)
			}
		}
	}
	out := make(cbor.Map, 0, len(o))
	for key, v := range o {
		if strings.HasPrefix(key, "$") {
			return nil, fault(at+"."+key, "a key that begins with \"$\" beside others")
		}
		value, err := fromJSON(v, at+"."+key)
		if err != nil {
			return nil, err
		}
		out = append(out, cbor.Entry{Key: cbor.Text(key), Value: value})
	}
	return out, nil
}

func special(key string, v any, at string) (cbor.Value, error) {
	text, _ := v.(string)
	switch key {
	case "$ref":
		id, err := plan.ParseID(text)
		if err != nil {
			return nil, fault(at, "not an id of 32 hexadecimal digits")
		}
		return plan.Ref(id), nil
	case "$bytes":
		b, err := hex.DecodeString(text)
		if err != nil {
			return nil, fault(at, "not hexadecimal digits")
		}
		return cbor.Bytes(b), nil
	case "$map":
		list, _ := v.([]any)
		out := make(cbor.Map, 0, len(list))
		for _, e := range list {
			pair, _ := e.([]any)
			if len(pair) != 2 {
				return nil, fault(at, "not a list of pairs")
			}
			k, err := fromJSON(pair[0], at)
			if err != nil {
				return nil, err
			}
			value, err := fromJSON(pair[1], at)
			if err != nil {
				return nil, err
			}
			out = append(out, cbor.Entry{Key: k, Value: value})
		}
		return out, nil
	}
	return nil, fault(at+"."+key, "no such form")
}
