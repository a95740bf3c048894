package disclose

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// style is for paper first: US letter, and what belongs together stays on one page.
const style = `@page { size: letter; margin: 0.9in }
body { font: 11pt/1.4 Georgia, serif; color: #000; background: #fff; max-width: 42em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.6em } h2 { font-size: 1.2em; margin-top: 1.8em; break-after: avoid } caption { text-align: left; font-weight: bold; padding: .6em 0 .2em }
dt { font-weight: bold; margin-top: .7em; break-after: avoid } dd { margin: 0 0 0 1.2em; break-inside: avoid }
dd.means { font-size: .93em } table { border-collapse: collapse; width: 100%; margin-top: .8em; font-size: .9em }
th, td { border: 1px solid #777; padding: .25em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group } tr { break-inside: avoid }
@media print { body { margin: 0; max-width: none; padding: 0 } }
`

// HTML writes r as a page that needs nothing beside itself: no script, no picture, no address.
func HTML(w io.Writer, r *Report) error {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>%s</h1>\n", html.EscapeString(r.Title), style, html.EscapeString(r.Title))
	for i, s := range r.Sections {
		section(&b, i+1, s)
	}
	b.WriteString("</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func section(b *strings.Builder, number int, s Section) {
	esc := html.EscapeString
	fmt.Fprintf(b, "<h2>%d. %s</h2>\n", number, esc(s.Title))
	for _, p := range s.Text {
		fmt.Fprintf(b, "<p>%s</p>\n", esc(p))
	}
	if len(s.Facts)+len(s.Points) > 0 {
		b.WriteString("<dl>\n")
		for _, f := range s.Facts {
			fmt.Fprintf(b, "<dt>%s</dt><dd>%s</dd>", esc(f.Name), esc(value(f.Value, f.Unit)))
			if f.Means != "" {
				fmt.Fprintf(b, "<dd class=\"means\">%s</dd>", esc(f.Means))
			}
			b.WriteString("\n")
		}
		for _, p := range s.Points {
			fmt.Fprintf(b, "<dt>%s</dt><dd>%s</dd>\n", esc(p.What), esc(p.Why))
		}
		b.WriteString("</dl>\n")
	}
	for _, t := range s.Tables {
		table(b, t)
	}
}

func table(b *strings.Builder, t Table) {
	fmt.Fprintf(b, "<table>\n<caption>%s</caption>\n<thead><tr>", html.EscapeString(t.Title))
	for _, c := range t.Columns {
		fmt.Fprintf(b, "<th scope=\"col\">%s</th>", html.EscapeString(c))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for _, v := range row {
			fmt.Fprintf(b, "<td>%s</td>", html.EscapeString(value(v, "")))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
}
