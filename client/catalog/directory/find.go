package directory

import "strings"

// Index is a list made ready to be searched.
type Index struct {
	entries []Entry
	texts   []string // of each entry, all that a search looks at, folded
	numbers []string // of each entry, the digits of its numbers
}

// NewIndex makes one. words returns the words of a key of the catalogue (dir.*) in every language, so that a search finds
// what a person reads, whichever language they type in.
func NewIndex(entries []Entry, words func(key string) []string) *Index {
	x := &Index{entries: entries, texts: make([]string, len(entries)), numbers: make([]string, len(entries))}
	for i := range entries {
		text := ""
		for _, l := range entries[i].lines {
			text += l.value + "\n"
			switch l.field {
			case "phone", "tty", "text":
				x.numbers[i] += digits(l.value) + " "
			}
			if p := prefix(l.field); p != "" {
				for _, key := range wordsOf(l.value) {
					text += strings.Join(words(p+key), "\n") + "\n"
				}
			}
		}
		x.texts[i] = Fold(text)
	}
	return x
}

// Entries returns the list.
func (x *Index) Entries() []Entry { return x.entries }

// Find returns the numbers in Entries of those that have all words of text and say yes to all filters, and of those that
// have all words, say no to none, and do not say to some. Both are in the order of the list.
func (x *Index) Find(text string, filters []string) (yes, unstated []int) {
	words := strings.Fields(Fold(text))
	for i := range x.entries {
		if !x.has(i, words) {
			continue
		}
		answer := Yes
		for _, f := range filters {
			switch x.entries[i].Says(f) {
			case No:
				answer = No
			case NotStated:
				if answer == Yes {
					answer = NotStated
				}
			}
		}
		switch answer {
		case Yes:
			yes = append(yes, i)
		case NotStated:
			unstated = append(unstated, i)
		}
	}
	return yes, unstated
}

func (x *Index) has(i int, words []string) bool {
	for _, w := range words {
		if strings.Contains(x.texts[i], w) {
			continue
		}
		// A number is found however its digits are parted.
		if n := digits(w); len(n) < 3 || numberEnd(w) < len(w) || !strings.Contains(x.numbers[i], n) {
			return false
		}
	}
	return true
}

// Fold makes texts alike that differ in case, in accents, or in how an accent is written.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f { // a mark on the letter before it
			return -1
		}
		if r < 0x80 {
			return r
		}
		if i := strings.IndexRune(accented, r); i >= 0 {
			return rune(plainly[len([]rune(accented[:i]))])
		}
		return r
	}, strings.ToLower(s))
}

// The letters with accents of the languages of the catalogue and of the names in it, and what each is without.
const (
	accented = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿ’‘“”"
	plainly  = "aaaaaaeeeeiiiiooooouuuuncyy''\"\""
)
