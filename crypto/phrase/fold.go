package phrase

import (
	"strings"
	"unicode"
)

// fold splits text into its parts in the one form that every device and keyboard leads to (SPEC §2.2). Further words are
// part of the key, so the same letters typed on different systems have to give the same bytes.
func fold(text string) []string {
	var b strings.Builder
	for _, r := range decompose(strings.ToValidUTF8(text, "\uFFFD")) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf):
		case separates(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Fields(b.String())
}

// separates reports whether r parts words: white space, dashes, and what a keyboard adds to a list of words by itself.
func separates(r rune) bool {
	switch r {
	case ',', '.', ';', ':', '\u00b7', '\u2212', '"', '\'', '\u2018', '\u2019', '\u201a', '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb':
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}
