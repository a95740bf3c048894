// Package markup writes a tree as a document of HTML, for what is not the page: the command line. The page draws trees itself
// and never parses markup.
//
// It promises that a text stays a text, whatever is in it, and that a document runs no script, loads nothing, and leads
// nowhere: handlers are left out, elements and attributes are those that paper has, and a policy in it forbids the rest.
package markup

import (
	"slices"
	"strings"

	"larkspur/wasm/view"
)

// tags and attributes are what paper is made of.
var (
	tags       = []string{"section", "div", "h2", "h3", "h4", "p", "span", "ul", "li"}
	attributes = []string{"class", "lang", "translate"}
)

// Document writes a document with a title, a style sheet and nodes one after the other. A browser may print the title at the
// edge of the page, and keeps it in a PDF.
func Document(lang, title, style string, nodes []*view.Node) string {
	var b strings.Builder
	b.WriteString(`<!doctype html>` + "\n" + `<html lang="` + text.Replace(lang) + `"><head><meta charset="utf-8">` + "\n" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` + "\n" +
		`<meta name="viewport" content="width=device-width"><title>` + text.Replace(title) + "</title>\n" +
		"<style>\n*, ::before, ::after { box-sizing: border-box; }\nbody { margin: 0; }\n" + style + "</style></head><body>\n")
	for _, n := range nodes {
		write(&b, n)
		b.WriteString("\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// text escapes what would end a text or the value of an attribute, or begin something else.
var text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\x00", "\uFFFD")

func write(b *strings.Builder, n *view.Node) {
	if n == nil {
		return
	}
	if n.Tag == "" {
		b.WriteString(text.Replace(n.Text))
		return
	}
	tag := n.Tag
	if !slices.Contains(tags, tag) {
		tag = "div"
	}
	b.WriteString("<" + tag)
	for _, a := range n.Attrs {
		if slices.Contains(attributes, a.Name) {
			b.WriteString(" " + a.Name + `="` + text.Replace(a.Value) + `"`)
		}
	}
	b.WriteString(">" + text.Replace(n.Text))
	for _, c := range n.Children {
		write(b, c)
	}
	b.WriteString("</" + tag + ">")
}
