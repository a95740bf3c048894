package bundle

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// codeQuality is quick, and some percent less tight than what is served.
const codeQuality = 5

// firstEntry is the number that the first function has in the tables.
const firstEntry = 0x1000

// packages weighs the code of core by packages, heaviest first: its bytes, and what they come to when they are compressed by
// themselves. That is more than their share of the whole, in which they are compressed with what is alike in others. Names
// are to be in core still. It fails with ErrCore.
func packages(core []byte) ([]Weight, error) {
	t, err := tablesOf(core)
	if err != nil {
		return nil, err
	}
	bodies, err := bodiesOf(core)
	if err != nil {
		return nil, err
	}
	code := map[string][]byte{}
	for i := range t.parts[functions] {
		r, ok := t.record(i)
		if !ok {
			return nil, ErrCore
		}
		entry, _ := t.number(t.parts[records] + 8*i)
		name, _ := t.number(r.at + recordName)
		n := entry - firstEntry
		if n < 0 || n >= len(bodies) {
			return nil, ErrCore
		}
		of := packageOf(t.name(name))
		code[of] = append(code[of], bodies[n]...)
	}
	var out []Weight
	for _, of := range slices.Sorted(maps.Keys(code)) {
		var small bytes.Buffer
		w := brotli.NewWriterLevel(&small, codeQuality)
		_, _ = w.Write(code[of]) // a buffer takes all
		_ = w.Close()
		out = append(out, Weight{of, len(code[of]), small.Len()})
	}
	slices.SortStableFunc(out, func(a, b Weight) int { return cmp.Compare(b.Plain, a.Plain) })
	return out, nil
}

// name reads a name of a function.
func (t *tables) name(at int) string {
	names := t.memory[t.parts[funcNames]:t.parts[compUnits]]
	if at >= len(names) {
		return ""
	}
	name, _, _ := bytes.Cut(names[at:], []byte{0})
	return string(name)
}

// packageOf is the package of a function: what stands before the first point after the last slash.
func packageOf(name string) string {
	name, _, _ = strings.Cut(name, "[") // a type argument has a path of its own
	if kind, _, ok := strings.Cut(name, ":"); ok {
		return "(" + kind + ")" // made by the compiler: type:.eq and its like
	}
	slash := strings.LastIndexByte(name, '/') + 1
	if point := strings.IndexByte(name[slash:], '.'); point >= 0 {
		return name[:slash+point]
	}
	return "(other)"
}

// bodiesOf returns the code of every function.
func bodiesOf(core []byte) ([][]byte, error) {
	code, _, err := section(core, codeSection)
	if err != nil {
		return nil, err
	}
	var bodies [][]byte
	r := reader{b: code}
	for range r.unsigned() {
		n := int(r.unsigned())
		if r.bad || n > len(code)-r.i {
			return nil, ErrCore
		}
		bodies = append(bodies, code[r.i:r.i+n])
		r.i += n
	}
	return bodies, nil
}
