package plan_test

import (
	"math/rand/v2"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"pgregory.net/rapid"
)

// odd is a value that this version has no use for, with a word to look for in it.
func odd(word string, rng *rand.Rand) cbor.Value {
	switch rng.IntN(4) {
	case 0:
		return cbor.Text(word)
	case 1:
		return cbor.Array{cbor.Int(-5), cbor.Text(word)}
	case 2:
		return cbor.Map{{Key: cbor.Int(7), Value: cbor.Map{{Key: cbor.Text(word), Value: cbor.Bool(true)}}}}
	}
	return cbor.Map{{Key: cbor.Text("t"), Value: cbor.Text(word)}, {Key: cbor.Text("n"), Value: cbor.Int(1 << 40)}}
}

// newer returns p as a newer version might have written it: keys, fields, and values of types that this one does not know, in
// every place there is. What is not under "v" may even be empty or null.
func newer(t rapid.TB, p *plan.Plan, w *words, rng *rand.Rand) *plan.Plan {
	v, err := cbor.Decode(plan.Encode(p))
	ok(t, err)
	top := strange(v.(cbor.Map), w, rng)
	b := cbor.Encode(top)
	out, err := plan.Decode(b)
	ok(t, err)
	if string(plan.Encode(out)) != string(b) {
		t.Fatal("what a newer version wrote re-encodes differently")
	}
	return out
}

func strange(m cbor.Map, w *words, rng *rand.Rand) cbor.Map {
	out := cbor.Map{{Key: cbor.Text("new1"), Value: odd(w.next(), rng)}, {Key: cbor.Text("new2"), Value: cbor.Array{cbor.Null{}, cbor.Text("")}}}
	hasValues := false
	for _, e := range m {
		switch e.Key {
		case cbor.Text("s"), cbor.Text("c"):
			var list cbor.Array
			for _, x := range e.Value.(cbor.Array) {
				list = append(list, strange(x.(cbor.Map), w, rng))
			}
			e.Value = list
		case cbor.Text("v"):
			hasValues = true
			e.Value = append(append(cbor.Map{}, e.Value.(cbor.Map)...), cbor.Entry{Key: cbor.Text("newfield"), Value: odd(w.next(), rng)})
		}
		out = append(out, e)
	}
	if !hasValues {
		out = append(out, cbor.Entry{Key: cbor.Text("v"), Value: cbor.Map{{Key: cbor.Text("newfield"), Value: odd(w.next(), rng)}}})
	}
	return out
}

func TestWhatANewerVersionWroteSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWords()
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		b := newer(t, small(t, w).p, w, rng)
		x, y := fork(t, b, 3, w).p, fork(t, b, 4, w).p
		kept(t, w, x, b)
		m := plan.Merge(b, x, y)
		wellFormed(t, m)
		kept(t, w, m, x, y)
		if !plan.Equal(plan.Merge(b, x, b), x) {
			t.Fatal("a merge with nothing changed a plan of a newer version")
		}
	})
}

func TestUnknownFieldsOfKnownKindsMergeAsAWhole(t *testing.T) {
	p := newPair(t, "note", plan.Record{"newfield": plan.Text("one two three four")})
	must(t, p.mine.SetField(p.id, "newfield", plan.Text("ONE two three four")))
	must(t, p.theirs.SetField(p.id, "newfield", plan.Text("one two three FOUR")))
	it := p.merge(t)
	if len(it.Conflicts()) != 1 || it.Text("newfield") != "one two three FOUR" {
		t.Errorf("%d conflicts, %q", len(it.Conflicts()), it.Text("newfield"))
	}
}
