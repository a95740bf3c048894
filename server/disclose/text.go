package disclose

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is that of a page of text, in columns.
const width = 80

// Text writes r as plain text.
func Text(w io.Writer, r *Report) error {
	t := &textWriter{}
	t.line(strings.ToUpper(r.Title))
	t.line(strings.Repeat("=", utf8.RuneCountInString(r.Title)))
	for i, s := range r.Sections {
		t.section(i+1, s)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type textWriter struct{ b strings.Builder }

func (t *textWriter) line(s string) { t.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// wrap writes words within the width, and mark before the first line, in the place of the indent. Words longer than that stay
// whole.
func (t *textWriter) wrap(mark, indent, text string) {
	line, words := mark, 0
	for word := range strings.FieldsSeq(text) {
		if words > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			t.line(line)
			line, words = indent, 0
		}
		if words++; words > 1 {
			line += " "
		}
		line += word
	}
	t.line(line)
}

func (t *textWriter) section(number int, s Section) {
	t.line("")
	title := fmt.Sprintf("%d. %s", number, s.Title)
	t.line(title)
	t.line(strings.Repeat("-", utf8.RuneCountInString(title)))
	for _, p := range s.Text {
		t.line("")
		t.wrap("", "", p)
	}
	if len(s.Facts) > 0 {
		t.line("")
	}
	for _, f := range s.Facts {
		t.wrap("", "  ", f.Name+": "+value(f.Value, f.Unit))
		if f.Means != "" {
			t.wrap("    ", "    ", f.Means)
		}
	}
	for _, p := range s.Points {
		t.line("")
		t.wrap("- ", "  ", p.What)
		t.wrap("  ", "  ", p.Why)
	}
	for _, table := range s.Tables {
		t.table(table)
	}
}

// table writes columns side by side where they fit, and each row as a list of its own where not.
func (t *textWriter) table(table Table) {
	t.line("")
	t.line(table.Title)
	widths := make([]int, len(table.Columns))
	all := append([][]any{{}}, table.Rows...)
	for _, c := range table.Columns {
		all[0] = append(all[0], c)
	}
	sum := 0
	for i := range widths {
		for _, row := range all {
			widths[i] = max(widths[i], utf8.RuneCountInString(value(row[i], "")))
		}
		sum += widths[i] + 2
	}
	if sum > width {
		for _, row := range table.Rows {
			t.line("")
			t.line("  " + table.Columns[0] + ": " + value(row[0], ""))
			for i, c := range table.Columns[1:] {
				t.wrap("      ", "        ", c+": "+value(row[i+1], ""))
			}
		}
		return
	}
	for _, row := range all {
		line := "  "
		for i, v := range row {
			line += fmt.Sprintf("%-*s  ", widths[i], value(v, ""))
		}
		t.line(line)
	}
}

// value writes a value as all renderings but JSON show it. Names of files may hold anything: what would move a terminal's
// cursor, or turn text around, is written as the escape that Go has for it.
func value(v any, unit string) string {
	s := ""
	switch v := v.(type) {
	case bool:
		s = "no"
		if v {
			s = "yes"
		}
	case int64:
		s = thousands(v)
	case float64: // of a report that came as JSON
		s = thousands(int64(v))
	default:
		s = printable(fmt.Sprint(v))
	}
	if unit != "" {
		s += " " + unit
	}
	return s
}

func printable(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 || !unicode.IsPrint(r) {
			quoted := strconv.QuoteToASCII(s[:n])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// thousands writes a number with a comma at each third digit.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
