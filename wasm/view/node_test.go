package view

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
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

// A text that turns the direction turns nothing beside it: the characters that do are not drawn. A box holds what was typed.
func TestNothingThatIsDrawnTurnsWhatStandsBesideIt(t *testing.T) {
	const turns = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
	text := "call " + turns + "555 0100 \u05d0\u200d"
	got := string(AppendJSON(nil, El("p", Text(text), Leaf("span", text), El("input").Val(text))))
	want := `{"t":"p","c":[{"x":"call 555 0100 \u05d0\u200d"},{"t":"span","x":"call 555 0100 \u05d0\u200d"},{"t":"input","v":"` + text + `"}]}`
	want = strings.NewReplacer(`\u05d0`, "\u05d0", `\u200d`, "\u200d").Replace(want)
	if got != want {
		t.Errorf("got  %+q\nwant %+q", got, want)
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

func TestASpecSaysWhatAnElementIs(t *testing.T) {
	for spec, want := range map[string]string{
		"p":                                   `{"t":"p"}`,
		"p.a.b-c#k":                           `{"t":"p","k":"k","a":{"class":"a b-c"}}`,
		"div[role=group]#k.a[aria-label=x.y]": `{"t":"div","k":"k","a":{"role":"group","aria-label":"x.y","class":"a"}}`,
		"textarea[readonly=][rows=2]":         `{"t":"textarea","a":{"readonly":"","rows":"2"},"v":""}`,
		"p[id=a":                              `{"t":"p","a":{"id":"a"}}`,
		"":                                    `{"x":""}`,
	} {
		if got := string(AppendJSON(nil, El(spec))); got != want {
			t.Errorf("%s: %s", spec, got)
		}
	}
	if n := Leaf("p.a", "x.y#z[b=c]"); n.Text != "x.y#z[b=c]" || n.Key != "" || len(n.Attrs) != 1 {
		t.Errorf("what a text says became %+v", n)
	}
}

// A spec is written in the program. One that came from a plan could make of a text something else.
func TestEverySpecIsAConstant(t *testing.T) {
	call := regexp.MustCompile(`\b(El|Leaf)\((\w+|.)|\bSay\([\w.]+, (.)`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		if file == "node.go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			if seen++; m[2]+m[3] != `"` && m[2] != "tag" { // a tag that a function of this package is given
				t.Errorf("%s: %s", file, m[0])
			}
		}
	}
	if seen < 300 {
		t.Errorf("%d calls were seen", seen)
	}
}
