package phrase

import (
	_ "embed"
	"encoding/binary"
	"sort"
	"sync"
	"unicode/utf8"
)

// nfkdFile is the table, of Unicode 15.0 as SPEC §2.2 says. TestTheTableIsThatOfUnicode writes it with -update, from the
// tables of golang.org/x/text, and fails when it is another.
//
// All numbers are varints of encoding/binary. One column comes after the other, as each then compresses best:
//
//	n, the number of runs of code points that decompose, Hangul left out
//	n gaps             code points between the end of the run before and this run
//	n counts           code points in the run, less 1
//	n lengths          code points in a decomposition of the run
//	n firsts, signed   the first code point of the first decomposition, less that of the last one before
//	m, the number of runs of code points of one combining class that is not 0
//	m gaps, m counts, m classes
//	n rests, UTF-8     the decomposition but for its first code point, the same in the whole run
//
// In a run the first code point of a decomposition rises with the code point that it decomposes.
//
//go:embed nfkd.bin
var nfkdFile string

// nfkdTable is nfkdFile, laid out for looking things up.
type nfkdTable struct {
	runs    []nfkdRun  // in ascending order
	classes []classRun // in ascending order
}

type nfkdRun struct {
	from, to rune // inclusive
	first    rune // where from begins with
	rest     string
}

type classRun struct {
	from, to rune // inclusive
	class    uint8
}

// decompositions reads the table at the first text that needs it.
var decompositions = sync.OnceValue(func() *nfkdTable { return readTable(nfkdFile) })

// readTable panics on a file that is not as said above: it is part of the program.
func readTable(file string) *nfkdTable {
	in := columns{rest: []byte(file)}
	n := in.next()
	gaps, counts, lengths, firsts := in.column(n), in.column(n), in.column(n), in.column(n)
	m := in.next()
	classGaps, classCounts, classes := in.column(m), in.column(m), in.column(m)

	t := &nfkdTable{runs: make([]nfkdRun, n), classes: make([]classRun, m)}
	next, first := rune(0), rune(0)
	for i := range t.runs {
		from := next + rune(gaps[i])
		to := from + rune(counts[i])
		first += unsign(firsts[i])
		t.runs[i] = nfkdRun{from: from, to: to, first: first, rest: in.text(int(lengths[i]) - 1)}
		next, first = to+1, first+to-from
	}
	next = 0
	for i := range t.classes {
		from := next + rune(classGaps[i])
		to := from + rune(classCounts[i])
		t.classes[i] = classRun{from: from, to: to, class: uint8(classes[i])}
		next = to + 1
	}
	return t
}

// appendTo appends the full decomposition of r, r itself when it has none.
func (t *nfkdTable) appendTo(out []rune, r rune) []rune {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].to >= r })
	if i == len(t.runs) || r < t.runs[i].from {
		return append(out, r)
	}
	run := &t.runs[i]
	out = append(out, run.first+r-run.from)
	for _, more := range run.rest {
		out = append(out, more)
	}
	return out
}

// class returns the canonical combining class of a code point that does not decompose.
func (t *nfkdTable) class(r rune) uint8 {
	i := sort.Search(len(t.classes), func(i int) bool { return t.classes[i].to >= r })
	if i == len(t.classes) || r < t.classes[i].from {
		return 0
	}
	return t.classes[i].class
}

// columns reads nfkdFile from its front.
type columns struct{ rest []byte }

func (c *columns) next() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		panic("phrase: the table ends early")
	}
	c.rest = c.rest[n:]
	return v
}

func (c *columns) column(n uint64) []uint64 {
	column := make([]uint64, n)
	for i := range column {
		column[i] = c.next()
	}
	return column
}

// text takes so many code points of UTF-8.
func (c *columns) text(n int) string {
	size := 0
	for range n {
		_, width := utf8.DecodeRune(c.rest[size:])
		size += width
	}
	text := string(c.rest[:size])
	c.rest = c.rest[size:]
	return text
}

// unsign turns 0, 1, 2, 3, 4 into 0, -1, 1, -2, 2, as varints of encoding/binary do.
func unsign(v uint64) rune { return rune(v>>1) ^ -rune(v&1) }
