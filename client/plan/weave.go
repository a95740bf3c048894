package plan

import (
	"slices"
	"strings"
	"unicode"
)

// weaving is a three-way merge of sequences of tokens. Where both sides changed the same stretch differently there are two
// results, one with the stretch of either side; all other changes of both are in both.
type weaving struct {
	base, a, b []string
	// apart reports whether an unchanged stretch keeps the changes before and after it from touching.
	apart func(gap []string) bool
	// union, where there is one, joins two insertions at one place, and what was changed prevails over its removal. Without
	// it both are a conflict.
	union func(a, b []string) []string
}

// merge returns the two results, which are the same when there is no conflict.
func (w weaving) merge() (withA, withB []string) {
	ha, hb := w.tidied(diff(w.base, w.a)), w.tidied(diff(w.base, w.b))
	done, shiftA, shiftB := 0, 0, 0 // base[:done] is out; shifts turn a place in base into one in a side
	for len(ha)+len(hb) > 0 {
		lo, hi, na, nb := w.cluster(ha, hb)
		withA, withB = append(withA, w.base[done:lo]...), append(withB, w.base[done:lo]...)
		fromA, fromB := lo+shiftA, lo+shiftB
		if na > 0 {
			shiftA = ha[na-1].s1 - ha[na-1].b1
		}
		if nb > 0 {
			shiftB = hb[nb-1].s1 - hb[nb-1].b1
		}
		ta, tb := w.a[fromA:hi+shiftA], w.b[fromB:hi+shiftB]
		switch {
		case na == 0, len(ta) == 0 && nb > 0 && w.union != nil:
			ta = tb
		case nb == 0, len(tb) == 0 && w.union != nil:
			tb = ta
		case lo == hi && w.union != nil:
			ta = w.union(ta, tb)
			tb = ta
		}
		withA, withB = append(withA, ta...), append(withB, tb...)
		ha, hb, done = ha[na:], hb[nb:], hi
	}
	return append(withA, w.base[done:]...), append(withB, w.base[done:]...)
}

// cluster takes the first change and all that touch it, and returns the stretch of base they cover together and how many
// of either side they are.
func (w weaving) cluster(ha, hb []hunk) (lo, hi, na, nb int) {
	first := true
	for na < len(ha) || nb < len(hb) {
		fromA := nb == len(hb) || na < len(ha) && sooner(ha[na], hb[nb])
		var h hunk
		if fromA {
			h = ha[na]
		} else {
			h = hb[nb]
		}
		if first {
			lo, hi, first = h.b0, h.b1, false
		} else {
			twoInsertions := lo == hi && h.b0 == hi && h.b1 == hi
			if h.b0 >= hi && !twoInsertions && w.apart(w.base[hi:h.b0]) {
				break
			}
			hi = max(hi, h.b1)
		}
		if fromA {
			na++
		} else {
			nb++
		}
	}
	return lo, hi, na, nb
}

// sooner orders changes by where they begin, insertions first.
func sooner(a, b hunk) bool {
	if a.b0 != b.b0 {
		return a.b0 < b.b0
	}
	return a.b1 <= b.b1
}

// tidied joins changes of one side that nothing of weight separates, so that a rewritten phrase is one change.
func (w weaving) tidied(hunks []hunk) []hunk {
	var out []hunk
	for _, h := range hunks {
		if n := len(out); n > 0 && !w.apart(w.base[out[n-1].b1:h.b0]) {
			out[n-1].b1, out[n-1].s1 = h.b1, h.s1
			continue
		}
		out = append(out, h)
	}
	return out
}

// mergeText merges by words. Changes keep apart when an unchanged word or line end lies between them.
func mergeText(base, a, b string) (withA, withB string) {
	w := weaving{base: words(base), a: words(a), b: words(b)}
	w.apart = func(gap []string) bool {
		return slices.ContainsFunc(gap, func(t string) bool { return t == "\n" || !isSpace(t) })
	}
	x, y := w.merge()
	return strings.Join(x, ""), strings.Join(y, "")
}

// words cuts text into runs of what is not space, single line ends, and runs of other space.
func words(s string) []string {
	var out []string
	for len(s) > 0 {
		n := 1
		if s[0] != '\n' {
			space := isSpace(s)
			n = strings.IndexFunc(s, func(r rune) bool { return r == '\n' || unicode.IsSpace(r) != space })
			if n < 0 {
				n = len(s)
			}
		}
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

// isSpace reports whether the first rune is space, which is so for all of a token or for none of it.
func isSpace(token string) bool {
	for _, r := range token {
		return unicode.IsSpace(r)
	}
	return false
}

// mergeEntries merges lists whose entries stand for themselves: two insertions at one place are both taken.
func mergeEntries(base, a, b []string) (withA, withB []string) {
	w := weaving{base: base, a: a, b: b, union: union}
	w.apart = func([]string) bool { return true }
	withA, withB = w.merge()
	if !doubled(a) && !doubled(b) {
		withA, withB = once(withA), once(withB)
	}
	return withA, withB
}

// union returns the one that holds all of the other, or a and then what only b has.
func union(a, b []string) []string {
	if len(missing(b, a)) == 0 {
		return b
	}
	return slices.Concat(a, missing(a, b))
}

// missing returns the entries of b that a has not.
func missing(a, b []string) []string {
	var out []string
	for _, e := range b {
		if !slices.Contains(a, e) {
			out = append(out, e)
		}
	}
	return out
}

func doubled(list []string) bool { return len(once(list)) < len(list) }

// once keeps the first of equal entries.
func once(list []string) []string {
	seen := make(map[string]bool, len(list))
	var out []string
	for _, e := range list {
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	return out
}
