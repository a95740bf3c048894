package joint

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"larkspur/server/servertest/cputime"
)

func TestClustersAreThoseOfUnicode(t *testing.T) {
	for _, p := range pieces {
		if c := cuts(p); len(c) != 2 {
			t.Errorf("%q is %d clusters", p, len(c)-1)
		}
	}
	if c := cuts("🇲🇽🇺🇸a\u0301b"); !slices.Equal(c, []int{0, 8, 16, 19, 20}) {
		t.Errorf("cuts at %v", c)
	}
}

// tearsPlain is tears without windows: every cluster of s that t keeps is in one cluster of next.
func tearsPlain(t text, s, next string) bool {
	old, now := cuts(s), cuts(next)
	shift, at := 0, 0
	for _, p := range t {
		if p.put != "" {
			shift += len(p.put)
			continue
		}
		if p.drop {
			shift -= p.n
		} else {
			for _, c := range now {
				if i := c - shift; i > at && i < at+p.n && !slices.Contains(old, i) {
					return true
				}
			}
		}
		at += p.n
	}
	return false
}

func TestSnappedOperationsAreAtCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := [][]string{slices.Concat(pieces, shards), {"🇲🇽", "🇺🇸", "🇲", "a"}}[rapid.IntRange(0, 1).Draw(t, "from")]
		s := drawText(t, "text", from, 10)
		raw := drawOp(t, s, false)
		op := raw.snap(s)
		c := cuts(s)
		at := 0
		for _, p := range op {
			if !slices.Contains(c, at) || !slices.Contains(c, at+p.n) {
				t.Fatalf("%q by %v is at no cut: %v", s, op, c)
			}
			at += p.n
		}
		next, ok := op.apply(s)
		if !ok || !normal(op) || op.typed() != raw.typed() {
			t.Fatalf("%q by %v", s, op)
		}
		if op.tears(s, next) != tearsPlain(op, s, next) {
			t.Fatalf("%q by %v to %q: windows see %v", s, op, next, op.tears(s, next))
		}
	})
}

func TestAWholeOperationIsLeftAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text", pieces, 10)
		op := drawOp(t, s, true)
		if snapped := op.snap(s); !snapped.same(op) {
			t.Fatalf("%q: %v became %v", s, op, snapped)
		}
		if next, _ := op.apply(s); op.tears(s, next) {
			t.Fatalf("%q: %v tears", s, op)
		}
	})
}

func TestALoneHalfOfAFlagBeforeAFlagIsSeen(t *testing.T) {
	s := "x🇲🇽🇺🇸"
	var op text
	op.keep(1)
	op.insert("🇲")
	op.keep(16)
	if next, _ := op.apply(s); !op.tears(s, next) || !tearsPlain(op, s, next) {
		t.Error("not seen")
	}
}

func TestWhatChangedTurnsOneIntoTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := slices.Concat(pieces, shards)
		s, mid, end := drawText(t, "s", from, 6), drawText(t, "mid", from, 4), drawText(t, "end", from, 6)
		a, b := s+mid+end, s+drawText(t, "other", from, 4)+end
		op := changed(a, b)
		if got, ok := op.apply(a); !ok || got != b || !normal(op) {
			t.Fatalf("%q to %q by %v gives %q", a, b, op, got)
		}
		at, to := 0, 0
		for _, p := range op {
			for _, i := range []int{at, at + p.n} {
				if !slices.Contains(cuts(a), i) {
					t.Fatalf("%q to %q by %v: no cut at %d", a, b, op, i)
				}
			}
			if !slices.Contains(cuts(b), to) {
				t.Fatalf("%q to %q by %v: no cut of what came at %d", a, b, op, to)
			}
			if at += p.n; !p.drop {
				to += p.n + len(p.put)
			}
		}
	})
	for _, c := range [][3]string{{"then", "the then", "the "}, {" w32x", " w30x w32x", "w30x "}, {"aaa", "aaaa", "a"}, {"a b", "a b b", " b"}} {
		if got := changed(c[0], c[1]).typed(); got != c[2] {
			t.Errorf("%q to %q: %q was put", c[0], c[1], got)
		}
	}
	if op := changed("same", "same"); !op.idle() {
		t.Errorf("%v", op)
	}
}

