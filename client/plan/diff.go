package plan

import "slices"

// hunk says that base[b0:b1] became side[s0:s1]. Hunks of one diff are in order and never touch.
type hunk struct{ b0, b1, s0, s1 int }

// maxCells bounds the table of the plain comparison. A block that is larger and has no anchor is taken as wholly changed,
// which makes a merge more careful and never wrong.
const maxCells = 1 << 20

// diff compares two sequences of tokens: what begins and ends alike is cut off, tokens that occur once on both sides
// anchor the rest (patience diff), and what lies between anchors is compared by longest common subsequence.
func diff(base, side []string) []hunk {
	c := comparison{base: base, side: side}
	c.block(0, len(base), 0, len(side))
	return c.hunks
}

type comparison struct {
	base, side []string
	hunks      []hunk
}

// add records a change and joins it to the one before when nothing unchanged lies between.
func (c *comparison) add(h hunk) {
	if h.b0 == h.b1 && h.s0 == h.s1 {
		return
	}
	if n := len(c.hunks); n > 0 && c.hunks[n-1].b1 == h.b0 && c.hunks[n-1].s1 == h.s0 {
		c.hunks[n-1].b1, c.hunks[n-1].s1 = h.b1, h.s1
		return
	}
	c.hunks = append(c.hunks, h)
}

func (c *comparison) block(b0, b1, s0, s1 int) {
	for b0 < b1 && s0 < s1 && c.base[b0] == c.side[s0] {
		b0, s0 = b0+1, s0+1
	}
	for b0 < b1 && s0 < s1 && c.base[b1-1] == c.side[s1-1] {
		b1, s1 = b1-1, s1-1
	}
	if b0 == b1 || s0 == s1 {
		c.add(hunk{b0, b1, s0, s1})
		return
	}
	anchors := c.anchors(b0, b1, s0, s1)
	if len(anchors) == 0 {
		c.plain(b0, b1, s0, s1)
		return
	}
	for _, a := range anchors {
		c.block(b0, a[0], s0, a[1])
		b0, s0 = a[0]+1, a[1]+1
	}
	c.block(b0, b1, s0, s1)
}

// anchors returns the longest rising run of pairs of places at which a token stands that occurs once on both sides.
func (c *comparison) anchors(b0, b1, s0, s1 int) [][2]int {
	type count struct{ inBase, inSide, at int }
	counts := map[string]count{}
	for _, t := range c.base[b0:b1] {
		n := counts[t]
		n.inBase++
		counts[t] = n
	}
	for i, t := range c.side[s0:s1] {
		n := counts[t]
		n.inSide, n.at = n.inSide+1, s0+i
		counts[t] = n
	}
	var pairs [][2]int
	var places []int
	for i, t := range c.base[b0:b1] {
		if n := counts[t]; n.inBase == 1 && n.inSide == 1 {
			pairs = append(pairs, [2]int{b0 + i, n.at})
			places = append(places, n.at)
		}
	}
	rising := longestRising(places)
	out := make([][2]int, len(rising))
	for i, at := range rising {
		out[i] = pairs[at]
	}
	return out
}

// plain compares a block by the table of its longest common subsequences.
func (c *comparison) plain(b0, b1, s0, s1 int) {
	n, m := b1-b0, s1-s0
	if n*m > maxCells || n >= 1<<16 || m >= 1<<16 {
		c.add(hunk{b0, b1, s0, s1})
		return
	}
	width := m + 1
	table := make([]uint16, (n+1)*width) // table[i*width+j]: the length for base[b0+i:b1] and side[s0+j:s1]
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if c.base[b0+i] == c.side[s0+j] {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < n && j < m {
		switch {
		case c.base[b0+i] == c.side[s0+j]:
			i, j = i+1, j+1
		case table[(i+1)*width+j] >= table[i*width+j+1]:
			c.add(hunk{b0 + i, b0 + i + 1, s0 + j, s0 + j})
			i++
		default:
			c.add(hunk{b0 + i, b0 + i, s0 + j, s0 + j + 1})
			j++
		}
	}
	c.add(hunk{b0 + i, b1, s0 + j, s1})
}

// longestRising returns the places of a longest strictly rising subsequence of distinct numbers.
func longestRising(numbers []int) []int {
	ends := []int{} // ends[k]: the place of the smallest number that ends a run of k+1
	before := make([]int, len(numbers))
	for i, n := range numbers {
		k, _ := slices.BinarySearchFunc(ends, n, func(at, n int) int { return numbers[at] - n })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	out := make([]int, len(ends))
	for k, at := len(ends)-1, ends[len(ends)-1]; k >= 0; k, at = k-1, before[at] {
		out[k] = at
	}
	return out
}
