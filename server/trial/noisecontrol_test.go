package trial

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
)

// plants are what objects that are no noise could look like, and which tests have to reject them at 1,000 objects.
var plants = []struct {
	name                 string
	plant                func(i int, object []byte)
	bits, values, shrink bool
}{
	{"a header of four bytes", func(_ int, o []byte) { copy(o, "LKS1") }, true, true, true},
	{"a header of two bytes behind a nonce", func(_ int, o []byte) { copy(o[24:], "v1") }, true, true, true},
	{"a version of one byte", func(i int, o []byte) { o[0] = byte(1 + i%2) }, true, true, true},
	{"a length of two bytes at the end", func(_ int, o []byte) { o[len(o)-2], o[len(o)-1] = 0x7f, 0xf0 }, true, true, true},
	{"a mark in one of ten", func(i int, o []byte) {
		if i%10 == 0 {
			o[700] = 4
		}
	}, false, true, false},
	{"one object in the clear", func(i int, o []byte) {
		if i == 500 {
			copy(o, strings.Repeat("a quiet street, three doors down ", 1+len(o)/33))
		}
	}, true, true, true},
	{"one object with a second page of zeros", func(i int, o []byte) {
		if i == 500 {
			clear(o[len(o)/2:])
		}
	}, true, true, true},
	{"the same nonce everywhere", func(_ int, o []byte) { clear(o[:24]) }, true, true, true},
}

// The negative control of every look for noise here: it accepts what the generator of the machine draws, and rejects it once
// something is planted. The same plants are put into the stored objects of TestStoredObjectsAreNoise.
func TestLooksForNoiseAcceptNoiseAndRejectWhatIsPlanted(t *testing.T) {
	rows := make([][]byte, 1000)
	for i := range rows {
		rows[i] = make([]byte, 4096)
		rand.Read(rows[i])
	}
	if err := random(rows); err != nil {
		t.Errorf("noise: %v", err)
	}
	wantPlantsRejected(t, rows)
}

// wantPlantsRejected plants each in a copy of rows.
func wantPlantsRejected(t *testing.T, rows [][]byte) {
	t.Helper()
	for _, p := range plants {
		planted := make([][]byte, len(rows))
		for i, row := range rows {
			planted[i] = bytes.Clone(row)
			p.plant(i, planted[i])
		}
		for name, rejects := range map[string]bool{"monobit": p.bits, "byte chi-square": p.values, "compression": p.shrink} {
			if rejects && noises[name](planted) == nil {
				t.Errorf("%s: not noticed by %s", p.name, name)
			}
		}
	}
}
