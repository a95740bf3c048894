package joint

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pieces are texts of which each is whole clusters: letters, spaces, lines, combining marks, emoji sequences, flags, Hangul
// in both forms, Devanagari.
var pieces = []string{"a", "b", "c", " ", "\n", "é", "e\u0301", "n\u0303\u0323", "👍🏽", "👍", "z", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇲🇽", "🇺🇸", "한", "\u1112\u1161\u11ab", "क्षि", "ñ"}

// marked are clusters that a mark may be put behind, and the marks; see world.mark.
var marked = map[string]string{"z": "\u0301", "👍": "🏽", "한": "\u0323"}

// shards begin or end in the middle of what may become one cluster.
var shards = []string{"\u0301", "\u200d", "🏽", "🇲", "\u1161", "\u11ab", "\ufe0f", "👩", "\u094d"}

func drawText(t *rapid.T, name string, from []string, most int) string {
	var b strings.Builder
	for range rapid.IntRange(0, most).Draw(t, name) {
		b.WriteString(rapid.SampledFrom(from).Draw(t, "piece"))
	}
	return b.String()
}

// drawOp draws an operation on s whose places are at code points, or at clusters if whole.
func drawOp(t *rapid.T, s string, whole bool) text {
	var at []int
	if whole {
		at = cuts(s)
	} else {
		for i := range s {
			at = append(at, i)
		}
		at = append(at, len(s))
	}
	from := pieces
	if !whole {
		from = slices.Concat(pieces, shards)
	}
	var out text
	i := 0
	for i < len(at)-1 || rapid.IntRange(0, 3).Draw(t, "more") == 0 {
		n := rapid.IntRange(1, 4).Draw(t, "n")
		j := min(i+n, len(at)-1)
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0:
			out.insert(drawText(t, "put", from, 3))
			continue
		case 1:
			out.dropped(at[j] - at[i])
		default:
			out.keep(at[j] - at[i])
		}
		i = j
	}
	return out
}

// transformHolds reports whether tf makes both ways of doing two operations on s end the same.
func transformHolds(tf func(a, b text) (text, text, bool), s string, a, b text) bool {
	a2, b2, ok := tf(a, b)
	if !ok {
		return false
	}
	sa, _ := a.apply(s)
	sb, _ := b.apply(s)
	one, ok1 := a2.apply(sb)
	two, ok2 := b2.apply(sa)
	return ok1 && ok2 && one == two
}

func TestTransformedOperationsEndTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text", pieces, 8)
		a, b := drawOp(t, s, false), drawOp(t, s, false)
		if !transformHolds(transform, s, a, b) {
			t.Fatalf("%q: %v and %v", s, a, b)
		}
	})
}

// The control: transforms that are wrong in ways that are easily made are seen to be.
func TestATransformThatIsWrongIsSeen(t *testing.T) {
	wrong := map[string]func(a, b text) (text, text, bool){
		"both first": func(a, b text) (text, text, bool) {
			_, a2, _ := transform(b, a)
			_, b2, ok := transform(a, b)
			return a2, b2, ok
		},
		"not at all": func(a, b text) (text, text, bool) { return a, b, true },
		"deletion twice": func(a, b text) (text, text, bool) {
			a2, b2, ok := transform(a, b)
			for i := range a2 {
				if a2[i].drop {
					return a, b2, ok
				}
			}
			return a2, b2, ok
		},
	}
	for name, tf := range wrong {
		seen := false
		for seed := range 200 {
			pair := rapid.Custom(func(t *rapid.T) [3]any {
				s := drawText(t, "text", pieces, 8)
				return [3]any{s, drawOp(t, s, false), drawOp(t, s, false)}
			}).Example(seed)
			seen = seen || !transformHolds(tf, pair[0].(string), pair[1].(text), pair[2].(text))
		}
		if !seen {
			t.Errorf("%s passes for right", name)
		}
	}
}

func TestComposedOperationsDoWhatBothDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text", pieces, 8)
		a := drawOp(t, s, false)
		mid, _ := a.apply(s)
		b := drawOp(t, mid, false)
		want, _ := b.apply(mid)
		c, ok := compose(a, b)
		if got, fits := c.apply(s); !ok || !fits || got != want {
			t.Fatalf("%q: %v then %v is %v", s, a, b, c)
		}
		if !normal(c) {
			t.Fatalf("%v is not in normal form", c)
		}
		if _, ok := compose(a, append(slices.Clone(b), part{n: 1})); ok {
			t.Fatal("what does not fit was composed")
		}
	})
}

func normal(t text) bool {
	for i, p := range t {
		if p.put == "" && p.n <= 0 || p.put != "" && (p.n != 0 || p.drop) {
			return false
		}
		if i == 0 {
			continue
		}
		q := t[i-1]
		if q.put != "" && p.put != "" || q.drop && p.drop || q.drop && p.put != "" || q.put == "" && !q.drop && p.put == "" && !p.drop {
			return false
		}
	}
	return true
}

// What both typed is there after both, each in one piece.
func TestNothingTypedIsLostInATransform(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text", pieces, 8)
		a, b := drawOp(t, s, true), drawOp(t, s, true)
		var early text
		early.insert("<first>")
		early.keep(len(s))
		late, _, _ := transform(a, early)
		mid, _ := early.apply(s)
		if got, ok := late.apply(mid); !ok || !strings.Contains(got, "<first>") {
			t.Fatalf("%q by %v", got, late)
		}
		a2, _, _ := transform(a, b)
		if a2.typed() != a.typed() {
			t.Fatalf("%q of %q", a2.typed(), a.typed())
		}
	})
}
