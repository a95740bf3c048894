package bundle

import (
	"errors"
	"fmt"
)

// ErrCore says that the core does not look as expected.
var ErrCore = errors.New("bundle: the core is not laid out as this version of Go does it")

// memoryLimit bounds what a data section may fill. The core has some 2 MB.
const memoryLimit = 64 << 20

// memoryOf lays out the data section as the program will have it. at says where in core each byte stands; 0: nowhere, it is
// one of the zeros that the linker leaves out.
func memoryOf(core []byte) (memory []byte, at []int, err error) {
	data, begin, err := section(core, dataSection)
	if err != nil {
		return nil, nil, err
	}
	r := reader{b: data}
	for range r.unsigned() {
		// Kind 0: to the one memory, at the constant (0x41 ... 0x0b) that follows.
		if r.byte() != 0 || r.byte() != 0x41 {
			return nil, nil, ErrCore
		}
		to := r.signed()
		if r.byte() != 0x0b {
			return nil, nil, ErrCore
		}
		n := r.unsigned()
		if r.bad || n > uint64(len(data)-r.i) || to < 0 || to > memoryLimit {
			return nil, nil, ErrCore
		}
		if need := int(to) + int(n) - len(memory); need > 0 {
			memory, at = append(memory, make([]byte, need)...), append(at, make([]int, need)...)
		}
		copy(memory[to:], data[r.i:r.i+int(n)])
		for i := range int(n) {
			at[int(to)+i] = begin + r.i + i
		}
		r.i += int(n)
	}
	if r.bad || r.i != len(data) {
		return nil, nil, ErrCore
	}
	return memory, at, nil
}

// Sections of a WebAssembly module.
const (
	codeSection = 10
	dataSection = 11
)

// section finds a section of a module, and where it begins.
func section(core []byte, which byte) ([]byte, int, error) {
	r := reader{b: core, i: 8}
	for r.i < len(core) && !r.bad {
		id, n := r.byte(), r.unsigned()
		if r.bad || n > uint64(len(core)-r.i) {
			break
		}
		if id == which {
			return core[r.i : r.i+int(n)], r.i, nil
		}
		r.i += int(n)
	}
	return nil, 0, fmt.Errorf("%w: it has no section %d", ErrCore, which)
}

// reader reads the numbers of a module. After a bad one everything is.
type reader struct {
	b   []byte
	i   int
	bad bool
}

func (r *reader) byte() byte {
	if r.bad || r.i >= len(r.b) {
		r.bad = true
		return 0xff
	}
	r.i++
	return r.b[r.i-1]
}

func (r *reader) unsigned() (v uint64) {
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		if c&0x80 == 0 {
			return v
		}
	}
	r.bad = true
	return 0
}

func (r *reader) signed() (v int64) {
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c&0x80 == 0 {
			if c&0x40 != 0 {
				v -= 1 << (shift + 7)
			}
			return v
		}
	}
	r.bad = true
	return 0
}
