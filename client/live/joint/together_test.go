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
