package joint

import "strings"

// text is an operation on a text: parts from its beginning to its end, which together keep or drop every byte of it. The
// zero text is of no use on anything but "". In normal form, which the build methods make, no two parts of a kind follow
// each other, none is empty, and at one place what is put stands before what is dropped.
type text []part

// part puts a string that is not "", or keeps or drops n bytes.
type part struct {
	put  string
	n    int
	drop bool
}

func (t *text) keep(n int) {
	if n <= 0 {
		return
	}
	if k := len(*t); k > 0 && (*t)[k-1].put == "" && !(*t)[k-1].drop {
		(*t)[k-1].n += n
		return
	}
	*t = append(*t, part{n: n})
}

func (t *text) dropped(n int) {
	if n <= 0 {
		return
	}
	if k := len(*t); k > 0 && (*t)[k-1].drop {
		(*t)[k-1].n += n
		return
	}
	*t = append(*t, part{n: n, drop: true})
}

func (t *text) insert(s string) {
	if s == "" {
		return
	}
	k := len(*t)
	at := k // where the part goes: before a deletion at the same place
	if k > 0 && (*t)[k-1].drop {
		at = k - 1
	}
	if at > 0 && (*t)[at-1].put != "" {
		(*t)[at-1].put += s
		return
	}
	*t = append(*t, part{})
	copy((*t)[at+1:], (*t)[at:k])
	(*t)[at] = part{put: s}
}

// before is the length of what t is an operation on.
func (t text) before() int {
	n := 0
	for _, p := range t {
		n += p.n
	}
	return n
}

// typed returns all that t puts.
func (t text) typed() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.put)
	}
	return b.String()
}

// idle reports whether t changes nothing.
func (t text) idle() bool { return len(t) == 0 || len(t) == 1 && t[0].put == "" && !t[0].drop }

// same reports whether two operations in normal form are the same.
func (t text) same(u text) bool {
	if len(t) != len(u) {
		return false
	}
	for i := range t {
		if t[i] != u[i] {
			return false
		}
	}
	return true
}

// apply does t to s. The second result is false, and nothing is done, when s is not as long as t was made for.
func (t text) apply(s string) (string, bool) {
	if t.before() != len(s) {
		return "", false
	}
	var b strings.Builder
	for _, p := range t {
		if p.put != "" {
			b.WriteString(p.put)
			continue
		}
		if !p.drop {
			b.WriteString(s[:p.n])
		}
		s = s[p.n:]
	}
	return b.String(), true
}

// cursor walks over the parts of an operation, in pieces.
type cursor struct {
	rest text
	used int // of the first part
}

// head returns what is left of the first part. At the end it returns a part of nothing.
func (c *cursor) head() part {
	if len(c.rest) == 0 {
		return part{}
	}
	p := c.rest[0]
	if p.put != "" {
		p.put = p.put[c.used:]
	} else {
		p.n -= c.used
	}
	return p
}

func (c *cursor) end() bool { return len(c.rest) == 0 }

func (c *cursor) skip(n int) {
	c.used += n
	if len(c.rest) > 0 && c.used >= max(c.rest[0].n, len(c.rest[0].put)) {
		c.rest, c.used = c.rest[1:], 0
	}
}

// transform returns late as it is after early, and early as it is after late, for two operations on one text: doing early
// and then the first result gives the same as doing late and then the second. At one place early comes first. The third
// result is false when they are not on one text.
func transform(late, early text) (late2, early2 text, ok bool) {
	if late.before() != early.before() {
		return nil, nil, false
	}
	a, b := cursor{rest: late}, cursor{rest: early}
	for !a.end() || !b.end() {
		x, y := a.head(), b.head()
		switch {
		case y.put != "":
			late2.keep(len(y.put))
			early2.insert(y.put)
			b.skip(len(y.put))
			continue
		case x.put != "":
			late2.insert(x.put)
			early2.keep(len(x.put))
			a.skip(len(x.put))
			continue
		}
		n := min(x.n, y.n)
		switch {
		case !x.drop && !y.drop:
			late2.keep(n)
			early2.keep(n)
		case x.drop && !y.drop:
			late2.dropped(n)
		case !x.drop && y.drop:
			early2.dropped(n)
		}
		a.skip(n)
		b.skip(n)
	}
	return late2, early2, true
}

// compose returns the operation that does first and then next. The second result is false when next is not on what first
// leaves.
func compose(first, next text) (out text, ok bool) {
	a, b := cursor{rest: first}, cursor{rest: next}
	for !a.end() || !b.end() {
		x, y := a.head(), b.head()
		switch {
		case x.drop:
			out.dropped(x.n)
			a.skip(x.n)
			continue
		case y.put != "":
			out.insert(y.put)
			b.skip(len(y.put))
			continue
		case a.end() || b.end():
			return nil, false
		}
		n := min(max(x.n, len(x.put)), y.n)
		switch {
		case x.put != "" && !y.drop:
			out.insert(x.put[:n])
		case x.put == "" && y.drop:
			out.dropped(n)
		case x.put == "":
			out.keep(n)
		}
		a.skip(n)
		b.skip(n)
	}
	return out, true
}
