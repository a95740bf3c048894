package catalog

// bookSuffix is what a key has after it whose text stands in its place in the notebook look.
const bookSuffix = ".book"

// Notebook returns the words of the notebook look: where there is a text for a key with ".book" after it, that
// one stands. So screens that every look has keep one set of keys, and name no plan where none is to be named.
func (w *Words) Notebook() *Words { return &Words{lang: w.lang, texts: w.texts, book: true} }

// find returns the text of a key in the look of w.
func (w *Words) find(key string) (string, bool) {
	if w.book {
		if text, ok := w.texts[key+bookSuffix]; ok {
			return text, true
		}
	}
	text, ok := w.texts[key]
	return text, ok
}
