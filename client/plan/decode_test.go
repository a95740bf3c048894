package plan_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"

	other "github.com/fxamacker/cbor/v2"
)

var update = flag.Bool("update", false, "write testdata/small.hex anew")

// counter is a source of ids that are known beforehand.
type counter struct{ n byte }

func (c *counter) Read(b []byte) (int, error) {
	c.n++
	for i := range b {
		b[i] = c.n
	}
	return len(b), nil
}

// smallPlan has one of everything that the encoding knows, marks and unknown keys included.
func smallPlan(t testing.TB) *plan.Plan {
	ids := &counter{}
	p, err := plan.New(ids)
	must(t, err)
	for _, s := range p.Sections()[2:] {
		must(t, p.RemoveSection(s.ID()))
	}
	comm := p.Sections()[0].ID()
	own, err := p.AddSection(ids, plan.Own, "Mine")
	must(t, err)
	must(t, p.HideSection(own, true))
	must(t, p.SetSetting("lang", plan.Text("es")))
	place, err := p.AddItem(ids, own, "place")
	must(t, err)
	must(t, p.SetField(place, "name", plan.Text("Clínica")))
	visit, err := p.AddItem(ids, comm, "appt")
	must(t, err)
	for k, v := range (plan.Record{"place": plan.Ref(place), "start": plan.Text("2026-03-08T09:30"), "zone": plan.Text("America/Chicago"),
		"len": plan.Number(45), "repeat": plan.Text("FREQ=WEEKLY;BYDAY=MO,TH"), "public": plan.Flag(true),
		"alts": plan.Records(plan.Record{"how": plan.Text("phone")})}) {
		must(t, p.SetField(visit, k, v))
	}
	q := p.Clone()
	must(t, p.SetField(visit, "title", plan.Text("One")))
	must(t, q.SetField(visit, "title", plan.Text("Two")))
	v, err := cbor.Decode(plan.Encode(plan.Merge(p.Clone(), p, p)))
	must(t, err)
	b := cbor.Encode(append(v.(cbor.Map), cbor.Entry{Key: cbor.Text("later"), Value: cbor.Array{cbor.Null{}, cbor.Int(-1)}}))
	p, err = plan.Decode(b)
	must(t, err)
	base := q.Clone()
	must(t, base.SetField(visit, "title", nil))
	return plan.Merge(base, p, q)
}

