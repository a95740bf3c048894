//go:build unix

package story

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"larkspur/wasm/browsertest"
)

// A sheet is what a browser printed, as a file, and what has to be on it.
type sheet struct {
	file string
	// width and height of every page, in points of 1/72 inch.
	width, height float64
	// text is all that is to be on it, in any order, and nothing else.
	text string
	// own: it is the survivor's own, so that nothing may say where it comes from.
	own bool
}

// Sizes in points: 5 by 7 inches, and 8.5 by 11.
var (
	slipSize   = [2]float64{360, 504}
	letterSize = [2]float64{612, 792}
)

// edge is how near to the edge of the paper a word may come, in points. Printers leave out up to a quarter of an inch.
const edge = 18.0

// printed is one page as pdftotext sees it.
type printed struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []struct {
		XMin float64 `xml:"xMin,attr"`
		YMin float64 `xml:"yMin,attr"`
		XMax float64 `xml:"xMax,attr"`
		YMax float64 `xml:"yMax,attr"`
		Text string  `xml:",chardata"`
	} `xml:"word"`
}

// poppler runs one of the programs of poppler-utils.
func poppler(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (run .ci/setup): %v\n%s", name, err, out)
	}
	return string(out)
}

// faults says everything that is wrong with s.
func (s sheet) faults(t *testing.T) (out []string) {
	t.Helper()
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	var doc struct {
		Pages []printed `xml:"body>doc>page"`
	}
	// A page of HTML with entities and a DOCTYPE, as one page of which the words are wanted.
	d := xml.NewDecoder(strings.NewReader(poppler(t, "pdftotext", "-bbox", s.file, "-")))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("what pdftotext says cannot be read: %v", err)
	}
	boxes := regexp.MustCompile(`(Media|Crop)Box: +0.00 +0.00 +([0-9.]+) +([0-9.]+)`)
	found := boxes.FindAllStringSubmatch(poppler(t, "pdfinfo", "-box", "-f", "1", "-l", "999", s.file), -1)
	if len(doc.Pages) == 0 || len(found) != 2*len(doc.Pages) {
		fault("%d pages with %d boxes", len(doc.Pages), len(found))
	}
	for _, box := range found {
		if want := []string{fmt.Sprintf("%.2f", s.width), fmt.Sprintf("%.2f", s.height)}; !slices.Equal(box[2:], want) {
			fault("a page measures %s, not %s", box[2:], want)
		}
	}
	var words []string
	for i, p := range doc.Pages {
		if len(p.Words) == 0 {
			fault("page %d is empty", i+1)
		}
		for _, w := range p.Words {
			if w.XMin < edge || w.YMin < edge || w.XMax > s.width-edge || w.YMax > s.height-edge {
				fault("page %d: %q lies at %.0f to %.0f across and %.0f to %.0f down", i+1, w.Text, w.XMin, w.XMax, w.YMin, w.YMax)
			}
			words = append(words, w.Text)
		}
	}
	on, want := counted(strings.Join(words, " "), s.text), counted(s.text, s.text)
	for _, w := range slices.Sorted(maps.Keys(want)) {
		if on[w] < want[w] {
			fault("%q is on it %d times, not %d", w, on[w], want[w])
		}
	}
	for _, w := range slices.Sorted(maps.Keys(on)) {
		if on[w] > want[w] {
			fault("%q is on it %d times, not %d", w, on[w], want[w])
		}
	}
	return append(out, s.betrays(t, strings.Join(words, " "))...)
}

// lineRoom is a word, in letters, that fits into any line.
const lineRoom = 30

// counted counts words, without the marks of lists; where what is to be printed has a word that cannot fit into a line, letters.
func counted(text, all string) map[string]int {
	out := map[string]int{}
	units := strings.Fields(strings.ReplaceAll(text, "•", " "))
	if slices.ContainsFunc(strings.Fields(all), func(w string) bool { return len(w) > lineRoom }) {
		units = strings.Split(strings.Join(units, ""), "")
	}
	for _, w := range units {
		out[w]++
	}
	return out
}

// betrays says what tells where a paper comes from, on it or in what a PDF keeps beside. Of the survivor's own papers the
// title is one that any paper could have.
func (s sheet) betrays(t *testing.T, words string) (out []string) {
	t.Helper()
	kept := poppler(t, "pdfinfo", s.file)
	for _, flag := range []string{"-meta", "-url", "-struct-text"} {
		kept += poppler(t, "pdfinfo", flag, s.file)
	}
	for _, name := range []string{"larkspur", "http://", "https://", "127.0.0.1", "localhost", "file:", ".html"} {
		for where, text := range map[string]string{"on it": words, "kept beside": kept} {
			if strings.Contains(strings.ToLower(text), name) {
				out = append(out, fmt.Sprintf("%q is %s", name, where))
			}
		}
	}
	title := regexp.MustCompile(`(?m)^Title: *(.*)$`).FindStringSubmatch(kept)
	if s.own && (title == nil || !slices.Contains([]string{"To remember", "Para recordar", "Recipes · Recetas"}, title[1])) {
		out = append(out, fmt.Sprintf("the title is %q", title))
	}
	return out
}

// A measure that finds nothing wrong with anything would let everything pass.
func TestThePaperIsMeasured(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><title>To remember</title><style>@page { size: 5in 7in; margin: 0 } body { margin: .5in; font: 12pt sans-serif }</style>`
	b := browsertest.New(t, browsertest.Chromium, browsertest.Options{})
	for name, c := range map[string]struct{ html, fault string }{
		"nothing":         {page + `eggs and milk`, ""},
		"a word less":     {page + `eggs milk`, `"and" is on it 0 times`},
		"a word more":     {page + `eggs and milk at 8`, `"8" is on it 1 times, not 0`},
		"a hidden word":   {page + `eggs <span hidden>and</span> milk`, `"and" is on it 0 times`},
		"beyond the edge": {page + `eggs and <span style="position: absolute; left: 4.9in">milk</span>`, `"milk" lies at`},
		"on the edge":     {page + `eggs and <span style="position: absolute; left: 0">milk</span>`, `"milk" lies at 0`},
		"another size":    {strings.Replace(page, "7in", "6.95in", 1) + `eggs and milk`, "a page measures"},
		"an empty page":   {page + `eggs and milk<div style="break-before: page; height: 1px"></div>`, "is empty"},
		"a margin":        {strings.Replace(page, "margin: 0", "margin: 1in", 1) + `eggs and milk`, "is on it 1 times, not 0"}, // the browser prints into it
		"the product":     {strings.Replace(page, "To remember", "Larkspur", 1) + `eggs and milk`, `"larkspur" is kept beside`},
		"a link":          {page + `eggs and <a href="http://127.0.0.1/">milk</a>`, `"http://" is kept beside`},
		"no title":        {strings.Replace(page, "To remember", "", 1) + `eggs and milk`, `the title is`},
		"what it is":      {strings.Replace(page, "To remember", "Safety plan", 1) + `eggs and milk`, `the title is`},
	} {
		file := filepath.Join(t.TempDir(), "page")
		if err := os.WriteFile(file+".html", []byte(c.html), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := b.Open(t.Context(), "file://"+file+".html"); err != nil {
			t.Fatal(err)
		}
		pdf, err := b.Print(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file+".pdf", pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		s := sheet{file: file + ".pdf", width: slipSize[0], height: slipSize[1], text: "eggs and milk", own: true}
		if got := strings.Join(s.faults(t), "; "); c.fault == "" && got != "" || !strings.Contains(got, c.fault) {
			t.Errorf("%s: found %q", name, got)
		}
	}
}
