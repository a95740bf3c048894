package randomness

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
)

// noise is what the generator of the machine draws.
func noise(n, size int) [][]byte {
	rows := make([][]byte, n)
	for i := range rows {
		rows[i] = make([]byte, size)
		rand.Read(rows[i])
	}
	return rows
}

func results(t *testing.T, rows [][]byte) []Result {
	t.Helper()
	table, err := New(len(rows[0]), len(rows))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := table.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	return table.Results()
}

func TestNoisePasses(t *testing.T) {
	for _, n := range []int{1, 2, 17, 300, 1500} {
		for _, r := range results(t, noise(n, 4096)) {
			if !r.Passed() {
				t.Errorf("%d objects of noise: %+v", n, r)
			}
		}
	}
	for _, r := range results(t, noise(40, 33448)) {
		if !r.Passed() {
			t.Errorf("objects as large as those stored: %+v", r)
		}
	}
}

// The negative controls: what is planted in one of a thousand objects, or in a byte of all of them, is found, by the test
// that can, where it is.
func TestWhatIsPlantedIsFoundWhereItIs(t *testing.T) {
	for name, p := range map[string]struct {
		plant             func(i int, o []byte)
		object            int // that has to be named; -1: none
		offset            int // that has to be named; -1: none
		bits, values, zip bool
	}{
		"a header of four bytes":        {func(_ int, o []byte) { copy(o, "LKS1") }, -1, 0, true, true, true},
		"a version behind a nonce":      {func(_ int, o []byte) { copy(o[24:], "v1") }, -1, 24, true, true, false},
		"a length at the end":           {func(_ int, o []byte) { o[4094], o[4095] = 0x7f, 0xf0 }, -1, 4095, true, true, false},
		"a version of one byte":         {func(i int, o []byte) { o[0] = byte(1 + i%2) }, -1, 0, true, true, false},
		"a mark in one of ten":          {func(i int, o []byte) { o[700] = keep(o[700], i%10 == 0, 4) }, -1, 700, false, true, false},
		"one object in the clear":       {inOne(func(o []byte) { copy(o, strings.Repeat("a quiet street, a blue gate ", 1+len(o)/27)) }), 500, -1, true, true, true},
		"one object with half of zeros": {inOne(func(o []byte) { clear(o[2048:]) }), 500, -1, true, true, true},
		"one object of ones":            {inOne(func(o []byte) { copy(o, bytes.Repeat([]byte{0xff}, len(o))) }), 500, -1, true, true, true},
		"one object that repeats":       {inOne(func(o []byte) { copy(o[2048:], o[:2048]) }), 500, -1, false, false, true},
	} {
		rows := noise(1000, 4096)
		for i, row := range rows {
			p.plant(i, row)
		}
		all := results(t, rows)
		for test, rejects := range [...]bool{monobit: p.bits, chiSquare: p.values, compression: p.zip} {
			if !rejects {
				continue
			}
			r := all[test]
			if r.Passed() {
				t.Errorf("%s: not noticed by %s", name, r.Test)
			}
			if p.object >= 0 && !slices.Contains(r.Alone, p.object) {
				t.Errorf("%s: %s does not name the object: %v", name, r.Test, r.Alone)
			}
			if p.offset >= 0 && !slices.Contains(r.Offsets, p.offset) {
				t.Errorf("%s: %s does not name the offset: %v", name, r.Test, r.Offsets)
			}
		}
	}
}

func inOne(plant func([]byte)) func(int, []byte) {
	return func(i int, o []byte) {
		if i == 500 {
			plant(o)
		}
	}
}

func keep(was byte, planted bool, mark byte) byte {
	if planted {
		return mark
	}
	return was
}

func TestObjectsOfAnotherSizeAreNoRow(t *testing.T) {
	table, err := New(100, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 99, 101} {
		if _, err := table.Add(make([]byte, size)); err == nil {
			t.Errorf("an object of %d bytes was taken", size)
		}
	}
	for _, r := range table.Results() {
		if !r.Passed() {
			t.Errorf("nothing failed a test: %+v", r)
		}
	}
	for _, bad := range [][2]int{{0, 1}, {-1, 1}, {1, -1}} {
		if _, err := New(bad[0], bad[1]); err == nil {
			t.Errorf("New(%v) is fine", bad)
		}
	}
}

func BenchmarkAnObject(b *testing.B) {
	rows := noise(1, 33448)
	table, err := New(33448, 1000)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(33448)
	for b.Loop() {
		if _, err := table.Add(rows[0]); err != nil {
			b.Fatal(err)
		}
	}
}
