package app

import (
	"encoding/binary"
	"io"
	"strings"

	"larkspur/client/catalog"
	"larkspur/wasm/view"
)

// plainLines is how many lines of a list have no word of the phrase.
const plainLines = 5

// hide puts the words into a list, in their order, each as the name of something to buy or to cook with. What else stands
// in the list is drawn anew every time, so that no two are alike; it is in the language of the words.
func (p *paper) hide(a *App, cook bool) {
	if p.typing {
		return
	}
	m := wordList(catalog.Load(string(p.phrase.Language())), p.words(), cook, a.random)
	p.list = &m
}

func wordList(w *catalog.Words, words []string, cook bool, random io.Reader) view.ListModel {
	what := "ui.words.shop."
	if cook {
		what = "ui.words.cook."
	}
	m := view.ListModel{Lang: w.Lang(), Cook: cook, Title: some(w, what+"titles", 1, random)[0]}
	named, plain := some(w, what+"named", len(words), random), some(w, what+"plain", plainLines, random)
	for _, i := range shuffled(len(named)+len(plain), random) {
		if i < len(plain) {
			m.Lines = append(m.Lines, view.ListLine{Text: plain[i]})
			continue
		}
		at := len(m.Lines) // the words keep their order, whatever the lines do
		for _, l := range m.Lines {
			if l.Name == "" {
				at--
			}
		}
		m.Lines = append(m.Lines, view.ListLine{Text: named[at], Name: strings.ToUpper(words[at][:1]) + words[at][1:]})
	}
	if cook {
		m.Steps = w.Text(what + "steps")
	}
	return m
}

// some draws n of the texts that a key has, with a semicolon between.
func some(w *catalog.Words, key string, n int, random io.Reader) []string {
	all := strings.Split(w.Text(key), "; ")
	out := make([]string, 0, n)
	for _, i := range shuffled(len(all), random)[:n] {
		out = append(out, all[i])
	}
	return out
}

// shuffled draws an order of n things. It panics when the generator fails, as nothing can go on then. That the remainders
// are not quite even matters nowhere here.
func shuffled(n int, random io.Reader) []int {
	out := make([]int, n)
	for i := range out {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			panic("app: " + err.Error())
		}
		j := int(binary.BigEndian.Uint32(b[:]) % uint32(i+1))
		out[i], out[j] = out[j], i
	}
	return out
}
