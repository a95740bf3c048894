package catalog

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhatIsNoFlatObjectOfStringsIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", "}", "[]", `"a"`, "null", `{"a"}`, `{"a":}`, `{"a":1}`, `{"a":null}`, `{"a":{}}`, `{"a":["b"]}`,
		`{"a":"b"`, `{"a":"b",}`, `{,"a":"b"}`, `{"a":"b" "c":"d"}`, `{"a":"b",,"c":"d"}`, `{"a":"b"}}`, `{"a":"b"} x`,
		`{"a":"b"}{}`, `{a:"b"}`, `{'a':'b'}`, `{"a":"b","a":"c"}`, `{"a":"b","\u0061":"c"}`, "{\"a\":\"b\nc\"}",
		"{\"a\":\"b\x00c\"}", "{\"a\":\"\xff\"}", `{"a":"\x"}`, `{"a":"\`, `{"a":"\"}`, `{"a":"\u12"}`, `{"a":"\u12g4"}`,
		`{"a":"\u+123"}`, `{"a":"\u_123"}`, `{"a":"\ud800"}`, `{"a":"\ud800x"}`, `{"a":"\ud800\n"}`, `{"a":"\ud800\u0041"}`,
		`{"a":"\udc00"}`, `{"a":"\udc00\ud800"}`, `{"a":"\uD83C\`, "\ufeff{}", `{"a":"b"/**/}`, "{\"a\"\v:\"b\"}",
	} {
		if got, err := parse(text); err == nil {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"{}":                                   {},
		" \t\r\n{ } \n":                        {},
		`{"":""}`:                              {"": ""},
		`{"a":"b","c":"d"}`:                    {"a": "b", "c": "d"},
		"{ \"a\" :\n\"b\" , \"c\":\t\"d\" }":   {"a": "b", "c": "d"},
		`{"a":"\"\\\/\b\f\n\r\t"}`:             {"a": "\"\\/\b\f\n\r\t"},
		`{"a":"x\u00e9y\u0000","\u0061b":"é"}`: {"a": "xéy\x00", "ab": "é"},
		`{"a":"\ud83c\uDF3F \uFFFD"}`:          {"a": "🌿 \uFFFD"},
	} {
		if got, err := parse(text); err != nil || !maps.Equal(got, want) {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// FuzzParse holds parse to encoding/json: what it reads, that reads alike; what it refuses, that refuses too, or mends.
//
//	go test -fuzz FuzzParse -fuzztime 10m ./client/catalog
func FuzzParse(f *testing.F) {
	for _, s := range []string{"{}", `{"a":"b","c":"\u00e9\ud83c\udf3f\n"}`, `{"a":"b","a":"c"}`, `{"a":1}`, `{"a":"\ud800"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(text)
		want, mended, refused := reference(text)
		switch {
		case err != nil && !refused && !mended:
			t.Fatalf("%q is refused, encoding/json reads %q", text, want)
		case err == nil && (refused || mended):
			t.Fatalf("%q is read as %q, encoding/json does not agree", text, got)
		case err == nil && !maps.Equal(got, want):
			t.Fatalf("%q: %q, encoding/json reads %q", text, got, want)
		}
	})
}

// reference reads with encoding/json. mended says that it took what parse has to refuse.
func reference(text string) (texts map[string]string, mended, refused bool) {
	dec := json.NewDecoder(strings.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, false, true
	}
	texts = map[string]string{}
	for dec.More() {
		var pair [2]string
		for i := range pair {
			tok, err := dec.Token()
			s, ok := tok.(string)
			if err != nil || !ok {
				return nil, false, true
			}
			pair[i] = s
		}
		if _, twice := texts[pair[0]]; twice {
			mended = true
		}
		texts[pair[0]] = pair[1]
	}
	if _, err := dec.Token(); err != nil {
		return nil, false, true
	}
	if _, err := dec.Token(); err != io.EOF || !json.Valid([]byte(text)) {
		return nil, false, true
	}
	if !utf8.ValidString(text) || halfPair(text) {
		mended = true
	}
	return texts, mended, false
}

// halfPair reports whether a valid JSON text has an escape of half a surrogate pair, which encoding/json reads as U+FFFD:
// then it has more of those than stand there in full or as their own escape.
func halfPair(text string) bool {
	var read bytes.Buffer
	dec := json.NewDecoder(strings.NewReader(text))
	for {
		tok, err := dec.Token()
		if err != nil {
			break
		}
		if s, ok := tok.(string); ok {
			read.WriteString(s)
		}
	}
	written := strings.Count(text, "\ufffd")
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		if i+6 <= len(text) && strings.EqualFold(text[i:i+6], `\ufffd`) && text[i+1] == 'u' {
			written++
		}
		i++
	}
	return strings.Count(read.String(), "\ufffd") > written
}