func TestTheEncodingStaysAsItIs(t *testing.T) {
	got := plan.Encode(smallPlan(t))
	file := filepath.Join("testdata", "small.hex")
	if *update {
		var lines strings.Builder
		for chunk := got; len(chunk) > 0; chunk = chunk[min(40, len(chunk)):] {
			lines.WriteString(hex.EncodeToString(chunk[:min(40, len(chunk))]) + "\n")
		}
		must(t, os.WriteFile(file, []byte(lines.String()), 0o644))
	}
	text, err := os.ReadFile(file)
	must(t, err)
	want, err := hex.DecodeString(strings.ReplaceAll(string(text), "\n", ""))
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("the encoding changed: plans written before are other bytes now\n got %x\nwant %x", got, want)
	}
	p, err := plan.Decode(want)
	must(t, err)
	if !bytes.Equal(plan.Encode(p), want) || p.Conflicts() != 1 {
		t.Error("what was written is not what is read")
	}
	if s, err := other.Diagnose(want); err != nil || !strings.Contains(s, `"Cl\u00ednica"`) {
		t.Errorf("another implementation reads %s, %v", s, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	type m = map[string]any
	id, id2 := bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 16)
	sec := func(more m) m {
		s := m{"i": id, "k": "comm"}
		for k, v := range more {
			s[k] = v
		}
		return s
	}
	top := func(more m) m {
		s := m{"f": 1}
		for k, v := range more {
			s[k] = v
		}
		return s
	}
	fields := func(v any) m { return top(m{"s": []any{sec(m{"c": []any{m{"i": id2, "k": "note", "v": v}}})}}) }
	marks := func(x any) m {
		return top(m{"s": []any{sec(m{"c": []any{m{"i": id2, "k": "note", "v": m{"text": "a"}, "x": m{"text": x}}}})}})
	}
	deep := any("x")
	for range 10 {
		deep = []any{deep}
	}
	enc, err := other.CoreDetEncOptions().EncMode()
	must(t, err)
	for name, c := range map[string]struct {
		v    any
		want error
	}{
		"no map":                 {[]any{}, plan.ErrMalformed},
		"no format":              {m{}, plan.ErrMalformed},
		"format 0":               {m{"f": 0}, plan.ErrMalformed},
		"format as text":         {m{"f": "1"}, plan.ErrMalformed},
		"a newer format":         {m{"f": 2, "s": 7}, plan.ErrNewer},
		"an integer key":         {map[any]any{"f": 1, 7: 1}, plan.ErrMalformed},
		"an empty key":           {top(m{"": 1}), plan.ErrMalformed},
		"no sections, said":      {top(m{"s": []any{}}), plan.ErrMalformed},
		"no settings, said":      {top(m{"v": m{}}), plan.ErrMalformed},
		"sections that are none": {top(m{"s": []any{1}}), plan.ErrMalformed},
		"a section without id":   {top(m{"s": []any{m{"k": "comm"}}}), plan.ErrMalformed},
		"a short id":             {top(m{"s": []any{m{"i": id[:15], "k": "comm"}}}), plan.ErrMalformed},
		"no kind":                {top(m{"s": []any{m{"i": id}}}), plan.ErrMalformed},
		"an empty kind":          {top(m{"s": []any{m{"i": id, "k": ""}}}), plan.ErrMalformed},
		"one id twice":           {top(m{"s": []any{sec(nil), sec(nil)}}), plan.ErrMalformed},
		"an item's id twice":     {top(m{"s": []any{sec(m{"c": []any{m{"i": id, "k": "note"}}})}}), plan.ErrMalformed},
		"no items, said":         {top(m{"s": []any{sec(m{"c": []any{}})}}), plan.ErrMalformed},
		"no fields, said":        {fields(m{}), plan.ErrMalformed},
		"empty text":             {fields(m{"text": ""}), plan.ErrMalformed},
		"false":                  {fields(m{"text": false}), plan.ErrMalformed},
		"null":                   {fields(m{"text": nil}), plan.ErrMalformed},
		"an empty list":          {fields(m{"text": []any{}}), plan.ErrMalformed},
		"an empty map":           {fields(m{"text": m{}}), plan.ErrMalformed},
		"empty text in a list":   {fields(m{"text": []any{"a", ""}}), plan.ErrMalformed},
		"empty text in a row":    {fields(m{"rows": []any{m{"a": ""}}}), plan.ErrMalformed},
		"a carriage return":      {fields(m{"text": "a\r\nb"}), plan.ErrMalformed},
		"a short reference":      {fields(m{"place": []byte{1, 2}}), plan.ErrMalformed},
		"a value that is deep":   {fields(m{"text": deep}), plan.ErrMalformed},
		"no marks, said":         {marks([]any{}), plan.ErrMalformed},
		"a mark like the value":  {marks([]any{"a"}), plan.ErrMalformed},
		"a mark twice":           {marks([]any{"b", "b"}), plan.ErrMalformed},
		"marks out of order":     {marks([]any{"c", "b"}), plan.ErrMalformed},
		"an empty mark":          {marks([]any{""}), plan.ErrMalformed},
		"marks, as they go":      {marks([]any{"b", "c"}), nil},
		"fields, as they go":     {fields(m{"text": "a", "n": 0}), nil},
	} {
		b, err := enc.Marshal(c.v)
		must(t, err)
		if _, err := plan.Decode(b); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := plan.Decode(make([]byte, plan.MaxDocument+1)); !errors.Is(err, plan.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := plan.Decode(append(plan.Encode(smallPlan(t)), 0)); !errors.Is(err, plan.ErrMalformed) {
		t.Errorf("a byte that follows: %v", err)
	}
}

// FuzzDecode: what parses re-encodes identically, survives a merge with itself and can be edited. Ten minutes of it:
//
//	go test ./client/plan -run '^$' -fuzz FuzzDecode -fuzztime 10m
func FuzzDecode(f *testing.F) {
	f.Add(plan.Encode(smallPlan(f)))
	p := newPlan(f)
	f.Add(plan.Encode(p))
	f.Add([]byte("\xa1\x61f\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := plan.Decode(b)
		if err != nil {
			return
		}
		if !bytes.Equal(plan.Encode(p), b) {
			t.Fatal("re-encodes differently")
		}
		if !plan.Equal(plan.Merge(p, p, p), p) || !plan.Equal(plan.Merge(nil, p, p), p) {
			t.Fatal("a merge with itself changed it")
		}
		before := p.Clone()
		for _, it := range p.Items() {
			must(t, p.SetField(it.ID(), "an unknown field", plan.Text("x")))
			if items := p.Items(); len(items) > 3 {
				must(t, p.RemoveItem(items[0].ID()))
				break
			}
		}
		wellFormed(t, p)
		wellFormed(t, plan.Merge(before, p, before))
	})
}
