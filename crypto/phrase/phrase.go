// Package phrase turns what a person types into the canonical phrase that a root is derived from, and draws new phrases
// (SPEC §2).
//
// It promises: a phrase is drawn uniformly and never chosen; what is typed with other case, accents, spaces, hyphens or
// commas is the same phrase; and one slip in a word is corrected with certainty, because no two words of both lists are
// within distance 2 of each other. It refuses to know what a phrase opens, and it tells nobody a word: a Phrase does not
// print, and an error says which word it means by number only.
//
// # The lists
//
// words_en.txt and words_es.txt hold 1,296 words each, so seven words are 7 * log2(1296) = 72.4 bits. They were selected
// for Larkspur: words in common use, of three to eight letters, written without accents, without the vocabulary of
// violence, weapons, police, illness, drugs, religion and sex, and without two that are alike. Which words are common was
// looked up in counts of word frequencies and in spelling dictionaries; the selection is our own, and is given to anybody
// under the terms of the project. A test proves the distance for all pairs.
//
// The long course of fuzzing: go test ./crypto/phrase -run '^$' -fuzz FuzzParse -fuzztime 10m, and the same for FuzzFold.
package phrase

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"larkspur/crypto/secret"
)

// DefaultWords is the number of list words in a phrase of an ordinary deployment (SPEC §2.3).
const DefaultWords = 7

// MaxInput is the longest input that is looked at, in bytes (SPEC §2.2).
const MaxInput = 1024

// Language names a list.
type Language string

// The languages that there are lists for.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Errors of Parse. None is a secret: whoever sees one has typed the text.
var (
	// ErrTooFew: fewer words than a phrase has.
	ErrTooFew = errors.New("phrase: too few words")
	// ErrUnknownWord: a word is within distance 1 of no list word. The error says which by its place.
	ErrUnknownWord = errors.New("phrase: unknown word")
	// ErrMixed: the words come from both lists.
	ErrMixed = errors.New("phrase: words of two languages")
	// ErrTooLong: more than MaxInput bytes.
	ErrTooLong = errors.New("phrase: too long")
	// ErrLanguage is returned for a language without a list.
	ErrLanguage = errors.New("phrase: there is no list in this language")
)

// Phrase is a phrase in canonical form. The zero Phrase is none.
type Phrase struct {
	secret.Guard
	canonical func() string
	language  Language
	corrected []int
}

func newPhrase(words []string, language Language, corrected []int) Phrase {
	canonical := strings.Join(words, " ")
	return Phrase{canonical: func() string { return canonical }, language: language, corrected: corrected}
}

// Canonical returns the bytes that the root is derived from, a copy of its own (SPEC §2.3).
func (p Phrase) Canonical() []byte { return []byte(p.Expose()) }

// Expose returns the canonical phrase as text, to be shown to whoever it was made for.
func (p Phrase) Expose() string {
	if p.canonical == nil {
		return ""
	}
	return p.canonical()
}

// Language returns the language of the list words.
func (p Phrase) Language() Language { return p.language }

// Corrected returns the places, from 0, of the words that were not typed as they stand in the list.
func (p Phrase) Corrected() []int { return append([]int(nil), p.corrected...) }

// Generate draws a phrase of so many list words (SPEC §2.4). random is a cryptographic generator. Errors: ErrLanguage, that
// of random.
func Generate(language Language, words int, random io.Reader) (Phrase, error) {
	list := wordsOf(language)
	if list == nil {
		return Phrase{}, ErrLanguage
	}
	drawn := make([]string, words)
	for i := range drawn {
		n, err := draw(random, len(list))
		if err != nil {
			return Phrase{}, err
		}
		drawn[i] = list[n]
	}
	return newPhrase(drawn, language, nil), nil
}

// draw returns a uniform number below n by rejection: values beyond the last whole multiple of n are drawn again.
func draw(random io.Reader, n int) (int, error) {
	limit := 1 << 16 / n * n
	var b [2]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, err
		}
		if v := int(b[0])<<8 | int(b[1]); v < limit {
			return v % n, nil
		}
	}
}

// Parse reads a phrase of so many list words and of any number of further words (SPEC §2.2 and §2.3). It derives nothing
// and is cheap on any text. Errors: ErrTooLong, ErrTooFew, ErrUnknownWord, ErrMixed.
func Parse(text string, words int) (Phrase, error) {
	if len(text) > MaxInput {
		return Phrase{}, ErrTooLong
	}
	parts := fold(text)
	if len(parts) < words {
		return Phrase{}, ErrTooFew
	}
	var language Language
	var corrected []int
	for i, part := range parts[:words] {
		word, l := find(part)
		switch {
		case l == "":
			return Phrase{}, unknownWord{i + 1}
		case language != "" && l != language:
			return Phrase{}, ErrMixed
		}
		language = l
		if word != part {
			corrected = append(corrected, i)
			parts[i] = word
		}
	}
	return newPhrase(parts, language, corrected), nil
}

// unknownWord is ErrUnknownWord with the place of the word, counted from 1.
type unknownWord struct{ place int }

func (e unknownWord) Error() string {
	return "phrase: word " + strconv.Itoa(e.place) + " is none of the list"
}
func (e unknownWord) Is(target error) bool { return target == ErrUnknownWord }
