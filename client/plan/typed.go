package plan

import "strings"

// Typed is what a text has that the one before it had not, by words: what somebody put in, without what stood there. Pieces of
// different places have a space between them.
func Typed(before, after string) string {
	a, b := words(before), words(after)
	var out []string
	for _, h := range diff(a, b) {
		piece := inserted(strings.Join(a[h.b0:h.b1], ""), strings.Join(b[h.s0:h.s1], ""))
		if piece = strings.TrimSpace(piece); piece != "" {
			out = append(out, piece)
		}
	}
	return strings.Join(out, " ")
}

// inserted is the one stretch in which after differs from before, in whole runes.
func inserted(before, after string) string {
	x, y := []rune(before), []rune(after)
	from, to := 0, 0
	for from < len(x) && from < len(y) && x[from] == y[from] {
		from++
	}
	for to < len(x)-from && to < len(y)-from && x[len(x)-1-to] == y[len(y)-1-to] {
		to++
	}
	return string(y[from : len(y)-to])
}
