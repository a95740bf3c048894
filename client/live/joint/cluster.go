package joint

import (
	"slices"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// cuts returns the places in s at which a grapheme cluster begins or ends (UAX #29), rising, 0 and len(s) among them.
func cuts(s string) []int {
	out := make([]int, 1, len(s)+1)
	for g := graphemes.FromString(s); g.Next(); {
		out = append(out, g.End())
	}
	return out
}

// window widens lo and hi, places in s, to places between two ASCII characters or the ends. There is a cut at such a place
// whatever stands elsewhere, so clusters can be looked for in between alone. (There is no "\r" in a plan.)
func window(s string, lo, hi int) (int, int) {
	for lo > 0 && !apart(s, lo) {
		lo--
	}
	for hi < len(s) && !apart(s, hi) {
		hi++
	}
	return lo, hi
}

// apart reports whether s[:i] and s[i:] touch in two ASCII characters.
func apart(s string, i int) bool { return i > 0 && i < len(s) && s[i-1] < 0x80 && s[i] < 0x80 }

// cutter answers which places of a text are cuts, from a window of it.
type cutter struct {
	lo, hi int
	cuts   []int // in the window
}

func newCutter(s string, lo, hi int) cutter {
	lo, hi = window(s, lo, hi)
	c := cutter{lo, hi, cuts(s[lo:hi])}
	for i := range c.cuts {
		c.cuts[i] += lo
	}
	return c
}

// up returns the first cut at i or behind it, down the last one at i or before it. i lies in the window.
func (c cutter) up(i int) int {
	k, _ := slices.BinarySearch(c.cuts, i)
	return c.cuts[k]
}

func (c cutter) down(i int) int {
	k, found := slices.BinarySearch(c.cuts, i)
	if !found {
		k--
	}
	return c.cuts[k]
}

func (c cutter) has(i int) bool { return i < c.lo || i > c.hi || c.up(i) == i }

// touched returns the stretch of the old text that t changes: from the first place it puts or drops to the last.
func (t text) touched() (lo, hi int) {
	at, first := 0, true
	for _, p := range t {
		if p.put != "" || p.drop {
			if first {
				lo, first = at, false
			}
			hi = at + p.n
		}
		at += p.n
	}
	return lo, hi
}

// snap returns t, an operation on s, with every place at a cut of s: what it drops becomes smaller, what it puts goes
// behind the cluster. Doing it may still tear clusters apart; see tears.
func (t text) snap(s string) text {
	lo, hi := t.touched()
	c := newCutter(s, lo, hi)
	var out text
	at, done := 0, 0 // at in s as t has it, done in s as out has it
	reach := func(i int) {
		out.keep(i - done)
		done = max(done, i)
	}
	for _, p := range t {
		switch {
		case p.put != "":
			reach(c.up(at))
			out.insert(p.put)
		case p.drop:
			from, to := max(c.up(at), done), c.down(at+p.n)
			if from < to {
				reach(from)
				out.dropped(to - from)
				done = to
			}
		}
		at += p.n
	}
	reach(len(s))
	return out
}

// tears reports whether t, a snapped operation that turns s into next, makes a cluster of s that it leaves alone end up
// in parts of two: a regional indicator put before a flag would.
func (t text) tears(s, next string) bool {
	if t.idle() {
		return false
	}
	lo, hi := t.touched()
	tail := len(s) - hi
	a := newCutter(s, lo, hi)
	b := newCutter(next, min(lo, len(next)), len(next)-tail)
	// Whichever window is wider on a side decides for both.
	lo, tail = min(a.lo, b.lo), min(len(s)-a.hi, len(next)-b.hi)
	if a.lo != lo || a.hi != len(s)-tail {
		a = newCutter(s, lo, len(s)-tail)
	}
	if b.lo != lo || b.hi != len(next)-tail {
		b = newCutter(next, lo, len(next)-tail)
	}
	shift, at := 0, 0
	for _, p := range t {
		if p.put != "" {
			shift += len(p.put)
			continue
		}
		if p.drop {
			shift -= p.n
		} else if a.torn(b, at, at+p.n, shift) {
			return true
		}
		at += p.n
	}
	return false
}

// joins returns, for every part of t that puts something, the code point before it in next, which t leaves, if the two are in
// one cluster, and else 0.
func (t text) joins(next string) []rune {
	var puts []int // where in next
	at := 0
	for _, p := range t {
		if p.put != "" {
			puts = append(puts, at)
		}
		if !p.drop {
			at += p.n + len(p.put)
		}
	}
	if len(puts) == 0 {
		return nil
	}
	c := newCutter(next, puts[0], puts[len(puts)-1]) // one for all: each alone can be as wide as the text
	out := make([]rune, len(puts))
	for i, at := range puts {
		if at > 0 && !c.has(at) {
			out[i], _ = utf8.DecodeLastRuneInString(next[:at])
		}
	}
	return out
}

// joinsAsBefore reports whether everything that joins something now joined the same before.
func joinsAsBefore(were, are []rune) bool {
	for i, r := range are {
		if r != 0 && (len(were) != len(are) || r != were[i]) {
			return false
		}
	}
	return true
}

// torn reports whether a cluster of a between from and to has a cut of b inside it, where b is shifted.
func (a cutter) torn(b cutter, from, to, shift int) bool {
	from, to = max(from, a.lo), min(to, a.hi)
	k, _ := slices.BinarySearch(b.cuts, from+1+shift)
	for _, cut := range b.cuts[k:] {
		i := cut - shift
		if i >= to {
			break
		}
		if !a.has(i) {
			return true
		}
	}
	return false
}

// changed returns the operation that turns s into next: one stretch, from a cut of both to a cut of both.
func changed(s, next string) text {
	if s == next {
		var same text
		same.keep(len(s))
		return same
	}
	lo, hi := 0, 0
	for lo < len(s) && lo < len(next) && s[lo] == next[lo] {
		lo++
	}
	for hi < len(s)-lo && hi < len(next)-lo && s[len(s)-1-hi] == next[len(next)-1-hi] {
		hi++
	}
	if slid := slide(s, next, lo, hi); slid < lo {
		hi += lo - slid
		lo = slid
	}
	a, b := newCutter(s, lo, len(s)-hi), newCutter(next, lo, len(next)-hi)
	for !a.has(lo) || !b.has(lo) {
		if !a.has(lo) {
			lo = a.down(lo)
			if lo < b.lo {
				b = newCutter(next, lo, len(next)-hi)
			}
			continue
		}
		lo = b.down(lo)
		if lo < a.lo {
			a = newCutter(s, lo, len(s)-hi)
		}
	}
	for !a.has(len(s)-hi) || !b.has(len(next)-hi) {
		if i := len(s) - hi; !a.has(i) {
			hi = len(s) - a.up(i)
		} else {
			hi = len(next) - b.up(len(next)-hi)
		}
		// Both windows end at the same place of what the two have in common, once they reach into it. So each is made anew once at
		// most; for every step, a text of flags would cost its length squared.
		if i := len(s) - hi; i > a.hi {
			a = newCutter(s, a.lo, i)
		}
		if i := len(next) - hi; i > b.hi {
			b = newCutter(next, b.lo, i)
		}
	}
	var t text
	t.keep(lo)
	t.insert(next[lo : len(next)-hi])
	t.dropped(len(s) - hi - lo)
	t.keep(hi)
	return t
}

// slide returns how far to the left one stretch that was only put, or only dropped, can be said to be so that it begins with
// a word. "the" put before "then" is "the", and not "the" behind a "the": what others do at the same moment stays out of
// the middle of words.
func slide(s, next string, lo, hi int) int {
	long, short := next, s
	if len(s) > len(next) {
		long, short = s, next
	}
	m := len(long) - hi - lo
	if m == 0 || lo+hi != min(len(s), len(next)) {
		return lo
	}
	for at := lo; ; at-- {
		if at == 0 || at == len(short) || space(short[at-1]) != space(short[at]) {
			return at
		}
		if long[at-1] != long[at+m-1] {
			return lo
		}
	}
}

func space(c byte) bool { return c == ' ' || c == '\n' }
