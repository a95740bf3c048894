package phrase

import (
	"math"
	"slices"
	"testing"
)

// distance is the unrestricted Damerau-Levenshtein distance: the fewest insertions, deletions, changes and exchanges of
// neighbours, where what was exchanged may be edited again. The method is that of Lowrance and Wagner (1975).
func distance(a, b string) int {
	last := map[byte]int{} // the row in which a byte of b was last met in a
	far := len(a) + len(b)
	d := make([][]int, len(a)+2)
	for i := range d {
		d[i] = make([]int, len(b)+2)
		d[i][0] = far
		if i > 0 {
			d[i][1] = i - 1
		}
	}
	for j := range d[0] {
		d[0][j] = far
		if j > 0 {
			d[1][j] = j - 1
		}
	}
	for i := 1; i <= len(a); i++ {
		same := 0 // the column of this row in which the letters were last the same
		for j := 1; j <= len(b); j++ {
			row, column, cost := last[b[j-1]], same, 1
			if a[i-1] == b[j-1] {
				cost, same = 0, j
			}
			d[i+1][j+1] = min(d[i][j]+cost, d[i+1][j]+1, d[i][j+1]+1, d[row][column]+(i-row-1)+1+(j-column-1))
		}
		last[a[i-1]] = i
	}
	return d[len(a)+1][len(b)+1]
}

// edits are all texts over the letters that one edit makes of s, longer than limit left out.
func edits(s, letters string, limit int) []string {
	var out []string
	for i := range len(s) + 1 {
		for _, c := range letters {
			if len(s) < limit {
				out = append(out, s[:i]+string(c)+s[i:])
			}
			if i < len(s) {
				out = append(out, s[:i]+string(c)+s[i+1:])
			}
		}
		if i < len(s) {
			out = append(out, s[:i]+s[i+1:])
		}
		if i+1 < len(s) {
			out = append(out, s[:i]+s[i+1:i+2]+s[i:i+1]+s[i+2:])
		}
	}
	return out
}

// The method against the definition: every text of up to four letters of three, by steps of one edit.
func TestTheDistanceIsTheFewestEdits(t *testing.T) {
	const letters, longest = "abc", 4
	all := []string{""}
	for from := 0; len(all[from]) < longest; from++ {
		for _, c := range letters {
			all = append(all, all[from]+string(c))
		}
	}
	for _, start := range all {
		steps := map[string]int{start: 0}
		for at := []string{start}; len(at) > 0; at = at[1:] {
			for _, next := range edits(at[0], letters, longest+2) {
				if _, seen := steps[next]; !seen {
					steps[next] = steps[at[0]] + 1
					at = append(at, next)
				}
			}
		}
		for _, end := range all {
			if got := distance(start, end); got != steps[end] {
				t.Fatalf("%q to %q: %d, by steps %d", start, end, got, steps[end])
			}
			if near(start, end) != (steps[end] <= 1) {
				t.Fatalf("near(%q, %q) is %t, and the distance is %d", start, end, near(start, end), steps[end])
			}
		}
	}
	if distance("ca", "abc") != 2 {
		t.Error("the restricted distance would be 3, the unrestricted is 2")
	}
}

func TestNoTwoWordsOfBothListsAreWithinDistance2(t *testing.T) {
	all := slices.Concat(wordsOf(English), wordsOf(Spanish))
	for i, a := range all {
		for _, b := range all[:i] {
			if d := len(a) - len(b); d > 2 || d < -2 {
				continue
			}
			if d := distance(a, b); d < 3 {
				t.Errorf("%s and %s are within distance %d", a, b, d)
			}
		}
	}
}

func TestTheListsAreAsTheSpecificationSays(t *testing.T) {
	for _, l := range []Language{English, Spanish} {
		words := wordsOf(l)
		if !slices.IsSorted(words) {
			t.Errorf("%s: not in ascending order", l)
		}
		if bits := DefaultWords * math.Log2(float64(len(words))); len(words) < 1296 || bits < 72 {
			t.Errorf("%s: %d words, %.1f bits", l, len(words), bits)
		}
		for _, w := range words {
			if len(w) < 3 || len(w) > maxWord {
				t.Errorf("%s: %s has %d letters", l, w, len(w))
			}
			for _, c := range w {
				if c < 'a' || c > 'z' {
					t.Errorf("%s: %s is not lower-case ASCII", l, w)
				}
			}
		}
	}
	if wordsOf("fr") != nil {
		t.Error("a list that is not there")
	}
}

// Single slips lead back to the word. That they do in all words follows from the distance; every seventh is tried.
func TestOneSlipIsCorrected(t *testing.T) {
	for _, l := range []Language{English, Spanish} {
		words := wordsOf(l)
		for i := 0; i < len(words); i += 7 {
			for _, typed := range edits(words[i], "aqz", maxWord+1) {
				if w, in := find(typed); w != words[i] || in != l {
					t.Errorf("%s typed as %s is read as %q", words[i], typed, w)
				}
			}
		}
	}
}
