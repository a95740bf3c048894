package phrase

import (
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "write nfkd.bin")

// unicodeVersion is that of SPEC §2.2. A toolchain with newer tables would fold code points that were unassigned before in
// another way, and a phrase with one of them would open nothing any more.
const unicodeVersion = "15.0.0"

func TestTheTablesAreOfTheVersionOfTheSpecification(t *testing.T) {
	if unicode.Version != unicodeVersion || norm.Version != unicodeVersion {
		t.Fatalf("package unicode has version %s and golang.org/x/text %s; SPEC §2.2 says %s",
			unicode.Version, norm.Version, unicodeVersion)
	}
}

func TestTheTableIsThatOfUnicode(t *testing.T) {
	want := writeTable()
	if *update {
		if err := os.WriteFile("nfkd.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(want) != nfkdFile {
		t.Error("nfkd.bin is not what golang.org/x/text makes of it; go test ./crypto/phrase -run TheTable -update writes it")
	}
}

// valid runs over every code point that UTF-8 can carry.
func valid(yield func(rune) bool) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf8.ValidRune(r) && !yield(r) {
			return
		}
	}
}

// classOf is the combining class of a code point that does not decompose, 0 of one that does.
func classOf(r rune) uint8 {
	p := norm.NFKD.PropertiesString(string(r))
	if p.Decomposition() != nil {
		return 0
	}
	return p.CCC()
}

// writeTable makes nfkd.bin as its comment says.
func writeTable() []byte {
	var runs []nfkdRun
	var classes []classRun
	for r := range valid {
		if class := classOf(r); class != 0 {
			if n := len(classes); n > 0 && classes[n-1].to == r-1 && classes[n-1].class == class {
				classes[n-1].to = r
			} else {
				classes = append(classes, classRun{from: r, to: r, class: class})
			}
		}
		text := norm.NFKD.String(string(r))
		if text == string(r) || r >= hangulFirst && r < hangulFirst+hangulCount {
			continue
		}
		first, width := utf8.DecodeRuneInString(text)
		if n := len(runs); n > 0 {
			if last := &runs[n-1]; last.to == r-1 && last.rest == text[width:] && first-last.first == r-last.from {
				last.to = r
				continue
			}
		}
		runs = append(runs, nfkdRun{from: r, to: r, first: first, rest: text[width:]})
	}

	var gaps, counts, lengths, firsts, rests []byte
	next, first := rune(0), rune(0)
	for _, r := range runs {
		gaps = binary.AppendUvarint(gaps, uint64(r.from-next))
		counts = binary.AppendUvarint(counts, uint64(r.to-r.from))
		lengths = binary.AppendUvarint(lengths, uint64(1+utf8.RuneCountInString(r.rest)))
		firsts = binary.AppendVarint(firsts, int64(r.first-first))
		rests = append(rests, r.rest...)
		next, first = r.to+1, r.first+r.to-r.from
	}
	var classGaps, classCounts, ofClass []byte
	next = 0
	for _, c := range classes {
		classGaps = binary.AppendUvarint(classGaps, uint64(c.from-next))
		classCounts = binary.AppendUvarint(classCounts, uint64(c.to-c.from))
		ofClass = binary.AppendUvarint(ofClass, uint64(c.class))
		next = c.to + 1
	}
	file := binary.AppendUvarint(nil, uint64(len(runs)))
	for _, column := range [][]byte{gaps, counts, lengths, firsts} {
		file = append(file, column...)
	}
	file = binary.AppendUvarint(file, uint64(len(classes)))
	for _, column := range [][]byte{classGaps, classCounts, ofClass, rests} {
		file = append(file, column...)
	}
	return file
}

func TestEveryCodePointDecomposesAsUnicodeSays(t *testing.T) {
	longest, different := 0, 0
	for r := range valid {
		text := string(r)
		got := decompose(text)
		if want := norm.NFKD.String(text); got != want {
			t.Errorf("%U: %+q, want %+q", r, got, want)
		}
		longest = max(longest, utf8.RuneCountInString(got))
		if got != text {
			different++
		}
	}
	if longest != 18 || different < 15_000 {
		t.Errorf("the longest decomposition has %d code points, and %d decompose", longest, different)
	}
}

