// Package grade measures how hard a text is to read, for the tests of the catalogue and for the report of the build. It
// knows sentences, words and syllables, and nothing of what a text means: a low figure is a hint that words are plain, not a
// proof.
//
// Syllables are counted by rule. In Spanish the rules are those of its spelling; in English they are a usual approximation,
// off by one for some words in either direction.
package grade

import (
	"strings"
	"unicode"
)

// Count is what the formulas are made of.
type Count struct{ Sentences, Words, Syllables int }

// Of counts a text. A run of words that ends in . ! ? : or ; or at the end of the text is a sentence. What holds no
// letter (a telephone number, a placeholder) is no word.
func Of(text string, syllables func(word string) int) Count {
	var c Count
	open := false
	for field := range strings.FieldsSeq(text) {
		for part := range strings.SplitSeq(field, "-") {
			if word := strings.TrimFunc(part, notLetter); word != "" {
				c.Words++
				c.Syllables += syllables(word)
				open = true
			}
		}
		if open && strings.ContainsAny(field[len(field)-1:], ".!?:;") {
			c.Sentences++
			open = false
		}
	}
	if open {
		c.Sentences++
	}
	return c
}

// IsSentence reports whether a text of the catalogue is read rather than recognised: it ends like a sentence.
func IsSentence(text string) bool {
	return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?")
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// Add returns the sum of both.
func (c Count) Add(d Count) Count {
	return Count{c.Sentences + d.Sentences, c.Words + d.Words, c.Syllables + d.Syllables}
}

// FleschKincaid is the school grade (United States) of an English text: 6 is sixth grade. Source: J. P. Kincaid and others,
// Derivation of New Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75, 1975.
func (c Count) FleschKincaid() float64 {
	return 0.39*ratio(c.Words, c.Sentences) + 11.8*ratio(c.Syllables, c.Words) - 15.59
}

// Inflesz is the ease of a Spanish text from 0 to 100: 55 to 65 is normal, 65 to 80 quite easy, above 80 very easy. Source:
// the formula of F. Szigriszt Pazos (Sistemas predictivos de legibilidad del mensaje escrito, 1993) on the scale of I. M.
// Barrio Cantalejo and others (An. Sist. Sanit. Navar. 31, 2008, 135-152).
func (c Count) Inflesz() float64 {
	return 206.835 - 62.3*ratio(c.Syllables, c.Words) - ratio(c.Words, c.Sentences)
}

func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }
