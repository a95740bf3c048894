package bundle

import (
	"strings"
	"testing"
)

func TestTheReportSaysHowHardTheWordsAre(t *testing.T) {
	root, err := findRoot("")
	if err != nil {
		t.Fatal(err)
	}
	readings, err := readWords(root)
	if err != nil {
		t.Fatal(err)
	}
	report := (&Report{Readings: readings}).String()
	t.Log(report)
	for _, line := range []string{"reading: en, school grade", "reading: es, ease of 100", "reading: en/prompts.json, school grade", "reading: es/ui.json, ease"} {
		if !strings.Contains(report, line) {
			t.Errorf("no line %q", line)
		}
	}
	for _, r := range readings {
		if r.Sentences == 0 || r.Words < 2*r.Sentences || r.Figure < -5 || r.Figure > 100 {
			t.Errorf("%s: %d sentences, %d words, %.1f", r.Name, r.Sentences, r.Words, r.Figure)
		}
	}
}

func TestWordsThatAreNotThereAreSeen(t *testing.T) {
	if _, err := readWords(t.TempDir()); err == nil {
		t.Error("a catalogue without words is measured")
	}
}
