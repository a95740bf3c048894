package ordinary

import (
	_ "embed"
	"strconv"
	"strings"
)

// The words of a language. A line "key: this | that" adds entries to a stock; other lines begin with # or are empty. In an
// entry braces are drawn anew each time:
//
//	{veg}           an entry of the stock veg
//	{2-6} {20-40/5} a number of a range, in steps of 1 or 5
//	{1/2,2/3}       one of these
//	{v=veg} {v}     drawn once, and the same again further on
//	can(s) box(es)  the ending goes when the number before it is 1
//
// What a note hands in beforehand ({date}, {n}) is used as it is.
var (
	//go:embed en.txt
	english string
	//go:embed es.txt
	spanish string
)

func wordsOf(lang string) map[string][]string {
	switch lang {
	case "en":
		return readStock(english)
	case "es":
		return readStock(spanish)
	}
	return nil
}

func readStock(text string) map[string][]string {
	words := map[string][]string{}
	for line := range strings.Lines(text) {
		key, entries, found := strings.Cut(strings.TrimSpace(line), ": ")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		words[key] = append(words[key], strings.Split(entries, " | ")...)
	}
	return words
}

// bound is what is drawn or handed in already.
type bound map[string]string

// one writes one entry of a stock.
func (w *writer) one(stock string) string { return w.oneWith(stock, bound{}) }

func (w *writer) oneWith(stock string, known bound) string {
	entries := w.words[stock]
	if len(entries) == 0 {
		panic("ordinary: there is no stock " + stock)
	}
	return w.write(entries[w.draws.below(len(entries))], known)
}

// some draws n entries of a stock, all different, and does not write them yet. There are never more than the stock has.
func (w *writer) some(stock string, n int) []string {
	entries := append([]string(nil), w.words[stock]...)
	n = min(n, len(entries))
	for i := range n {
		j := i + w.draws.below(len(entries)-i)
		entries[i], entries[j] = entries[j], entries[i]
	}
	return entries[:n]
}

// write draws what is in braces.
func (w *writer) write(entry string, known bound) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(entry, "{")
		out.WriteString(before)
		if !found {
			return counted(out.String())
		}
		var inside string
		inside, entry, _ = strings.Cut(rest, "}")
		name, choice, binds := strings.Cut(inside, "=")
		switch text, ok := known[inside]; {
		case ok:
			out.WriteString(text)
		case binds:
			known[name] = w.choose(choice, known)
			out.WriteString(known[name])
		default:
			out.WriteString(w.choose(inside, known))
		}
	}
}

func (w *writer) choose(choice string, known bound) string {
	if strings.Contains(choice, ",") {
		all := strings.Split(choice, ",")
		return all[w.draws.below(len(all))]
	}
	if n, ok := w.number(choice); ok {
		return strconv.Itoa(n)
	}
	return w.oneWith(choice, known)
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
	for _, marked := range [...]string{"(s)", "(es)"} {
		for {
			before, after, found := strings.Cut(text, marked)
			if !found {
				break
			}
			ending := strings.Trim(marked, "()")
			if lastNumber(before) == "1" {
				ending = ""
			}
			text = before + ending + after
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