// A place in the middle of a long text is looked at alone.
func TestWindowsAreShortInPlainText(t *testing.T) {
	s := strings.Repeat("some words, ", 1000)
	if lo, hi := window(s, 6000, 6000); lo != 6000 || hi != 6000 {
		t.Errorf("%d to %d", lo, hi)
	}
}

// changedPlain is where changed has its stretch begin, and how far from the end it has it end, by looking at all of both texts.
func changedPlain(s, next string) (lo, hi int) {
	a, b := cuts(s), cuts(next)
	for lo < len(s) && lo < len(next) && s[lo] == next[lo] {
		lo++
	}
	for hi < len(s)-lo && hi < len(next)-lo && s[len(s)-1-hi] == next[len(next)-1-hi] {
		hi++
	}
	slid := slide(s, next, lo, hi)
	lo, hi = slid, hi+lo-slid
	for !slices.Contains(a, lo) || !slices.Contains(b, lo) {
		lo--
	}
	for !slices.Contains(a, len(s)-hi) || !slices.Contains(b, len(next)-hi) {
		hi--
	}
	return lo, hi
}

// A window that has to grow gives the same as looking at everything.
func TestWhatChangedIsTheSmallestStretchBetweenCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := [][]string{slices.Concat(pieces, shards), {"🇲🇽", "🇺🇸", "🇲", "a", "ab"}}[rapid.IntRange(0, 1).Draw(t, "from")]
		s, mid, end := drawText(t, "s", from, 6), drawText(t, "mid", from, 4), drawText(t, "end", from, 8)
		a, b := s+mid+end, s+drawText(t, "other", from, 4)+end
		if a == b {
			return
		}
		lo, hi := changedPlain(a, b)
		var want text
		want.keep(lo)
		want.insert(b[lo : len(b)-hi])
		want.dropped(len(a) - hi - lo)
		want.keep(hi)
		if got := changed(a, b); !got.same(want) {
			t.Fatalf("%q to %q: %v, not %v", a, b, got, want)
		}
	})
}

// A text of flags alone has no place that a window could end at. What is done with it takes time as its length does, not its
// square: else a guest stops the page of the host with one letter. Four times the text is four times the work, and would be sixteen.
func TestATextOfFlagsIsNoWork(t *testing.T) {
	least := [2]time.Duration{math.MaxInt64, math.MaxInt64} // of several: it is the work that counts, and what disturbs it is added
	for range 7 {
		for i, flags := range [2]int{5_000, 20_000} {
			begun := cputime.Used()
			editFlags(t, flags)
			least[i] = min(least[i], cputime.Used()-begun)
		}
	}
	t.Logf("%v, and for four times the text %v", least[0], least[1])
	if least[1] > 9*least[0] {
		t.Errorf("%v, and for four times the text %v", least[0], least[1])
	}
}

// editFlags does with a text of flags what is done with every text.
func editFlags(t *testing.T, flags int) {
	t.Helper()
	s := strings.Repeat("🇲", flags) + "x"
	next := "🇲" + s
	for range 4 {
		if op := changed(s, next); op.before() != len(s) {
			t.Fatal("not on the text")
		}
		var many text
		for i := range maxParts / 2 {
			many.insert("\u0301")
			many.keep(8)
			if i == maxParts/2-1 {
				many.keep(len(s) - many.before())
			}
		}
		after, _ := many.apply(s)
		if got := many.joins(after); len(got) != maxParts/2 {
			t.Fatalf("%d puts", len(got))
		}
		many.snap(s).tears(s, after)
	}
}
