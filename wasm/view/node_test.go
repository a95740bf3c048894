package view

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTextCannotBecomeStructure(t *testing.T) {
	for _, text := range []string{
		`"},{"t":"script"`, "\\", "\x00\x1f\x7f", "</script>", "\u2028\u2029", "line\nline", "é ñ 🌿", `\u0022`,
	} {
		out := AppendJSON(nil, El("p", Text(text)))
		var got struct {
			T string
			C []struct{ X, T string }
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%q: %v in %s", text, err, out)
		}
		if len(got.C) != 1 || got.C[0].X != text || got.C[0].T != "" {
			t.Errorf("%q came back as %+v", text, got)
		}
	}
}

func TestTheWholeNode(t *testing.T) {
	n := El("form", nil,
		Leaf("label", "Name").Attr("for", "n"),
		El("input").WithKey("k1").Attr("id", "n").Val("Ana").Handle("input", "name").Focused(true),
		El("textarea"),
		El("button").Class("btn").Class("btn main").Flag("disabled", true).Flag("hidden", false).Click("save").Add(Text("Save")),
	).Handle("submit", "save")
	want := `{"t":"form","on":{"submit":"save"},"c":[` +
		`{"t":"label","a":{"for":"n"},"x":"Name"},` +
		`{"t":"input","k":"k1","a":{"id":"n"},"on":{"input":"name"},"v":"Ana","f":true},` +
		`{"t":"textarea","v":""},` +
		`{"t":"button","a":{"class":"btn main","disabled":""},"on":{"click":"save"},"c":[{"x":"Save"}]}]}`
	if got := string(AppendJSON(nil, n)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(AppendJSON([]byte("x"), nil)); got != "xnull" {
		t.Errorf("nil node: %s", got)
	}
}

func TestStringsDecodeToThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		var got string
		if err := json.Unmarshal(AppendString(nil, s), &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		want := s
		if !utf8.ValidString(s) {
			want = strings.Map(func(r rune) rune { return r }, s)
		}
		if got != want {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
