package bundle

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// What a core is made of can be read in its names: that a part of it is for decoys, or for doors.
func TestTheCoreCarriesNoNames(t *testing.T) {
	out, _ := real(t)
	core := read(t, out, CoreFile)
	for _, name := range []string{"larkspur/wasm/app.(*App)", "larkspur/client.(*Session)", "client/session.go", "runtime/proc.go"} {
		if strings.Contains(core, name) {
			t.Errorf("the core has the name %s", name)
		}
	}
	// The search would find them: text that the program has to say is there.
	for _, text := range []string{`"ui.back": "`, "client: the phrase opens nothing"} {
		if !strings.Contains(core, text) {
			t.Errorf("the core has not the text %s", text)
		}
	}
	if _, err := forgetNames([]byte(core)); !errors.Is(err, ErrCore) {
		t.Errorf("names that are blank were found: %v", err)
	}
}

// module is a module with a data section of segments: where each goes, and what it holds.
func module(segments ...any) []byte {
	body := []byte{byte(len(segments) / 2)}
	for i := 0; i < len(segments); i += 2 {
		to, data := segments[i].(int), segments[i+1].(string)
		body = append(body, 0, 0x41, byte(to)|0x80, byte(to>>7), 0x0b, byte(len(data))|0x80, byte(len(data)>>7))
		body = append(body, data...)
	}
	m := append([]byte("\x00asm\x01\x00\x00\x00"), 1, 2, 'x', 'x', 11, byte(len(body))|0x80, byte(len(body)>>7))
	return append(m, body...)
}

// table is a table of names: of functions and of files, and what comes after.
func table(functions, units, files, rest string) string {
	var b strings.Builder
	b.Write(tableHead)
	at := len(tableHead) + 8*numbers
	names, end := at+len(functions), at+len(functions)+len(units)+len(files)
	for _, n := range []int{5, 2, 0, at, names, names + len(units), end, end + len(rest)} {
		b.Write([]byte{byte(n), byte(n >> 8), 0, 0, 0, 0, 0, 0})
	}
	return b.String() + functions + units + files + rest
}

const (
	someFunctions = "go:buildid\x00runtime.main\x00main.main\x00"
	someFiles     = "runtime/proc.go\x00main.go\x00"
)

func TestNamesAndNothingElseBecomeZeros(t *testing.T) {
	whole := table(someFunctions, "UNITS", someFiles, "REST")
	for name, cut := range map[string]int{"in one piece": 0, "in two": len(tableHead) + 8*numbers + 14} {
		m := module(300, "BEFORE", 320, whole)
		if cut > 0 {
			m = module(300, "BEFORE", 320, whole[:cut], 320+cut, whole[cut:])
		}
		before := bytes.Clone(m)
		n, err := forgetNames(m)
		if err != nil || n != len(strings.ReplaceAll(someFunctions+someFiles, "\x00", "")) {
			t.Fatalf("%s: %d bytes, %v", name, n, err)
		}
		for i := range m {
			if m[i] != before[i] && m[i] != 0 {
				t.Errorf("%s: byte %d became %d", name, i, m[i])
			}
		}
		for _, kept := range []string{"BEFORE", "UNITS", "REST"} {
			if !bytes.Contains(m, []byte(kept)) {
				t.Errorf("%s: %s is gone", name, kept)
			}
		}
		for _, gone := range []string{"runtime.m", "main.main", "proc.go"} {
			if bytes.Contains(m, []byte(gone)) {
				t.Errorf("%s: %s is left", name, gone)
			}
		}
	}
}

func TestACoreThatLooksOtherwiseIsLeftAlone(t *testing.T) {
	whole := table(someFunctions, "UNITS", someFiles, "REST")
	for name, m := range map[string][]byte{
		"no module":        nil,
		"no data":          []byte("\x00asm\x01\x00\x00\x00\x01\x00"),
		"no table":         module(300, "BEFORE"),
		"two tables":       module(300, whole, 900, whole),
		"other names":      module(300, table("a\x00b\x00", "UNITS", someFiles, "REST")),
		"other files":      module(300, table(someFunctions, "UNITS", "a.go\x00", "REST")),
		"a longer head":    module(300, whole[:16]+"\x00\x00\x00\x00\x00\x00\x00\x00"+whole[16:]),
		"the head alone":   module(300, whole[:30]),
		"a section cut":    module(300, whole)[:60],
		"another segment":  bytes.Replace(module(300, whole), []byte{0, 0x41}, []byte{1, 0x41}, 1),
		"a number too big": bytes.Replace(module(300, whole), []byte{0x0b}, []byte{0x80}, 1),
	} {
		before := bytes.Clone(m)
		if n, err := forgetNames(m); !errors.Is(err, ErrCore) || n != 0 || !bytes.Equal(m, before) {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}

// Which line an instruction came from is told by counters that the stack and the collector do not need. A core keeps those
// that they do need; that it runs is seen by every test with a browser.
func TestTheCoreKnowsNoLines(t *testing.T) {
	root, err := findRoot("")
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if _, err := compile(t.Context(), Config{Root: root, Out: out, Debug: true, Progress: io.Discard}); err != nil {
		t.Fatal(err)
	}
	core := []byte(read(t, out, CoreFile))
	before, err := tablesOf(core)
	if err != nil {
		t.Fatal(err)
	}
	n, err := forgetLines(core)
	if err != nil || n < 50_000 {
		t.Fatalf("%d bytes of counters went: %v", n, err)
	}
	after, err := tablesOf(core)
	if err != nil {
		t.Fatal(err)
	}
	for i := range before.parts[functions] {
		a, _ := before.record(i)
		b, ok := after.record(i)
		if !ok || a != b {
			t.Fatalf("record %d is %v, was %v", i, b, a)
		}
		for _, place := range after.spare(b) {
			if n, _ := after.number(place); n != 0 && !halfWritten(after, place) {
				t.Fatalf("record %d has lines", i)
			}
		}
		for _, place := range before.counters(a) {
			was, _ := before.number(place)
			is, _ := after.number(place)
			if was != is || is != 0 && !bytes.Equal(counterAt(before, was), counterAt(after, is)) {
				t.Fatalf("record %d lost counters that the program needs", i)
			}
		}
	}
}

// halfWritten: some of the four bytes are zeros that the linker left out, so that the number had to stay.
func halfWritten(t *tables, at int) bool { return slices.Contains(t.at[at:at+4], 0) }

// counterAt is the table of counters from a place on: pairs of numbers, up to a zero.
func counterAt(t *tables, place int) []byte {
	b := t.memory[t.parts[counters]+place : t.parts[records]]
	for i := 0; i < len(b); {
		value := i
		for b[i]&0x80 != 0 {
			i++
		}
		i++
		if value > 0 && i-value == 1 && b[value] == 0 {
			return b[:i]
		}
		for b[i]&0x80 != 0 {
			i++
		}
		i++
	}
	return b
}
