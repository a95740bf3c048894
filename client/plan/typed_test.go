package plan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTyped(t *testing.T) {
	for _, c := range [][3]string{
		{"", "call Ana", "call Ana"},
		{"call Ana", "call Ana", ""},
		{"call Ana", "", ""},
		{"call Ana at home", "please call Ana at noon home now", "please noon now"},
		{"call Ana", "call Anas", "s"},
		{"one\ntwo\nthree", "one!\ntwo\nthree?", "! ?"},
		{"é", "éé", "é"},
		{"555 0101", "555 0199", "99"},
	} {
		if got := Typed(c[0], c[1]); got != c[2] {
			t.Errorf("%q, then %q: %q and not %q", c[0], c[1], got, c[2])
		}
	}
}

// However often something is put in between the words of a text, none of the words is in what was typed, and all that was is.
func TestTypedHasNothingOfWhatStoodThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SliceOfN(rapid.StringMatching(`her[a-f]{1,3}`), 0, 12).Draw(t, "before")
		var after []string
		put := 0
		for _, word := range before {
			if rapid.Bool().Draw(t, "put") {
				after = append(after, "mine")
				put++
			}
			after = append(after, word)
		}
		got := Typed(strings.Join(before, " "), strings.Join(after, " "))
		if strings.Contains(got, "her") || strings.Count(got, "mine") != put {
			t.Fatalf("%q, then %q: %q", before, after, got)
		}
	})
}
