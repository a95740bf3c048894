package joint

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTogether(t *testing.T) {
	for _, c := range [][4]string{
		{"", "", "", ""},
		{"call Ana", "call Ana", "call Ana", "call Ana"},
		{"call Ana", "call Ana today", "call Ana", "call Ana today"},
		{"call Ana", "call Ana", "call Eva", "call Eva"},
		{"call", "call today", "please call", "please call today"},
		{"", "mine", "theirs", "theirsmine"},
		{"the bag is at home", "the blue bag is at home", "the bag is at work", "the blue bag is at work"},
		{"the bag is at home", "", "the bag is at home now", " now"},
		{"👩‍👧 and me", "👩‍👧‍👦 and me", "👩‍👧 and me, at six", "👩‍👧‍👦 and me, at six"},
	} {
		if got := Together(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%q, mine %q, theirs %q: %q and not %q", c[0], c[1], c[2], got, c[3])
		}
	}
}

// What somebody left half typed, as half a flag, does not tear what the other put or left: no letter, emoji or flag falls
// into two.
func TestTogetherTearsNothing(t *testing.T) {
	for _, c := range [][4]string{
		{"aa🇲🇽", "🇲aa🇲🇽", "🇲🇽", "🇲🇽 🇲"},
		{"ab", "a🇺🇸b", "🇲b", "🇲b 🇺🇸"},
	} {
		if got := Together(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%q, mine %q, theirs %q: %q and not %q", c[0], c[1], c[2], got, c[3])
		}
	}
	for name, from := range map[string][]string{"whole": pieces, "halves": {"🇲🇽", "🇺🇸", "🇲", "a", "b"}} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			base := drawText(t, "base", from, 6)
			edit := func(name string) string {
				at := cuts(base)
				i := rapid.IntRange(0, len(at)-1).Draw(t, name)
				j := min(len(at)-1, i+rapid.IntRange(0, 3).Draw(t, "dropped"))
				return base[:at[i]] + drawText(t, "put", from, 2) + base[at[j]:]
			}
			mine, theirs := edit("mine"), edit("theirs")
			torn := func(s string) bool {
				for c := cuts(s); len(c) > 1; c = c[1:] {
					if one := s[c[0]:c[1]]; strings.HasPrefix(one, "🇽") || strings.HasPrefix(one, "🇸") {
						return true
					}
				}
				return false
			}
			if torn(base) || torn(mine) || torn(theirs) {
				return // one of them did it
			}
			got := Together(base, mine, theirs)
			if torn(got) || name == "whole" && strange(got) != "" {
				t.Fatalf("%q, mine %q, theirs %q: %q", base, mine, theirs, got)
			}
		}))
	}
}

// Whatever two people put into a text at once is in it afterwards, and nothing else is gone.
func TestTogetherLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", " ", "é", "👩‍👧", "🇲🇽", "word"}), 0, 12).Draw(t, "base"), "")
		at := cuts(base)
		place := func(name string) int {
			if len(at) == 0 {
				return 0
			}
			return rapid.SampledFrom(append([]int{0}, at...)).Draw(t, name)
		}
		i, j := place("mine"), place("theirs")
		got := Together(base, base[:i]+"<mine>"+base[i:], base[:j]+"<theirs>"+base[j:])
		for _, put := range []string{"<mine>", "<theirs>"} {
			if strings.Count(got, put) != 1 {
				t.Fatalf("%q: %s is not in it once", got, put)
			}
		}
		if rest := strings.ReplaceAll(strings.ReplaceAll(got, "<mine>", ""), "<theirs>", ""); rest != base {
			t.Fatalf("%q is left of %q", rest, base)
		}
	})
}
