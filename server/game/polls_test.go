package game

import (
	"bytes"

	"larkspur/server/wire"
)

// lookAtPolls reads what differs among answers.
func lookAtPolls(v coercion, c *clues) {
	first := map[string]*wire.Answer{}
	var reads []poll
	for _, p := range v.polls {
		if p.op == wire.OpRead {
			reads = append(reads, p)
			if first[p.when] == nil {
				first[p.when] = p.answer
			}
		}
	}
	same := func(a, b *wire.Answer) bool {
		return a != nil && b != nil && a.Version == b.Version && a.Page == b.Page
	}
	steady := map[string]float64{}
	for _, p := range reads {
		if same(p.answer, first[p.when]) {
			steady[p.when]++
		}
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		c.add("steady "+when, steady[when])
	}
	c.yes("after as before", same(first[before], first[after]))
	c.yes("a version that stays", first[before].Version == first[after].Version)
	c.yes("during as after", same(first[after], first[during]))
	c.yes("rotated as after", same(first[after], first[rotatedPart]))
	c.yes("rotated as during", same(first[during], first[rotatedPart]))
	for i, n := range v.nothing {
		c.yes([]string{"opens nothing", "opens nothing afterwards"}[i], n)
	}
	c.yes("she made a page", v.made)
	codes := map[string]float64{}
	for _, p := range v.polls {
		codes[p.when+opName(p.op)] += float64(int(p.answer.Code)) + 10
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			c.add("codes "+when+" of "+opName(op), codes[when+opName(op)])
		}
	}
}

func opName(op wire.Op) string { return [...]string{"", "reads", "writes", "erases"}[op] }

// lookAtAnswers makes statistics of the bytes that polls brought.
func lookAtAnswers(v coercion, c *clues) {
	seen := map[string]bool{}
	for _, p := range v.polls {
		if p.op != wire.OpRead || seen[p.when] {
			continue
		}
		seen[p.when] = true
		b := append(bytes.Clone(p.answer.Version[:]), p.answer.Page[:]...)
		h := histogram(b)
		ones := 0
		for i, n := range h {
			ones += n * bitsIn[i]
		}
		c.add("chi-square "+p.when, chiSquare(h, len(b)))
		c.add("ones "+p.when, float64(ones))
		c.add("first byte "+p.when, float64(b[0]))
		c.add("last byte "+p.when, float64(b[len(b)-1]))
	}
}

// lookAtSteps reads what polls cost the store.
func lookAtSteps(v coercion, c *clues) {
	c.yes("she made a page", v.made)
	first := map[string]bool{}
	for _, p := range v.polls {
		if p.op == wire.OpRead && !first[p.when] {
			first[p.when] = true
			c.add("hits of the first read "+p.when, float64(p.steps.hits))
			c.add("misses of the first read "+p.when, float64(p.steps.misses))
		}
	}
	sums := map[string]*steps{}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			sums[when+opName(op)] = &steps{}
		}
	}
	for _, p := range v.polls {
		s := sums[p.when+opName(p.op)]
		s.hits, s.misses = s.hits+p.steps.hits, s.misses+p.steps.misses
		s.puts, s.deletes = s.puts+p.steps.puts, s.deletes+p.steps.deletes
	}
	for _, when := range []string{before, after, during, rotatedPart} {
		for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
			s := sums[when+opName(op)]
			at := " " + when + " by " + opName(op)
			c.add("hits"+at, float64(s.hits))
			c.add("misses"+at, float64(s.misses))
			c.add("writes"+at, float64(s.puts+s.deletes))
		}
	}
}
