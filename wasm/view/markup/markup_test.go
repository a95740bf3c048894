package markup

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"larkspur/wasm/view"
)

// read reads a document back: the text of its body, and the elements and attributes in it.
func read(t *testing.T, document string) (text string, marks []string) {
	t.Helper()
	_, body, _ := strings.Cut(document, "<body>")
	d := xml.NewDecoder(strings.NewReader("<body>" + strings.TrimSuffix(body, "</html>\n")))
	var b strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), marks
		}
		if err != nil {
			t.Fatalf("%v in %s", err, document)
		}
		switch x := token.(type) {
		case xml.CharData:
			b.Write(x)
		case xml.StartElement:
			marks = append(marks, x.Name.Local)
			for _, a := range x.Attr {
				marks = append(marks, a.Name.Local+"="+a.Value)
			}
		}
	}
}

func TestATextStaysAText(t *testing.T) {
	for _, text := range []string{"a", "<b>bold</b>", "</p><script>alert(1)</script>", "&lt;", "a & b", `" onload="x`, "'", "]]>", "<!--", "ñ “x”", "two\nlines"} {
		doc := Document("en", text, "p { color: #000; }", []*view.Node{view.Leaf("p", text).Class(text)})
		got, marks := read(t, doc)
		if strings.TrimSpace(got) != strings.TrimSpace(text) || strings.Join(marks, "|") != "body|p|class="+text {
			t.Errorf("%q is read as %q, %q", text, got, marks)
		}
		if head, _, _ := strings.Cut(doc, "<style>"); strings.Count(head, "<") != 8 {
			t.Errorf("the title %q changes the head: %s", text, head)
		}
	}
}

func TestWhatPaperHasNotIsLeftOut(t *testing.T) {
	tree := view.El("section",
		view.Leaf("script", "x").Attr("src", "http://a"), view.Leaf("a", "link").Attr("href", "http://a"),
		view.El("input").Attr("value", "v").Val("typed"), nil, view.Text("<plain>"),
		view.Leaf("p", "text").Attr("onclick", "x").Attr("style", "x").Attr("id", "x").Attr("lang", "es").Click("go"),
	)
	text, marks := read(t, Document("en", "t", "", []*view.Node{nil, tree}))
	if got := strings.Join(marks, " "); got != "body section div div div p lang=es" {
		t.Errorf("the document has %s", got)
	}
	if got := strings.Join(strings.Fields(text), " "); got != "xlink<plain>text" {
		t.Errorf("it says %q", got)
	}
}
