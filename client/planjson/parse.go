package planjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// maxDepth bounds the levels of an import; a plan has at most 16, and each may be written as two.
const maxDepth = 64

// parse reads JSON into objects, lists, texts, json.Number, bool and nil. Unlike json.Unmarshal it refuses a doubled key, of
// which one would be lost, and what follows the value.
func parse(b []byte) (any, error) {
	if !utf8.Valid(b) {
		return nil, fault("file", "not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	v, err := parseValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault("file", "something follows the plan")
	}
	return v, nil
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fault("file", "nested too deep")
	}
	t, err := d.Token()
	if err != nil {
		return nil, fault("file", "not JSON: "+err.Error())
	}
	switch t {
	case json.Delim('{'):
		return parseObject(d, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, parseEnd(d)
	}
	return t, nil
}

func parseObject(d *json.Decoder, depth int) (any, error) {
	out := object{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, fault("file", "not JSON: "+err.Error())
		}
		key, _ := t.(string)
		if _, ok := out[key]; ok {
			return nil, fault("file", "the key \""+key+"\" twice in one object")
		}
		if out[key], err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	return out, parseEnd(d)
}

// parseEnd takes the bracket that closes an object or a list.
func parseEnd(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return fault("file", "not JSON: "+err.Error())
	}
	return nil
}
