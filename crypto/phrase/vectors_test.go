package phrase_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/crypto/phrase"
)

// The vectors under crypto/testdata/vectors/phrase pin SPEC §2. Each file is one text: a good one has the canonical phrase
// that it leads to, a refusal the rule that it breaks. They are written by hand, from the specification.
const vectorDir = "../testdata/vectors/phrase"

type vector struct {
	Comment   string `json:"comment"`
	Text      string `json:"text"`
	Words     int    `json:"words"`
	Language  string `json:"language,omitempty"`
	Canonical string `json:"canonical,omitempty"`
	Corrected []int  `json:"corrected,omitempty"`
	Refused   string `json:"refused,omitempty"`
}

var refusals = map[string]error{
	"too few words": phrase.ErrTooFew, "unknown word": phrase.ErrUnknownWord,
	"words of two languages": phrase.ErrMixed, "too long": phrase.ErrTooLong,
}

func TestVectors(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(files) < 14 {
		t.Fatalf("%d vectors, %v; 14 or more are in the tree", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			p, err := phrase.Parse(v.Text, v.Words)
			refused := strings.HasPrefix(filepath.Base(file), "refused-")
			switch {
			case refused && (refusals[v.Refused] == nil || !errors.Is(err, refusals[v.Refused])):
				t.Errorf("%v, want %q", err, v.Refused)
			case refused:
			case err != nil:
				t.Error(err)
			case p.Expose() != v.Canonical || string(p.Language()) != v.Language || len(p.Corrected()) != len(v.Corrected):
				t.Errorf("%q, %s, %v", p.Expose(), p.Language(), p.Corrected())
			}
		})
	}
}
