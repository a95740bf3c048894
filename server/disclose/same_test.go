//go:build unix

package disclose

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/wire"
)

var noLocators []wire.Locator

func sprint(v any) string { return fmt.Sprint(v) }

// A store in which 3 pages are living and one in which 300 are give the same report, byte for byte, when they have equally
// many objects: but for names of folders and the dates of files, which are left out here.
func TestThreeAndThreeHundredLivingPagesGiveTheSameReport(t *testing.T) {
	const pages = 300
	var all []string
	var d *deployment
	for _, living := range []int{3, pages, -1} {
		if living < 0 {
			d.write("control", "") // the negative control: one file more
		} else {
			d = newDeployment(t)
			fillStore(t, d, pages, living)
		}
		r := d.build(nil)
		if n := fact(t, r, "store", "objects"); n != int64(pages+17) {
			t.Fatalf("%v objects", n)
		}
		for i := range r.Sections {
			if r.Sections[i].ID == "dates" {
				r.Sections[i].Tables = nil
			}
		}
		text := strings.ReplaceAll(asText(t, r)+asJSON(t, r)+asHTML(t, r), d.dir, "DATA")
		all = append(all, regexp.MustCompile(`20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC`).ReplaceAllString(text, "THEN"))
	}
	if all[0] != all[1] {
		t.Error("the reports differ")
	}
	if all[1] == all[2] {
		t.Error("the reports are the same whatever there is")
	}
}

// fillStore saves pages and erases all but living of them.
func fillStore(t *testing.T, d *deployment, pages, living int) {
	t.Helper()
	d.serve(func(s *shelf.Shelf, _ store.Store) {
		for i := range pages {
			l := newLocator()
			save(t, s, l)
			if i >= living {
				erase(t, s, l)
			}
		}
	})
}

// Nothing is opened unless a locator is named: the code that can stands in one file, and a report without a locator is made
// where there is no key to open anything with.
func TestNothingIsOpenedUnlessALocatorIsNamed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%v, %v", files, err)
	}
	opens := map[string]bool{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range f.Imports {
			if path, _ := strconv.Unquote(imported.Path.Value); path == "larkspur/server/shelf" && !strings.HasSuffix(name, "_test.go") {
				opens[name] = true
			}
		}
	}
	if len(opens) != 1 || !opens["locator.go"] {
		t.Errorf("what opens objects is in %v", opens)
	}
	d := newDeployment(t)
	d.serve(func(s *shelf.Shelf, _ store.Store) { save(t, s, newLocator()) })
	if err := os.Remove(d.path("key")); err != nil {
		t.Fatal(err)
	}
	if n := fact(t, d.build(nil), "store", "objects"); n != int64(18) {
		t.Errorf("%v objects", n)
	}
	c := d.config()
	c.Keys = Keys{File: d.path("store")} // no key file at all: it would be an error to read it
	if _, err := Build(t.Context(), c); err != nil {
		t.Error(err)
	}
	c.Locators = append(c.Locators, newLocator())
	if _, err := Build(t.Context(), c); err == nil {
		t.Error("the look for who reads the key finds nobody")
	}
}

// ornament are rules, bullets and numbers of sections.
var ornament = regexp.MustCompile(`^([-=]+|\d+\.)$`)

// Text, JSON and page say the same: every value and every sentence of the JSON stands in both others, and every word of
// those comes from it.
func TestTextJSONAndPageSayTheSame(t *testing.T) {
	d := newDeployment(t)
	l := newLocator()
	d.serve(func(s *shelf.Shelf, _ store.Store) { save(t, s, l) })
	d.write("store/notes", "x")
	d.write("unknown", "x")
	r := d.build(func(c *Config) {
		c.Locators, c.KeepMonths, c.Running = append(c.Locators, l), 6, true
		c.Settings = []Setting{{"listen", "127.0.0.1:8080", "Where it listens."}, {"cover", "", ""}}
	})
	text, page := one(asText(t, r)), one(html.UnescapeString(regexp.MustCompile(`(?s)<style>.*</style>|<[^>]*>`).ReplaceAllString(asHTML(t, r), " ")))
	var parsed map[string]any
	if err := json.Unmarshal([]byte(asJSON(t, r)), &parsed); err != nil {
		t.Fatal(err)
	}
	leaves, words := 0, map[string]bool{}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(k, inner)
			}
			return
		case []any:
			for _, inner := range v {
				walk(key, inner)
			}
			return
		}
		if key == "id" || key == "version" {
			return
		}
		want := one(value(v, ""))
		leaves++
		for w := range strings.FieldsSeq(want) {
			words[w] = true
		}
		if key != "title" && !strings.Contains(text, want) {
			t.Errorf("the text does not say %q", want)
		}
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	walk("", parsed)
	if leaves < 200 {
		t.Errorf("only %d values", leaves)
	}
	for where, said := range map[string]string{"text": text, "page": page} {
		for w := range strings.FieldsSeq(said) {
			if ornament.MatchString(w) || words[w] || words[strings.TrimSuffix(w, ":")] || words[strings.ToLower(w)] {
				continue
			}
			if w != strings.ToUpper(w) { // the title is in capitals in the text
				t.Errorf("the %s says %q, which is not in the JSON", where, w)
			}
		}
	}
	again, err := Parse([]byte(asJSON(t, r)))
	if err != nil || asText(t, again) != asText(t, r) || asHTML(t, again) != asHTML(t, r) {
		t.Errorf("what came as JSON reads differently: %v", err)
	}
	for _, bad := range []string{"", "{}", `{"version":2}`, "x"} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a report", bad)
		}
	}
}

