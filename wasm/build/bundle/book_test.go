package bundle

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func books(t *testing.T) map[string]*Book {
	t.Helper()
	all := make(map[string]*Book)
	for _, lang := range Langs {
		b, err := ReadBook(filepath.Join("..", "..", "web", "covers", "recipes", lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		all[lang] = b
	}
	return all
}

var minutes = regexp.MustCompile(`(\d+) min`)
var degrees = regexp.MustCompile(`\d+ °[CF]`)

func TestTheBookIsTheSameInBothLanguages(t *testing.T) {
	all := books(t)
	en, es := all["en"], all["es"]
	if len(en.Recipes) < 24 || len(en.Recipes) != len(es.Recipes) {
		t.Fatalf("%d recipes in English, %d in Spanish; at least 24 in both", len(en.Recipes), len(es.Recipes))
	}
	for i, tag := range en.Tags {
		if i >= len(es.Tags) || es.Tags[i][0] != tag[0] {
			t.Errorf("tag %q is not in the same place", tag[0])
		}
	}
	for unit := range en.Units {
		if es.Units[unit][0] == "" || es.Units[unit][1] == "" {
			t.Errorf("unit %q has no words in Spanish", unit)
		}
	}
	for i, a := range en.Recipes {
		b := es.Recipes[i]
		if a.ID != b.ID || a.Serves != b.Serves || a.Time != b.Time || !slices.Equal(a.Tags, b.Tags) ||
			len(a.Items) != len(b.Items) || len(a.Steps) != len(b.Steps) {
			t.Errorf("%s and %s differ in more than words", a.ID, b.ID)
			continue
		}
		if a.Title == b.Title && a.ID != "shakshuka" && a.ID != "minestrone" && a.ID != "guacamole" {
			t.Errorf("%s: the title is not translated", a.ID)
		}
		for j := range a.Items {
			x, y := strings.SplitN(a.Items[j], "|", 3), strings.SplitN(b.Items[j], "|", 3)
			if x[0] != y[0] || x[1] != y[1] {
				t.Errorf("%s: %q and %q measure differently", a.ID, a.Items[j], b.Items[j])
			}
		}
		for j := range a.Steps {
			for _, number := range []*regexp.Regexp{minutes, degrees} {
				if x, y := number.FindAllString(a.Steps[j], -1), number.FindAllString(b.Steps[j], -1); !slices.Equal(x, y) {
					t.Errorf("%s, step %d: %v and %v", a.ID, j+1, x, y)
				}
			}
		}
		if slices.Contains(a.Tags, "quick") != (a.Time <= 30) {
			t.Errorf("%s takes %d minutes and its tags say otherwise", a.ID, a.Time)
		}
		if slices.Contains(a.Tags, "vegan") && !slices.Contains(a.Tags, "veg") {
			t.Errorf("%s is vegan and not vegetarian", a.ID)
		}
	}
}

func TestAPlantedFaultInABookIsRefused(t *testing.T) {
	good := Recipe{ID: "x", Title: "X", Serves: 1, Time: 1, Items: []string{"1||a", "1|g|b", "||c"}, Steps: []string{"a", "b"}}
	book := &Book{Units: map[string][2]string{"g": {"g", "g"}}, Tags: [][2]string{{"soup", "Soup"}}}
	if err := good.check(book); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Recipe){
		"no title":     func(r *Recipe) { r.Title = "" },
		"unknown tag":  func(r *Recipe) { r.Tags = []string{"stew"} },
		"unknown unit": func(r *Recipe) { r.Items = []string{"1|pound|a", "||b", "||c"} },
		"short item":   func(r *Recipe) { r.Items = []string{"1|g", "||b", "||c"} },
		"one step":     func(r *Recipe) { r.Steps = r.Steps[:1] },
	} {
		r := good
		spoil(&r)
		if r.check(book) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPlainItems(t *testing.T) {
	book := &Book{Of: "de", Units: map[string][2]string{"cup": {"taza", "tazas"}}}
	for item, want := range map[string]string{
		"1|cup|arroz":            "1 taza de arroz",
		"3/2|cup|arroz":          "1 1/2 tazas de arroz",
		"1/2||col{es} blanca{s}": "1/2 col blanca",
		"2||lim{ón/ones}":        "2 limones",
		"1||lim{ón/ones}":        "1 limón",
		"11/12|cup|arroz":        "11/12 taza de arroz",
		"||sal":                  "sal",
	} {
		if got := book.plainItem(item); got != want {
			t.Errorf("%q: got %q, want %q", item, got, want)
		}
	}
}
