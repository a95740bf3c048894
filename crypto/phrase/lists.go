package phrase

import (
	_ "embed"
	"strings"
	"sync"
)

var (
	//go:embed words_en.txt
	englishText string
	//go:embed words_es.txt
	spanishText string
)

var (
	english = sync.OnceValue(func() []string { return strings.Fields(englishText) })
	spanish = sync.OnceValue(func() []string { return strings.Fields(spanishText) })
)

// wordsOf returns a list, nil for a language without one.
func wordsOf(language Language) []string {
	switch language {
	case English:
		return english()
	case Spanish:
		return spanish()
	}
	return nil
}

// maxWord is the length of the longest list word; a part longer by more than one letter is near none.
const maxWord = 8

// find returns the list word within distance 1 of part, and its language; "" when there is none. There is never a choice,
// because no two list words are within distance 2. It takes the time of a comparison with every word, whatever is found.
func find(part string) (word string, language Language) {
	if len(part) > maxWord+1 {
		return "", ""
	}
	for _, l := range [...]Language{English, Spanish} {
		for _, w := range wordsOf(l) {
			if near(w, part) {
				word, language = w, l
			}
		}
	}
	return word, language
}

// near reports whether the Damerau-Levenshtein distance of two texts is at most 1: the same, or one letter inserted,
// deleted or changed, or two neighbours exchanged. It counts bytes: list words are ASCII.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// Typed says how a text that was typed for a list word compares with it: the same once folded, or within one slip of it.
// It is for typing a new phrase back from paper, where a slip is what is looked for.
func Typed(text, word string) (same, slip bool) {
	if len(text) > MaxInput {
		return false, false
	}
	parts := fold(text)
	if len(parts) != 1 {
		return false, false
	}
	same = parts[0] == word
	return same, !same && near(word, parts[0])
}
