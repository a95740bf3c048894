package trial

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/andybalholm/brotli"
)

// falseAlarm is the probability with which each of the three tests below rejects bytes that are truly random. It is
// shared out over all that a test looks at (rows, columns, the whole), so a run of all of them is wrong once in some hundred
// thousand.
const falseAlarm = 1e-6

// noise is one of the three looks at a table whose rows are objects of one size: each row by itself, what stands at one
// offset across all rows, and everything together. A header that all objects share hides in the first and in the last, and
// is plain in the second.
type noise func(rows [][]byte) error

var noises = map[string]noise{"monobit": monobit, "byte chi-square": byteChiSquare, "compression": compression}

// random applies all three.
func random(rows [][]byte) error {
	var errs []error
	for name, test := range noises {
		if err := test(rows); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

// monobit counts ones. By Hoeffding's inequality a count of n fair bits is off n/2 by d or more with a probability of at
// most 2 exp(-2 d² / n), whatever n.
func monobit(rows [][]byte) error {
	size := len(rows[0])
	looks := float64(8*size + len(rows) + 1)
	off := func(ones, n int) bool {
		return math.Abs(float64(ones)-float64(n)/2) >= math.Sqrt(float64(n)/2*math.Log(2*looks/falseAlarm))
	}
	total := 0
	for at := range size {
		var ones [8]int
		for _, row := range rows {
			for b := range ones {
				ones[b] += int(row[at] >> b & 1)
			}
		}
		for b, n := range ones {
			if off(n, len(rows)) {
				return fmt.Errorf("bit %d at offset %d is 1 in %d of %d", b, at, n, len(rows))
			}
			total += n
		}
	}
	for i, row := range rows {
		n := 0
		for _, b := range row {
			n += bits.OnesCount8(b)
		}
		if off(n, 8*size) {
			return fmt.Errorf("object %d has %d ones in %d bits", i, n, 8*size)
		}
	}
	if off(total, 8*size*len(rows)) {
		return fmt.Errorf("all together have %d ones in %d bits", total, 8*size*len(rows))
	}
	return nil
}

// leastForChiSquare is the number of bytes from which Pearson's statistic over 256 cells is close enough to its limit for
// the tail that is used here.
const leastForChiSquare = 1000

// byteChiSquare counts byte values. A chi-square variable of k degrees is above k + 2 sqrt(k x) + 2 x, or below
// k - 2 sqrt(k x), with a probability of at most exp(-x) each (Laurent and Massart 2000, lemma 1).
func byteChiSquare(rows [][]byte) error {
	size := len(rows[0])
	x := math.Log(2 * float64(size+len(rows)+1) / falseAlarm)
	off := func(counts *[256]int, n int) bool {
		if n < leastForChiSquare {
			return false
		}
		want, sum := float64(n)/256, 0.0
		for _, c := range counts {
			sum += (float64(c) - want) * (float64(c) - want) / want
		}
		return sum > 255+2*math.Sqrt(255*x)+2*x || sum < 255-2*math.Sqrt(255*x)
	}
	var all [256]int
	for at := range size {
		var counts [256]int
		for _, row := range rows {
			counts[row[at]]++
		}
		if off(&counts, len(rows)) {
			return fmt.Errorf("the values at offset %d are not spread evenly", at)
		}
		for v, n := range counts {
			all[v] += n
		}
	}
	for i, row := range rows {
		var counts [256]int
		for _, b := range row {
			counts[b]++
		}
		if off(&counts, size) {
			return fmt.Errorf("the values in object %d are not spread evenly", i)
		}
	}
	if off(&all, size*len(rows)) {
		return errors.New("the values of all together are not spread evenly")
	}
	return nil
}

// saves is how many bytes a compressor may save at the most. At most one string in 256 to the power of n can be made n
// bytes shorter, whatever the compressor; so even over all that is looked at here, this is far below falseAlarm.
const saves = 8

// across is how many offsets are compressed together when the table is read by columns: what stands at one offset in all
// rows, then at the next. Few, so that what one offset saves is not eaten by the overhead of the others.
const across = 64

// compression tries DEFLATE and Brotli.
func compression(rows [][]byte) error {
	size := len(rows[0])
	for from := 0; from < size; from += across {
		var column []byte
		for at := from; at < min(from+across, size); at++ {
			for _, row := range rows {
				column = append(column, row[at])
			}
		}
		if err := shrinks(column); err != nil {
			return fmt.Errorf("offsets from %d on: %w", from, err)
		}
	}
	for i, row := range rows {
		if err := shrinks(row); err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
	}
	return nil
}

func shrinks(b []byte) error {
	var out bytes.Buffer
	f, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err != nil {
		return err
	}
	_, _ = f.Write(b)
	_ = f.Close()
	if out.Len()+saves <= len(b) {
		return fmt.Errorf("DEFLATE makes %d bytes of %d", out.Len(), len(b))
	}
	out.Reset()
	w := brotli.NewWriterLevel(&out, 4)
	_, _ = w.Write(b)
	_ = w.Close()
	if out.Len()+saves <= len(b) {
		return fmt.Errorf("Brotli makes %d bytes of %d", out.Len(), len(b))
	}
	return nil
}
