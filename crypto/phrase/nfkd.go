package phrase

import "strings"

// decompose returns the form NFKD of valid UTF-8 (Unicode 15.0, UAX #15; SPEC §2.2). It is our own because the library that
// is usual for it weighs five times as much in the page, most of it for forms that are not wanted here. A test compares
// the two over every code point.
//
// The result has at most 18 code points for each of text (U+FDFA), so Parse bounds it with MaxInput.
func decompose(text string) string {
	if isASCII(text) {
		return text // nearly every phrase: the table is not even read
	}
	t := decompositions()
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if index := r - hangulFirst; index >= 0 && index < hangulCount {
			out = appendHangul(out, index)
		} else {
			out = t.appendTo(out, r)
		}
	}
	t.order(out)
	return string(out)
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0
}

// Hangul syllables decompose by arithmetic (The Unicode Standard, §3.12).
const (
	hangulFirst = 0xAC00
	hangulCount = 19 * hangulBlock
	hangulBlock = 21 * hangulTail // syllables with one leading consonant
	hangulTail  = 28              // trailing consonants, none among them
	leadFirst   = 0x1100
	vowelFirst  = 0x1161
	tailFirst   = 0x11A7
)

func appendHangul(out []rune, index rune) []rune {
	out = append(out, leadFirst+index/hangulBlock, vowelFirst+index%hangulBlock/hangulTail)
	if tail := index % hangulTail; tail != 0 {
		out = append(out, tailFirst+tail)
	}
	return out
}

// order puts each run of marks into the order of their combining classes and leaves those of one class as they stand (UAX
// #15, Canonical Ordering). Runs are short in every language, and bounded by MaxInput in an attack: insertion will do.
func (t *nfkdTable) order(text []rune) {
	for i := range text {
		class := t.class(text[i])
		if class == 0 {
			continue
		}
		r, at := text[i], i
		for at > 0 && t.class(text[at-1]) > class {
			text[at] = text[at-1]
			at--
		}
		text[at] = r
	}
}
