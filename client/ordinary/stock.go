package ordinary

import (
	_ "embed"
	"strconv"
	"strings"
)

// The words of a language. A line "key: this | that" adds entries to a stock; other lines begin with # or are empty. Nearly
// all of a notebook is said there and not in code, which would weigh more in the page. In an entry braces are drawn anew
// each time:
//
//	{veg}           an entry of the stock veg
//	{2-6} {20-40/5} a number of a range, in steps of 1 or 5
//	{1/2,2/3}       one of these
//	{v=veg} {v}     drawn once, and the same again further on; {!v=veg} says nothing the first time
//	{p+7-19}        the number p, after so many are added to it
//	{>0-2} {<3-8}   so many days on, but not beyond the last there is; so many days back; nothing is written
//	{$10-40/5}      an amount of money
//	can(s) box(es)  the ending goes when the number before it is 1
//	2 lb~carrots    an amount and a thing, which a habit puts together
//
// and what day and sum know.
//
//go:embed words.txt
var stocks string

// wordsOf returns the stocks of a language, nil for one without.
func wordsOf(lang string) map[string][]string {
	text, spanish, _ := strings.Cut(stocks, "=====\n")
	switch lang {
	case "en":
	case "es":
		text = spanish
	default:
		return nil
	}
	words := map[string][]string{}
	for _, line := range strings.Split(text, "\n") {
		if key, entries, found := strings.Cut(line, ": "); found && line[0] != '#' {
			words[key] = append(words[key], strings.Split(entries, " | ")...)
		}
	}
	return words
}

// bound is what a note has drawn already.
type bound map[string]string

// one writes one entry of a stock.
func (w *writer) one(stock string) string { return w.from(stock, bound{}) }

func (w *writer) from(stock string, known bound) string {
	entries := w.words[stock]
	if len(entries) == 0 {
		panic("ordinary: there is no stock " + stock)
	}
	return w.write(entries[w.draws.below(len(entries))], known)
}

// write draws what is in braces.
func (w *writer) write(entry string, known bound) string {
	out := ""
	for {
		before, rest, found := strings.Cut(entry, "{")
		out += before
		if !found {
			return counted(out)
		}
		inside, after, _ := strings.Cut(rest, "}")
		out += w.brace(inside, known)
		entry = after
	}
}

func (w *writer) brace(inside string, known bound) string {
	if text, ok := known[inside]; ok {
		return text
	}
	switch inside[0] {
	case '!':
		w.brace(inside[1:], known)
		return ""
	case '>', '<', '$':
		n, _ := w.number(inside[1:])
		return w.move(inside[0], n)
	}
	if text, ok := w.day(inside); ok {
		return text
	}
	if text, ok := w.bill(inside); ok {
		return text
	}
	if name, choice, found := strings.Cut(inside, "="); found {
		known[name] = w.choose(choice, known)
		return known[name]
	}
	if name, span, found := strings.Cut(inside, "+"); found {
		n, _ := strconv.Atoi(known[name])
		more, _ := w.number(span)
		known[name] = strconv.Itoa(n + more)
		return known[name]
	}
	return w.choose(inside, known)
}

func (w *writer) choose(choice string, known bound) string {
	if strings.Contains(choice, ",") {
		all := strings.Split(choice, ",")
		return all[w.draws.below(len(all))]
	}
	if n, ok := w.number(choice); ok {
		return strconv.Itoa(n)
	}
	return w.from(choice, known)
}

// number draws from a range "2-6" or "20-40/5".
func (w *writer) number(span string) (int, bool) {
	span, by, _ := strings.Cut(span, "/")
	from, to, found := strings.Cut(span, "-")
	lo, err := strconv.Atoi(from)
	if !found || err != nil {
		return 0, false
	}
	hi, _ := strconv.Atoi(to)
	step, _ := strconv.Atoi(by)
	step = max(step, 1)
	return lo + step*w.draws.below((hi-lo)/step+1), true
}

// counted drops the plural endings in brackets behind a number that is 1, and the brackets around the others.
func counted(text string) string {
	for _, ending := range [...]string{"s", "es"} {
		for {
			before, after, found := strings.Cut(text, "("+ending+")")
			if !found {
				break
			}
			if lastNumber(before) == "1" {
				text = before + after
			} else {
				text = before + ending + after
			}
		}
	}
	return text
}

// lastNumber is the last word that begins with a digit.
func lastNumber(text string) string {
	words := strings.Fields(text)
	for i := len(words) - 1; i >= 0; i-- {
		if c := words[i][0]; '0' <= c && c <= '9' {
			return words[i]
		}
	}
	return ""
}
