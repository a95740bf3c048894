package phrase

import "slices"

// The creation entries: what one types into the cover to begin, where anyone may. They are no secret, they
// open nothing, and they read like something one might look for in a recipe book.
const (
	beginEnglish = "pumpkin porridge walnut pancake village picnic lavender"
	beginSpanish = "calabaza tomate lenteja cebolla merienda naranja paella"
)

// Begin returns the creation entry in a language, English for one without a list.
func Begin(language Language) string {
	if language == Spanish {
		return beginSpanish
	}
	return beginEnglish
}

// Begins reports whether text is a creation entry, folded and corrected like a phrase, and in which language. The number
// of words is the same for every deployment. No phrase is ever taken for one: the drawing of one as a phrase is as likely
// as the guess of any other.
func Begins(text string) (Language, bool) {
	p, err := Parse(text, DefaultWords)
	if err != nil || !slices.Contains([]string{beginEnglish, beginSpanish}, p.Expose()) {
		return "", false
	}
	return p.Language(), true
}
