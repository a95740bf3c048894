package planjson_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"larkspur/client/planjson"
	"pgregory.net/rapid"
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func newPlan(t rapid.TB) *plan.Plan {
	p, err := plan.New(rand.Reader)
	must(t, err)
	return p
}

func add(t rapid.TB, p *plan.Plan, kind string, f plan.Record) plan.ID {
	t.Helper()
	id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), kind)
	must(t, err)
	for k, v := range f {
		must(t, p.SetField(id, k, v))
	}
	return id
}

func TestExportReadsLikeAPlan(t *testing.T) {
	p := newPlan(t)
	place := add(t, p, "place", plan.Record{"name": plan.Text("Río <1> & co")})
	add(t, p, "appt", plan.Record{"place": plan.Ref(place), "public": plan.Flag(true), "len": plan.Number(0)})
	b, err := planjson.Export(p)
	must(t, err)
	for _, want := range []string{`"kind": "comm"`, `"name": "Río <1> & co"`, `"$ref": "` + place.String() + `"`, `"public": true`, `"len": 0`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s is not in\n%s", want, b)
		}
	}
}

// tree draws what a newer version may have written anywhere outside of fields.
func tree(depth int) *rapid.Generator[cbor.Value] {
	str := rapid.Map(rapid.String(), func(s string) string { return strings.ToValidUTF8(s, "") })
	leaf := rapid.OneOf(
		rapid.Map(str, func(s string) cbor.Value { return cbor.Text(s) }),
		rapid.Map(rapid.Int64(), func(n int64) cbor.Value { return cbor.Int(n) }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) cbor.Value { return cbor.Bytes(b) }),
		rapid.Map(rapid.Bool(), func(b bool) cbor.Value { return cbor.Bool(b) }),
		rapid.Just[cbor.Value](cbor.Null{}))
	if depth == 0 {
		return leaf
	}
	key := rapid.OneOf(
		rapid.Map(str, func(s string) cbor.Value { return cbor.Text(s) }),
		rapid.SampledFrom([]cbor.Value{cbor.Text("$ref"), cbor.Text("$map"), cbor.Int(0), cbor.Int(7), cbor.Text("$")}))
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(tree(depth-1), 0, 4), func(a []cbor.Value) cbor.Value { return cbor.Array(a) }),
		rapid.Map(rapid.MapOfN(key, tree(depth-1), 0, 4), func(m map[cbor.Value]cbor.Value) cbor.Value {
			out := cbor.Map{}
			for k, v := range m {
				out = append(out, cbor.Entry{Key: k, Value: v})
			}
			return out
		}))
}

// odd is a plan with drawn values everywhere, with marks, as Decode accepts them.
func odd(t *rapid.T) *plan.Plan {
	fields := func(name string) cbor.Map {
		var m cbor.Map
		for i := range rapid.IntRange(0, 3).Draw(t, name) {
			v := plan.Tidy(tree(2).Draw(t, "value"))
			if v != nil && !hasOddBytes(v) {
				m = append(m, cbor.Entry{Key: cbor.Text(fmt.Sprintf("$f%d", i)), Value: v})
			}
		}
		return m
	}
	node := func(n byte, kind string) cbor.Map {
		m := cbor.Map{{Key: cbor.Text("i"), Value: cbor.Bytes(bytes.Repeat([]byte{n}, 16))}, {Key: cbor.Text("k"), Value: cbor.Text(kind)},
			{Key: cbor.Text("id"), Value: tree(2).Draw(t, "more")}}
		if f := fields("fields"); len(f) > 0 {
			m = append(m, cbor.Entry{Key: cbor.Text("v"), Value: f})
		}
		return append(m, cbor.Entry{Key: cbor.Text("x"), Value: cbor.Map{{Key: cbor.Text("title"), Value: cbor.Array{cbor.Int(1), cbor.Text("a"), cbor.Text("b")}}}})
	}
	section := append(node(1, "comm"), cbor.Entry{Key: cbor.Text("c"), Value: cbor.Array{node(2, "note"), node(3, "new")}})
	top := cbor.Map{{Key: cbor.Text("f"), Value: cbor.Int(1)}, {Key: cbor.Text("s"), Value: cbor.Array{section}}, {Key: cbor.Text("sections"), Value: tree(3).Draw(t, "top")}}
	p, err := plan.Decode(cbor.Encode(top))
	must(t, err)
	return p
}