// standard is NFKD from the words of UAX #15: decompose every code point, then exchange neighbours as long as any two are
// out of order. Unlike norm it puts nothing in between when more than 30 marks follow each other (its Stream-Safe form,
// which SPEC §2.2 does not know).
func standard(text string) string {
	var all []rune
	var classes []uint8
	for _, r := range text {
		for _, part := range norm.NFKD.String(string(r)) {
			all = append(all, part)
			classes = append(classes, classOf(part))
		}
	}
	for again := true; again; {
		again = false
		for i := 1; i < len(all); i++ {
			if classes[i-1] > classes[i] && classes[i] > 0 {
				all[i-1], all[i] = all[i], all[i-1]
				classes[i-1], classes[i] = classes[i], classes[i-1]
				again = true
			}
		}
	}
	return string(all)
}

const joiner = "\u034f" // what norm puts in after 30 marks

// checkNFKD compares with both, and reports whether norm was among them.
func checkNFKD(t *testing.T, text string) bool {
	t.Helper()
	got := decompose(text)
	if want := standard(text); got != want {
		t.Fatalf("%+q decomposes to %+q, want %+q", text, got, want)
	}
	want := norm.NFKD.String(text)
	if strings.Count(want, joiner) != strings.Count(text, joiner) {
		return false
	}
	if got != want {
		t.Fatalf("%+q decomposes to %+q, and by golang.org/x/text to %+q", text, got, want)
	}
	return true
}

func TestRandomTextDecomposesAsUnicodeSays(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 0))
	marks, decomposing := []rune{}, []rune{}
	for r := range valid {
		if classOf(r) != 0 {
			marks = append(marks, r)
		}
		if text := string(r); norm.NFKD.String(text) != text {
			decomposing = append(decomposing, r)
		}
	}
	sources := []func() rune{
		func() rune { return marks[rng.IntN(len(marks))] },
		func() rune { return marks[rng.IntN(len(marks))] },
		func() rune { return decomposing[rng.IntN(len(decomposing))] },
		func() rune { return rune(rng.IntN(0x300)) },
		func() rune { return hangulFirst + rune(rng.IntN(hangulCount)) },
		func() rune { return rune(rng.IntN(unicode.MaxRune + 1)) },
	}
	withNorm := 0
	for range 20_000 {
		var text []rune
		for range 1 + rng.IntN(24) {
			text = append(text, sources[rng.IntN(len(sources))]())
		}
		if checkNFKD(t, string(text)) {
			withNorm++
		}
	}
	if withNorm < 19_000 {
		t.Errorf("only %d texts were compared with golang.org/x/text", withNorm)
	}
}

// A run of marks of any length is ordered as one. Spacing marks have classes too and are not dropped by folding, so their
// order stays in the key: here a sign of class 9 (Balinese adeg adeg) comes before tone marks of class 224.
func TestALongRunOfMarksIsOrderedAsOne(t *testing.T) {
	text := "a" + strings.Repeat("\u302e\u0301", 40) + "\u1b44"
	if checkNFKD(t, text) {
		t.Error("the run is not long enough for this test")
	}
	want := "a\u1b44" + strings.Repeat("\u302e", 40)
	if got := strings.Join(fold(text), " "); got != want {
		t.Errorf("folds to %+q", got)
	}
	if got := len(decompose(strings.Repeat("\ufdfa", MaxInput/3))); got > 11*MaxInput {
		t.Errorf("the longest input grows to %d bytes", got)
	}
}

// What is compared above can differ: a table with one entry of another, and one order less, are seen.
func TestATableThatIsWrongIsSeen(t *testing.T) {
	right := readTable(nfkdFile)
	if got := string(right.appendTo(nil, '\u00e9')); got != "e\u0301" {
		t.Fatalf("%+q", got)
	}
	wrong := *right
	wrong.runs = append([]nfkdRun(nil), right.runs...)
	for i, r := range wrong.runs {
		if r.from <= '\u00e9' && '\u00e9' <= r.to {
			wrong.runs[i].rest = "\u0300"
		}
	}
	if string(wrong.appendTo(nil, '\u00e9')) == norm.NFKD.String("\u00e9") {
		t.Error("another mark is not seen")
	}
	none := nfkdTable{runs: right.runs}
	text := []rune("a\u0301\u0323")
	if none.order(text); string(text) == norm.NFKD.String("a\u0301\u0323") {
		t.Error("marks out of order are not seen")
	}
}
