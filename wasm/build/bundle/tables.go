package bundle

import (
	"bytes"
	"encoding/binary"
)

// tableHead begins what Go's runtime knows of functions (pcHeader in Go's runtime/symtab.go): a magic number, two zeros, the
// least size of an instruction and that of a pointer. After it come eight numbers of eight bytes.
var tableHead = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// What the eight numbers are: how many functions there are, and where, from the beginning of the table, each part begins.
const (
	functions = 0
	funcNames = 3
	compUnits = 4 // after the names of functions
	fileNames = 5
	counters  = 6 // after the names of files: tables of what holds from which instruction on
	records   = 7 // after those: for every function where it begins and where its record is, then the records
	numbers   = 8
)

// tables is that knowledge, as it lies in the memory of the program.
type tables struct {
	memory []byte // from the head on
	at     []int  // where in the core each byte of it stands; 0: nowhere
	parts  [numbers]int
}

// tablesOf finds the tables in core. It fails with ErrCore where anything is unlike what the linker of this version writes.
func tablesOf(core []byte) (*tables, error) {
	memory, at, err := memoryOf(core)
	if err != nil {
		return nil, err
	}
	head := bytes.Index(memory, tableHead)
	if head < 0 || bytes.Contains(memory[head+1:], tableHead) {
		return nil, ErrCore
	}
	t := &tables{memory: memory[head:], at: at[head:]}
	begin := len(tableHead) + 8*numbers
	for i := range t.parts {
		if len(t.memory) < begin {
			return nil, ErrCore
		}
		n := binary.LittleEndian.Uint64(t.memory[len(tableHead)+8*i:])
		if n > uint64(len(t.memory)) {
			return nil, ErrCore
		}
		t.parts[i] = int(n)
	}
	before := begin
	for _, part := range t.parts[funcNames:] {
		if part < before {
			return nil, ErrCore
		}
		before = part
	}
	if t.parts[funcNames] != begin ||
		!bytes.Contains(t.memory[t.parts[funcNames]:t.parts[compUnits]], []byte("\x00runtime.main\x00")) ||
		!bytes.Contains(t.memory[t.parts[fileNames]:t.parts[counters]], []byte("runtime/proc.go\x00")) {
		return nil, ErrCore
	}
	return t, nil
}

// The record of a function (_func in Go's runtime/runtime2.go): numbers of four bytes by their places, then as many places
// of counters and of other data as it says.
const (
	recordName   = 4
	recordStack  = 16 // counters of the stack: kept
	recordFile   = 20 // counters of files and
	recordLine   = 24 // of lines
	recordOwn    = 28 // how many counters more it has
	recordUnit   = 32
	recordStart  = 36 // the line where it begins
	recordOther  = 43 // one byte: how much other data it has
	recordLength = 44
	argInfo      = 5 // which of the other data tell how to print arguments,
	argLiveInfo  = 6 // and from where on they can be printed
	noData       = 0xffffffff
	unsafePoint  = 0 // which of its counters tell where it may be stopped by another thread,
	argLive      = 3 // and from where on arguments can be printed
)

// record is the place of one function's record.
type record struct {
	at         int
	own, other int
}

// record returns the record of the nth function; false when it lies outside.
func (t *tables) record(n int) (record, bool) {
	base := t.parts[records]
	offset, ok := t.number(base + 8*n + 4)
	at := base + offset
	if _, fits := t.number(at + recordLength - 4); !ok || !fits {
		return record{}, false
	}
	own, _ := t.number(at + recordOwn)
	r := record{at, own, int(t.memory[at+recordOther])}
	_, ok = t.number(at + recordLength + 4*(r.own+r.other) - 4)
	return r, ok && own < 64
}

// number reads four bytes.
func (t *tables) number(at int) (int, bool) {
	if at < 0 || at+4 > len(t.memory) {
		return 0, false
	}
	return int(binary.LittleEndian.Uint32(t.memory[at:])), true
}

// put writes a number into core, where all four bytes of it stand in the file. Where some do not, being zeros that the linker
// left out, the number stays.
func (t *tables) put(core []byte, at int, v uint32) {
	for i := range 4 {
		if t.at[at+i] == 0 {
			return
		}
	}
	for i := range 4 {
		core[t.at[at+i]] = byte(v >> (8 * i))
	}
}

// blank makes zeros of a stretch, and returns how many bytes were none.
func (t *tables) blank(core []byte, from, to int) (blanked int) {
	for i := from; i < to; i++ {
		if at := t.at[i]; at != 0 && core[at] != 0 {
			core[at] = 0
			blanked++
		}
	}
	return blanked
}
