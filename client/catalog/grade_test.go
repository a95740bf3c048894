package catalog

import (
	"testing"

	"larkspur/client/catalog/grade"
)

// Limits for the sentences of a language together (about sixth grade), and for one text alone.
const (
	gradeLimit    = 6.0  // Flesch-Kincaid
	gradeLimitOne = 10.0 // one long word in a short text counts for much
	easeLimit     = 70.0 // Inflesz
	easeLimitOne  = 45.0
)

// sentences are the texts that are read rather than recognised.
func sentences(w *Words) map[string]string {
	texts := map[string]string{}
	for key, text := range w.texts {
		if grade.IsSentence(text) {
			texts[key] = text
		}
	}
	return texts
}

func TestATiredPersonCanReadIt(t *testing.T) {
	var en, es grade.Count
	for key, text := range sentences(all["en"]) {
		c := grade.Of(text, grade.English)
		en = en.Add(c)
		if g := c.FleschKincaid(); g > gradeLimitOne {
			t.Errorf("en %s: grade %.1f: %s", key, g, text)
		}
	}
	for key, text := range sentences(all["es"]) {
		c := grade.Of(text, grade.Spanish)
		es = es.Add(c)
		if e := c.Inflesz(); e < easeLimitOne {
			t.Errorf("es %s: ease %.1f: %s", key, e, text)
		}
	}
	t.Logf("English: %d sentences, %d words, Flesch-Kincaid grade %.1f", en.Sentences, en.Words, en.FleschKincaid())
	t.Logf("Spanish: %d sentences, %d words, Inflesz ease %.1f", es.Sentences, es.Words, es.Inflesz())
	if en.Sentences < 100 || es.Sentences < 100 {
		t.Error("hardly any text was measured")
	}
	if g := en.FleschKincaid(); g > gradeLimit {
		t.Errorf("English: grade %.1f, more than %.1f", g, gradeLimit)
	}
	if e := es.Inflesz(); e < easeLimit {
		t.Errorf("Spanish: ease %.1f, less than %.1f", e, easeLimit)
	}
}
