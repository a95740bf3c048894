// Package catalog holds the words: of the interface, and of the sections, kinds, fields and options of a plan, in English
// and in Spanish, as data.
//
// It promises that both languages have the same keys with the same placeholders, and that every key of client/plan is
// among them; its tests hold it to that, to words that hurt nobody, and to plain sentences. It knows nothing of screens:
// which words stand where is decided by whoever asks for them.
//
//	words/en, words/es  the texts: flat objects with the same names and keys in the same order, one key a line
//	files.go            which files those are
//	catalog.go          Words: the texts of one language, and how placeholders are filled
//	notebook.go         the words of the notebook look
//	prompts.go          ideas that are added at a press; prompts.txt says what each of them is
//	entry.go            an entry of the directory in words
//	parse.go            the reader of such an object
//	README.md           every row of a safety plan: its kind, its view, its test
//	grade               how hard a text is to read; for the tests and the build
//	directory           places and lines that may help: the list, an operator's file, the search
//
// Keys say what a text is for:
//
//	section.S                     the title of a standard section, plan.SectionLabel
//	kind.K                        the name of a kind, as a button "Add: ..." has it, plan.Kind.Label
//	kind.K.field.F                a field, plan.Kind.FieldLabel; also kind.K.field.F.C, a column of rows
//	kind.K.field.F.O              an option, plan.Kind.OptionLabel
//	... .hint                     after any of the first three: a short prompt below it; many have none
//	prompt.*                      what can be added at a press: words that go into an item as they are
//	paper.*                       what is printed, and the screens that print it
//	dir.*                         the directory
//	ui.*                          everything else
//	... .none, .one, .many        a text with a number in it, see Words.Count
//	... .book                     what stands there in the notebook look, see Words.Notebook
//
// A text is plain text, without markup, and one paragraph. {0} to {9} are filled by position. Nobody is addressed as if
// they owed anything: what can be done is offered, and what cannot be kept is said.
package catalog

import (
	"strconv"
	"strings"
	"sync"
)

// Each language is read once, when it is first asked for.
var (
	readEnglish = sync.OnceValue(func() *Words { return read("en", english) })
	readSpanish = sync.OnceValue(func() *Words { return read("es", spanish) })
)

// Words are the texts of one language. They never change, so any number of goroutines may share them.
type Words struct {
	lang  string
	texts map[string]string
	book  bool // see Notebook
}

// Languages returns the languages that there are, in the order in which a screen offers them.
func Languages() []string { return []string{"en", "es"} }

// Load returns the words of a language, English for one that there is not. It does not fail.
func Load(lang string) *Words {
	if lang == "es" {
		return readSpanish()
	}
	return readEnglish()
}

// read panics on a catalogue that is not one: it is part of the program, and the tests read it first.
func read(lang string, files []file) *Words {
	all := map[string]string{}
	for _, f := range files {
		texts, err := parse(f.text)
		if err != nil {
			panic("catalog: " + lang + "/" + f.name + ": " + err.Error())
		}
		for key, text := range texts {
			if _, twice := all[key]; twice {
				panic("catalog: " + lang + "/" + f.name + ": " + key + " is in two files")
			}
			all[key] = text
		}
	}
	return &Words{lang: lang, texts: all}
}

// Lang returns the language, one of Languages.
func (w *Words) Lang() string { return w.lang }

// Has reports whether there is a text for key.
func (w *Words) Has(key string) bool {
	_, ok := w.find(key)
	return ok
}

// Text returns the text of key with {0}, {1} ... replaced by args. What args say is never looked at again, so a name with
// a brace in it stays as it is. A key without a text comes out in brackets, and a placeholder without an argument as it
// stands, so that both are seen.
func (w *Words) Text(key string, args ...string) string {
	text, ok := w.find(key)
	if !ok {
		return "[" + key + "]"
	}
	return fill(text, args)
}

// Count returns the text for a number of things, which is {0} in it: key.none for 0 where there is one, key.one for 1,
// else key.many. Args are {1} and on.
func (w *Words) Count(key string, n int, args ...string) string {
	switch {
	case n == 0 && w.Has(key+".none"):
		key += ".none"
	case n == 1:
		key += ".one"
	default:
		key += ".many"
	}
	return w.Text(key, append([]string{strconv.Itoa(n)}, args...)...)
}

// placeholder is the length of one in bytes.
const placeholder = len("{0}")

func fill(text string, args []string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 || len(args) == 0 {
			break
		}
		b.WriteString(text[:i])
		text = text[i:]
		if len(text) >= placeholder && text[2] == '}' {
			if n := int(text[1]) - '0'; n >= 0 && n < min(len(args), 10) {
				b.WriteString(args[n])
				text = text[placeholder:]
				continue
			}
		}
		b.WriteByte('{')
		text = text[1:]
	}
	b.WriteString(text)
	return b.String()
}