// The page has all it needs in itself and is laid out for paper.
func TestThePrintedPageNeedsNothingBesideItself(t *testing.T) {
	d := newDeployment(t)
	page := asHTML(t, d.build(nil))
	for _, bad := range []string{"<script", "<link", "<img", "<iframe", "<object", "<embed", "<form", "<a ", "href", "src=", "url(", "@import", "http:", "https:", "//", "onload", "javascript"} {
		if strings.Contains(strings.ToLower(strings.ReplaceAll(page, "http-equiv", "")), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range []string{"@page { size: letter", "<!doctype html>", `lang="en"`, "<h1>", "default-src 'none'"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
}

// No word of the report promises what is not so, and what has to be said is said, in sentences that can be read.
func TestTheReportPromisesNothingThatIsNotSo(t *testing.T) {
	d := newDeployment(t)
	for _, keep := range []int{0, 12} {
		text := one(asText(t, d.build(func(c *Config) { c.KeepMonths, c.Running = keep, true })))
		for _, bad := range []string{"untraceable", "100 %", "100%", "subpoenaed", "impossible", "guarantee", "unbreakable", "military", "never be", "anonymous",
			"abuse", "addict", "victim", "compliance", "score", "risk level", " must ", " should ", "required"} {
			if strings.Contains(strings.ToLower(text), bad) {
				t.Errorf("the report says %q", bad)
			}
		}
		for _, want := range []string{
			"is not a number of plans or of people",
			"tell pages, erased pages and filler apart, count them",
			"Whoever has the store, both halves of the key and a phrase can open that plan",
			"A proxy in front of the server, the provider of the network or of the machine may.",
			"could change the program or record the traffic from that moment",
			"that a key is gone from a flash disk, a snapshot or a backup is likely and not certain",
			"may want to ask a lawyer before the next one",
			"Filler is some hundreds of objects; so how many pages there are can be guessed",
			"Taken a moment apart, they show what was.",
			"made by a program whose operator could change it",
			"may have been written by one act",
			"say of each object when it was last written since the last rotation",
			"has in its memory what it is about",
		} {
			if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
				t.Errorf("the report does not say %q", want)
			}
		}
		if got := strings.Contains(text, "was last read or saved"); got != (keep > 0) {
			t.Errorf("kept for %d months: that months are kept is said: %v", keep, got)
		}
		if got := strings.Contains(text, "No dates of plans."); got != (keep == 0) {
			t.Errorf("kept for %d months: that no dates are kept is said: %v", keep, got)
		}
	}
	if text := one(asText(t, d.build(func(c *Config) { c.KeepMonths, c.Running = 0, false }))); strings.Contains(text, "No dates of plans.") ||
		!strings.Contains(text, "No dates of plans, unless the server kept months.") || strings.Contains(text, "Settings in force") {
		t.Error("without a server the report speaks for one")
	}
	words := 0
	longest := ""
	for _, s := range regexp.MustCompile(`[.?!:;]\s`).Split(one(sprint(absent)+sprint(answers)+sprint(proves)+sprint(aboutText)+sprint(logsText)), -1) {
		if n := len(strings.Fields(s)); n > words {
			words, longest = n, s
		}
	}
	if words > 40 {
		t.Errorf("a sentence of %d words: %s", words, longest)
	}
}
