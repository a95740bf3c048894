package bundle

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Covers are the covers there are. The page of each is COVER.html; the server serves the chosen one as "/".
var Covers = []string{"recipes"}

// Langs are the languages of every cover.
var Langs = []string{"en", "es"}

// Book is the recipes in one language (wasm/web/covers/recipes/LANG.json), in the same order in each.
type Book struct {
	Title string `json:"title"`
	// Back leads from the plain page to the cover.
	Back string `json:"back"`
	// Of stands between a unit and what it measures: empty, or "de".
	Of string `json:"of"`
	// Units are the words of a unit for one and for more.
	Units map[string][2]string `json:"units"`
	// Tags are the tags of recipes, id and name, in the order in which they are shown.
	Tags    [][2]string `json:"tags"`
	Recipes []Recipe    `json:"recipes"`
}

// Recipe is one dish. Numbers are the same in every language.
type Recipe struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Note   string   `json:"note"`
	Serves int      `json:"serves"`
	Time   int      `json:"time"` // minutes
	Tags   []string `json:"tags"`
	// Items are "quantity|unit|name". Quantity and unit may be empty. In the name, {a} is written only when the quantity
	// is above one, {a/b} is a for one and b for more.
	Items []string `json:"items"`
	Steps []string `json:"steps"`
}

// ReadBook reads and checks one book.
func ReadBook(path string) (*Book, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	var b Book
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("bundle: %s: %w", path, err)
	}
	for _, r := range b.Recipes {
		if err := r.check(&b); err != nil {
			return nil, fmt.Errorf("bundle: %s: %s: %w", path, r.ID, err)
		}
	}
	return &b, nil
}

func (r Recipe) check(b *Book) error {
	if r.ID == "" || r.Title == "" || r.Serves < 1 || r.Time < 1 || len(r.Items) < 3 || len(r.Steps) < 2 {
		return fmt.Errorf("not a whole recipe")
	}
	for _, tag := range r.Tags {
		if !slices.ContainsFunc(b.Tags, func(t [2]string) bool { return t[0] == tag && t[1] != "" }) {
			return fmt.Errorf("tag %q has no name", tag)
		}
	}
	for _, item := range r.Items {
		part := strings.Split(item, "|")
		if len(part) != 3 {
			return fmt.Errorf("item %q is not quantity|unit|name", item)
		}
		if part[1] != "" && b.Units[part[1]][0] == "" {
			return fmt.Errorf("unit %q has no words", part[1])
		}
	}
	return nil
}

// writePlain writes the whole book as one page without scripts, LANG.html.
func writePlain(cfg Config, web, lang, style string) error {
	book, err := ReadBook(filepath.Join(web, "covers", "recipes", lang+".json"))
	if err != nil {
		return err
	}
	var b strings.Builder
	e := html.EscapeString
	fmt.Fprintf(&b, `<!doctype html><html lang="%s"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
		`<title>Recipes · Recetas</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/%s" integrity="%s">`+
		`<div class="page"><header class="top"><a href="/">%s</a><h1>%s</h1></header><main>`, lang, StyleFile, style, e(book.Back), e(book.Title))
	for _, r := range book.Recipes {
		fmt.Fprintf(&b, `<article id="%s" class="plain"><h2>%s</h2><p>%s</p><ul>`, r.ID, e(r.Title), e(r.Note))
		for _, item := range r.Items {
			fmt.Fprintf(&b, "<li>%s", e(book.plainItem(item)))
		}
		b.WriteString("</ul><ol>")
		for _, step := range r.Steps {
			fmt.Fprintf(&b, "<li>%s", e(step))
		}
		b.WriteString("</ol></article>\n")
	}
	b.WriteString("</main></div></html>\n")
	if err := os.WriteFile(filepath.Join(cfg.Out, lang+".html"), []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// plainItem writes an item as the source has it, in the one quantity it names.
func (b *Book) plainItem(item string) string {
	part := strings.SplitN(item, "|", 3)
	over, under, _ := strings.Cut(part[0], "/")
	many := over != "" && over != "1" && (under == "" || len(over) > len(under) || len(over) == len(under) && over > under)
	name := part[2]
	for {
		from := strings.IndexByte(name, '{')
		to := strings.IndexByte(name, '}')
		if from < 0 || to < from {
			break
		}
		one, more, both := strings.Cut(name[from+1:to], "/")
		if !both {
			one, more = "", one
		}
		pick := one
		if many {
			pick = more
		}
		name = name[:from] + pick + name[to+1:]
	}
	unit, of := "", ""
	if part[1] != "" {
		unit, of = b.Units[part[1]][0], b.Of
		if many {
			unit = b.Units[part[1]][1]
		}
	}
	return strings.Join(strings.Fields(mixed(part[0])+" "+unit+" "+of+" "+name), " ")
}

// mixed writes "3/2" as a cook would read it: "1 1/2".
func mixed(quantity string) string {
	over, under, _ := strings.Cut(quantity, "/")
	n, err1 := strconv.Atoi(over)
	d, err2 := strconv.Atoi(under)
	if err1 != nil || err2 != nil || d < 1 || n <= d || n%d == 0 {
		return quantity
	}
	return fmt.Sprintf("%d %d/%d", n/d, n%d, d)
}