func hasOddBytes(v cbor.Value) bool {
	switch v := v.(type) {
	case cbor.Bytes:
		return len(v) != plan.IDSize
	case cbor.Array:
		return slices.ContainsFunc(v, hasOddBytes)
	case cbor.Map:
		return slices.ContainsFunc(v, func(e cbor.Entry) bool { return hasOddBytes(e.Value) })
	}
	return false
}

func TestImportOfAnExportIsThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := odd(t)
		b, err := planjson.Export(p)
		must(t, err)
		back, err := planjson.Import(b)
		if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if !plan.Equal(p, back) {
			t.Fatalf("another plan came back:\n%s", b)
		}
		again, err := planjson.Export(back)
		must(t, err)
		if !bytes.Equal(b, again) {
			t.Fatal("equal plans export differently")
		}
	})
}

func TestImportOfWhatAPersonWrote(t *testing.T) {
	p, err := planjson.Import([]byte(`{"format": 1, "sections": [{"kind": "own", "fields": {"title": "Mine", "hidden": false},
		"items": [{"kind": "note", "fields": {"title": "", "text": "a\r\nb"}, "conflicts": {"text": ["z", "b", "z", "a\nb"], "title": []}}]}], "settings": {}}`))
	must(t, err)
	it := p.Items()[0]
	if it.Text("text") != "a\nb" || p.Sections()[0].Title() != "Mine" || p.Sections()[0].Hidden() {
		t.Errorf("%q", it.Text("text"))
	}
	if c := it.Conflicts(); len(c) != 1 || !plan.SameValue(cbor.Array(c[0].Others), plan.Texts("b", "z")) {
		t.Error("the marks are not as written")
	}
}

func TestImportRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":                  {``, planjson.ErrSyntax},
		"no JSON":                  {`{"format": 1,`, planjson.ErrSyntax},
		"a list":                   {`[]`, planjson.ErrSyntax},
		"two plans":                {`{"format": 1} {"format": 1}`, planjson.ErrSyntax},
		"a doubled key":            {`{"format": 1, "format": 1}`, planjson.ErrSyntax},
		"a misspelt key":           {`{"format": 1, "section": []}`, planjson.ErrSyntax},
		"a fraction":               {`{"format": 1, "settings": {"a": 1.5}}`, planjson.ErrSyntax},
		"a large number":           {`{"format": 1, "settings": {"a": 9223372036854775808}}`, planjson.ErrSyntax},
		"a short id":               {`{"format": 1, "sections": [{"id": "ab", "kind": "own"}]}`, planjson.ErrSyntax},
		"an id in capitals":        {`{"format": 1, "sections": [{"id": "` + strings.Repeat("AB", 16) + `", "kind": "own"}]}`, planjson.ErrSyntax},
		"no kind":                  {`{"format": 1, "sections": [{"fields": {}}]}`, planjson.ErrSyntax},
		"a known key under more":   {`{"format": 1, "more": {"s": 1}}`, planjson.ErrSyntax},
		"an unknown form":          {`{"format": 1, "settings": {"a": {"$new": 1}}}`, planjson.ErrSyntax},
		"marks that are no list":   {`{"format": 1, "conflicts": {"a": "b"}}`, planjson.ErrSyntax},
		"levels without end":       {`{"format": 1, "settings": {"a": ` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}}`, planjson.ErrSyntax},
		"too many levels":          {`{"format": 1, "settings": {"a": ` + strings.Repeat("[", 20) + "1" + strings.Repeat("]", 20) + `}}`, planjson.ErrSyntax},
		"a map with a doubled key": {`{"format": 1, "settings": {"a": {"$map": [[1, 1], [1, 2]]}}}`, planjson.ErrSyntax},
		"not UTF-8":                {"{\"format\": 1, \"settings\": {\"a\": \"\xff\"}}", planjson.ErrSyntax},
		"no format":                {`{}`, plan.ErrMalformed},
		"one id twice":             {`{"format": 1, "sections": [` + strings.Repeat(`{"id": "`+strings.Repeat("ab", 16)+`", "kind": "own"},`, 2) + `{"kind": "own"}]}`, plan.ErrMalformed},
		"bytes that are no id":     {`{"format": 1, "settings": {"a": {"$bytes": "abcd"}}}`, plan.ErrMalformed},
		"a newer format":           {`{"format": 2}`, plan.ErrNewer},
	} {
		if _, err := planjson.Import([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func lines(changes []planjson.Change) string {
	var out []string
	for _, c := range changes {
		out = append(out, c.Line())
	}
	return strings.Join(out, "\n")
}

func TestDiff(t *testing.T) {
	old := newPlan(t)
	kept := add(t, old, "chan", plan.Record{"name": plan.Text("cell"), "state": plan.Text("safe"), "note": plan.Text("gone")})
	gone := add(t, old, "note", plan.Record{"title": plan.Text("old one")})
	moved := add(t, old, "note", plan.Record{"title": plan.Text("wanderer")})
	last := add(t, old, "note", plan.Record{"title": plan.Text("last")})
	now := old.Clone()
	if got := planjson.Diff(old, now); len(got) != 0 {
		t.Errorf("no change: %s", lines(got))
	}
	sections := now.Sections()
	must(t, now.SetSetting("lang", plan.Text("es")))
	must(t, now.SetField(kept, "state", plan.Text("unsafe")))
	must(t, now.SetField(kept, "note", nil))
	must(t, now.RemoveItem(gone))
	must(t, now.MoveItem(moved, sections[1].ID(), 0))
	must(t, now.MoveItem(last, sections[0].ID(), 0))
	must(t, now.RenameSection(sections[2].ID(), "Places"))
	must(t, now.RemoveSection(sections[5].ID()))
	_, err := now.AddSection(rand.Reader, plan.Own, "Mine")
	must(t, err)
	want := `+ lang: "es"
