// Package randomness asks whether objects of one size look like noise.
//
// Three tests, which anybody can repeat with a pencil: how many bits are one (monobit), how often each value of a byte
// comes (Pearson's chi-square), and whether a compressor makes less of it (DEFLATE). Each looks at every object by itself,
// at what stands at one offset in all of them, and at everything together: a header that all share hides in the first
// and in the last, and is plain in the second.
//
// It promises that objects which are noise fail a test once in a million runs, and that a mark of one byte which all of a
// thousand objects share is found. It refuses to know what an object is. Passing proves no randomness: what is sealed well
// and what is drawn by a generator look the same here, and that is the use of it.
package randomness

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

const (
	// falseAlarm is the probability with which each test rejects bytes that are truly random, shared out over all that it
	// looks at.
	falseAlarm = 1e-6

	// leastForChiSquare is the number of bytes from which Pearson's statistic over 256 cells is close enough to its limit.
	leastForChiSquare = 1000

	// saves is how many bytes a compressor may save at the most. At most one string in 256 to the power of n can be made n
	// bytes shorter, whatever the compressor; so over a million objects this is still below falseAlarm.
	saves = 10

	// across is how many offsets are compressed together when objects are read by columns: few, so that what one offset
	// saves is not eaten by the overhead of the others.
	across = 64

	// Rows is how many objects are kept in memory to be compressed by columns: 32 MB for objects of 32 KB.
	Rows = 1000
)

// errSize: an object has not the size of the others.
var errSize = errors.New("randomness: an object of another size")

// A Table takes objects one by one. It is not safe for concurrent use.
type Table struct {
	size   int
	counts []uint32 // of each value at each offset
	rows   [][]byte // the first of them, for what has to see them side by side
	number int

	alone   [3][]int // by test, the objects that failed by themselves
	flate   *flate.Writer
	shrunk  bytes.Buffer
	expects int
}

// The tests, in the order of results.
const (
	monobit = iota
	chiSquare
	compression
)

// Names of the tests, as they are reported.
var names = [...]string{"ones and zeros (monobit)", "values of bytes (chi-square)", "compression (DEFLATE)"}

// New is a table for objects of size bytes each, about expects of them: how much of a chance each look has is shared out
// over that number.
func New(size, expects int) (*Table, error) {
	if size <= 0 || expects < 0 {
		return nil, fmt.Errorf("randomness: %d objects of %d bytes", expects, size)
	}
	f, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	return &Table{size: size, expects: max(1, expects), counts: make([]uint32, 256*size), flate: f}, nil
}

// Add takes one object, which is not kept unless it is among the first Rows. It reports whether the object looks like noise
// by itself.
func (t *Table) Add(object []byte) (noise bool, err error) {
	if len(object) != t.size {
		return false, errSize
	}
	var values [256]int
	ones := 0
	for at, v := range object {
		t.counts[at<<8|int(v)]++
		values[v]++
		ones += bits.OnesCount8(v)
	}
	noise = true
	for test, failed := range [...]bool{
		monobit:     t.unbalanced(ones, 8*t.size),
		chiSquare:   t.uneven(values[:], t.size),
		compression: t.shrinks(object),
	} {
		if failed {
			t.alone[test] = append(t.alone[test], t.number)
			noise = false
		}
	}
	if len(t.rows) < Rows {
		t.rows = append(t.rows, slices.Clone(object))
	}
	t.number++
	return noise, nil
}

// looks is among how many looks of one kind a chance is shared out.
func (t *Table) looks() float64 { return float64(8*t.size + max(t.expects, t.number) + 1) }

// unbalanced is the monobit test. By Hoeffding's inequality a count of n fair bits is off n/2 by d or more with a
// probability of at most 2 exp(-2 d² / n), whatever n.
func (t *Table) unbalanced(ones, n int) bool {
	return math.Abs(float64(ones)-float64(n)/2) >= math.Sqrt(float64(n)/2*math.Log(2*t.looks()/falseAlarm))
}

// uneven is Pearson's test. A chi-square variable of k degrees is above k + 2 sqrt(k x) + 2 x, or below k - 2 sqrt(k x),
// with a probability of at most exp(-x) each (Laurent and Massart 2000, lemma 1).
func (t *Table) uneven(counts []int, n int) bool {
	if n < leastForChiSquare {
		return false
	}
	x := math.Log(2 * t.looks() / falseAlarm)
	want, sum := float64(n)/256, 0.0
	for _, c := range counts {
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	return sum > 255+2*math.Sqrt(255*x)+2*x || sum < 255-2*math.Sqrt(255*x)
}

func (t *Table) shrinks(b []byte) bool {
	t.shrunk.Reset()
	t.flate.Reset(&t.shrunk)
	_, _ = t.flate.Write(b) // a buffer takes all
	_ = t.flate.Close()
	return t.shrunk.Len()+saves <= len(b)
}

// A Result is what one test says.
type Result struct {
	Test string // its name, for people

	// Alone are the objects, by the order they were added in, that failed by themselves.
	Alone []int

	// Offsets are those at which the objects together are not like noise, in bytes; of the compression, the first of each
	// run of offsets that were compressed together.
	Offsets []int

	// Together: all bytes of all objects taken together are not like noise.
	Together bool
}

// Passed reports that nothing unlike noise was found.
func (r Result) Passed() bool { return len(r.Alone) == 0 && len(r.Offsets) == 0 && !r.Together }

// Results are those of the three tests. Without objects they have nothing to fail on.
func (t *Table) Results() []Result {
	all := make([]Result, len(names))
	for i := range all {
		all[i] = Result{Test: names[i], Alone: t.alone[i]}
	}
	if t.number == 0 {
		return all
	}
	var values [256]int
	ones := 0
	for at := range t.size {
		var here [256]int
		var bit [8]int
		for v := range here {
			here[v] = int(t.counts[at<<8|v])
			values[v] += here[v]
			for b := range bit {
				bit[b] += here[v] * (v >> b & 1)
			}
		}
		if t.uneven(here[:], t.number) {
			all[chiSquare].Offsets = append(all[chiSquare].Offsets, at)
		}
		off := false
		for _, n := range bit {
			ones += n
			off = off || t.unbalanced(n, t.number)
		}
		if off {
			all[monobit].Offsets = append(all[monobit].Offsets, at)
		}
	}
	all[monobit].Together = t.unbalanced(ones, 8*t.size*t.number)
	all[chiSquare].Together = t.uneven(values[:], t.size*t.number)
	all[compression].Offsets = t.columns()
	return all
}

// columns compresses what stands at one offset in all rows, then at the next.
func (t *Table) columns() (shrunk []int) {
	column := make([]byte, 0, across*len(t.rows))
	for from := 0; from < t.size; from += across {
		column = column[:0]
		for at := from; at < min(from+across, t.size); at++ {
			for _, row := range t.rows {
				column = append(column, row[at])
			}
		}
		if t.shrinks(column) {
			shrunk = append(shrunk, from)
		}
	}
	return shrunk
}
