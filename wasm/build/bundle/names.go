package bundle

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The Go linker puts the names of all functions and source files into the core, for traces that nobody sees: what the
// program prints goes nowhere (quiet.ts). Blank, they weigh next to nothing, and the core has that much less to read in it.
// The program works without them: it tells functions apart by number. (Only a count of its own goroutines asks for a name,
// which serves to notice that all are asleep; in a page they may be.)
//
// Nothing is moved: the bytes of the names become zeros. Whatever does not look as the linker of this version writes it is
// an error and no guess, so that another version is looked at anew.

// ErrNames says that the core does not look as expected.
var ErrNames = errors.New("bundle: the table of names is not where this version of Go has it")

// tableHead begins the table that names are part of (pcHeader in Go's runtime/symtab.go): a magic number, two zeros, the
// least size of an instruction and that of a pointer. After it come eight numbers of eight bytes.
var tableHead = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// The places among the eight numbers of where, from the beginning of the table, each part begins.
const (
	funcNames = 3 + iota
	compUnits // after the names of functions
	fileNames
	counters // after the names of files
	numbers  = 8
)

// memoryLimit bounds what a data section may fill. The core has some 2 MB.
const memoryLimit = 64 << 20

// forgetNames blanks the names in core, and returns how many bytes they were.
func forgetNames(core []byte) (int, error) {
	memory, at, err := memoryOf(core)
	if err != nil {
		return 0, err
	}
	head := bytes.Index(memory, tableHead)
	if head < 0 || bytes.Contains(memory[head+1:], tableHead) {
		return 0, ErrNames
	}
	table := memory[head:]
	var parts [numbers]int
	begin := len(tableHead) + 8*numbers
	for i := range parts {
		if len(table) < begin {
			return 0, ErrNames
		}
		n := binary.LittleEndian.Uint64(table[len(tableHead)+8*i:])
		if n > uint64(len(table)) {
			return 0, ErrNames
		}
		parts[i] = int(n)
	}
	if parts[funcNames] != begin || parts[funcNames] > parts[compUnits] || parts[compUnits] > parts[fileNames] || parts[fileNames] > parts[counters] {
		return 0, ErrNames
	}
	if !bytes.Contains(table[parts[funcNames]:parts[compUnits]], []byte("\x00runtime.main\x00")) ||
		!bytes.Contains(table[parts[fileNames]:parts[counters]], []byte("runtime/proc.go\x00")) {
		return 0, ErrNames
	}
	blanked := 0
	for _, part := range [][2]int{{parts[funcNames], parts[compUnits]}, {parts[fileNames], parts[counters]}} {
		for i := head + part[0]; i < head+part[1]; i++ {
			if at[i] != 0 && core[at[i]] != 0 {
				core[at[i]] = 0
				blanked++
			}
		}
	}
	return blanked, nil
}

// memoryOf lays out the data section as the program will have it. at says where in core each byte stands; 0: nowhere, it is
// one of the zeros that the linker leaves out.
func memoryOf(core []byte) (memory []byte, at []int, err error) {
	data, begin, err := dataSection(core)
	if err != nil {
		return nil, nil, err
	}
	r := reader{b: data}
	for range r.unsigned() {
		// Kind 0: to the one memory, at the constant (0x41 ... 0x0b) that follows.
		if r.byte() != 0 || r.byte() != 0x41 {
			return nil, nil, ErrNames
		}
		to := r.signed()
		if r.byte() != 0x0b {
			return nil, nil, ErrNames
		}
		n := r.unsigned()
		if r.bad || n > uint64(len(data)-r.i) || to < 0 || to > memoryLimit {
			return nil, nil, ErrNames
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
		return nil, nil, ErrNames
	}
	return memory, at, nil
}

// dataSection finds section 11 of a WebAssembly module, and where it begins.
func dataSection(core []byte) ([]byte, int, error) {
	r := reader{b: core, i: 8}
	for r.i < len(core) && !r.bad {
		id, n := r.byte(), r.unsigned()
		if r.bad || n > uint64(len(core)-r.i) {
			break
		}
		if id == 11 {
			return core[r.i : r.i+int(n)], r.i, nil
		}
		r.i += int(n)
	}
	return nil, 0, fmt.Errorf("%w: it has no data", ErrNames)
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