- bag
- comm / note "old one"
- comm / note "old one" / title: "old one"
~ comm / chan "cell" / state: "safe" -> "unsafe"
- comm / chan "cell" / note: "gone"
> comm / note "last"
> comm / chan "cell"
> sched / note "wanderer"
+ "Places" / title: "Places"
+ "Mine"`
	got := strings.Split(lines(planjson.Diff(old, now)), "\n")
	for _, line := range strings.Split(want, "\n") {
		if !slices.Contains(got, line) {
			t.Errorf("missing: %s", line)
		}
	}
	if len(got) != strings.Count(want, "\n")+1 {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if s := fmt.Sprintf("%v %+v", planjson.Diff(old, now), planjson.Diff(old, now)[0]); strings.Contains(s, "lang") {
		t.Errorf("a change prints: %s", s)
	}
}

func TestDiffShowsMarks(t *testing.T) {
	base := newPlan(t)
	id := add(t, base, "note", nil)
	a, b := base.Clone(), base.Clone()
	must(t, a.SetField(id, "title", plan.Text("one")))
	must(t, b.SetField(id, "title", plan.Text("other")))
	if got, want := lines(planjson.Diff(a, plan.Merge(base, a, b))), "~ comm / note \"other\" / title: \"one\" -> \"other\"\n+ comm / note \"other\" / title (conflict): \"one\""; got != want {
		t.Errorf("got\n%s", got)
	}
}

// FuzzImport: what is taken exports and imports as itself. Ten minutes of it:
//
//	go test ./client/planjson -run '^$' -fuzz FuzzImport -fuzztime 10m
func FuzzImport(f *testing.F) {
	p := newPlan(f)
	add(f, p, "note", plan.Record{"text": plan.Text("x")})
	b, err := planjson.Export(p)
	must(f, err)
	f.Add(b)
	f.Add([]byte(`{"format": 1, "settings": {"a": {"$map": [[1, null]]}}, "more": {"z": [1, {"$bytes": "00"}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := planjson.Import(b)
		if err != nil {
			return
		}
		out, err := planjson.Export(p)
		must(t, err)
		if !json.Valid(out) {
			t.Fatal("an export that is no JSON")
		}
		back, err := planjson.Import(out)
		must(t, err)
		if !plan.Equal(p, back) {
			t.Fatal("another plan came back")
		}
	})
}
