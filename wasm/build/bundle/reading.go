package bundle

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"larkspur/client/catalog/grade"
)

// Reading is how hard the sentences of some texts are to read: client/catalog/grade says by which formula.
type Reading struct {
	Name      string
	Sentences int
	Words     int
	Figure    float64
}

// languages are those of the catalogue, with their measures.
var languages = []struct {
	folder, measure string
	syllables       func(string) int
	figure          func(grade.Count) float64
}{
	{"en", "school grade", grade.English, grade.Count.FleschKincaid},
	{"es", "ease of 100", grade.Spanish, grade.Count.Inflesz},
}

// readWords measures every file of words and, after its files, each language.
func readWords(root string) ([]Reading, error) {
	var out []Reading
	for _, l := range languages {
		files, err := filepath.Glob(filepath.Join(root, "client", "catalog", "words", l.folder, "*.json"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("bundle: no words in %s: %w", l.folder, err)
		}
		var all grade.Count
		add := func(name string, c grade.Count) {
			out = append(out, Reading{name + ", " + l.measure, c.Sentences, c.Words, l.figure(c)})
		}
		for _, file := range files {
			c, err := readFile(file, l.syllables)
			if err != nil {
				return nil, err
			}
			if c.Sentences > 0 {
				add(l.folder+"/"+filepath.Base(file), c)
			}
			all = all.Add(c)
		}
		add(l.folder, all)
	}
	return out, nil
}

func readFile(name string, syllables func(string) int) (c grade.Count, err error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return c, fmt.Errorf("bundle: %w", err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(b, &texts); err != nil {
		return c, fmt.Errorf("bundle: %s: %w", name, err)
	}
	for _, text := range texts {
		if grade.IsSentence(text) {
			c = c.Add(grade.Of(text, syllables))
		}
	}
	return c, nil
}

// readingTable writes what readWords found, a line for each.
func readingTable(readings []Reading) string {
	var b strings.Builder
	for _, r := range readings {
		fmt.Fprintf(&b, "%-44s %10d sentences %7d words %6.1f\n", "reading: "+r.Name, r.Sentences, r.Words, r.Figure)
	}
	return b.String()
}
